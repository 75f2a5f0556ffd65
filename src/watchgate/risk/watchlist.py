"""Watchlist: the parties that queries are compared with, as one reader may know them.

A view: its state is a pure function of the ledger up to `position`. It is built by one bulk read and then follows the
ledger; `apply` is the only door, and renews only the parties that a delivery speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock

import msgspec

from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM, Reader
from watchgate.model.match import Hit
from watchgate.model.party import Identifier, Party
from watchgate.model.statement import Marking, Statement
from watchgate.risk.checkpoint import KnownNames, load, names_made_by, save, save_names
from watchgate.risk.expiries import Expiries
from watchgate.risk.identifiers.agree import Agreement
from watchgate.risk.identifiers.index import IdentifierIndex
from watchgate.risk.lasting import lasting
from watchgate.risk.list_names import ListNames
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.parties import Profile, profile_of
from watchgate.risk.party_parts import Parts

MOST_GROWTH = 1.2
"""Of the ledger since a checkpoint: following further costs more than the bulk read, entity by entity as it is."""

MOST_UNKNOWN = 10
"""One name in so many that had to be analysed: the kept analyses are replaced."""

AT_ONCE_ENTRIES = 1_000
"""Taken in under one lock while catching up: queries wait so long, and the position moves in such steps."""


class Watchlist:
    """`lock` is held while the state changes; whoever asks several things of one state holds it too."""

    def __init__(self, ledger: Ledger, reader: Reader, analyses: Mapping[str, Analysis] | None = None) -> None:
        """`analyses`: what is known already of how names are taken apart, by text."""
        self.reader = reader
        self.position = 0
        self.lock = RLock()
        self._following = RLock()
        self._heard = 0
        self._ledger = ledger
        self._expiries = Expiries()
        self._parts = Parts()
        self._parties: dict[str, Party] = {}
        self._names = ListNames({} if analyses is None else analyses, self.lock)
        self._identifiers = IdentifierIndex()
        self._listeners: list[Callable[[str, Party | None], None]] = []

    @classmethod
    def at(cls, ledger: Ledger, reader: Reader, position: int | None = None, *, views: Path | None = None) -> Watchlist:
        """The watchlist as it was known at `position`, or now.

        `views`: a folder where the system's own is kept between starts; only the present one is ever written there.
        How names are taken apart is kept beside it and serves every reader: it says nothing of who bears them.
        """
        with lasting():
            heard = ledger.wait(0, 0.0)
            snapshot = ledger.as_of(reader=reader, position=position)
            own = views if reader.everything else None
            analyses: Mapping[str, Analysis] = KnownNames(views) if views is not None else {}
            found = cls(ledger, reader, analyses)
            kept = load(own, ledger, snapshot.position) if own is not None else None
            if kept is not None and ledger.head().entries <= kept.entries * MOST_GROWTH:
                found._take(kept.profiles)
                found.position = kept.position
                found._names.start(own, names_made_by(ledger, found.position))
                found.catch_up(snapshot.position)
            else:
                found._renew(snapshot.entities())
                found.position = snapshot.position
                if own is not None and position is None:
                    save(own, ledger, found.position, found._parts.profiles())
                    found._names.start(own, names_made_by(ledger, found.position))
                else:
                    found._names.start()
            made = found._names.made
            if own is not None and position is None and made and made > len(analyses) // MOST_UNKNOWN:
                save_names(own, found._names.analyses())
            found._heard = heard
            if not reader.everything:
                everything = ledger.follow(0, reader=SYSTEM)
                found._expiries.add(everything, ledger.as_of(reader=SYSTEM))
            return found

    def catch_up(self, to: int | None = None) -> int:
        """Take in what the ledger has taken since, up to position `to`; returns the position reached.

        Who stands on the list is learned with the system's eyes, what is said of them with the reader's: a statement
        that is hidden from this reader from now on is taken back, although they may not see the act that hid it.
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
            raise ValueError(f"the watchlist stands at {self.position}, deliveries must follow without a gap")
        position = deliveries[-1].position
        everything = self._ledger.as_of(reader=SYSTEM, position=position)
        visible = self._ledger.as_of(reader=self.reader, position=position)
        touched = dict.fromkeys(one for delivery in deliveries for one in touched_by(delivery, everything))
        renewed = [profile_of(entity_id, visible.entity(entity_id)) for entity_id in touched]
        for profile in renewed:  # the slow part of indexing a name, done and remembered before queries have to wait
            for name in profile.party.names:
                analyse(name.text)
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

        For a watchlist that stays at a past position: who may read is a matter of the present there too.
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

    def query_names(self, party: Party, threshold: int) -> list[Hit]:
        """Hits by name and what else is known, without identifiers."""
        return self._names.query(without_identifiers(party), threshold) if party.names else []

    def query_identifiers(self, identifiers: Sequence[Identifier]) -> dict[str, tuple[Agreement, ...]]:
        """Entity id -> the identifiers that agree, the strongest first."""
        return self._identifiers.query(identifiers)

    def party(self, entity_id: str) -> Party | None:
        """What is compared of an entity; None when it is not on the list."""
        return self._parties.get(entity_id)

    def parties(self) -> Iterator[Party]:
        """All of them, in no order that means anything."""
        return iter(self._parties.values())

    def analyses(self) -> Iterator[Analysis]:
        """How the names of all parties are taken apart."""
        return iter(self._names.analyses())

    def listen(self, changed: Callable[[str, Party | None], None]) -> None:
        """Call `changed` with every party that is new or other from now on, None where it is gone, under the lock."""
        self._listeners.append(changed)

    def parts_of(self, entity_id: str) -> tuple[str, ...]:
        """The entities whose statements are part of this party: documents, wallets, addresses."""
        return self._parts.of(entity_id)

    def __len__(self) -> int:
        return len(self._parties)

    def _read_again(self, entity_ids: Collection[str]) -> None:
        if entity_ids:
            visible = self._ledger.as_of(reader=self.reader, position=self.position)
            self._renew([(entity_id, visible.entity(entity_id)) for entity_id in entity_ids])

    def _renew(self, entities: Iterable[tuple[str, Sequence[Statement]]]) -> None:
        self._take(profile_of(entity_id, statements) for entity_id, statements in entities)

    def _take(self, profiles: Iterable[Profile]) -> None:
        affected: dict[str, None] = {}
        for profile in profiles:
            affected.update(dict.fromkeys(self._parts.put(profile)))
        renewed: list[Party] = []
        gone: list[str] = []
        for entity_id in affected:
            self._place(entity_id, self._parts.party(entity_id), renewed, gone)
        self._names.take(renewed, gone)

    def _place(self, entity_id: str, party: Party | None, renewed: list[Party], gone: list[str]) -> None:
        """Note what became of an entity; in `renewed` or `gone`, whom the index of names must know of."""
        known = self._parties.get(entity_id)
        if party == known:
            return
        for changed in self._listeners:
            changed(entity_id, party)
        if party is None:
            del self._parties[entity_id]
            gone.append(entity_id)
            self._identifiers.remove(entity_id)
            return
        self._parties[entity_id] = party
        if known is None or without_identifiers(known) != without_identifiers(party):
            renewed.append(without_identifiers(party))
        if known is None or known.identifiers != party.identifiers:
            self._identifiers.add(party)


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


def without_identifiers(party: Party) -> Party:
    """What the index of names compares: identifiers have an index of their own."""
    return msgspec.structs.replace(party, identifiers=()) if party.identifiers else party
