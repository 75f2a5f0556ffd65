"""OpenRefine suggestions: entities, properties and types that begin as somebody types."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.filters import filters_for
from watchgate.api.finding import Term, find, rank
from watchgate.api.roles import Role
from watchgate.api.words import folded, words_of
from watchgate.api.work import Deadline
from watchgate.model import ftm

Prefix = Annotated[str, QueryParameter(max_length=500)]
Limit = Annotated[int, QueryParameter(ge=0, le=50)]


@get("/reconcile/{dataset:str}/suggest/entity", role=Role.SCREEN, summary="OpenRefine: entities", tags=["reconcile"])
async def suggest_entity(
    request: AnyRequest, dataset: FromPath[str], prefix: Prefix = "", limit: Limit = 10
) -> Response[dict[str, Any]]:
    """Entities with all the words of `prefix`, the last of which may be unfinished."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        view = asking.view
        filters, directory = filters_for(dataset, view), view.directory
        words = words_of(prefix)
        terms = [Term((word,), prefix=number == len(words) - 1) for number, word in enumerate(words)]
        found: list[dict[str, Any]] = []
        with directory.lock:
            ids = find(directory, terms, fuzzy=False) if terms else set()
            ids = {one for one in ids if filters.admit(one, directory.cards[one])}
            for entity_id in rank(directory, ids, terms)[:limit]:
                card = directory.cards[entity_id]
                notable = [{"id": card.schema, "name": card.schema}]
                about = ", ".join(card.datasets)
                found.append({"id": entity_id, "name": card.caption, "description": about, "notable": notable})
            position = directory.position
        return Answered({"prefix": prefix, "result": found}, view.basis(position))

    return await asking.answer(work)


@get(
    "/reconcile/{dataset:str}/suggest/property", role=Role.SCREEN, summary="OpenRefine: properties", tags=["reconcile"]
)
async def suggest_property(
    request: AnyRequest, dataset: FromPath[str], prefix: Prefix = "", limit: Limit = 10
) -> Response[dict[str, Any]]:
    """Properties whose name or label begins so."""
    properties = {prop.name: prop.label for schema in ftm.schemata().values() for prop in schema.properties.values()}
    return await _suggest(request, dataset, prefix, limit, properties)


@get("/reconcile/{dataset:str}/suggest/type", role=Role.SCREEN, summary="OpenRefine: types", tags=["reconcile"])
async def suggest_type(
    request: AnyRequest, dataset: FromPath[str], prefix: Prefix = "", limit: Limit = 10
) -> Response[dict[str, Any]]:
    """Matchable kinds of things whose name or label begins so."""
    types = {schema.name: schema.label for schema in ftm.schemata().values() if schema.matchable}
    return await _suggest(request, dataset, prefix, limit, types)


async def _suggest(
    request: AnyRequest, dataset: str, prefix: str, limit: int, labels: dict[str, str]
) -> Response[dict[str, Any]]:
    asking = Asking.of(request)
    begin = folded(prefix)
    found = [
        {"id": name, "name": label}
        for name, label in sorted(labels.items())
        if folded(name).startswith(begin) or folded(label).startswith(begin)
    ][:limit]

    def work(_: Deadline) -> Answered:
        filters_for(dataset, asking.view)
        return Answered({"prefix": prefix, "result": found}, asking.view.basis(asking.view.position))

    return await asking.answer(work)
