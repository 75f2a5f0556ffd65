from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.api_service import Api, make_home, running

ALIAS = {
    "entity_id": "un-2",
    "schema": "Person",
    "prop": "alias",
    "value": "  Ri   Thae  Song ",
    "grade": "b2",
    "handling": {"tlp": "TLP:CLEAR"},
}


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with running(make_home(tmp_path)) as found:
        yield found


def propose(api: Api, key: str = "write", **changed: Any) -> Any:
    return api.post("/statements", {**ALIAS, **changed}, key)


def test_a_proposal_acts_only_after_somebody_else_confirmed_it(api: Api) -> None:
    made = propose(api)
    assert made.status_code == 201
    act = made.json()
    assert (act["status"], act["position"], act["locator"]) == ("proposed", 8, "8.0")
    assert api.found("Ri Thae Song") == []

    own = api.post(f"/statements/{act['locator']}/confirm", {"reason": "sure"}, "write")
    assert own.status_code == 403
    assert "another person" in own.json()["detail"]
    assert api.found("Ri Thae Song") == []

    other = api.post(f"/statements/{act['id']}/confirm", {"reason": "seen in a second source"}, "write2")
    assert other.status_code == 201
    assert other.json()["status"] == "confirmed"
    assert api.found("Ri Thae Song") == ["un-2"]
    assert api.found("Ri Thae Song", where="/match/default?as_of=8") == []


def test_what_was_proposed_is_kept_as_written_and_in_normal_form(api: Api) -> None:
    propose(api)
    row = api.get("/statements/8.0").json()
    assert row["value"] == "Ri Thae Song"
    assert row["original_value"] == ALIAS["value"]
    assert (row["grade"], row["author"], row["source"], row["dataset"]) == ("B2", "key:write", "key:write", "proposals")


def test_confirming_twice_is_refused(api: Api) -> None:
    propose(api)
    assert api.post("/statements/8.0/confirm", {}, "write2").status_code == 201
    again = api.post("/statements/8.0/confirm", {}, "admin")
    assert again.status_code == 400
    assert "confirmed, not proposed" in again.json()["detail"]


def test_a_proposal_can_be_taken_back_for_a_reason(api: Api) -> None:
    propose(api)
    assert api.post("/statements/8.0/retract", {"reason": " "}, "write").status_code == 400
    assert api.post("/statements/8.0/retract", {"reason": "another man"}, "write").status_code == 201
    assert api.get("/statements/8.0").json()["status"] == "retracted"
    assert api.get("/statements?entity_id=un-2&prop=alias&status=proposed").json()["total"]["value"] == 1
    assert api.post("/statements/8.0/confirm", {}, "write2").status_code == 400


def test_what_is_confirmed_is_taken_back_by_an_administrator_alone(api: Api) -> None:
    assert api.found("Ri Won Ho") == ["un-2"]
    refused = api.post("/statements/1.7/retract", {"reason": "mistaken"}, "write")
    assert refused.status_code == 403
    assert "administrator" in refused.json()["detail"]
    row = api.get("/statements?entity_id=un-2&prop=name").json()["results"][0]
    assert api.post(f"/statements/{row['locator']}/retract", {"reason": "mistaken"}, "admin").status_code == 201
    assert api.found("Ri Won Ho") == []


def test_nobody_speaks_for_a_list(api: Api) -> None:
    reply = propose(api, dataset="un_test")
    assert reply.status_code == 400
    assert "only its publisher" in reply.json()["detail"]


def test_nobody_marks_higher_than_they_may_read(api: Api) -> None:
    reply = propose(api, handling={"tlp": "RED"})
    assert reply.status_code == 400
    assert "could not read" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"schema": "Persson"}, "did you mean Person"),
        ({"prop": "shoeSize"}, "not a property"),
        ({"value": "   "}, "is empty"),
        ({"prop": "country", "value": "North Korea"}, "country code"),
        ({"prop": "birthDate", "value": "1.2.1970"}, "a date like"),
        ({"entity_id": "a b"}, "entity"),
        ({"dataset": "Bad Name"}, "dataset"),
        ({"grade": "Z9"}, "not a grade"),
        ({"handling": {"tlp": "PINK"}}, "not a TLP level"),
        ({"handling": {"expires_at": "soon"}}, "not a date"),
        ({"valid_from": "2024-13"}, "valid_from"),
        ({"evidence": {"type": "rumour"}}, "rumour"),
        ({"evidence": {"type": "span", "sha256": "0" * 64, "start": 0, "end": 3, "raw": "abc"}}, "0" * 8),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_and_leaves_no_trace(api: Api, changed: dict[str, Any], part: str) -> None:
    reply = propose(api, **changed)
    assert reply.status_code == 400, reply.text
    assert part in reply.text
    assert api.get("/catalog").headers["x-watchgate-position"] == "7"


def test_an_act_on_what_may_not_be_seen_is_not_found(api: Api) -> None:
    for act in ("confirm", "retract"):
        assert api.post(f"/statements/6.0/{act}", {"reason": "x"}, "admin").status_code == 404
        assert api.post(f"/statements/77.0/{act}", {"reason": "x"}, "admin").status_code == 404
