"""View: a state that is a pure function of the ledger up to `position`, as one reader may know it.

It is built by one bulk read, or from what was kept, and then follows the ledger; `apply` is the only door, and renews
only the entities that a delivery speaks of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Generic, TypeVar

import msgspec

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM, Reader
from watchgate.model.statement import Marking, Statement
from watchgate.risk.expiries import Expiries
from watchgate.risk.lasting import lasting
from watchgate.risk.view_file import ViewFile

MOST_GROWTH = 1.2
"""Of the ledger since a view was kept: following further costs more than the bulk read, entity by entity as it is."""

AT_ONCE_ENTRIES = 1_000
"""Taken in under one lock while catching up: questions wait so long, and the position moves in such steps."""

Part = TypeVar("Part")


class View(ABC, Generic[Part]):
    """`lock` is held while the state changes; whoever asks several things of one state holds it too.

    A view is made of a Part for each entity that is spoken of.
    """

    title = "the view"

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        self.reader = reader
        self.position = 0
        self.lock = RLock()
        self._ledger = ledger
        self._following = RLock()
        self._heard = 0
        self._expiries = Expiries()

    @abstractmethod
    def _read(self, entity_id: str, statements: Sequence[Statement]) -> Part:
        """What is made of what is said of an entity."""

    @abstractmethod
    def _take(self, parts: Iterable[Part]) -> None:
        """Change the state; called under the lock."""

    @abstractmethod
    def _parts_of_all(self) -> Iterable[Part]:
        """What the state is made of."""

    def _prepare(self, parts: Sequence[Part]) -> None:
        """The slow part of taking them in, before those who ask have to wait."""

    def _began(self, kept_in: Path | None) -> None:
        """The state at `position` is there for the first time; `kept_in`: the folder where it is kept."""

    def _ended(self, kept_in: Path | None) -> None:
        """The state asked for is there; `kept_in`: the folder of the system's own views, where it is the present."""

    def _begin(self, position: int | None, own: Path | None, file: ViewFile[Part]) -> None:
        """As it was known at `position`, or now. `own`: the folder of the system's own views; only the present one is
        ever written there."""
        with lasting():
            self._heard = self._ledger.wait(0, 0.0)
            snapshot = self._ledger.as_of(reader=self.reader, position=position)
            kept = file.load(own, self._ledger, snapshot.position) if own is not None else None
            if kept is not None and self._ledger.head().entries <= kept.entries * MOST_GROWTH:
                self._take(kept.parts)
                self.position = kept.position
                self._began(own)
                self.catch_up(snapshot.position)
            else:
                self._take(self._read(entity_id, statements) for entity_id, statements in snapshot.entities())
                self.position = snapshot.position
                saved = own if position is None else None
                if saved is not None:
                    file.save(saved, self._ledger, self.position, self._parts_of_all())
                self._began(saved)
            self._ended(own if position is None else None)
            if not self.reader.everything:
                self._expiries.add(self._ledger.follow(0, reader=SYSTEM), self._ledger.as_of(reader=SYSTEM))

    def catch_up(self, to: int | None = None) -> int:
        """Take in what the ledger has taken since, up to position `to`; returns the position reached.

        Who is spoken of is learned with the system's eyes, what is said of them with the reader's: a statement that is
        hidden from this reader from now on is taken back, although they may not see the act that hid it.
        """
        with self._following:
            pending: list[Delivery] = []
            for delivery in self._ledger.follow(self.position, reader=SYSTEM):
                if to is not None and delivery.position > to:
                    break
                pending.append(delivery)
                if sum(len(one.entries) for one in pending) >= AT_ONCE_ENTRIES:
                    self.apply(*pending)
                    pending = []
            self.apply(*pending)
            return self.position

    def apply(self, *deliveries: Delivery) -> None:
        """Take in the next deliveries, whole as the system sees them, in order and without a gap."""
        if not deliveries:
            return
        if [one.position for one in deliveries] != list(range(self.position + 1, deliveries[-1].position + 1)):
            raise ValueError(f"{self.title} at {self.position}: deliveries must follow without a gap")
        position = deliveries[-1].position
        everything = self._ledger.as_of(reader=SYSTEM, position=position)
        visible = self._ledger.as_of(reader=self.reader, position=position)
        touched = dict.fromkeys(one for delivery in deliveries for one in touched_by(delivery, everything))
        renewed = [self._read(entity_id, visible.entity(entity_id)) for entity_id in touched]
        self._prepare(renewed)
        with self.lock:
            self._take(renewed)
            self.position = position
            if not self.reader.everything:
                self._expiries.add(deliveries, everything)

    def forget_expired(self, now_us: int) -> bool:
        """Take back what may no longer be shared with this reader at `now_us`; whether there was any."""
        with self.lock:
            due = self._expiries.due(now_us)
            self._read_again(due)
            return bool(due)

    def hear_markings(self) -> bool:
        """Take in what was marked after `position`, without moving from it; whether anything was.

        For a view that stays at a past position: who may read is a matter of the present there too.
        """
        if self.reader.everything or self._ledger.wait(self._heard, 0.0) <= self._heard:
            return False
        with self.lock:
            later = list(self._ledger.follow(self._heard, reader=SYSTEM))
            everything = self._ledger.as_of(reader=SYSTEM)
            marked = [msgspec.structs.replace(one, entries=_markings(one)) for one in later]
            due = dict.fromkeys(entity_id for one in marked for entity_id in touched_by(one, everything))
            self._expiries.add(marked, everything)
            self._read_again(due)
            self._heard = later[-1].position if later else self._heard
            return bool(due)

    def _read_again(self, entity_ids: Collection[str]) -> None:
        if entity_ids:
            visible = self._ledger.as_of(reader=self.reader, position=self.position)
            self._take([self._read(entity_id, visible.entity(entity_id)) for entity_id in entity_ids])


def touched_by(delivery: Delivery, snapshot: Snapshot) -> Iterator[str]:
    """The entities that the entries of `delivery` speak of."""
    for entry in delivery.entries:
        if isinstance(entry, Statement):
            yield entry.entity_id
            continue
        target = entry.target._replace(position=entry.target.position or delivery.position)
        statement = snapshot.statement(target)
        if statement is not None:
            yield statement.entity_id


def _markings(delivery: Delivery) -> tuple[Marking, ...]:
    return tuple(
        msgspec.structs.replace(
            entry, target=entry.target._replace(position=entry.target.position or delivery.position)
        )
        for entry in delivery.entries
        if isinstance(entry, Marking)
    )
