"""When things were seen: dates of deliveries, per source, as one kind of reader may know them.

A source that reads its list again and finds nothing new appends an empty delivery, so that what it did not change is
known to have stood on the list that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import msgspec

from watchgate.api.dates import date_time, rfc3339
from watchgate.ledger.interface import Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.staleness import newest
from watchgate.model.statement import Statement


class Seen(msgspec.Struct, frozen=True):
    """One delivery, as far as dates go. `day`: the publisher's date of the snapshot, ISO."""

    source: str
    recorded_at: int
    day: str | None


class Feeds:
    """Dates of deliveries by position, and the complete snapshots of each source in order."""

    def __init__(self) -> None:
        self._position = 0
        self._lock = Lock()
        self._seen: dict[int, Seen] = {}
        self._complete: dict[str, list[tuple[int, Seen]]] = {}
        self.known: dict[str, str] = {}
        """Each list, and the date it is known to be of."""

    def catch_up(self, snapshot: Snapshot) -> None:
        """Take in the headers up to the snapshot's position."""
        with self._lock:
            for position in range(self._position + 1, snapshot.position + 1):
                header = snapshot.delivery(position)
                if header is not None:
                    self._take(header)
                self._position = position

    def _take(self, header: Delivery) -> None:
        seen = Seen(header.source, header.recorded_at, header.snapshot_date)
        self._seen[header.position] = seen
        if header.complete:
            self._complete.setdefault(header.source, []).append((header.position, seen))
            for source, day in newest((header,)).items():
                self.known[source] = max(day, self.known.get(source, ""))

    def seen(self, snapshot: Snapshot, statements: Sequence[Statement]) -> tuple[str, str, str]:
        """First seen, last seen and last change (RFC 3339) of what `statements` say together."""
        firsts, lasts, changes = set(), set(), set()
        for statement in statements:
            first, last, change = self.dates(snapshot, statement)
            firsts.add(first)
            lasts.add(last)
            changes.add(change)
        return min(firsts), max(lasts), rfc3339(max(changes))

    def dates(self, snapshot: Snapshot, statement: Statement) -> tuple[str, str, int]:
        """First seen and last seen (RFC 3339) of one statement, and the instant the ledger took it."""
        found = self._seen.get(statement.position)
        if found is None:  # seen by a marking of its own, in a delivery this reader may not see
            delivery = snapshot.delivery(statement.position)
            found = Seen("", delivery.recorded_at if delivery is not None else 0, None)
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
