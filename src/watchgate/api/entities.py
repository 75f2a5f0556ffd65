"""GET /entities/{id}, with its neighbourhood nested or paged."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from watchgate.api.answers import Adjacent, EntityPage
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.directory import Card
from watchgate.api.entity import Entity, EntityReader, Total
from watchgate.api.nested import neighbours, nest
from watchgate.api.paging import Limit, Offset, Position, Sort, ordered, sort_keys
from watchgate.api.roles import Role
from watchgate.api.view import View
from watchgate.api.work import Deadline
from watchgate.model.errors import NotFoundError

SORT_FIELDS = ("caption", "id", "schema")


@get("/entities/{entity_id:str}", role=Role.SCREEN, summary="One entity", tags=["entities"])
async def entity(
    request: AnyRequest, entity_id: FromPath[str], nested: FromQuery[bool] = True, position: Position = None
) -> Response[Entity]:
    """The entity with its properties; `nested` puts its neighbours (listings, addresses, owners) in place of ids."""
    asking = Asking.of(request)

    def work(deadline: Deadline) -> Answered:
        reader = asking.view.entities(position)
        found = _existing(reader, entity_id)
        if nested:
            nest(reader, found, deadline)
        return Answered(found, asking.view.basis(reader.snapshot.position))

    return await asking.answer(work)


@get("/entities/{entity_id:str}/adjacent", role=Role.SCREEN, summary="An entity's neighbours", tags=["entities"])
async def adjacent(
    request: AnyRequest,
    entity_id: FromPath[str],
    limit: Limit = 10,
    offset: Offset = 0,
    sort: Sort = None,
    position: Position = None,
) -> Response[Adjacent]:
    """All adjacent entities by property, one page of each. `sort`: caption or id, each with :desc."""
    asking = Asking.of(request)

    def work(deadline: Deadline) -> Answered:
        reader = asking.view.entities(position)
        found = _existing(reader, entity_id)
        pages = {
            prop: _page(asking.view, reader, ids, limit, offset, sort, deadline)
            for prop, ids in neighbours(reader, found).items()
        }
        return Answered(Adjacent(entity=found, adjacent=pages), asking.view.basis(reader.snapshot.position))

    return await asking.answer(work)


@get(
    "/entities/{entity_id:str}/adjacent/{prop:str}",
    role=Role.SCREEN,
    summary="Neighbours of one kind",
    tags=["entities"],
)
async def adjacent_by(
    request: AnyRequest,
    entity_id: FromPath[str],
    prop: FromPath[str],
    limit: Limit = 50,
    offset: Offset = 0,
    sort: Sort = None,
    position: Position = None,
) -> Response[EntityPage]:
    """Adjacent entities under one property; 404 when the entity has none."""
    asking = Asking.of(request)

    def work(deadline: Deadline) -> Answered:
        reader = asking.view.entities(position)
        found = neighbours(reader, _existing(reader, entity_id))
        if prop not in found:
            raise NotFoundError(f"{entity_id!r} has nothing adjacent under {prop!r}")
        page = _page(asking.view, reader, found[prop], limit, offset, sort, deadline)
        return Answered(page, asking.view.basis(reader.snapshot.position))

    return await asking.answer(work)


def _existing(reader: EntityReader, entity_id: str) -> Entity:
    found = reader.read(entity_id)
    if found is None:
        raise NotFoundError(f"there is no entity {entity_id!r}")
    return found


def _page(
    view: View,
    reader: EntityReader,
    ids: list[str],
    limit: int,
    offset: int,
    sort: list[str] | None,
    deadline: Deadline,
) -> EntityPage:
    cards = view.directory.cards

    def value(entity_id: str, field: str) -> str:
        card: Card | None = cards.get(entity_id)
        return entity_id if card is None or field == "id" else str(getattr(card, field))

    results: list[str | Entity] = []
    for entity_id in ordered(ids, sort_keys(sort, SORT_FIELDS), value)[offset : offset + limit]:
        deadline.check()
        results.append(reader.read(entity_id) or entity_id)
    return EntityPage(results=results, total=Total(len(ids)), limit=limit, offset=offset)
