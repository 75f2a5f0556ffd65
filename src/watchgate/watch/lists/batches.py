"""A difference as deliveries: a change and the retraction of what it replaces stand in one."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchgate.model.delivery import Delivery
from watchgate.model.statement import Entry, Locator, Retraction
from watchgate.watch.lists.diff import Difference

ENTRIES = 4_000
"""Entries of a delivery: about 1 MB. Smaller ones cost more headers and proofs, larger ones hold readers up."""
MOST_ENTRIES = 12_000
"""An entity is not split over deliveries below this size."""


def deliveries(found: Difference, header: Delivery, *, withdraw: bool) -> Iterator[Delivery]:
    """The deliveries of a snapshot in order, the last one complete; one empty delivery when nothing changed.

    `header`: the draft they are made from. `withdraw` False leaves out what is gone without a successor.
    """
    waiting: tuple[Entry, ...] | None = None
    for entries in _batches(found, header.snapshot_date or "unknown date", withdraw=withdraw):
        if waiting is not None:
            yield msgspec.structs.replace(header, entries=waiting, complete=False)
        waiting = tuple(entries)
    yield msgspec.structs.replace(header, entries=waiting or (), complete=True)


def _batches(found: Difference, date: str, *, withdraw: bool) -> Iterator[list[Entry]]:
    changed = f"changed in the snapshot of {date}"
    gone = f"no longer in the snapshot of {date}"
    replaced = dict(found.replaced)
    batch: list[Entry] = []
    entity: str | None = None

    def take_back(entity_id: str) -> None:
        for locator in replaced.pop(entity_id, ()):
            batch.append(_retraction(locator, changed))

    for statement in found.added.iterate():
        if statement.entity_id != entity:
            if entity is not None:
                take_back(entity)
            entity = statement.entity_id
            if len(batch) >= ENTRIES:
                yield batch
                batch = []
        elif len(batch) >= MOST_ENTRIES:
            yield batch
            batch = []
        batch.append(statement)
    for left in list(replaced):
        take_back(left)
    for locators in found.withdrawn.values() if withdraw else ():
        batch.extend(_retraction(locator, gone) for locator in locators)
        if len(batch) >= ENTRIES:
            yield batch
            batch = []
    if batch:
        yield batch


def _retraction(locator: Locator, reason: str) -> Retraction:
    return Retraction(target=locator, reason=reason)
