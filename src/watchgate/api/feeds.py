"""When a statement was first and last seen, read from the deliveries of its source.

A source that reads its list again and finds nothing new appends an empty delivery, so that what it did not change is
known to have stood on the list that day.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from watchgate.api.dates import date_time, rfc3339
from watchgate.ledger.interface import Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.statement import Statement


class Seen(msgspec.Struct, frozen=True):
    """One delivery, as far as dates go."""

    source: str
    recorded_at: int
    day: str | None


class Feeds:
    """Dates of deliveries, each read once: a header never changes. `None` stands for one this reader may not see."""

    def __init__(self) -> None:
        self._seen: dict[int, Seen] = {}
        self._complete: dict[str, list[tuple[int, Seen]]] = {}
        self._position = 0

    def apply(self, delivery: Delivery) -> None:
        """Take in the next delivery, in order."""
        seen = Seen(delivery.source, delivery.recorded_at, delivery.snapshot_date)
        self._seen[delivery.position] = seen
        if delivery.complete:
            self._complete.setdefault(delivery.source, []).append((delivery.position, seen))
        self._position = delivery.position

    def seen(self, snapshot: Snapshot, statements: Sequence[Statement]) -> tuple[str, str, str]:
        """First seen, last seen and last change of what `statements` say together."""
        firsts, lasts, changes = set(), set(), set()
        for statement in statements:
            first, last, change = self.dates(snapshot, statement)
            firsts.add(first)
            lasts.add(last)
            changes.add(change)
        return min(firsts), max(lasts), rfc3339(max(changes))

    def dates(self, snapshot: Snapshot, statement: Statement) -> tuple[str, str, int]:
        """First seen, last seen (RFC 3339), and the instant the ledger took it (UTC microseconds)."""
        found = self._seen.get(statement.position)
        if found is None:
            delivery = snapshot.delivery(statement.position)
            if delivery is None:
                found = Seen("", 0, None)
            else:
                found = Seen(delivery.source, delivery.recorded_at, delivery.snapshot_date)
        first = date_time(statement.first_seen) if statement.first_seen else _day(found)
        last = date_time(statement.last_seen) if statement.last_seen else self._last(found, snapshot.position, first)
        return first, max(first, last), found.recorded_at

    def _last(self, seen: Seen, position: int, first: str) -> str:
        for complete_at, complete in reversed(self._complete.get(seen.source, ())):
            if complete_at <= position:
                return max(first, _day(complete))
        return first


def _day(seen: Seen) -> str:
    return date_time(seen.day) if seen.day else rfc3339(seen.recorded_at)
