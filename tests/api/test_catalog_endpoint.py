from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.api_service import OFAC, UN, Api, make_home, running
from watchgate.api.catalog import titles


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def test_each_list_says_its_size_date_and_freshness(api: Api) -> None:
    catalog = api.get("/catalog").json()
    datasets = {dataset["name"]: dataset for dataset in catalog["datasets"]}
    assert datasets["un_test"]["entity_count"] == len(UN)
    assert datasets["un_test"]["thing_count"] == 2
    assert datasets["us_test"]["entity_count"] == len(OFAC)
    assert datasets["us_test"]["thing_count"] == 3
    assert datasets["un_test"]["updated_at"] == "2026-11-22T00:00:00Z"
    assert datasets["un_test"]["load"] is True
    assert datasets["un_test"]["index_version"] == "7"
    assert datasets["default"]["children"] == ["analysts", "un_test", "us_test"]
    assert catalog["index_stale"] is False
    assert (catalog["current"], catalog["outdated"]) == (["analysts", "un_test", "us_test"], [])


def test_lists_a_key_may_not_see_are_not_there_for_it(api: Api) -> None:
    def size(key: str) -> int:
        (everything, *_) = api.get("/catalog", key).json()["datasets"]
        count: int = everything["entity_count"]
        return count

    assert size("red") == size("admin") + 1 == size("public") + 2


def test_official_lists_bear_their_publishers_title() -> None:
    assert titles()["un_sc_sanctions"] == "United Nations Security Council Consolidated List"
    assert titles()["us_ofac_sdn"] == "OFAC Specially Designated Nationals"


def test_an_unchanged_catalogue_has_the_same_tag_and_no_body(api: Api) -> None:
    first = api.get("/catalog")
    again = api.get("/manifest", headers={"if-none-match": f'W/{first.headers["etag"]}, "x"'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert api.get("/catalog", "public").headers["etag"] != first.headers["etag"]
