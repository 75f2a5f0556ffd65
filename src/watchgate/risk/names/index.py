"""The index: the parties whose names can reach a threshold, found without looking at the others, then scored.

What a query may rely on: `query` gives the same hits as `ExhaustiveIndex`. For each name of the query the words of the
vocabulary near each of its words are taken; their postings give, for each indexed name, how much value at most the
assignment can have, and how much must be left over; names whose bound is below the threshold are not scored.
Bounds: docs/names-bounds.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from watchgate.model.match import Hit
from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.party import NAME_FLOOR, compare_as_people, hit
from watchgate.risk.names.postings import Postings
from watchgate.risk.names.qualifiers import MOST_SUPPORT, may_be_person


class _Stored(msgspec.Struct, frozen=True):
    party: Party
    names: tuple[int, ...]


class NameIndex:
    """Lossless and live: what is added or removed is seen by the next query. One writer at a time."""

    def __init__(self, known: Mapping[str, Analysis] | None = None) -> None:
        """`known`: analyses of names that need not be made again, by text. `made` counts those that were made."""
        self._known = known or {}
        self.made = 0
        self._stored: dict[str, _Stored] = {}
        self._postings = Postings()
        self._names: list[tuple[Analysis, str, bool]] = []

    def add(self, party: Party) -> None:
        """Add, or replace by id."""
        self.remove(party.id)
        numbers = []
        person = may_be_person(party.schema)
        for name in party.names:
            analysis = self._known.get(name.text) or self._analysed(name.text)
            number = self._postings.add(analysis, person=person)
            numbers.append(number)
            self._names.append((analysis, party.id, name.kind == NameKind.WEAK))
        self._stored[party.id] = _Stored(party, tuple(numbers))

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        stored = self._stored.pop(party_id, None)
        for number in stored.names if stored else ():
            self._postings.remove(number)

    def query(self, party: Party, threshold: int = NAME_FLOOR) -> list[Hit]:
        """All hits with score >= `threshold`, best first, ties by entity id."""
        floor = max(NAME_FLOOR, threshold - MOST_SUPPORT)
        met: dict[str, list[tuple[Analysis, Analysis, bool]]] = defaultdict(list)
        for name in party.names:
            analysis = analyse(name.text)
            weak = name.kind == NameKind.WEAK
            for number in self._postings.candidates(analysis, floor, person=may_be_person(party.schema)):
                found, party_id, found_weak = self._names[number]
                met[party_id].append((analysis, found, weak or found_weak))
        hits = []
        for party_id, pairs in met.items():
            candidate = self._stored[party_id].party
            person = compare_as_people(party.schema, candidate.schema)
            found_hit = hit(party, candidate, pairs, threshold, person=person)
            if found_hit is not None:
                hits.append(found_hit)
        return sorted(hits, key=lambda one: (-one.score, one.entity_id))

    def query_many(self, parties: Sequence[Party], thresholds: Sequence[int]) -> list[list[Hit]]:
        """As `query`, for each of several with its threshold."""
        return [self.query(party, threshold) for party, threshold in zip(parties, thresholds, strict=True)]

    def _analysed(self, text: str) -> Analysis:
        self.made += 1
        return analyse(text)

    def analyses(self) -> Iterator[Analysis]:
        """Those of the names in the index."""
        for stored in self._stored.values():
            for number in stored.names:
                yield self._names[number][0]

    def __len__(self) -> int:
        return len(self._stored)
