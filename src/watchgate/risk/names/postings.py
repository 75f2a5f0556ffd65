"""Which indexed names hold which words, and the bound on what a name can score: see docs/names-bounds.md.

A name has a row for each of its spellings (as written, as translated). Rows are appended and never moved.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.alignment import join
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.joins import Joins
from watchgate.risk.names.readings import keys
from watchgate.risk.names.score import (
    EVIDENCE_INITIAL,
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    NAME_MAX,
    REST_FREE,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
    free_in_translation,
)
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token
from watchgate.risk.names.vocabulary import Vocabulary

_GROWTH = 4096
Numbers = npt.NDArray[np.int64]


class _Edges(NamedTuple):
    """Of one word, or pair of neighbours, of the query: rows met, values of the edges, own weight, their weights."""

    rows: Numbers
    values: Numbers
    own: int
    theirs: Numbers


class Postings:
    """Names by number. A removed name keeps its number and is never a candidate again."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._joins = Joins()
        self._of_word: dict[int, array[int]] = defaultdict(lambda: array("i"))
        self._of_join: dict[int, array[int]] = defaultdict(lambda: array("i"))
        self._of_reading: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._alive: list[bool] = []
        self._weights = np.zeros(_GROWTH, dtype=np.int64)
        self._core = np.zeros(_GROWTH, dtype=np.int64)
        self._translated = np.zeros(_GROWTH, dtype=np.bool_)
        self._initials = np.zeros(_GROWTH, dtype=np.bool_)
        self._name = np.zeros(_GROWTH, dtype=np.int64)
        self._rows = 0

    def add(self, name: Analysis) -> int:
        """The number of a name, which is new each time."""
        number = len(self._alive)
        self._alive.append(True)
        for key in set(keys(name.readings)):
            self._of_reading[key].append(number)
        for letters, kind in ((name.acronym, "acronym"), (name.spelled_acronym, "spelled")):
            if letters:
                self._of_reading[kind, letters].append(number)
        for place, tokens in enumerate(name.spellings):
            self._add_row(number, tokens, translated=place > 0)
        return number

    def _add_row(self, number: int, tokens: tuple[Token, ...], *, translated: bool) -> None:
        row = self._rows
        self._rows += 1
        if row == len(self._weights):
            for field in ("_weights", "_core", "_translated", "_initials", "_name"):
                old = getattr(self, field)
                setattr(self, field, np.concatenate([old, np.zeros_like(old)]))
        self._weights[row] = sum(one.weight for one in tokens)
        self._core[row] = _core(tokens)
        self._translated[row] = translated
        self._initials[row] = _has_initial(tokens)
        self._name[row] = number
        for word in set(tokens):
            if _probed(word):
                self._of_word[self.vocabulary.add(word)].append(row)
        for first, second in pairwise(tokens):
            both = join(first, second)
            if both is not None:
                self._of_join[self._joins.add(both)].append(row)

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
        value = np.zeros(self._rows, dtype=np.int64)
        left = np.zeros(self._rows, dtype=np.int64)
        right = np.zeros(self._rows, dtype=np.int64)
        light = sum(2 * one.weight for one in tokens if not _probed(one))
        edges = self._edges(tokens)
        for one in edges:
            best = np.zeros(self._rows, dtype=np.int64)
            np.maximum.at(best, one.rows, one.values)
            value += best
            left += np.where(best > 0, one.own, 0)
            most = np.zeros(self._rows, dtype=np.int64)
            np.maximum.at(most, one.rows, one.theirs)
            right += most
        rows = np.flatnonzero(value)
        if person:
            rows = rows[~self._translated[rows]]
        if not rows.size:
            return []
        free = self._translated[rows] | translated
        own = np.where(free, _core(tokens), sum(one.weight for one in tokens))
        theirs = np.where(free, self._core[rows], self._weights[rows])
        rest_left = np.maximum(0, own - left[rows] - light)
        rest_right = np.maximum(0, theirs - right[rows] - light)
        small, large = np.minimum(rest_left, rest_right), np.maximum(rest_left, rest_right)
        rate = SURPLUS_PERSON if person else min(SURPLUS_PERSON, SURPLUS_OTHER)
        cost = 2 * small + (large - small) * rate // 100
        matched = left[rows] + right[rows] + 2 * light
        evidence = EVIDENCE_PERSON if person else min(EVIDENCE_PERSON, EVIDENCE_OTHER)
        allowed = np.where(self._initials[rows] | _has_initial(tokens), EVIDENCE_INITIAL, 0)
        cost += np.where(large > REST_FREE, np.maximum(0, evidence - matched - allowed), 0)
        gained = value[rows] + 1000 * light
        bound = NAME_MAX * gained // (gained + 1000 * cost)
        kept: list[int] = self._name[rows[bound >= floor]].tolist()
        return kept

    def _edges(self, tokens: tuple[Token, ...]) -> list[_Edges]:
        edges: list[_Edges] = []
        for word in tokens:
            if not _probed(word):
                continue
            parts = [
                (self._of_word[number], value * (word.weight + theirs.weight), theirs.weight)
                for number, value in self.vocabulary.near(word)
                for theirs in (self.vocabulary.tokens[number],)
            ]
            parts += [
                (self._of_join[number], value * (word.weight + both.weight), both.weight)
                for number, value in self._joins.near(word)
                for both in (self._joins.words[number],)
            ]
            _collect(edges, parts, word.weight)
        for first, second in pairwise(tokens):
            own = join(first, second)
            if own is not None:
                parts = [
                    (self._of_word[number], value * (own.weight + single.weight), single.weight)
                    for number, value in self.vocabulary.near_joined(own)
                    for single in (self.vocabulary.tokens[number],)
                ]
                _collect(edges, parts, own.weight)
        return edges


def _core(tokens: tuple[Token, ...]) -> int:
    return sum(one.weight for one in tokens if not free_in_translation(one))


def _has_initial(tokens: tuple[Token, ...]) -> bool:
    return any(one.kind == Kind.INITIAL for one in tokens)


def _probed(word: Token) -> bool:
    """Light words are granted to every name instead of being looked up."""
    return word.kind not in GRANTED


def _collect(edges: list[_Edges], parts: list[tuple[array[int], int, int]], own: int) -> None:
    if parts:
        rows = np.concatenate([np.frombuffer(names, dtype=np.int32) for names, _, _ in parts]).astype(np.int64)
        sizes = [len(names) for names, _, _ in parts]
        values = np.repeat(np.array([value for _, value, _ in parts], dtype=np.int64), sizes)
        theirs = np.repeat(np.array([weight for _, _, weight in parts], dtype=np.int64), sizes)
        edges.append(_Edges(rows, values, own, theirs))
