"""Verify: every stored byte read, every hash made again. Erased rows are checked by what is left of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.alert_rows import broken_links
from watchgate.gate.history.attestations import broken_customers
from watchgate.gate.history.chain import START, DecisionLink, decision_link, event_link
from watchgate.gate.history.entry import Stored
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.history import History
from watchgate.gate.history.numbers import unpacked_numbers
from watchgate.gate.history.packing import committed
from watchgate.gate.history.preparing import beside
from watchgate.gate.history.reading import Row
from watchgate.model.decision import sealed

AT_ONCE = 500
MOST_DAMAGES = 1_000

Progress = Callable[[int, int], None]
"""(decisions read, of how many)."""


class HistoryVerification(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `head`: number and link of the last decision, to be noted elsewhere. `erased`: decisions whose
    record is gone: their place in the chain is checked, and their hashes stand."""

    decisions: int
    erased: int
    originals: int
    head: str
    damages: tuple[str, ...] = ()


def verify(history: History, *, head: str | None = None, progress: Progress | None = None) -> HistoryVerification:
    """Read everything. `head`: `number:link` noted before, through which the chain must still pass."""
    walk = _Walk(history, progress)
    walk.decisions()
    walk.events("exception", "commitment")
    walk.events("act", "body")
    walk.alerts()
    walk.customers()
    walk.originals()
    if head is not None:
        walk.passes_through(head)
    return HistoryVerification(
        decisions=walk.number,
        erased=walk.erased,
        originals=walk.originals_read,
        head=f"{walk.number}:{walk.link.hex()}",
        damages=tuple(walk.damages),
    )


class _Walk:
    def __init__(self, history: History, progress: Progress | None) -> None:
        self._history = history
        self._progress = progress
        self.damages: list[str] = []
        self.number = 0
        self.link = START
        self.erased = 0
        self.originals_read = 0

    def decisions(self) -> None:
        """The chain, and what each row says against what it is hashed as."""
        total = self._history.last_number()
        while rows := self._history.read(self._next):
            for row, problem in rows:
                if problem:
                    self._damaged(problem)
                self._follow(row)
            if self._progress is not None:
                self._progress(self.number, total)

    def events(self, table: str, hashed: str) -> None:
        """One of the other two chains."""
        key = "position" if table == "exception" else "number"
        rows = self._history.read(
            lambda connection: connection.execute(
                f"SELECT {key}, at, {hashed}, link FROM {table} ORDER BY {key}"  # noqa: S608
            ).fetchall()
        )
        link = START
        for place, (number, at, body, stored) in enumerate(cast("list[tuple[int, int, bytes, bytes]]", rows), 1):
            if number != place or event_link(link, number, at, body) != stored:
                self._damaged(f"{table} {number}: the chain breaks here")
            link = stored

    def alerts(self) -> None:
        """The chains of alerts and of the acts on cases."""
        for damage in self._history.read(lambda connection: list(broken_links(connection, self._history.sealer))):
            self._damaged(damage)

    def customers(self) -> None:
        """The chains of attestations and of what was found of customers."""
        for damage in self._history.read(lambda connection: list(broken_customers(connection))):
            self._damaged(damage)

    def originals(self) -> None:
        """Every original against its sha256."""
        keys = self._history.read(lambda connection: connection.execute("SELECT key FROM original").fetchall())
        for (key,) in cast("list[tuple[int]]", keys):
            try:
                self._history.original(key)
            except HistoryDamagedError as error:
                self._damaged(error.what)
            self.originals_read += 1

    def passes_through(self, head: str) -> None:
        """Whether the chain has the link that `head` says at its number."""
        number, _, link = head.partition(":")
        try:
            wanted, place = bytes.fromhex(link.strip()), int(number)
        except ValueError:
            wanted, place = b"", 0
        rows = self._history.read(
            lambda connection: connection.execute("SELECT link FROM decision WHERE number = ?", (place,)).fetchall()
        )
        if not rows or bytes(cast("bytes", rows[0][0])) != wanted:
            self._damaged(f"the chain does not pass through {head}: what stood before it was rewritten or taken away")

    def _next(self, connection: apsw.Connection) -> list[tuple[Row, str]]:
        reading = self._history.reading
        rows = reading.rows(connection, "d.number > ? ORDER BY d.number LIMIT ?", (self.number, AT_ONCE))
        return [(row, self._problem(connection, row)) for row in rows]

    def _problem(self, connection: apsw.Connection, row: Row) -> str:
        """What is wrong inside a row; empty when nothing is."""
        try:
            stored = self._history.reading.stored(connection, row)
            return self._inside(connection, row, stored)
        except HistoryDamagedError as error:
            return error.what
        except (ValueError, zlib.error, msgspec.MsgspecError) as error:
            return f"decision {row.number}: {error}"

    def _inside(self, connection: apsw.Connection, row: Row, stored: Stored) -> str:
        reading = self._history.reading
        content = reading.content(row)
        if content is None or stored.decision is None or row.secret is None:
            return ""
        parties = reading.contents(connection, "party", unpacked_numbers(row.parties))
        texts = reading.contents(connection, "text", unpacked_numbers(row.texts))
        said = beside([one or b"" for one in parties], [one or b"" for one in texts])
        if self._history.sealer.commitment(row.secret, committed(content), said) != row.commitment:
            return f"decision {row.number}: its record is not the one it was committed to"
        if sealed(stored.decision).sha256 != stored.sha256:
            return f"decision {row.number}: it gives another sha256"
        return ""

    def _follow(self, row: Row) -> None:
        link = decision_link(
            self.link,
            DecisionLink(
                number=row.number,
                bytes_sha256=row.bytes_sha256,
                kind=row.kind,
                outcome=row.outcome,
                record_id=row.record_id,
                verdict=row.verdict,
                decided_at=row.decided_at,
                position=row.position,
                policy_sha256=row.policy_sha256,
                engine=row.engine,
                weights=row.weights,
                exceptions=row.exceptions,
                warnings=row.warnings,
                sha256=row.sha256,
                commitment=row.commitment,
                previous=row.previous,
                conflict=row.conflict,
            ),
        )
        if row.number != self.number + 1:
            self._damaged(f"decisions {self.number + 1} to {row.number - 1} are missing")
        if link != row.link:
            self._damaged(f"decision {row.number}: the chain breaks here")
        self.number, self.link = row.number, row.link
        self.erased += row.secret is None

    def _damaged(self, what: str) -> None:
        if len(self.damages) < MOST_DAMAGES:
            self.damages.append(what)
