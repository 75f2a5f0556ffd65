"""GET /search/{dataset}: looking something up by words. Not screening: it promises nothing about what it leaves out."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from watchgate.api.answers import Facet, FacetItem, SearchPage
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.directory import Card, Directory
from watchgate.api.entity import Entity, Total
from watchgate.api.filters import Filters, Several, filters_for, position_since
from watchgate.api.finding import find, rank, terms_of
from watchgate.api.paging import Limit, Offset, Sort, ordered, sort_keys
from watchgate.api.roles import Role
from watchgate.api.view import View
from watchgate.api.work import Deadline
from watchgate.model import ftm
from watchgate.model.errors import BadInputError

FACETS = {"countries": "Countries", "topics": "Topics", "datasets": "Data sources", "schema": "Types"}
DEFAULT_FACETS = ("countries", "topics", "datasets")
FACET_VALUES = 200
SORT_FIELDS = ("caption", "name", "schema", "id", "last_change")

Words = Annotated[str, QueryParameter(max_length=2_000, description='Words; "a phrase", -without, begin*.')]
Schema = Annotated[str | None, QueryParameter(name="schema", description="This kind of thing, or a kind of it.")]


@get("/search/{dataset:str}", role=Role.SCREEN, summary="Look up entities by words", tags=["search"])
async def search(
    request: AnyRequest,
    dataset: FromPath[str],
    q: Words = "",
    limit: Limit = 10,
    offset: Offset = 0,
    sort: Sort = None,
    fuzzy: FromQuery[bool] = False,
    simple: FromQuery[bool] = False,
    facets: Several = None,
    countries: Several = None,
    topics: Several = None,
    schema_: Schema = None,
    include_dataset: Several = None,
    exclude_dataset: Several = None,
    exclude_schema: Several = None,
    filter_: Annotated[list[str] | None, QueryParameter(name="filter", max_items=32)] = None,
    changed_since: FromQuery[str | None] = None,
) -> Response[SearchPage]:
    """Entities with all the words of `q`, closest captions first, with counts by country, topic and source.

    `filter`: PROPERTY:VALUE, exact; may repeat. `fuzzy`: a letter or two may differ. `simple`: no signs in `q`.
    """
    asking = Asking.of(request)
    keys = sort_keys(sort, SORT_FIELDS)
    shown = _facets(facets)
    exact = [_exact(text) for text in filter_ or ()]
    terms = terms_of(q, simple=simple)

    def work(deadline: Deadline) -> Answered:
        view = asking.view
        directory = view.directory
        filters = filters_for(
            dataset,
            view,
            include_dataset=include_dataset,
            exclude_dataset=exclude_dataset,
            schema=schema_,
            exclude_schema=exclude_schema,
            countries=countries,
            topics=topics,
            since=position_since(view.snapshot(), changed_since),
        )
        with directory.lock:
            position = directory.position
            found = _admitted(directory, find(directory, terms, fuzzy=fuzzy), filters)
            ids = rank(directory, found, terms)
            if keys:
                ids = ordered(ids, keys, lambda entity_id, field: _value(directory.cards[entity_id], entity_id, field))
            cards = [directory.cards[entity_id] for entity_id in ids]
        if exact:
            ids, cards = _with_values(view, position, ids, cards, exact, deadline)
        page = SearchPage(
            results=_read(view, position, ids[offset : offset + limit], deadline),
            facets={name: _facet(name, cards) for name in shown},
            total=Total(len(ids)),
            limit=limit,
            offset=offset,
            position=position,
        )
        return Answered(page, view.basis(position))

    return await asking.answer(work)


def _facets(asked: list[str] | None) -> list[str]:
    names = list(dict.fromkeys(asked)) if asked is not None else list(DEFAULT_FACETS)
    for name in names:
        if name not in FACETS:
            raise BadInputError(f"{name[:64]!r} is not a facet", where="facets", hint=f"one of {', '.join(FACETS)}")
    return names


def _exact(text: str) -> tuple[str, str]:
    prop, colon, value = text.partition(":")
    if not colon or not prop or not value:
        raise BadInputError(f"{text[:64]!r} is not a filter", where="filter", hint="write PROPERTY:VALUE")
    return prop.removeprefix("properties."), value


def _admitted(directory: Directory, found: set[str], filters: Filters) -> list[str]:
    return [entity_id for entity_id in found if filters.admit(entity_id, directory.cards[entity_id])]


def _with_values(
    view: View, position: int, ids: list[str], cards: list[Card], exact: list[tuple[str, str]], deadline: Deadline
) -> tuple[list[str], list[Card]]:
    reader = view.entities(position)
    kept = []
    for entity_id, card in zip(ids, cards, strict=True):
        deadline.check()
        entity = reader.read(entity_id, with_target=False)
        if entity is not None and all(value in entity.properties.get(prop, ()) for prop, value in exact):
            kept.append((entity_id, card))
    return [entity_id for entity_id, _ in kept], [card for _, card in kept]


def _read(view: View, position: int, ids: list[str], deadline: Deadline) -> list[Entity]:
    reader = view.entities(position)
    found = []
    for entity_id in ids:
        deadline.check()
        entity = reader.read(entity_id)
        if entity is not None:
            found.append(entity)
    return found


def _facet(name: str, cards: list[Card]) -> Facet:
    counts: Counter[str] = Counter()
    for card in cards:
        values = (card.schema,) if name == "schema" else getattr(card, name)
        counts.update(values)
    items = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES]
    return Facet(FACETS[name], [FacetItem(value, _label(name, value), count) for value, count in items])


def _label(facet: str, value: str) -> str:
    schema = ftm.schemata().get(value) if facet == "schema" else None
    return schema.plural if schema is not None else value


def _value(card: Card, entity_id: str, field: str) -> str | int:
    if field == "id":
        return entity_id
    if field == "last_change":
        return card.changed
    return card.schema if field == "schema" else card.caption.casefold()
