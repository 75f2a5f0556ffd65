"""Watchlist: the parties that queries are compared with, as one reader may know them.

A view (`view.py`) that starts from what was kept and hands what changes to the indexes of names and of identifiers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import Reader
from watchgate.model.match import Hit
from watchgate.model.party import Identifier, Party
from watchgate.model.statement import Statement
from watchgate.risk.checkpoint import PROFILES, KnownNames, names_made_by, save_names
from watchgate.risk.identifiers.agree import Agreement
from watchgate.risk.identifiers.index import IdentifierIndex
from watchgate.risk.list_names import ListNames
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.parties import Profile, profile_of
from watchgate.risk.party_parts import Parts
from watchgate.risk.view import View

MOST_UNKNOWN = 10
"""One name in so many that had to be analysed: the kept analyses are replaced."""


class Watchlist(View[Profile]):
    """Its state is made of what each entity's own statements say."""

    title = "the watchlist"
    file = PROFILES

    def __init__(self, ledger: Ledger, reader: Reader, analyses: Mapping[str, Analysis] | None = None) -> None:
        """`analyses`: what is known already of how names are taken apart, by text."""
        super().__init__(ledger, reader)
        self._analyses = {} if analyses is None else analyses
        self._parts = Parts()
        self._parties: dict[str, Party] = {}
        self._names = ListNames(self._analyses, self.lock)
        self._identifiers = IdentifierIndex()
        self._listeners: list[Callable[[str, Party | None], None]] = []
        self._unsure: dict[str, None] = {}
        """Whose change was begun and did not end: which of the indexes know of it cannot be told."""

    @classmethod
    def at(cls, ledger: Ledger, reader: Reader, position: int | None = None, *, views: Path | None = None) -> Watchlist:
        """The watchlist as it was known at `position`, or now.

        `views`: a folder where the system's own is kept between starts; only the present one is ever written there.
        How names are taken apart is kept beside it and serves every reader: it says nothing of who bears them.
        """
        found = cls.unbegun(ledger, reader, views)
        found.begin(position, views)
        return found

    @classmethod
    def unbegun(cls, ledger: Ledger, reader: Reader, views: Path | None) -> Watchlist:
        """One that knows how names are taken apart, and nobody yet: for `begin_all`."""
        return cls(ledger, reader, KnownNames(views) if views is not None else {})

    def _began(self, kept_in: Path | None) -> None:
        if kept_in is None:
            self._names.start()
        else:
            self._names.start(kept_in, names_made_by(self._ledger, self.position))

    def _ended(self, kept_in: Path | None) -> None:
        made = self._names.made
        if kept_in is not None and made and made > len(self._analyses) // MOST_UNKNOWN:
            save_names(kept_in, self._names.analyses())

    def _read(self, entity_id: str, statements: Sequence[Statement]) -> Profile:
        return profile_of(entity_id, statements)

    def _prepare(self, parts: Sequence[Profile]) -> None:
        """Names are taken apart, and that is remembered; the index of names is told whom it is most likely given."""
        alone = Parts()
        affected: dict[str, None] = {}
        for profile in parts:
            for name in profile.party.names:
                analyse(name.text)
            affected.update(dict.fromkeys(alone.put(profile)))
        # Whoever has parts that were said before is another one than here: then it is made when it is taken.
        expected = [without_identifiers(party) for one in affected if (party := alone.party(one)) is not None]
        self._names.expect([one for one in expected if self._bare(one.id) != one])

    def _bare(self, entity_id: str) -> Party | None:
        known = self._parties.get(entity_id)
        return None if known is None else without_identifiers(known)

    def _parts_of_all(self) -> Iterable[Profile]:
        return self._parts.profiles()

    def query_names(self, party: Party, threshold: int) -> list[Hit]:
        """Hits by name and what else is known, without identifiers."""
        return self._names.query(without_identifiers(party), threshold) if party.names else []

    def query_names_many(self, parties: Sequence[Party], thresholds: Sequence[int]) -> list[list[Hit]]:
        """As `query_names`, for each of several with its threshold: sooner than one by one."""
        return self._names.query_many([without_identifiers(party) for party in parties], thresholds)

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

    def _take(self, parts: Iterable[Profile]) -> None:
        again, affected = frozenset(self._unsure), self._unsure
        for profile in parts:
            affected.update(dict.fromkeys(self._parts.put(profile)))
        renewed: list[Party] = []
        gone: list[str] = []
        for entity_id in affected:
            self._place(entity_id, self._parts.party(entity_id), renewed, gone, sure=entity_id not in again)
        self._names.take(renewed, gone)
        self._unsure = {}

    def _place(self, entity_id: str, party: Party | None, renewed: list[Party], gone: list[str], *, sure: bool) -> None:
        """Note what became of an entity; in `renewed` or `gone`, whom the index of names must know of. `sure`: all
        that is made of parties stands as it is known here."""
        known = self._parties.get(entity_id)
        if party == known and sure:
            return
        for changed in self._listeners:
            changed(entity_id, party)
        if party is None:
            self._parties.pop(entity_id, None)
            gone.append(entity_id)
            self._identifiers.remove(entity_id)
            return
        self._parties[entity_id] = party
        if not sure or known is None or without_identifiers(known) != without_identifiers(party):
            renewed.append(without_identifiers(party))
        if not sure or known is None or known.identifiers != party.identifiers:
            self._identifiers.add(party)


def without_identifiers(party: Party) -> Party:
    """What the index of names compares: identifiers have an index of their own."""
    return msgspec.structs.replace(party, identifiers=()) if party.identifiers else party
