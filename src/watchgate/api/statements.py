"""GET /statements: the evidence itself, as it was known at any position or instant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from watchgate.api.answers import Page
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.dates import instant
from watchgate.api.entity import Total
from watchgate.api.paging import Offset, Position, Sort, ordered, refuse_unknown, sort_keys
from watchgate.api.roles import Role
from watchgate.api.statement_row import StatementRow, row_of
from watchgate.api.view import View
from watchgate.api.work import Deadline
from watchgate.ledger.interface import Snapshot
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.handling import Reader
from watchgate.model.statement import Statement

SORT_FIELDS = ("canonical_id", "entity_id", "prop", "value", "dataset", "schema", "position")
PARAMETERS = (
    *("canonical_id", "entity_id", "dataset", "prop", "value", "schema", "status"),
    *("sort", "limit", "offset", "position", "recorded_at", "valid_at"),
)
"""All that /statements understands; anything else is refused."""
MOST_SORTED = 100_000
"""Statements sorted in one request; more have to be asked for unsorted, or by entity."""
CHECK_EVERY = 2_000

Limit = Annotated[int, QueryParameter(ge=0, le=5_000, description="Statements on a page.")]
Schema = Annotated[str | None, QueryParameter(name="schema")]


class StatementPage(Page, kw_only=True):
    """Reply of /statements."""

    results: list[StatementRow]
    position: int


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Exact values a statement must have; None asks for nothing."""

    entity_id: str | None = None
    dataset: str | None = None
    prop: str | None = None
    value: str | None = None
    schema: str | None = None
    status: str | None = None

    def admits(self, statement: Statement) -> bool:
        """Whether `statement` has them."""
        return (
            (self.prop is None or statement.prop == self.prop)
            and (self.dataset is None or statement.dataset == self.dataset)
            and (self.value is None or statement.value == self.value)
            and (self.schema is None or statement.schema == self.schema)
            and (self.status is None or statement.status == self.status)
        )


@get("/statements", role=Role.READ, summary="Statements, as known at any time", tags=["statements"])
async def statements(
    request: AnyRequest,
    canonical_id: FromQuery[str | None] = None,
    entity_id: FromQuery[str | None] = None,
    dataset: FromQuery[str | None] = None,
    prop: FromQuery[str | None] = None,
    value: FromQuery[str | None] = None,
    schema_: Schema = None,
    status: FromQuery[str | None] = None,
    sort: Sort = None,
    limit: Limit = 50,
    offset: Offset = 0,
    position: Position = None,
    recorded_at: FromQuery[str | None] = None,
    valid_at: FromQuery[str | None] = None,
) -> Response[StatementPage]:
    """Statements not retracted, proposed ones too, each with where it comes from.

    `position` or `recorded_at` (date or instant): what was known then. `valid_at` (date): what held in the world then.
    Without `entity_id` all statements are walked through; `total` then says `gte` where the walk ended with the page.
    """
    asking = Asking.of(request)
    refuse_unknown(request.query_params, PARAMETERS)
    if status is not None and status not in {"proposed", "confirmed"}:
        raise BadInputError(f"{status[:64]!r} is no standing", where="status", hint="proposed or confirmed")
    if canonical_id is not None and entity_id is not None and canonical_id != entity_id:
        raise BadInputError("entity_id and canonical_id name two entities", where="canonical_id", hint="ask for one")
    wanted = Wanted(
        entity_id=entity_id or canonical_id, dataset=dataset, prop=prop, value=value, schema=schema_, status=status
    )
    keys = sort_keys(sort, SORT_FIELDS)

    def work(deadline: Deadline) -> Answered:
        view = asking.view
        snapshot = snapshot_at(view, asking.caller.reader, position, recorded_at, valid_at)
        found = _found(snapshot, wanted, deadline)
        if keys:
            page, total = _sorted_page(found, keys, limit, offset)
        else:
            page, total = _first_page(found, limit, offset, to_the_end=wanted.entity_id is not None)
        rows = [row_of(statement, snapshot, view.feeds) for statement in page]
        content = StatementPage(results=rows, total=total, limit=limit, offset=offset, position=snapshot.position)
        return Answered(content, view.basis(snapshot.position))

    return await asking.answer(work)


@get("/statements/{locator:str}", role=Role.READ, summary="One statement", tags=["statements"])
async def statement(request: AnyRequest, locator: FromPath[str], position: Position = None) -> Response[StatementRow]:
    """The statement at `locator` (12.340, or its id, or the first 8 characters of it or more); retracted ones too."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        view, reader = asking.view, asking.caller.reader
        snapshot = snapshot_at(view, reader, position, None, None)
        found = snapshot.statement(asking.ledger.find(locator, reader=reader))
        if found is None:
            raise NotFoundError(f"there is no statement {locator[:80]!r}")
        return Answered(row_of(found, snapshot, view.feeds), view.basis(snapshot.position))

    return await asking.answer(work)


def snapshot_at(
    view: View, reader: Reader, position: int | None, recorded_at: str | None, valid_at: str | None
) -> Snapshot:
    """The evidence at `position` or `recorded_at` or now, and of it what held in the world at `valid_at`."""
    instant_us = instant(recorded_at, where="recorded_at", end_of_day=True) if recorded_at is not None else None
    if position is None and instant_us is None:
        return view.ledger.as_of(reader=reader, valid_at=valid_at)
    return view.ledger.as_of(reader=reader, position=position, recorded_at=instant_us, valid_at=valid_at)


def _found(snapshot: Snapshot, wanted: Wanted, deadline: Deadline) -> Iterator[Statement]:
    if wanted.entity_id is not None:
        yield from (found for found in snapshot.entity(wanted.entity_id) if wanted.admits(found))
        return
    walked = 0
    for _, spoken in snapshot.entities():
        walked += len(spoken)
        if walked >= CHECK_EVERY:
            walked = 0
            deadline.check()
        yield from (found for found in spoken if wanted.admits(found))


def _first_page(
    found: Iterator[Statement], limit: int, offset: int, *, to_the_end: bool
) -> tuple[list[Statement], Total]:
    page: list[Statement] = []
    count = 0
    for one in found:
        count += 1
        if offset < count <= offset + limit:
            page.append(one)
        elif count > offset + limit and not to_the_end:
            return page, Total(count, "gte")
    return page, Total(count)


def _sorted_page(
    found: Iterator[Statement], keys: list[tuple[str, bool]], limit: int, offset: int
) -> tuple[list[Statement], Total]:
    held: list[Statement] = []
    for one in found:
        held.append(one)
        if len(held) > MOST_SORTED:
            raise BadInputError(
                f"more than {MOST_SORTED:,} statements would have to be sorted",
                where="sort",
                hint="leave sort out, or narrow the question by entity_id, dataset or prop",
            )
    rows = ordered(held, keys, _value)
    return rows[offset : offset + limit], Total(len(rows))


def _value(found: Statement, field: str) -> str | int:
    value: str | int = getattr(found, "entity_id" if field == "canonical_id" else field)
    return value
