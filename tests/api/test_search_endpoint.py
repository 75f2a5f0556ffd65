from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.api_service import Api, make_home, running


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def ids(api: Api, query: str, key: str = "admin") -> list[str]:
    reply = api.get(f"/search/default?{query}", key)
    assert reply.status_code == 200, reply.text
    return [result["id"] for result in reply.json()["results"]]


def test_all_words_have_to_be_there_in_any_order_and_case(api: Api) -> None:
    assert set(ids(api, "q=nam KIM chol")) == {"un-1", "ofac-3"}
    assert ids(api, "q=kim namchongang") == []


def test_aliases_and_identifiers_are_found_too(api: Api) -> None:
    assert ids(api, "q=NCG") == ["ofac-1"]
    assert ids(api, "q=IMO8660313") == ["ofac-2"]
    assert ids(api, "q=Thae Yong Su") == ["un-1"]


def test_signs_exclude_begin_and_quote(api: Api) -> None:
    assert ids(api, "q=namch*") == ["ofac-1"]
    assert ids(api, 'q="chol nam" -thae') == ["ofac-3"]
    assert ids(api, 'q="nam chol"') == []
    assert ids(api, "q=namch*&simple=true") == []


def test_fuzzy_forgives_a_letter(api: Api) -> None:
    assert ids(api, "q=Namchongong&fuzzy=true") == ["ofac-1"]
    assert ids(api, "q=Namchongong") == []


def test_without_words_everything_that_passes_the_filters_is_listed(api: Api) -> None:
    assert ids(api, "schema=Vessel") == ["ofac-2"]
    assert set(ids(api, "schema=LegalEntity&topics=sanction")) == {"un-1", "un-2", "ofac-1", "ofac-3"}
    assert ids(api, "countries=ru") == []
    assert "ofac-2" in ids(api, "countries=KP")
    assert ids(api, "filter=birthDate:1964-07-17") == ["un-2"]
    assert ids(api, "schema=Person&exclude_dataset=un_test&exclude_dataset=analysts") == ["ofac-3"]


def test_pages_follow_one_another_and_the_total_stays(api: Api) -> None:
    whole = api.get("/search/default?sort=id&limit=100").json()
    pages = [api.get(f"/search/default?sort=id&limit=3&offset={offset}").json() for offset in range(0, 12, 3)]
    assert [one["id"] for page in pages for one in page["results"]] == [one["id"] for one in whole["results"]]
    assert {page["total"]["value"] for page in pages} == {whole["total"]["value"]} == {len(whole["results"])}


def test_sorting_goes_both_ways(api: Api) -> None:
    up, down = ids(api, "sort=caption:asc&limit=100"), ids(api, "sort=caption:desc&limit=100")
    assert up[0] == down[-1]
    assert len(up) == len(down)


def test_facets_count_what_was_found(api: Api) -> None:
    facets = api.get("/search/default?q=kim&facets=datasets&facets=schema").json()["facets"]
    counts = {item["name"]: item["count"] for item in facets["datasets"]["values"]}
    assert counts == {"un_test": 1, "us_test": 1, "analysts": 1}
    assert facets["schema"]["values"] == [{"name": "Person", "label": "People", "count": 2}]
    assert set(api.get("/search/default?q=kim").json()["facets"]) == {"countries", "topics", "datasets"}


def test_a_key_finds_only_what_it_is_cleared_for(api: Api) -> None:
    assert ids(api, "q=hwang", "red") == ["red-1"]
    assert ids(api, "q=hwang", "admin") == []
    assert ids(api, "q=pyon", "public") == []
    total = {key: api.get("/search/default", key).json()["total"]["value"] for key in ("red", "admin", "public")}
    assert total["red"] == total["admin"] + 1 == total["public"] + 2


@pytest.mark.parametrize(
    "query", ["sort=magic", "sort=id:up", "facets=magic", "filter=nothing", "limit=1000", "offset=-1", "schema=Nothing"]
)
def test_a_parameter_that_cannot_be_is_refused(api: Api, query: str) -> None:
    reply = api.get(f"/search/default?{query}")
    assert reply.status_code == 400
    assert reply.json()["detail"]


def test_an_unknown_dataset_is_not_found(api: Api) -> None:
    assert api.get("/search/nowhere").status_code == 404
