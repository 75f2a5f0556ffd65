"""Which indexed names hold which words, and so which names may score enough: see docs/names-bounds.md.

A name has a row for each of its spellings (as written, as translated). Rows are appended and never moved.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np

from watchgate.risk.names.alignment import join
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.bound import Edges, Numbers, Sums, bounds, core, has_initial, light
from watchgate.risk.names.column import Column
from watchgate.risk.names.holders import Holders, together
from watchgate.risk.names.joins import Joins
from watchgate.risk.names.readings import keys
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Token
from watchgate.risk.names.vocabulary import Vocabulary


class Postings:
    """Names by number. A removed name keeps its number and is never a candidate again."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._joins = Joins()
        self._words = Holders()
        self._joined = Holders()
        self._of_reading: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._alive: list[bool] = []
        self._weights = Column()
        self._core = Column()
        self._light = Column()
        self._initials = Column()
        self._translated = Column()
        self._person = Column()
        self._name = Column()

    def add(self, name: Analysis, *, person: bool) -> int:
        """The number of a name, which is new each time. `person`: it is only compared as the name of one."""
        number = len(self._alive)
        self._alive.append(True)
        for key in set(keys(name.readings)):
            self._of_reading[key].append(number)
        for letters, kind in ((name.acronym, "acronym"), (name.spelled_acronym, "spelled")):
            if letters and not person:
                self._of_reading[kind, letters].append(number)
        for place, tokens in enumerate((name.tokens,) if person else name.spellings):
            self._add_row(number, tokens, translated=place > 0, person=person)
        return number

    def _add_row(self, number: int, tokens: tuple[Token, ...], *, translated: bool, person: bool) -> None:
        row = len(self._name)
        self._weights.append(sum(one.weight for one in tokens))
        self._core.append(core(tokens))
        self._light.append(light(tokens))
        self._initials.append(has_initial(tokens))
        self._translated.append(translated)
        self._person.append(person)
        self._name.append(number)
        for word in set(tokens):
            if _probed(word):
                self._words.put(self.vocabulary.add(word), word, row)
        for first, second in pairwise(tokens):
            both = join(first, second)
            if both is not None:
                self._joined.put(self._joins.add(both), both, row)

    def remove(self, number: int) -> None:
        """The name is no candidate from now on."""
        self._alive[number] = False

    def candidates(self, name: Analysis, floor: int, *, person: bool) -> list[int]:
        """The names that may score `floor` or more with `name`: all that do, and few that do not.

        `person`: the query is one, so that every comparison is as of people.
        """
        found = {number for key in set(keys(name.readings)) for number in self._of_reading.get(key, ())}
        if not person:
            found.update(self._of_reading.get(("spelled", name.acronym), ()))
            found.update(self._of_reading.get(("acronym", name.spelled_acronym), ()))
        spellings = (name.tokens,) if person else name.spellings
        for place, tokens in enumerate(spellings):
            found.update(self._by_words(tokens, floor, person=person, translated=place > 0))
        return sorted(number for number in found if self._alive[number])

    def _by_words(self, tokens: tuple[Token, ...], floor: int, *, person: bool, translated: bool) -> list[int]:
        edges = self._edges(tokens)
        met = np.zeros(len(self._name), dtype=np.bool_)
        for one in edges:
            met[one.rows] = True
        if person:
            met &= self._translated.values == 0
        if translated:
            met &= self._person.values == 0
        rows = np.flatnonzero(met)
        if not rows.size:
            return []
        place = np.full(len(met), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        theirs = Sums(
            weight=self._weights.values[rows],
            core=self._core.values[rows],
            light=self._light.values[rows],
            initials=self._initials.values[rows] > 0,
        )
        most = bounds(
            tokens,
            [_placed(one, place) for one in edges],
            theirs,
            person=(self._person.values[rows] > 0) | person,
            free=(self._translated.values[rows] > 0) | translated,
        )
        kept: list[int] = self._name.values[rows[most >= floor]].tolist()
        return kept

    def _edges(self, tokens: tuple[Token, ...]) -> list[Edges]:
        found: list[Edges] = []
        for word in tokens:
            if _probed(word):
                singles = self._words.met(self.vocabulary.near(word), word.weight, of=word)
                doubles = self._joined.met(self._joins.near(word), word.weight)
                found += together(singles, doubles)
        for first, second in pairwise(tokens):
            own = join(first, second)
            if own is not None:
                found += together(self._words.met(self.vocabulary.near_joined(own), own.weight))
        return found


def _probed(word: Token) -> bool:
    """Light words are granted to every name instead of being looked up."""
    return word.kind not in GRANTED


def _placed(edges: Edges, place: Numbers) -> Edges:
    """With the places of rows instead of the rows, without those that have none."""
    places = place[edges.rows]
    if places.size and places.min() >= 0:
        return edges._replace(rows=places)
    kept = places >= 0
    return Edges(
        places[kept], edges.similarity[kept], edges.own, edges.theirs[kept], edges.initial[kept], edges.silent[kept]
    )
