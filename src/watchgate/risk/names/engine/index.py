"""EngineIndex: the index of names that kernels search, behind `Index`. Answers are those of `ExhaustiveIndex`.

Each version of a party is there from a position until another, so that a past position can be asked about; without
one the present is. What is added or removed is seen by the next query, from any thread; one thread at a time changes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock, Thread

import msgspec
import numpy as np

from watchgate.model.match import Hit
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.engine.asked import asked, questions
from watchgate.risk.names.engine.build_draft import Draft, id_key
from watchgate.risk.names.engine.compiler_pages import give_back
from watchgate.risk.names.engine.search_asked import Asked
from watchgate.risk.names.engine.search_tier import best_pairs, found_in
from watchgate.risk.names.engine.segment_tables import FOREVER, Tables
from watchgate.risk.names.engine.store_index import read_tiers, write_tiers
from watchgate.risk.names.engine.tiers import Tier, body_of, compacted, due, extended, id_of, places
from watchgate.risk.names.party import NAME_FLOOR, compare_as_people, hit

NOW = FOREVER - 1
"""A position behind all: what is not gone."""
_FIRST = Party(id="first", names=(Name("first"),))
"""Asked about while files are checked, so that what a first query needs is there."""
_PARTY = msgspec.msgpack.Decoder(Party)


class EngineIndex:
    """`position`: the last at which something changed."""

    def __init__(self, known: Mapping[str, Analysis] | None = None, *, bodies: bool = True) -> None:
        """`known`: analyses that need not be made again, by text. `bodies`: False where scores are all it gives."""
        self.position = 0
        self._known = known or {}
        self._bodies = bodies
        self._tiers: tuple[Tier, ...] = ()
        self._count = 0
        self._change = Lock()
        self._merging: Thread | None = None

    def add(self, party: Party, position: int | None = None) -> None:
        """Add, or replace by id, from `position` on; without one from the last position on."""
        self.add_many((party,), position)

    def drafted(self, parties: Iterable[Party]) -> Tables | None:
        """What `add_many` makes of parties before anybody has to wait for it; changes nothing and takes no lock.

        None of no parties.
        """
        draft, ids = self._draft(parties, self.position)
        return draft.tables() if ids else None

    def add_many(self, parties: Iterable[Party], position: int | None = None, drafted: Tables | None = None) -> None:
        """As `add`, for many at once of which no two have one id: the way to build an index.

        `drafted`: what `drafted` gave for these very parties, in their order.
        """
        with self._change:
            at = self._moved(position)
            draft, ids = self._draft(() if drafted else parties, at)
            if drafted:
                ids = [party.id for party in parties]
            count = len(ids)
            if not count:
                return
            tables = _known_from(at, drafted) if drafted else draft.tables()
            before = [there for party_id in ids for there in self._there(party_id)]
            tiers = extended(self._tiers, tables, count)
            remade = [one for one in before if tiers[one[0]] is not self._tiers[one[0]]]
            _close(tiers, remade, at)  # nobody sees two versions in one tier; of two tiers the newer one counts
            self._tiers = tiers
            _close(tiers, before, at)
            self._count += count - len(before)
        give_back("a change")
        self._settle()

    def remove(self, party_id: str, position: int | None = None) -> None:
        """Take out from `position` on; unknown ids are ignored."""
        with self._change:
            at = self._moved(position)
            there = self._there(party_id)
            _close(self._tiers, there, at)
            self._count -= len(there)

    def query(self, party: Party, threshold: int = NAME_FLOOR, position: int | None = None) -> list[Hit]:
        """All hits with score >= `threshold`, best first, ties by entity id."""
        return self.query_many((party,), (threshold,), position)[0]

    def query_many(
        self, parties: Sequence[Party], thresholds: Sequence[int], position: int | None = None
    ) -> list[list[Hit]]:
        """As `query`, for each of several with its threshold: encoded and searched for in one call."""
        answers: list[list[Hit]] = [[] for _ in parties]
        for asked_about, number, question, found in self._found(parties, thresholds, position):
            for one, place, _ in found.values():
                hit = _explained(asked_about, question, one, place, thresholds[number])
                if hit is not None:  # always: the plain code has the last word on what the kernels found
                    answers[number].append(hit)
            answers[number].sort(key=lambda one: (-one.score, one.entity_id))
        return answers

    def scores(self, party: Party, threshold: int = NAME_FLOOR, position: int | None = None) -> list[tuple[str, int]]:
        """Entity id and score of what `query` gives, in the same order, without the reasons."""
        return self.scores_many((party,), (threshold,), position)[0]

    def scores_many(
        self, parties: Sequence[Party], thresholds: Sequence[int], position: int | None = None
    ) -> list[list[tuple[str, int]]]:
        """As `scores`, for each of several with its threshold."""
        answers: list[list[tuple[str, int]]] = [[] for _ in parties]
        for _, number, _, found in self._found(parties, thresholds, position):
            scored = [(who.decode(), one[2]) for who, one in found.items()]
            answers[number] = sorted(scored, key=lambda one: (-one[1], one[0]))
        return answers

    def reverse(self, entity: Party, threshold: int = NAME_FLOOR, position: int | None = None) -> list[tuple[str, int]]:
        """Of the stored parties those that would have hit `entity`: the score is the same whoever is asked about."""
        return self.scores(entity, threshold, position)

    def parties(self) -> Iterator[Party]:
        """Those that are there now, in no order that means anything."""
        for one in self._tiers:
            for place in np.flatnonzero(one.held.gone == FOREVER).tolist():
                yield _PARTY.decode(body_of(one, place))

    def compact(self, horizon: int | None = None) -> None:
        """Make it one segment. `horizon`: positions before it will not be asked about any more. No score changes."""
        self.settled()
        with self._change:
            if self._tiers:
                self._tiers = (compacted(self._tiers, horizon),)

    def settled(self) -> None:
        """Wait until nothing is being merged in the background."""
        while (merging := self._merging) is not None:
            merging.join()

    def save(self, folder: Path, made_by: str) -> None:
        """Keep it in `folder`: new segments are written, the others are there already. OSError where that cannot be."""
        self.settled()
        with self._change:
            self._tiers = write_tiers(folder, self._tiers, self.position, made_by)

    @classmethod
    def open(cls, folder: Path, made_by: str, *, bodies: bool = True) -> EngineIndex | None:
        """The index kept in `folder`, mapped; None where there is none that the same code and tables made."""
        with ThreadPoolExecutor(1) as reading:  # checking the files and loading the first kernels: both at once
            reads = reading.submit(read_tiers, folder, made_by)
            asked(_FIRST)
            kept = reads.result()
        if kept is None:
            return None
        gc.freeze()  # tables and kernels stay until the end: collecting would go through them time and again
        found = cls(bodies=bodies)
        found.position, found._tiers = kept
        found._count = sum(int(np.count_nonzero(one.held.gone == FOREVER)) for one in found._tiers)
        return found

    def __len__(self) -> int:
        return self._count

    def _found(
        self, parties: Sequence[Party], thresholds: Sequence[int], position: int | None
    ) -> Iterator[tuple[Party, int, Asked, dict[bytes, tuple[Tier, int, int]]]]:
        """Of each that has hits: who it is, which of the parties, and by id tier, place and score of its hits.

        Each party once: of one that is being replaced the newer version. A version that ended while the search went on
        may have been missed; then what stands in its place is in a tier that was not there before, which is searched
        as well.
        """
        named = [number for number, party in enumerate(parties) if party.names]
        if not named:
            return
        asked_about = questions([parties[number] for number in named])
        least = np.array([thresholds[number] for number in named], dtype=np.int64)
        found: dict[int, dict[bytes, tuple[Tier, int, int]]] = {}
        searched: tuple[Tier, ...] = ()
        while (tiers := self._tiers) is not searched:
            known = set(map(id, searched))
            newer: dict[int, dict[bytes, tuple[Tier, int, int]]] = {}
            for one in reversed(tiers):
                if id(one) not in known:
                    for number, place, score in found_in(
                        one, asked_about, least, NOW if position is None else position
                    ):
                        newer.setdefault(number, {}).setdefault(id_of(one, place), (one, place, score))
            for number, hits in newer.items():
                found.setdefault(number, {}).update(hits)
            searched = tiers
        for number, hits in found.items():
            yield parties[named[number]], named[number], asked_about.one(number), hits

    def _draft(self, parties: Iterable[Party], position: int) -> tuple[Draft, list[str]]:
        """Parties that are known from `position` on, and their ids."""
        draft = Draft(self._known, bodies=self._bodies)
        ids = []
        for party in parties:
            draft.add(party, position)
            ids.append(party.id)
        return draft, ids

    def _moved(self, position: int | None) -> int:
        if position is not None and position < self.position:
            raise ValueError(f"the index stands at position {self.position}, {position} is past")
        self.position = self.position if position is None else position
        return self.position

    def _there(self, party_id: str) -> list[tuple[int, int]]:
        """Tier and place of the version of a party that is not gone."""
        body = party_id.encode()
        key = id_key(body)
        return [(number, place) for number, one in enumerate(self._tiers) for place in places(one, key, body)]

    def _settle(self) -> None:
        """Merge what is due in the background."""
        with self._change:
            if self._merging is None and due(self._tiers) is not None:
                self._merging = Thread(target=self._merge, name="names-merge", daemon=True)
                self._merging.start()

    def _merge(self) -> None:
        while True:
            with self._change:
                tiers = self._tiers
                older = due(tiers)
                if older is None:
                    self._merging = None
                    return
            pair = tiers[older : older + 2]
            made = compacted(pair)
            with self._change:
                now = self._tiers[older : older + 2]
                if len(now) == len(pair) and all(one is other for one, other in zip(now, pair, strict=True)):
                    made.held.gone[:] = np.concatenate([one.held.gone for one in pair])
                    self._tiers = (*self._tiers[:older], made, *self._tiers[older + 2 :])


def _explained(query: Party, question: Asked, one: Tier, place: int, threshold: int) -> Hit | None:
    """The hit on a party, of which the kernels say which pairs of names score most: the plain code scores no others."""
    candidate = _PARTY.decode(body_of(one, place))
    pairs = [
        (analyse(left.text), analyse(right.text), NameKind.WEAK in (left.kind, right.kind))
        for left, right in best_pairs(one, question, place, query.names, candidate.names)
    ]
    return hit(query, candidate, pairs, threshold, person=compare_as_people(query.schema, candidate.schema))


def _known_from(position: int, drafted: Tables) -> Tables:
    """What was drafted, known from another position on."""
    born = np.full_like(drafted.parties["born"], position)
    return drafted._replace(parties={**drafted.parties, "born": born})


def _close(tiers: Sequence[Tier], there: Sequence[tuple[int, int]], position: int) -> None:
    """From `position` on these versions, by tier and place, are gone."""
    for number, place in there:
        tiers[number].held.gone[place] = position
