"""Grounds: why an entity is of concern at an instant, as one reader may know it.

A view: its state is a pure function of the ledger up to `position`. It is built by one bulk read and then follows the
ledger; `apply` is the only door, and renews only the entities that a delivery speaks of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from threading import RLock

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.delivery import Delivery
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM, Reader
from watchgate.model.policy import Policy
from watchgate.model.statement import Marking
from watchgate.risk.expiries import Expiries
from watchgate.risk.grounds.checkpoint import load, save
from watchgate.risk.grounds.days import day_at
from watchgate.risk.grounds.facts import facts_of
from watchgate.risk.grounds.law import Law
from watchgate.risk.grounds.reasons import grounds_of
from watchgate.risk.grounds.state import State
from watchgate.risk.identity.clusters import Cluster
from watchgate.risk.lasting import lasting
from watchgate.risk.ownership.interest import Interest
from watchgate.risk.watchlist import touched_by

MOST_GROWTH = 1.2
"""Of the ledger since a checkpoint: following further costs more than the bulk read, entity by entity as it is."""

AT_ONCE_ENTRIES = 1_000
"""Taken in under one lock while catching up: questions wait so long, and the position moves in such steps."""


class Grounds:
    """`lock` is held while the state changes; whoever asks several things of one state holds it too."""

    def __init__(self, ledger: Ledger, reader: Reader, policy: Policy) -> None:
        self.reader = reader
        self.position = 0
        self.lock = RLock()
        self._ledger = ledger
        self._law = Law(policy)
        self._policy = policy
        self._following = RLock()
        self._heard = 0
        self._expiries = Expiries()
        self._state = State()

    @classmethod
    def at(
        cls,
        ledger: Ledger,
        reader: Reader,
        policy: Policy,
        position: int | None = None,
        *,
        views: Path | None = None,
    ) -> Grounds:
        """The grounds as they were known at `position`, or now.

        `views`: a folder where the system's own state is kept between starts; only the present one is ever written.
        """
        found = cls(ledger, reader, policy)
        own = views if reader.everything else None
        with lasting():
            found._heard = ledger.wait(0, 0.0)
            snapshot = ledger.as_of(reader=reader, position=position)
            kept = load(own, ledger, snapshot.position) if own is not None else None
            if kept is not None and ledger.head().entries <= kept.entries * MOST_GROWTH:
                for facts in kept.facts:
                    found._state.put(facts.entity_id, facts)
                found.position = kept.position
                found.catch_up(snapshot.position)
            else:
                for entity_id, statements in snapshot.entities():
                    found._state.put(entity_id, facts_of(entity_id, statements))
                found.position = snapshot.position
                if own is not None and position is None:
                    save(own, ledger, found.position, found._state.all())
            if not reader.everything:
                found._expiries.add(ledger.follow(0, reader=SYSTEM), ledger.as_of(reader=SYSTEM))
        return found

    def of(self, entity_id: str, at_us: int, policy: Policy | None = None) -> tuple[Ground, ...]:
        """The grounds of an entity at an instant (UTC microseconds), binding ones first, each once.

        `policy`: another than the view was made with, to see what it would say of the same evidence.
        """
        law = self._law if policy is None or policy is self._policy else Law(policy)
        with self.lock:
            return grounds_of(self._state, entity_id, law, at_us)

    def cluster(self, entity_id: str) -> Cluster:
        """The entities that are one party with it, and by what."""
        with self.lock:
            return self._state.cluster(entity_id)

    def interests(self, entity_id: str, at_us: int) -> tuple[Interest, ...]:
        """Who is said to hold what of a party, or to be linked with it, on the day of an instant (UTC)."""
        day = day_at(at_us, "UTC")
        with self.lock:
            return tuple(
                interest
                for member in self._state.cluster(entity_id).members
                for interest in self._state.interests_in(member, day, links=True)
            )

    def named(self, entity_id: str) -> str:
        """`Ri Pyong Chol (ofac-15582)`, or the id alone."""
        with self.lock:
            return self._state.named(entity_id)

    def datasets(self, entity_id: str) -> frozenset[str]:
        """The datasets that speak of a party."""
        with self.lock:
            return frozenset(one.dataset for one in self._state.naming(entity_id))

    def judged(self, left: str, right: str) -> bool:
        """Whether a confirmed judgement speaks of the two."""
        with self.lock:
            return any(right in (one.left, one.right) for one in self._state.clusters.judgements(left))

    def catch_up(self, to: int | None = None) -> int:
        """Take in what the ledger has taken since, up to position `to`; returns the position reached.

        Who is spoken of is learned with the system's eyes, what is said of them with the reader's.
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
            raise ValueError(f"the grounds stand at {self.position}, deliveries must follow without a gap")
        position = deliveries[-1].position
        everything = self._ledger.as_of(reader=SYSTEM, position=position)
        touched = dict.fromkeys(one for delivery in deliveries for one in touched_by(delivery, everything))
        visible = self._ledger.as_of(reader=self.reader, position=position)
        renewed = [(entity_id, facts_of(entity_id, visible.entity(entity_id))) for entity_id in touched]
        with self.lock:
            for entity_id, facts in renewed:
                self._state.put(entity_id, facts)
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
            marked = [_only_markings(one) for one in later]
            due = dict.fromkeys(entity_id for one in marked for entity_id in touched_by(one, everything))
            self._expiries.add(marked, everything)
            self._read_again(due)
            self._heard = later[-1].position if later else self._heard
            return bool(due)

    def _read_again(self, entity_ids: Collection[str]) -> None:
        if entity_ids:
            visible = self._ledger.as_of(reader=self.reader, position=self.position)
            for entity_id in entity_ids:
                self._state.put(entity_id, facts_of(entity_id, visible.entity(entity_id)))


def _only_markings(delivery: Delivery) -> Delivery:
    entries: Iterable[Marking] = (entry for entry in delivery.entries if isinstance(entry, Marking))
    aimed = tuple(
        msgspec.structs.replace(
            entry, target=entry.target._replace(position=entry.target.position or delivery.position)
        )
        for entry in entries
    )
    return msgspec.structs.replace(delivery, entries=aimed)
