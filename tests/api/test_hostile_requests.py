from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from support.api_service import Api, make_home, running

DEEP = 100_000


def query(properties: str) -> bytes:
    return b'{"queries":{"q":{"schema":"Person","properties":' + properties.encode() + b"}}}"


BODIES = {
    "empty": b"",
    "not json": b"hello",
    "cut off": b'{"queries":{"q":',
    "nul": b"\x00",
    "invalid utf-8": b'{"queries":{"\xff":{}}}',
    "utf-16": '{"queries":{}}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + query('{"name":["x"]}'),
    "lone surrogate": query('{"name":["\\ud800"]}'),
    "nul in a name": query('{"name":["a\\u0000b"]}'),
    "deep lists": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "deep where ignored": b'{"ignored":' + b"[" * DEEP,
    "deep in a property": query('{"name":' + "[" * DEEP),
    "deep config": b'{"queries":{},"config":{"a":' + b"[" * DEEP,
    "huge number": query('{"name":[' + "9" * 10_000 + "]}"),
    "huge exponent": query('{"birthDate":[1e999999999]}'),
    "not a number": query('{"name":[NaN]}'),
    "list for object": b'{"queries":[]}',
    "null": b"null",
    "null query": b'{"queries":{"q":null}}',
    "number for schema": b'{"queries":{"q":{"schema":7,"properties":{"name":["x"]}}}}',
    "string for properties": query('"x"'),
    "object for value": query('{"name":[{"a":1}]}'),
    "boolean value": query('{"name":[true]}'),
    "huge limit": b'{"queries":{},"weights":{"a":"b"}}',
    "duplicate keys": b'{"queries":{},"queries":{}}',
    "no queries": b'{"queries":{}}',
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_as_json(api: Api, name: str) -> None:
    for path in ("/match/default", "/statements"):
        reply = api.ask("POST", path, content=BODIES[name], headers={"content-type": "application/json"})
        assert reply.status_code == 400, (path, reply.text[:200])
        assert reply.headers["content-type"].startswith("application/json")
        assert reply.json()["detail"]


def test_a_refusal_names_the_path_of_what_is_wrong(api: Api) -> None:
    reply = api.ask("POST", "/match/default", content=query('{"name":[{"a":1}]}'))
    (problem,) = reply.json()["detail"]
    assert problem["loc"][0] == "body"
    assert "properties" in ".".join(problem["loc"])
    assert problem["msg"]


@pytest.mark.parametrize("kind", ["text/xml", "multipart/form-data", "application/x-msgpack", "", "a/b;charset=\x01"])
def test_the_content_type_never_matters_more_than_the_content(api: Api, kind: str) -> None:
    reply = api.ask("POST", "/match/default", content=b"<a/>", headers={"content-type": kind})
    assert 400 <= reply.status_code < 500
    assert reply.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/entities/", 404),
        ("GET", "/entities/%00", 404),
        ("GET", "/entities/..%2f..%2fetc%2fpasswd", 404),
        ("GET", "/entities/%ff%fe", 404),
        ("GET", "/entities/" + "x" * 5_000, 404),
        ("GET", "/match/default", 405),
        ("PUT", "/match/default", 405),
        ("DELETE", "/statements/1.0", 405),
        ("TRACE", "/catalog", 405),
        ("GET", "/search/default?limit=1e3", 400),
        ("GET", "/search/default?limit=99999999999999999999999", 400),
        ("GET", "/search/default?limit=", 400),
        ("GET", "/search/default?fuzzy=perhaps", 400),
        ("GET", "/statements?recorded_at=9999999-01-01", 400),
        ("GET", "/statements/1.99999999999999999999999", 400),
        ("GET", "/statements/-1.-1", 400),
    ],
)
def test_a_hostile_address_is_refused_as_json(api: Api, method: str, path: str, status: int) -> None:
    reply = api.ask(method, path)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"].startswith("application/json")
    assert json.loads(reply.content)


def test_a_fault_nobody_foresaw_shows_an_id_and_not_the_inside(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("Kim Chol Nam")

    monkeypatch.setattr("watchgate.api.matching.filters_for", broken)
    body = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim"]}}}}
    reply = api.post("/match/default", body)
    assert reply.status_code == 500
    assert reply.headers["x-request-id"] in reply.json()["detail"]
    assert "Zero" not in reply.text
    assert "Kim" not in reply.text
