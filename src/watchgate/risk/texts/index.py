"""TextIndex: every listed name that stands in a free text, found without looking at the others.

Lossless: an entity is found whenever some window of the text scores `threshold` or more with one of its names
(`exhaustive.py` is the specification). Rows of names of which too little stands in the text are left out by a bound
(`bound.py`), the windows of the others are scored as any name is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import msgspec

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.party import WEAK_CEILING
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.score import score_names
from watchgate.risk.texts.bound import bound_of
from watchgate.risk.texts.exhaustive import order, spots_of
from watchgate.risk.texts.listed_names import Covered, ListedNames, Row
from watchgate.risk.texts.seen import Sight, sight_of
from watchgate.risk.texts.spoken import SpokenNames
from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.texts.windows import Pieces, longest_window

Window = tuple[int, int]


class _Listed(msgspec.Struct, gc=False):
    """A name, compared as of a person or not, and the entities that bear it."""

    analysis: Analysis
    person: bool
    longest: int
    holders: dict[str, None]


class TextIndex:
    """Parties in, names spotted in texts out. Live: what is added or removed counts for the next text."""

    def __init__(self, threshold: int, analysis_of: Callable[[str], Analysis] = analyse) -> None:
        """`threshold` (1-920): no text can be asked about with a lower one. `analysis_of`: how names are taken apart,
        for analyses that are known already."""
        self.threshold = threshold
        self._analysis_of = analysis_of
        self._rows = ListedNames(bound_of(threshold))
        self._spoken = SpokenNames(threshold)
        self._names: list[_Listed] = []
        self._number: dict[tuple[str, bool], int] = {}
        self._parties: dict[str, Party] = {}

    def add(self, party: Party) -> None:
        """Add, or replace by id."""
        self.remove(party.id)
        self._parties[party.id] = party
        for text in self._texts(party):
            self._names[self._name(text, person=may_be_person(party.schema))].holders[party.id] = None

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        party = self._parties.pop(party_id, None)
        if party is not None:
            for text in self._texts(party):
                del self._names[self._name(text, person=may_be_person(party.schema))].holders[party_id]

    def spotted(self, text: str, threshold: int | None = None) -> list[Spotted]:
        """Every entity named in `text`, best first, ties by id and place; of windows that overlap the best one."""
        least = self.threshold if threshold is None else max(self.threshold, threshold)
        pieces = Pieces(text)
        if not len(pieces):
            return []
        windows: dict[str, set[Window]] = defaultdict(set)
        sight = sight_of(pieces)
        rows, words, pairs = self._rows.reached(sight)
        for row in rows:
            listed = self._names[row.name]
            if listed.holders:
                self._take(listed, self._windows(row, listed.longest, sight, words, pairs), pieces, least, windows)
        for name, window in self._spoken.reached(pieces):
            listed = self._names[name]
            if listed.holders and window[1] - window[0] <= listed.longest:
                self._take(listed, [window], pieces, least, windows)
        found = [
            one
            for party_id, own in windows.items()
            for one in spots_of(self._parties[party_id], pieces, sorted(own), least)
        ]
        return sorted(found, key=order)

    def __len__(self) -> int:
        return len(self._parties)

    def _take(
        self, listed: _Listed, own: Iterable[Window], pieces: Pieces, least: int, windows: dict[str, set[Window]]
    ) -> None:
        """Note the windows in which the name reaches `least`, for all who bear it."""
        for start, end in own:
            read = analyse(pieces.window(start, end))
            if score_names(read, listed.analysis, person=listed.person).points >= least:
                for party_id in listed.holders:
                    windows[party_id].add((start, end))

    def _windows(self, row: Row, longest: int, sight: Sight, words: Covered, pairs: Covered) -> list[Window]:
        """The windows that begin and end with something of the name, or with a small word beside it."""
        places = [place for number in set(row.words) for place in words.places.get(number, ())]
        places += [place for number in set(row.pairs) for place in pairs.places.get(number, ())]
        if not places:
            return []
        if sight.letters:
            places += [place for number in set(row.words) for place in self._rows.by_initial(number, sight.letters)]
        starts, ends = {start for start, _ in places}, {end for _, end in places}
        near = {at for start in starts for at in range(start - longest, start + longest)}
        small = sight.small & near
        starts |= small
        ends |= {at + 1 for at in small}
        return [
            (start, end)
            for start in sorted(starts)
            for end in sorted(ends)
            if start < end <= start + longest and any(start <= at and to <= end for at, to in places)
        ]

    def _texts(self, party: Party) -> list[str]:
        """The names that can reach the threshold: weak ones may not."""
        return list(
            dict.fromkeys(
                name.text for name in party.names if name.kind != NameKind.WEAK or self.threshold <= WEAK_CEILING
            )
        )

    def _name(self, text: str, *, person: bool) -> int:
        number = self._number.get((text, person))
        if number is None:
            analysis = self._analysis_of(text)
            number = self._number[text, person] = len(self._names)
            self._names.append(_Listed(analysis, person, longest_window(analysis), {}))
            self._rows.add(number, analysis)
            self._spoken.add(number, analysis)
        return number
