"""Expiries: when sharing of a statement ends, so that a view forgets it at that instant without any delivery."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import islice

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Marking, Statement


class Expiries:
    """Entities by the instant at which something of them may no longer be read. One too many is harmless."""

    def __init__(self) -> None:
        self._coming: list[tuple[int, str]] = []

    @classmethod
    def of(cls, ledger: Ledger) -> Expiries:
        """All that are to come: only deliveries that expire, and markings, are read, not the whole ledger."""
        found, snapshot = cls(), ledger.as_of(reader=SYSTEM)
        for header in snapshot.deliveries():
            if header.handling.expires_at is not None:
                found.add(islice(ledger.follow(header.position - 1, reader=SYSTEM), 1), snapshot)
        for marking in snapshot.markings():
            if marking.handling.expires_at is not None and (one := snapshot.statement(marking.target)) is not None:
                found._note(marking.handling.expires_at, one.entity_id)
        return found

    def copy(self) -> Expiries:
        """The same, told apart: for another view of the same ledger."""
        found = Expiries()
        found._coming = list(self._coming)
        return found

    def add(self, deliveries: Iterable[Delivery], snapshot: Snapshot) -> None:
        """Take note of deliveries as the system sees them; `snapshot` is the system's, at or after them."""
        for delivery in deliveries:
            ends = delivery.handling.expires_at
            for entry in delivery.entries:
                if isinstance(entry, Statement):
                    self._note(ends, entry.entity_id)
                    continue
                marked = entry.handling.expires_at if isinstance(entry, Marking) else None
                if ends is None and marked is None:
                    continue
                target = entry.target._replace(position=entry.target.position or delivery.position)
                statement = snapshot.statement(target)
                if statement is not None:
                    self._note(ends, statement.entity_id)
                    self._note(marked, statement.entity_id)

    def due(self, now_us: int) -> list[str]:
        """The entities whose time has come, each once; they are not told again."""
        found: dict[str, None] = {}
        while self._coming and self._coming[0][0] <= now_us:
            found[heappop(self._coming)[1]] = None
        return list(found)

    def _note(self, expires_at: int | None, entity_id: str) -> None:
        if expires_at is not None:
            heappush(self._coming, (expires_at, entity_id))
