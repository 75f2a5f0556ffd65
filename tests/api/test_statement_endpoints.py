from __future__ import annotations

from collections.abc import Iterator
from inspect import signature

import pytest

from support.api_service import Api, make_home, running
from watchgate.api.statements import PARAMETERS, statements


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def rows(api: Api, query: str, key: str = "read") -> list[dict[str, object]]:
    reply = api.get(f"/statements?{query}", key)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, object]] = reply.json()["results"]
    return found


def test_a_statement_says_where_it_comes_from(api: Api) -> None:
    (row,) = rows(api, "entity_id=un-1&prop=birthDate")
    assert row["value"] == "1970-02-19"
    assert row["prop_type"] == "date"
    assert row["canonical_id"] == "un-1"
    assert row["source"] == "un_test"
    assert row["grade"] == "A1"
    assert row["status"] == "confirmed"
    assert row["recorded_at"] == "2026-11-22T12:00:00Z"
    assert row["evidence"] == {"type": "list", "record_id": "un-1", "sha256": "0" * 64}
    assert row["handling"] == {
        "tlp": "TLP:CLEAR",
        "releasable_to": [],
        "originator": None,
        "originator_control": False,
        "expires_at": None,
    }
    assert len(str(row["id"])) == 64


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("entity=un-1", "'entity': is no parameter here (did you mean entity_id?)"),
        ("entity_id=un-1&datasets=un", "'datasets': is no parameter here (did you mean dataset?)"),
        ("entity_id=un-1&schema_=Person", "did you mean schema?"),
        ("zzz=1", "there are canonical_id, entity_id"),
    ],
)
def test_an_unknown_parameter_is_refused_and_does_not_answer_with_everything(api: Api, query: str, part: str) -> None:
    reply = api.get(f"/statements?{query}", "read")
    assert reply.status_code == 400
    assert part in reply.json()["detail"]


def test_every_described_parameter_is_understood() -> None:
    described = {one for one in signature(statements.fn).parameters if one != "request"}
    assert set(PARAMETERS) == {one.rstrip("_") for one in described}


def test_the_standing_of_a_statement_is_that_of_the_position_asked_about(api: Api) -> None:
    def standing(query: str) -> list[object]:
        return [row["status"] for row in rows(api, f"entity_id=un-1&prop=alias{query}")]

    assert standing("&position=2") == []
    assert standing("&position=3") == ["proposed"]
    assert standing("&position=4") == ["confirmed"]
    assert standing("") == ["confirmed"]
    assert standing("&recorded_at=2026-11-21") == []
    assert standing("&recorded_at=2026-11-22") == ["confirmed"]


def test_filters_narrow_exactly(api: Api) -> None:
    assert {row["entity_id"] for row in rows(api, "schema=Sanction")} == {"un-1-s", "un-2-s"}
    assert [row["value"] for row in rows(api, "status=proposed")] == ["Only Proposed"]
    assert {row["dataset"] for row in rows(api, "dataset=us_test")} == {"us_test"}
    assert [row["entity_id"] for row in rows(api, "value=CHON MA SAN")] == ["ofac-2"]
    assert rows(api, "canonical_id=un-1") == rows(api, "entity_id=un-1")


def test_pages_follow_one_another(api: Api) -> None:
    whole = [row["locator"] for row in rows(api, "limit=1000")]
    paged = [row["locator"] for offset in range(0, len(whole), 7) for row in rows(api, f"limit=7&offset={offset}")]
    assert paged == whole
    assert len(set(whole)) == len(whole)


def test_a_total_says_whether_it_was_counted_to_the_end(api: Api) -> None:
    assert api.get("/statements?limit=2").json()["total"] == {"value": 3, "relation": "gte"}
    assert api.get("/statements?entity_id=un-2&limit=2").json()["total"]["relation"] == "eq"


def test_sorting_by_property_and_back(api: Api) -> None:
    up = [row["value"] for row in rows(api, "dataset=us_test&sort=value")]
    assert up == sorted(up, key=str)
    assert [row["value"] for row in rows(api, "dataset=us_test&sort=value:desc")] == up[::-1]


def test_one_statement_by_locator_and_by_id(api: Api) -> None:
    (row,) = rows(api, "entity_id=un-1&prop=birthDate")
    assert api.get(f"/statements/{row['locator']}").json() == row
    assert api.get(f"/statements/{row['id']}").json() == row
    assert api.get("/statements/99.0").status_code == 404
    assert api.get("/statements/nonsense").status_code in {400, 404}


def test_statements_a_key_may_not_see_do_not_exist_for_it(api: Api) -> None:
    assert [row["value"] for row in rows(api, "entity_id=red-1", "red")] == ["Hwang Kil Su"]
    assert rows(api, "entity_id=red-1", "read") == []
    assert api.get("/statements/6.0", "red").status_code == 200
    assert api.get("/statements/6.0", "read").status_code == 404
    assert {row["locator"] for row in rows(api, "limit=100", "public")}.isdisjoint({"6.0", "7.0"})


@pytest.mark.parametrize(
    "query",
    [
        "status=retired",
        "sort=magic",
        "limit=5001",
        "position=999",
        "position=1&recorded_at=2026-11-22",
        "recorded_at=then",
        "valid_at=2026-13-01",
        "entity_id=a&canonical_id=b",
    ],
)
def test_a_question_that_cannot_be_is_refused(api: Api, query: str) -> None:
    reply = api.get(f"/statements?{query}")
    assert reply.status_code == 400
    assert reply.json()["detail"]
