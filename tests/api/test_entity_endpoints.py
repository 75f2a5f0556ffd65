from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.api_service import Api, make_home, running


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def test_an_entity_comes_with_its_listing_nested(api: Api) -> None:
    entity = api.get("/entities/un-1").json()
    assert entity["caption"] == "KIM CHOL NAM"
    assert entity["schema"] == "Person"
    assert entity["target"] is True
    assert entity["datasets"] == ["analysts", "un_test"]
    assert entity["properties"]["alias"] == ["Thae Yong Su"]
    (listing,) = entity["properties"]["sanctions"]
    assert listing["schema"] == "Sanction"
    assert listing["properties"]["authority"] == ["UN-SC"]


def test_nested_false_leaves_neighbours_out(api: Api) -> None:
    entity = api.get("/entities/un-1?nested=false").json()
    assert "sanctions" not in entity["properties"]


def test_a_relationship_is_followed_to_its_far_end(api: Api) -> None:
    entity = api.get("/entities/ofac-1").json()
    (ownership,) = entity["properties"]["ownershipAsset"]
    assert ownership["schema"] == "Ownership"
    assert ownership["properties"]["asset"] == ["ofac-1"]
    assert [owner["id"] for owner in ownership["properties"]["owner"]] == ["ofac-3"]


def test_dates_are_when_the_lists_said_it(api: Api) -> None:
    entity = api.get("/entities/un-2").json()
    assert entity["first_seen"] == entity["last_seen"] == "2026-11-22T00:00:00Z"
    assert entity["last_change"] == "2026-11-22T12:00:00Z"


def test_what_is_not_there_and_what_may_not_be_seen_are_answered_alike(api: Api) -> None:
    unknown, hidden = api.get("/entities/red-2"), api.get("/entities/red-1")
    assert unknown.status_code == hidden.status_code == 404
    assert unknown.json()["detail"].replace("red-2", "red-1") == hidden.json()["detail"]
    assert api.get("/entities/red-1", "red").status_code == 200


def test_an_entity_can_be_asked_as_of_a_position(api: Api) -> None:
    assert "alias" not in api.get("/entities/un-1?position=3").json()["properties"]
    assert api.get("/entities/ofac-1?position=1").status_code == 404
    assert api.get("/entities/ofac-1?position=99").status_code == 400


def test_adjacent_shows_all_kinds_of_neighbours_or_one(api: Api) -> None:
    whole = api.get("/entities/ofac-3/adjacent").json()
    assert whole["entity"]["id"] == "ofac-3"
    assert set(whole["adjacent"]) == {"ownershipOwner"}
    page = api.get("/entities/ofac-3/adjacent/ownershipOwner?limit=1").json()
    assert page["total"] == {"value": 1, "relation": "eq"}
    assert (page["limit"], page["offset"]) == (1, 0)
    assert [one["id"] for one in page["results"]] == ["ofac-own"]
    assert page == {**whole["adjacent"]["ownershipOwner"], "limit": 1}


def test_adjacent_pages_beyond_the_end_are_empty(api: Api) -> None:
    assert api.get("/entities/ofac-3/adjacent/ownershipOwner?offset=5").json()["results"] == []


def test_a_kind_of_neighbour_that_is_not_there_is_not_found(api: Api) -> None:
    assert api.get("/entities/ofac-3/adjacent/sanctions").status_code == 404
    assert api.get("/entities/nobody/adjacent").status_code == 404
