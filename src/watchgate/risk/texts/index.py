"""TextIndex: every listed name that stands in a free text, found without looking at the others.

Lossless: an entity is found whenever some window of the text scores `threshold` or more with one of its names
(`exhaustive.py` is the specification). Rows of names of which too little stands in the text are left out by a bound
(`bound.py`), the windows of the others are scored as any name is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.explain import name_reasons
from watchgate.risk.names.party import WEAK_CEILING
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.readings import Readings, compare
from watchgate.risk.names.score import NAME_MAX, NameScore, score_names
from watchgate.risk.texts.bound import bound_of
from watchgate.risk.texts.exhaustive import order, score_window
from watchgate.risk.texts.listed_names import Covered, ListedNames, Row, inside
from watchgate.risk.texts.seen import Sight, sight_of
from watchgate.risk.texts.spoken import SpokenNames
from watchgate.risk.texts.spotted import Spotted
from watchgate.risk.texts.telling import tells
from watchgate.risk.texts.windows import Pieces, longest_window
from watchgate.risk.texts.work import SCORED, Work

Window = tuple[int, int]
STRICTEST = "Vessel"
"""A kind of thing that no single word names."""

BESIDE = 2
"""Words beside what is surely something of the name, with at most MOST_LIGHT light ones between (Kim S.A. Raman)."""

MOST_LIGHT = 4
"""Pieces of a form that is spelled out (limited liability company), at either end of a window."""


class _Listed(msgspec.Struct, gc=False):
    """A name, compared as of a person or not, and the entities that bear it."""

    analysis: Analysis
    person: bool
    longest: int
    holders: dict[str, None]


class _Met:
    """The windows of one text in which names reach `least`, and for whom."""

    def __init__(self, pieces: Pieces, least: int) -> None:
        self.windows: dict[str, dict[Window, int]] = defaultdict(dict)
        self._pieces = pieces
        self._least = least
        self.work = Work()

    def take(self, listed: _Listed, windows: Sequence[Window], sight: Sight) -> None:
        """Score the name in `windows`, the likeliest first. Where it has reached `least`, what overlaps is no other
        place: only light words at either end may still raise it."""
        done: list[Window] = []
        for one in windows:
            self.work.spend(1 + len(done) // SCORED)
            if any(one[0] < other[1] and other[0] < one[1] for other in done):
                continue
            score = self._score(listed, one)
            if score.points >= self._least:
                if self._tells(listed, one, score):
                    done.append(one)
                for grown in _grown(one, sight):
                    self._note(listed, grown, (score if grown == one else self._score(listed, grown)).points)

    def spots(self, party: Party) -> list[Spotted]:
        """Where `party` stands: of windows that overlap the best, of equals the shortest, then the first."""
        order_of = sorted(self.windows[party.id].items(), key=lambda one: (-one[1], one[0][1] - one[0][0], one[0]))
        kept: list[Spotted] = []
        for (start, end), _ in order_of:
            self.work.spend(1 + len(kept) // SCORED)
            if all(end <= other.start or other.end <= start for other in kept):
                window = self._pieces.window(start, end)
                found = score_window(party, window, end - start, self._least)
                if found is not None:
                    kept.append(Spotted(found, window, start, end))
        return kept

    def _score(self, listed: _Listed, window: Window) -> NameScore:
        if window[1] - window[0] > listed.longest:
            return NameScore(0)
        self.work.spend(SCORED)
        return score_names(analyse(self._pieces.window(*window)), listed.analysis, person=listed.person)

    def _tells(self, listed: _Listed, window: Window, score: NameScore) -> bool:
        """Whether the window tells somebody of any kind: of some, one that does not may hide another that does."""
        read = analyse(self._pieces.window(*window))
        return tells(read, name_reasons(score, read, listed.analysis, score.points, weak=False), STRICTEST)

    def _note(self, listed: _Listed, window: Window, points: int) -> None:
        if points >= self._least:
            for party_id in listed.holders:
                known = self.windows[party_id]
                known[window] = max(points, known.get(window, 0))


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
        """Every entity named in `text`, best first, ties by id and place; of windows that overlap the best one.

        TooMuchTextError for a text that asks for more than a text may (`work.py`).
        """
        least = self.threshold if threshold is None else max(self.threshold, threshold)
        pieces = Pieces(text)
        if not len(pieces):
            return []
        sight = sight_of(pieces)
        met = _Met(pieces, least)
        rows, words, pairs = self._rows.reached(sight)
        for row in rows:
            listed = self._names[row.name]
            if listed.holders:
                met.take(listed, self._windows(row, listed.longest, sight, words, pairs, met.work), sight)
        for name, window, readings in self._spoken.reached(pieces):
            listed = self._names[name]
            if listed.holders and window[1] - window[0] <= listed.longest and _sounds_alike(listed, readings, least):
                met.take(listed, [window], sight)
        found = [one for party_id in met.windows for one in met.spots(self._parties[party_id])]
        return sorted(found, key=order)

    def __len__(self) -> int:
        return len(self._parties)

    def _windows(
        self, row: Row, longest: int, sight: Sight, words: Covered, pairs: Covered, work: Work
    ) -> list[Window]:
        """The windows that begin and end with something of the name, or a word or two beside it, and hold enough;
        those that hold most come first.

        What stands in the window and is nothing of the name costs as much as what of the name is not there. A word
        that is hardly like one of the name is counted so, and may yet be the second word that a person is known by.
        """
        parts = self._rows.parts(row, sight, words, pairs)
        need = row.need_translated if sight.translated else row.need
        last = len(sight.weights)
        met = list(parts.all())
        spelled = sorted({place for one in met if one.spelled for place in one.places})
        if not spelled or parts.within(0, last) < need:
            return []
        missing = self._rows.bound.missing
        places = {place for one in met for place in one.places}
        starts = sorted({at for start in {one[0] for one in places} for at in range(_before(start, sight), start + 1)})
        ends = sorted({at for end in {one[1] for one in places} for at in range(end, _behind(end, sight) + 1)})
        used = {at for start, end in places for at in range(start, end)}
        found: list[tuple[float, int, int]] = []
        for start in starts:
            near = ends[bisect_right(ends, start) : bisect_right(ends, start + longest)]
            work.spend(len(near))
            for end in near:
                if inside(spelled, start, end) and _may_tell(start, end, sight):
                    strange = missing * sum(sight.weights[at] for at in range(start, end) if at not in used)
                    gained = parts.within(start, end)
                    if gained - strange >= need:
                        found.append((strange - gained, start, end))
        return [(start, end) for _, start, end in sorted(found)]

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


def _grown(window: Window, sight: Sight) -> list[Window]:
    """The window, with light words more or less at either end: a form or a particle that the name has as well."""
    start, end = window
    first, inner_first = start, start
    inner_last, last = end, end
    while first > 0 and start - first < MOST_LIGHT and not sight.weights[first - 1]:
        first -= 1
    while last < len(sight.weights) and last - end < MOST_LIGHT and not sight.weights[last]:
        last += 1
    while inner_first < end - 1 and inner_first - start < MOST_LIGHT and not sight.weights[inner_first]:
        inner_first += 1
    while inner_last > start + 1 and end - inner_last < MOST_LIGHT and not sight.weights[inner_last - 1]:
        inner_last -= 1
    return [
        (one, other) for one in range(first, inner_first + 1) for other in range(inner_last, last + 1) if one < other
    ]


def _before(start: int, sight: Sight) -> int:
    """The first piece of a window that has BESIDE words before piece `start`."""
    first, left, light = start, BESIDE, MOST_LIGHT
    while first > 0 and left and light:
        first -= 1
        left, light = (left - 1, light) if sight.weights[first] else (left, light - 1)
    return min(first, max(0, start - BESIDE))


def _behind(end: int, sight: Sight) -> int:
    """The end of a window that has BESIDE words from piece `end` on."""
    last, left, light = end, BESIDE, MOST_LIGHT
    while last < len(sight.weights) and left and light:
        left, light = (left - 1, light) if sight.weights[last] else (left, light - 1)
        last += 1
    return max(last, min(len(sight.weights), end + BESIDE))


def _sounds_alike(listed: _Listed, readings: Readings, least: int) -> bool:
    """Whether the two, read as a whole, reach `least`; organisations are compared by their characters alone."""
    if not listed.person:
        return bool(readings.characters) and readings.characters == listed.analysis.readings.characters
    return compare(readings, listed.analysis.readings)[0] * NAME_MAX // 1000 >= least


def _may_tell(start: int, end: int, sight: Sight) -> bool:
    """Whether the pieces of a window can tell anything (`telling.py`)."""
    naming = [at for at in range(start, end) if at not in sight.unnaming]
    if len(naming) == 1:
        return naming[0] in sight.alone
    return len(naming) > 2 or any(at not in sight.generic for at in naming)
