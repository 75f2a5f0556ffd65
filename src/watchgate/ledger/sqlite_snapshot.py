"""The evidence as it was known at one position, for one reader, read from SQLite."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchgate.ledger.canonical import act_from
from watchgate.ledger.rows import key_of
from watchgate.ledger.schema import ORDINAL_BITS
from watchgate.ledger.sqlite_reader import SqliteReader
from watchgate.ledger.view import StoredRow, View, read_act
from watchgate.model.delivery import Delivery
from watchgate.model.errors import LedgerDamagedError
from watchgate.model.statement import Locator, Marking, Statement


class SqliteSnapshot:
    """See `interface.Snapshot`. Holds no lock and no transaction: what it reads never changes."""

    def __init__(self, store: SqliteReader, view: View, position: int) -> None:
        self._store = store
        self._view = view
        self._position = position

    @property
    def position(self) -> int:
        return self._position

    def entity(self, entity_id: str) -> tuple[Statement, ...]:
        found = tuple(self._view.in_force(self._store.of_entity(entity_id, self._view.end)))
        for statement in found:
            if statement.entity_id != entity_id:
                raise _misplaced(statement, entity_id)
        return found

    def was_named(self, entity_id: str) -> bool:
        rows = self._store.of_entity(entity_id, self._view.end)
        acts = [row for row in rows if row[2] is not None]
        return any(self._view.one(row, acts) is not None for row in rows if row[2] is None)

    def entity_ids(self) -> Iterator[str]:
        return (entity_id for entity_id, _ in self.entities())

    def entities(self) -> Iterator[tuple[str, tuple[Statement, ...]]]:
        for rows in self._store.by_entity(self._view.end):
            found = self._view.in_force(rows)
            if found:
                entity_id = found[0].entity_id
                for statement in found:
                    if statement.entity_id != entity_id:
                        raise _misplaced(statement, entity_id)
                yield entity_id, tuple(found)

    def source(self, source: str) -> Iterator[Statement]:
        for position in self._store.positions(source, self._view.end):
            if self._view.sees_delivery(position):
                rows = self._store.of_delivery(position)
                self._store.whole(position, rows)
                yield from self._with_acts([row for row in rows if row[2] is None])

    def referring_to(self, entity_id: str) -> Iterator[Statement]:
        for row in self._store.pointing_to(entity_id, self._view.end):
            for found in self._with_acts([row]):
                if found.value != entity_id:
                    raise _misplaced(found, entity_id)
                if found.entity_id != entity_id:
                    yield found

    def statement(self, locator: Locator) -> Statement | None:
        at = key_of(*locator)
        row = self._store.one(at) if locator.position > 0 and locator.ordinal >= 0 else None
        if row is None:
            self._check_absent(locator)
        if row is None or row[2] is not None:
            return None
        return self._view.one(row, self._store.acts_on(at, at + 1))

    def delivery(self, position: int) -> Delivery | None:
        if not 1 <= position <= self._position or not self._view.sees_delivery(position):
            return None
        return self._view.known.get(position).delivery()

    def markings(self) -> Iterator[Marking]:
        for row in self._store.acts_on(0, self._view.end):
            position = row[0] >> ORDINAL_BITS
            if row[0] < self._view.end and self._view.sees_delivery(position):
                act = act_from(read_act(row), position)
                if isinstance(act, Marking):
                    target = act.target._replace(position=act.target.position or position)
                    yield msgspec.structs.replace(act, target=target)

    def deliveries(self, source: str | None = None) -> Iterator[Delivery]:
        for position in self._store.positions(source, self._view.end):
            if self._view.sees_delivery(position):
                yield self._view.known.get(position).delivery()

    def _with_acts(self, statements: list[StoredRow]) -> list[Statement]:
        if not statements:
            return []
        acts = self._store.acts_on(statements[0][0], statements[-1][0] + 1)
        return self._view.in_force([*statements, *acts])

    def _check_absent(self, locator: Locator) -> None:
        """LedgerDamagedError when there should be an entry, as the header this reader may see says."""
        position = locator.position
        if (
            1 <= position <= self._position
            and self._view.sees_delivery(position)
            and 0 <= locator.ordinal < self._view.known.get(position).row.entries
        ):
            raise LedgerDamagedError(f"entry {locator} is missing", hint="run: watchgate ledger verify")


def _misplaced(statement: Statement, entity_id: str) -> LedgerDamagedError:
    return LedgerDamagedError(
        f"an index or the dictionary names entry {statement.locator} for entity {entity_id!r}",
        hint="run: watchgate ledger verify",
    )
