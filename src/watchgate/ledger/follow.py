"""The ledger read in its own order: what views are kept up to date with."""

from __future__ import annotations

from collections.abc import Iterator

from watchgate.ledger.canonical import act_from
from watchgate.ledger.rows import key_of
from watchgate.ledger.sqlite_reader import SqliteReader
from watchgate.ledger.view import StoredRow, View, read_act
from watchgate.model.delivery import Delivery
from watchgate.model.handling import Handling
from watchgate.model.statement import Entry


def follow(store: SqliteReader, view: View, position: int, head: int) -> Iterator[Delivery]:
    """Deliveries after `position` up to `head`, whole and in order.

    Statements stand as they were asserted; what changed them comes as the act it was. An act comes when the reader may
    see its delivery and its target. A delivery the reader may not see comes blank but for position and instant, with
    those of its statements that a marking has opened.
    """
    for at in range(position + 1, head + 1):
        rows = store.of_delivery(at)
        header = store.whole(at, rows)
        entries = _entries(store, view, at, rows)
        if view.sees_delivery(at):
            yield header.delivery(entries)
        else:
            yield Delivery(source="", entries=entries, position=at, recorded_at=header.row.recorded_at)


def _entries(store: SqliteReader, view: View, position: int, rows: list[StoredRow]) -> tuple[Entry, ...]:
    if view.everything:
        return tuple(_entry(view, row, position) for row in rows)
    first, end = key_of(position, 0), key_of(position + 1, 0)
    marks = view.newest_marks(store.acts_on(first, end))
    visible = view.sees_delivery(position)
    found: list[Entry] = []
    for row in rows:
        target = row[2]
        if target is None:
            if view.sees(row[0], marks):
                found.append(_entry(view, row, position))
        elif visible and view.sees(target, _marks_of(store, view, target, marks, first)):
            found.append(_entry(view, row, position))
    return tuple(found)


def _marks_of(
    store: SqliteReader, view: View, target: int, marks: dict[int, Handling], first: int
) -> dict[int, Handling]:
    if target >= first:
        return marks
    return view.newest_marks(store.acts_on(target, target + 1))


def _entry(view: View, row: StoredRow, position: int) -> Entry:
    return view.read_statement(row) if row[2] is None else act_from(read_act(row), position)
