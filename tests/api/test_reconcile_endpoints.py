from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from support.api_service import Api, make_home, running


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def form(api: Api, **fields: Any) -> Any:
    encoded = {name: json.dumps(value) for name, value in fields.items()}
    return api.ask("POST", "/reconcile/default", data=encoded)


def test_the_manifest_says_where_everything_is(api: Api) -> None:
    manifest = api.get("/reconcile/default").json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["view"]["url"] == "http://127.0.0.1/entities/{{id}}"
    for kind, service in manifest["suggest"].items():
        assert api.get(service["service_path"] + "?prefix=k").status_code == 200, kind
    assert api.get(manifest["extend"]["propose_properties"]["service_path"] + "?type=Person").status_code == 200


def test_cells_are_matched_with_their_columns(api: Api) -> None:
    queries = {
        "q0": {"query": "Kim Chol Nam", "type": "Person", "properties": [{"pid": "birthDate", "v": "1970"}]},
        "q1": {"query": "Namchongang Trading Corporation", "type": ["Company"], "limit": 1},
        "q2": {"query": "Nobody Of That Name"},
    }
    reply = form(api, queries=queries).json()
    assert {one["id"] for one in reply["q0"]["result"]} == {"un-1", "ofac-3"}
    assert [one["match"] for one in reply["q0"]["result"]] == [False, False]
    (company,) = reply["q1"]["result"]
    assert company["match"] is True
    assert company["type"] == [{"id": "Company", "name": "Company"}]
    assert 80 <= company["score"] <= 100
    assert reply["q2"] == {"result": []}


def test_a_get_with_queries_is_answered_like_a_post(api: Api) -> None:
    queries = {"q": {"query": "Ri Won Ho"}}
    by_get = api.get("/reconcile/default", params={"queries": json.dumps(queries)}).json()
    assert by_get == form(api, queries=queries).json()
    assert [one["id"] for one in by_get["q"]["result"]] == ["un-2"]


def test_columns_are_fetched_for_reconciled_rows(api: Api) -> None:
    wanted = {"ids": ["ofac-2", "ofac-own", "nobody"], "properties": [{"id": "imoNumber"}, {"id": "owner"}]}
    reply = form(api, extend=wanted).json()
    assert [column["id"] for column in reply["meta"]] == ["imoNumber", "owner"]
    assert reply["rows"] == {
        "ofac-2": {"imoNumber": [{"str": "IMO8660313"}], "owner": []},
        "ofac-own": {"imoNumber": [], "owner": [{"id": "ofac-3", "name": "Kim Chol Nam"}]},
        "nobody": {"imoNumber": [], "owner": []},
    }


def test_suggestions_begin_as_typed(api: Api) -> None:
    entities = api.get("/reconcile/default/suggest/entity?prefix=nam chol ki").json()["result"]
    assert {one["id"] for one in entities} == {"un-1", "ofac-3"}
    properties = api.get("/reconcile/default/suggest/property?prefix=birthD").json()["result"]
    assert properties == [{"id": "birthDate", "name": "Birth date"}]
    types = api.get("/reconcile/default/suggest/type?prefix=vess").json()["result"]
    assert types == [{"id": "Vessel", "name": "Vessel"}]


@pytest.mark.parametrize("queries", ["", "{", "[]", '{"q":7}', '{"q":{"query":7}}', '{"q":{"query":""}}', "[" * 50_000])
def test_what_is_not_the_protocol_is_refused(api: Api, queries: str) -> None:
    reply = api.ask("POST", "/reconcile/default", data={"queries": queries})
    assert reply.status_code == 400
    assert reply.json()["detail"]


def test_a_body_that_is_no_form_is_refused(api: Api) -> None:
    assert api.ask("POST", "/reconcile/default", content=b"\xff\xfe&=%").status_code == 400
    assert api.ask("POST", "/reconcile/default", content=b"&".join([b"a=1"] * 100)).status_code == 400
    assert api.ask("POST", "/reconcile/nowhere", data={"queries": '{"q":{"query":"Kim"}}'}).status_code == 404


def test_only_openrefines_own_pages_may_read_answers(api: Api) -> None:
    allowed = api.get("/reconcile/default", headers={"origin": "http://127.0.0.1:3333"})
    assert allowed.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    other = api.get("/reconcile/default", headers={"origin": "https://example.org"})
    assert "access-control-allow-origin" not in other.headers
