"""Which indexed names hold which words, and the bound on what a name can score: see docs/names-bounds.md."""

from __future__ import annotations

from array import array
from collections import defaultdict
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.alignment import join_similarity, joinable
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.joins import Joins
from watchgate.risk.names.readings import keys
from watchgate.risk.names.score import (
    EVIDENCE_OTHER,
    NAME_MAX,
    REST_FREE,
    SURPLUS_PERSON,
)
from watchgate.risk.names.token import Kind, Token, make
from watchgate.risk.names.vocabulary import Vocabulary

_GROWTH = 4096
Numbers = npt.NDArray[np.int64]


class Postings:
    """Names by number. A removed name keeps its number and is never a candidate again."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._joins = Joins()
        self._of_word: dict[int, array[int]] = defaultdict(lambda: array("i"))
        self._of_join: dict[int, array[int]] = defaultdict(lambda: array("i"))
        self._of_reading: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._weights = np.zeros(_GROWTH, dtype=np.int64)
        self._alive = np.zeros(_GROWTH, dtype=np.bool_)
        self._count = 0

    def add(self, name: Analysis) -> int:
        """The number of a name, which is new each time."""
        number = self._count
        self._count += 1
        if number == len(self._alive):
            self._weights = np.concatenate([self._weights, np.zeros_like(self._weights)])
            self._alive = np.concatenate([self._alive, np.zeros_like(self._alive)])
        self._weights[number] = sum(one.weight for one in name.tokens)
        self._alive[number] = True
        for word in set(name.tokens):
            if _probed(word):
                self._of_word[self.vocabulary.add(word)].append(number)
        for key in set(keys(name.readings)):
            self._of_reading[key].append(number)
        for first, second in pairwise(name.tokens):
            if joinable(first, second):
                self._of_join[self._joins.add(first.text + second.text, first.weight + second.weight)].append(number)
        return number

    def remove(self, number: int) -> None:
        """The name is no candidate from now on."""
        self._alive[number] = False

    def candidates(self, name: Analysis, floor: int) -> list[int]:
        """The names that may score `floor` or more with `name`: all that do, and few that do not."""
        read = {number for key in set(keys(name.readings)) for number in self._of_reading.get(key, ())}
        found = {number for number in read if self._alive[number]}
        found.update(self._by_words(name, floor))
        return sorted(found)

    def _by_words(self, name: Analysis, floor: int) -> list[int]:
        value = np.zeros(self._count, dtype=np.int64)
        left = np.zeros(self._count, dtype=np.int64)
        right = np.zeros(self._count, dtype=np.int64)
        met = np.zeros(self._count, dtype=np.bool_)
        light = sum(2 * one.weight for one in name.tokens if not _probed(one))
        for numbers, values, own, theirs in self._edges(name):
            best = np.zeros(self._count, dtype=np.int64)
            np.maximum.at(best, numbers, values)
            value += best
            touched = np.zeros(self._count, dtype=np.bool_)
            touched[numbers] = True
            left += touched * own
            most = np.zeros(self._count, dtype=np.int64)
            np.maximum.at(most, numbers, theirs)
            right += most
            met |= touched
        met &= self._alive[: self._count]
        found = np.flatnonzero(met)
        if not found.size:
            return []
        total = sum(one.weight for one in name.tokens)
        gained = value[found] + 1000 * light
        rest_left = np.maximum(0, total - left[found] - light)
        rest_right = np.maximum(0, self._weights[found] - right[found] - light)
        small, large = np.minimum(rest_left, rest_right), np.maximum(rest_left, rest_right)
        conflict = 2 * small + (large - small) * SURPLUS_PERSON // 100
        matched = left[found] + right[found] + 2 * light
        lack = np.where(large > REST_FREE, np.maximum(0, EVIDENCE_OTHER - matched), 0)
        bound = NAME_MAX * gained // (gained + 1000 * (conflict + lack))
        return [int(number) for number in found[bound >= floor]]

    def _edges(self, name: Analysis) -> list[tuple[Numbers, Numbers, int, Numbers]]:
        """For each word, or pair of neighbours, of `name`: names met, edge values, own weight, their weights."""
        edges: list[tuple[Numbers, Numbers, int, Numbers]] = []
        tokens = name.tokens
        for word in tokens:
            if not _probed(word):
                continue
            hits = [
                (self._of_word[number], value * (word.weight + self.vocabulary.tokens[number].weight), number)
                for number, value in self.vocabulary.near(word)
            ]
            parts = [(names, value, self.vocabulary.tokens[number].weight) for names, value, number in hits]
            if word.kind <= Kind.GENERIC and not word.abjad:
                parts += [
                    (self._of_join[number], value * (word.weight + weight), weight)
                    for number, value, weight in self._joins.near(word.text)
                ]
            _collect(edges, parts, word.weight)
        for first, second in pairwise(tokens):
            if joinable(first, second):
                text = first.text + second.text
                weight = first.weight + second.weight
                parts = []
                for number, _ in self.vocabulary.near(make(text, text, Kind.WORD)):
                    single = self.vocabulary.tokens[number]
                    value = join_similarity(text, single.text)
                    if value and single.kind <= Kind.GENERIC and not single.abjad:
                        parts.append((self._of_word[number], value * (weight + single.weight), single.weight))
                _collect(edges, parts, weight)
        return edges


def _probed(word: Token) -> bool:
    """Light words are granted to every name instead of being looked up."""
    return word.kind not in (Kind.FORM, Kind.PARTICLE)


def _collect(
    edges: list[tuple[Numbers, Numbers, int, Numbers]], parts: list[tuple[array[int], int, int]], own: int
) -> None:
    if parts:
        numbers = np.concatenate([np.frombuffer(names, dtype=np.int32) for names, _, _ in parts]).astype(np.int64)
        sizes = [len(names) for names, _, _ in parts]
        values = np.repeat(np.array([value for _, value, _ in parts], dtype=np.int64), sizes)
        theirs = np.repeat(np.array([weight for _, _, weight in parts], dtype=np.int64), sizes)
        edges.append((numbers, values, own, theirs))
