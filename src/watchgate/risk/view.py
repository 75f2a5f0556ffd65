"""View: a state that is a pure function of the ledger up to `position`, as one reader may know it.

It is built by one bulk read, or from what was kept, and then follows the ledger; `apply` is the only door, and renews
only the entities that a delivery speaks of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import starmap
from pathlib import Path
from threading import RLock
from typing import Any, Generic, NamedTuple, TypeVar

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
    file: ViewFile[Part]
    """Where what the system's own view is made of is kept."""

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

    def begin(self, position: int | None = None, views: Path | None = None) -> None:
        """As it was known at `position`, or now; once, before anything else. `views`: see `begin_all`."""
        begin_all((self,), position, views)

    def _resumes(self, snapshot: Snapshot, kept_in: Path) -> bool:
        """Whether what was kept serves; then it is taken in, and followed up to the snapshot."""
        kept = self.file.load(kept_in, self._ledger, snapshot.position)
        if kept is None or self._ledger.head().entries > kept.entries * MOST_GROWTH:
            return False
        self._take(kept.parts)
        self.position = kept.position
        self._began(kept_in)
        self.catch_up(snapshot.position)
        return True

    def _fill(self, parts: Iterable[Part], position: int, keep_in: Path | None) -> None:
        self._take(parts)
        self.position = position
        if keep_in is not None:
            self.file.save(keep_in, self._ledger, position, self._parts_of_all())
        self._began(keep_in)

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
        if deliveries:
            self.take(read_ahead((self,), deliveries)[0])

    def take(self, ahead: Ahead[Part]) -> None:
        """Take in what `read_ahead` made for it: the short part, while those who ask have to wait."""
        if not ahead.deliveries:
            return
        with self.lock:
            if ahead.after != self.position:
                raise ValueError(f"{self.title} at {self.position}: what was read goes on from {ahead.after}")
            self._take(ahead.parts)
            self.position = ahead.deliveries[-1].position
            if not self.reader.everything:
                self._expiries.add(ahead.deliveries, self._ledger.as_of(reader=SYSTEM, position=self.position))

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


class Ahead(NamedTuple, Generic[Part]):
    """What a view at position `after` is to take in, up to the last of `deliveries`."""

    after: int
    deliveries: Sequence[Delivery]
    parts: Sequence[Part]


def read_ahead(views: Sequence[View[Any]], deliveries: Sequence[Delivery]) -> list[Ahead[Any]]:
    """For each of these views of one ledger and one reader what of the next deliveries is new to it, made while others
    may go on asking; each entity is read once for all. ValueError where deliveries do not follow without a gap."""
    position = deliveries[-1].position
    ledger, reader = views[0]._ledger, views[0].reader
    everything = ledger.as_of(reader=SYSTEM, position=position)
    visible = cache(ledger.as_of(reader=reader, position=position).entity)
    found = []
    for view in views:
        new = [one for one in deliveries if one.position > view.position]
        if [one.position for one in new] != list(range(view.position + 1, position + 1)):
            raise ValueError(f"{view.title} at {view.position}: deliveries must follow without a gap")
        touched = dict.fromkeys(one for delivery in new for one in touched_by(delivery, everything))
        parts = [view._read(entity_id, visible(entity_id)) for entity_id in touched]
        view._prepare(parts)
        found.append(Ahead(view.position, new, parts))
    return found


def begin_all(views: Sequence[View[Any]], position: int | None, folder: Path | None) -> None:
    """Begin views of one ledger and one reader, all at `position`, or now: what none of them kept is read once for all.

    `folder`: where the system's own views are kept between starts; only the present ones are ever written there.
    """
    ledger, reader = views[0]._ledger, views[0].reader
    own = folder if reader.everything else None
    present = own if position is None else None
    with lasting():
        heard = ledger.wait(0, 0.0)
        snapshot = ledger.as_of(reader=reader, position=position)
        missing = [view for view in views if own is None or not view._resumes(snapshot, own)]
        for view, parts in zip(missing, _read_all(missing, snapshot), strict=True):
            view._fill(parts, snapshot.position, present)
        coming = Expiries() if reader.everything else Expiries.of(ledger)
        for view in views:
            view._heard = heard
            view._ended(present)
            view._expiries = coming.copy()


def _read_all(views: Sequence[View[Any]], snapshot: Snapshot) -> list[Iterable[Any]]:
    """What each view makes of what is said of all entities."""
    if len(views) == 1:
        return [starmap(views[0]._read, snapshot.entities())]
    parts: list[list[Any]] = [[] for _ in views]
    reading = [(view._read, made.append) for view, made in zip(views, parts, strict=True)]
    for entity_id, statements in snapshot.entities() if views else ():
        for read, keep in reading:
            keep(read(entity_id, statements))
    return list(parts)


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
