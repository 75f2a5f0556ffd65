"""Expiries: when sharing of a statement ends, so that a view forgets it at that instant without any delivery."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from watchgate.ledger.interface import Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.statement import Marking, Statement


class Expiries:
    """Entities by the instant at which something of them may no longer be read. One too many is harmless."""

    def __init__(self) -> None:
        self._coming: list[tuple[int, str]] = []

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
