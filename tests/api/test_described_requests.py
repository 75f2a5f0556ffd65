"""Requests made up from the service's own OpenAPI description: whatever is sent, the answer is JSON and never a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.api_service import Api, make_home, running

NAMES = ["Kim Chol Nam", "김정은", "\u202e", "a" * 300, "", " ", "O'Brien; DROP", "\ud7ff\uffff", "*", '"', "-", "% _"]
IDS = ["un-1", "ofac-1", "1.0", "3.0", "0.0", "default", "un_test", "sanctions", "name", "x/y", "\n", "é", "0" * 64]
TEXTS = st.one_of(st.sampled_from(NAMES + IDS), st.text(max_size=30))
NUMBERS = st.one_of(st.integers(-3, 600), st.sampled_from([0.5, -0.0, 1e308, 2**63, -(2**63)]), st.integers())
JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


@pytest.fixture(scope="module")
def description(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found


def test_every_operation_is_described(description: dict[str, Any]) -> None:
    for path, operations in description["paths"].items():
        for verb, operation in operations.items():
            assert operation["summary"], (verb, path)
            assert operation["description"], (verb, path)
            assert operation["responses"], (verb, path)


@settings(max_examples=250, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_made_up_request_gets_json_and_never_a_fault(
    data: st.DataObject, api: Api, description: dict[str, Any]
) -> None:
    path, verb = data.draw(
        st.sampled_from(sorted((path, verb) for path in description["paths"] for verb in description["paths"][path]))
    )
    operation = description["paths"][path][verb]
    query: list[tuple[str, str]] = []
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(str(data.draw(st.sampled_from(IDS))), safe=""))
        elif data.draw(st.booleans()):
            value = data.draw(of_schema(parameter["schema"], description))
            values = value if isinstance(value, list) else [value]
            query += [(parameter["name"], text_of(one)) for one in values]
    content: bytes | None = None
    headers: dict[str, str] = {}
    if verb == "post":
        content, headers = body_of(data, operation, description)
    reply = api.ask(verb.upper(), path, params=query, content=content, headers=headers)
    assert reply.status_code < 500, (verb, path, query, content, reply.text)
    if reply.headers["content-type"].startswith("application/x-ndjson"):
        assert [json.loads(line)["verdict"] for line in reply.content.splitlines()]
        return
    assert reply.headers["content-type"].startswith("application/json")
    body = json.loads(reply.content)
    if reply.status_code >= 400:
        assert body["detail"]


def body_of(
    data: st.DataObject, operation: dict[str, Any], description: dict[str, Any]
) -> tuple[bytes, dict[str, str]]:
    described = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if described is None:
        form = data.draw(st.dictionaries(st.sampled_from(["queries", "extend", "x"]), JSON_VALUES, max_size=2))
        text = "&".join(f"{name}={quote(json.dumps(value))}" for name, value in form.items())
        return text.encode(), {"content-type": "application/x-www-form-urlencoded"}
    value = data.draw(st.one_of(of_schema(described, description), of_schema(described, description), JSON_VALUES))
    return json.dumps(value).encode(), {"content-type": "application/json"}


def of_schema(schema: dict[str, Any], description: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that mostly fit `schema`, and sometimes do not."""
    if "$ref" in schema:
        return of_schema(description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], description, depth + 1)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    choices = schema.get("oneOf") or schema.get("anyOf")
    if choices:
        return st.one_of([of_schema(one, description, depth + 1) for one in choices])
    kind = schema.get("type")
    if kind == "object" and depth < 8:
        fields = {name: of_schema(one, description, depth + 1) for name, one in schema.get("properties", {}).items()}
        needed = {name: fields[name] for name in schema.get("required", ()) if name in fields}
        rest = {name: one for name, one in fields.items() if name not in needed}
        known = st.fixed_dictionaries(needed, optional=rest)
        more = schema.get("additionalProperties")
        if not isinstance(more, dict):
            return known
        extra = st.dictionaries(
            st.one_of(st.sampled_from(["name", "birthDate", "imoNumber"]), TEXTS),
            of_schema(more, description, depth + 1),
            max_size=3,
        )
        return st.builds(lambda left, right: {**right, **left}, known, extra)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        "string": TEXTS,
        "integer": st.one_of(st.integers(0, 20), NUMBERS),
        "number": st.one_of(st.floats(0, 1), NUMBERS),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    if kind == "array":
        return st.lists(of_schema(schema.get("items", {}), description, depth + 1), max_size=3)
    return simple.get(kind, JSON_VALUES)


def text_of(value: Any) -> str:
    """A value in an address."""
    return value if isinstance(value, str) else json.dumps(value)


def test_the_page_for_people_names_every_endpoint_and_loads_nothing(api: Api, description: dict[str, Any]) -> None:
    page = api.get("/docs", None)
    for path in description["paths"]:
        assert path in page.text
    assert "<script" not in page.text
    assert "src=" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_handbook_has_a_paragraph_for_every_endpoint(description: dict[str, Any]) -> None:
    handbook = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
    assert [path for path in description["paths"] if f"`{path}`" not in handbook] == []
