"""/reconcile/{dataset}: the OpenRefine reconciliation protocol 0.2, so that a table can be matched column by column.

Queries are screened by the same matcher as /match; scores are shares of 100 here, as OpenRefine shows them.
"""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.examples import Example, Query, query_of
from watchgate.api.filters import Filters, filters_for
from watchgate.api.reconcile_extend import ExtendRequest, extended
from watchgate.api.roles import Role
from watchgate.api.screened import admitted
from watchgate.api.view import View
from watchgate.api.work import Deadline
from watchgate.model import ftm
from watchgate.model.errors import BadInputError
from watchgate.risk.screening import Screening

VERSIONS = ["0.2"]
MOST_RESULTS = 50
MOST_FIELDS = 8
DEFAULT_TYPES = ("Person", "Organization", "Company", "Vessel", "LegalEntity")

JsonText = Annotated[str | None, QueryParameter(description="JSON, as the protocol says.")]
PropertyValue = str | int | float | dict[str, Any] | None


class Condition(msgspec.Struct):
    """One more column: property `pid` and its value or values."""

    pid: Annotated[str, msgspec.Meta(max_length=64)]
    v: PropertyValue | list[PropertyValue] = None


class ReconcileQuery(msgspec.Struct):
    """One cell. `type` is a FollowTheMoney schema, or several of which the first counts."""

    query: Annotated[str, msgspec.Meta(max_length=2_000)] = ""
    type: str | list[str] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1)] = 5
    properties: list[Condition] = []


@get("/reconcile/{dataset:str}", role=Role.SCREEN, summary="OpenRefine: manifest, or queries", tags=["reconcile"])
async def manifest(
    request: AnyRequest, dataset: FromPath[str], queries: JsonText = None, extend: JsonText = None
) -> Response[dict[str, Any]]:
    """The service manifest; with `queries` or `extend`, the same as a POST."""
    if queries is not None or extend is not None:
        return await _serve(request, dataset, queries, extend)
    asking = Asking.of(request)
    base = str(request.base_url).rstrip("/")

    def work(_: Deadline) -> Answered:
        view = asking.view
        filters_for(dataset, view)
        return Answered(_manifest(dataset, base, asking.service.settings.queries), view.basis(view.position))

    return await asking.answer(work)


@post("/reconcile/{dataset:str}", role=Role.SCREEN, summary="OpenRefine: queries", tags=["reconcile"], status_code=200)
async def reconcile(request: AnyRequest, dataset: FromPath[str]) -> Response[dict[str, Any]]:
    """A form with `queries` (match these cells) or `extend` (fetch these properties), each JSON."""
    try:
        form = parse_qs((await request.body()).decode(), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadInputError("the body is not a form in UTF-8", where="body") from error
    return await _serve(request, dataset, _single(form, "queries"), _single(form, "extend"))


async def _serve(
    request: AnyRequest, dataset: str, queries: str | None, extend: str | None
) -> Response[dict[str, Any]]:
    asking = Asking.of(request)
    if extend is not None:
        wanted = _decoded(extend, ExtendRequest, "extend")

        def fetch(deadline: Deadline) -> Answered:
            reader = asking.view.entities()
            filters_for(dataset, asking.view)
            return Answered(extended(reader, wanted, deadline), asking.view.basis(reader.snapshot.position))

        return await asking.answer(fetch)
    asked = _decoded(queries or "", dict[str, ReconcileQuery], "queries")
    if len(asked) > asking.service.settings.queries:
        raise BadInputError(f"has more than {asking.service.settings.queries} queries", where="queries")
    read = {key: (_query(key, query), min(query.limit, MOST_RESULTS)) for key, query in asked.items()}

    def screen(deadline: Deadline) -> Answered:
        view = asking.view
        filters = filters_for(dataset, view)
        found = {}
        position = view.screener.position
        for key, (query, limit) in read.items():
            deadline.check()
            screening = view.screener.screen(query.party)
            position = screening.position
            found[key] = {"result": _results(view, screening, filters, limit)}
        return Answered(found, view.basis(position))

    return await asking.answer(screen)


def _query(key: str, asked: ReconcileQuery) -> Query:
    schema = asked.type[0] if isinstance(asked.type, list) and asked.type else asked.type
    properties: dict[str, Any] = {"name": [asked.query]} if asked.query.strip() else {}
    for condition in asked.properties:
        values = condition.v if isinstance(condition.v, list) else [condition.v]
        plain = [value.get("id") or value.get("name") if isinstance(value, dict) else value for value in values]
        properties.setdefault(condition.pid, []).extend(str(value) for value in plain if value is not None)
    return query_of(key, Example(schema_=schema if isinstance(schema, str) else "LegalEntity", properties=properties))


def _results(view: View, screening: Screening, filters: Filters, limit: int) -> list[dict[str, Any]]:
    entities = view.entities(screening.position)
    hits = [hit for hit in screening.hits if admitted(hit, filters, entities)][:limit]
    matches = [hit for hit in hits if hit.match]
    return [
        {
            "id": hit.entity,
            "name": hit.caption,
            "score": round(hit.score * 100, 1),
            "match": hit.match and len(matches) == 1,
            "type": [{"id": hit.schema, "name": _label(hit.schema)}],
            "description": ", ".join(hit.datasets),
            "features": [{"id": reason.kind, "value": reason.points / 10} for reason in hit.reasons],
        }
        for hit in hits
    ]


def _manifest(dataset: str, base: str, most: int) -> dict[str, Any]:
    path = f"/reconcile/{dataset}"
    return {
        "versions": VERSIONS,
        "name": f"Watchgate ({dataset})",
        "identifierSpace": f"{base}/entities/",
        "schemaSpace": "https://followthemoney.tech/explorer/schemata/",
        "documentation": f"{base}/docs",
        "batchSize": most,
        "defaultTypes": [{"id": name, "name": _label(name)} for name in DEFAULT_TYPES],
        "view": {"url": f"{base}/entities/{{{{id}}}}"},
        "suggest": {
            kind: {"service_url": base, "service_path": f"{path}/suggest/{kind}"}
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{path}/extend/property"},
            "property_settings": [],
        },
    }


def _label(schema: str) -> str:
    known = ftm.schemata().get(schema)
    return known.label if known is not None else schema


def _single(form: dict[str, list[str]], name: str) -> str | None:
    values = form.get(name)
    return values[0] if values else None


def _decoded(text: str, kind: Any, where: str) -> Any:
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadInputError(f"not what the protocol asks for: {reason}", where=where) from error
