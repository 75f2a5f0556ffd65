"""The ledger on SQLite: reads straight from the file, appends through the one writer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from watchgate.ledger.append_each import append_each
from watchgate.ledger.appending import Appender
from watchgate.ledger.change_mark import ChangeMark
from watchgate.ledger.draft import check_delivery, is_date
from watchgate.ledger.find import find
from watchgate.ledger.follow import follow
from watchgate.ledger.home import Home
from watchgate.ledger.id_index import IdIndex
from watchgate.ledger.interface import Head, Proof, Verification
from watchgate.ledger.merkle import range_root
from watchgate.ledger.originals import Originals
from watchgate.ledger.proving import prove, prove_consistency
from watchgate.ledger.requests import receipt_of
from watchgate.ledger.rows import key_of
from watchgate.ledger.sqlite_log import stored_subtree
from watchgate.ledger.sqlite_reader import SqliteReader
from watchgate.ledger.sqlite_snapshot import SqliteSnapshot
from watchgate.ledger.verify import Progress, verify
from watchgate.ledger.view import View
from watchgate.model.clock import Clock
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError, LedgerBusyError
from watchgate.model.handling import Reader
from watchgate.model.statement import Locator, Statement

AT_LEAST_S = 10.0
"""How long `as_of(at_least=...)` waits."""
POLL_S = 0.003
"""How often a waiting process looks whether another one has appended."""


class SqliteLedger:
    """See `interface.Ledger`. Made by `open_ledger`; safe for any number of threads."""

    def __init__(
        self,
        home: Home,
        store: SqliteReader,
        appender: Appender,
        originals: Originals,
        ids: IdIndex,
        clock: Clock,
        changed: ChangeMark,
    ) -> None:
        self._pool = store.pool
        self._store = store
        self.home = home
        self.appender = appender
        self.originals = originals
        self._clock = clock
        self._changed = changed
        self._ids = ids

    def append(self, delivery: Delivery) -> Receipt:
        return self.append_many((delivery,))[0]

    def append_many(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        drafts = [check_delivery(delivery, self.originals) for delivery in deliveries]
        if not drafts:
            return []
        return [receipt_of(draft, placed) for draft, placed in zip(drafts, self.appender.append(drafts), strict=True)]

    def append_each(self, deliveries: Iterable[Delivery]) -> Iterator[Receipt]:
        return append_each(self.appender, self.originals, deliveries)

    def as_of(
        self,
        *,
        reader: Reader,
        position: int | None = None,
        recorded_at: int | None = None,
        valid_at: str | None = None,
        at_least: int | None = None,
    ) -> SqliteSnapshot:
        if position is not None and recorded_at is not None:
            raise BadInputError("ask for a position or for a recorded instant, not for both")
        if valid_at is not None and not (len(valid_at) == len("2024-03-01") and is_date(valid_at)):
            raise BadInputError(f"{valid_at!r} is not a date", where="valid_at", hint="write it as 2024-03-01")
        if at_least is not None and self.wait(at_least - 1, AT_LEAST_S) < at_least:
            raise LedgerBusyError(
                f"position {at_least} did not arrive within {AT_LEAST_S:g} s", hint="try again, or ask for less"
            )
        if recorded_at is not None:
            position = self._store.position_at(recorded_at)
        elif position is None:
            position = self._store.head()[0]
        elif position < 0 or not self._store.reaches(position):
            raise BadInputError(
                f"the ledger has positions 0 to {self._store.head()[0]}, not {position}", where="position"
            )
        return SqliteSnapshot(self._store, self._view(reader, position, valid_at), position)

    def entity(self, entity_id: str, *, reader: Reader, position: int | None = None) -> tuple[Statement, ...]:
        return self.as_of(reader=reader, position=position).entity(entity_id)

    def follow(self, position: int, *, reader: Reader) -> Iterator[Delivery]:
        head = self._store.head()[0]
        if not 0 <= position <= head:
            raise BadInputError(f"the ledger has positions 0 to {head}, not {position}", where="position")
        return follow(self._store, self._view(reader, head, None), position, head)

    def _view(self, reader: Reader, position: int, valid_at: str | None) -> View:
        return View(self._store.known, reader, self._clock(), key_of(position + 1, 0), valid_at)

    def wait(self, position: int, timeout_s: float) -> int:
        end = time.monotonic() + timeout_s
        while True:
            head = self._store.newest()
            left = end - time.monotonic()
            if head > position or left <= 0:
                return head
            time.sleep(min(POLL_S, left))

    def head(self) -> Head:
        with self._pool.lend() as connection:
            position, recorded_at, entries = self._store.head()
            root = range_root(stored_subtree(connection), 0, position)
        return Head(position=position, entries=entries, recorded_at=recorded_at, root=root.hex())

    def find(self, reference: str, *, reader: Reader) -> Locator:
        return find(reference, self.as_of(reader=reader), self._ids)

    def prove(self, locator: Locator, *, reader: Reader) -> Proof:
        return prove(self._store, locator, self.head(), self._view(reader, self._store.head()[0], None))

    def consistency(self, old_position: int, new_position: int) -> tuple[str, ...]:
        return prove_consistency(self._store, old_position, new_position, self._store.head()[0])

    def verify(self, progress: Progress | None = None) -> Verification:
        return verify(self._pool, self.originals, progress)

    def entry_count(self, position: int) -> int:
        """How many entries a delivery holds, seen or not; for the system's own use."""
        return self._store.known.get(position).row.entries

    def close(self) -> None:
        self.appender.close()
        self._pool.close()
        self._changed.close()
