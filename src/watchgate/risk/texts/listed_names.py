"""The names texts are searched for: rows of words, and those rows of which enough stands in a text."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.risk.names.alignment import Joined, join, join_similarity
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.score import free_in_translation
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import WEIGHT_INITIAL, WEIGHT_RARE, Kind, Token
from watchgate.risk.texts.bound import Bound
from watchgate.risk.texts.one_edit import OneEdit
from watchgate.risk.texts.seen import Sight
from watchgate.risk.texts.words import Words

ALPHABET = 27
"""Slots for first letters: those that are no Latin letter share the last."""

_FIRST_ROWS = 4_096
_LEAST_NEED = 1e-9
"""A name of light words alone still needs one of its words in the text."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One spelling of one name: the numbers of its words, and of its neighbours written as one."""

    name: int
    words: tuple[int, ...]
    pairs: tuple[int, ...]


class Covered(NamedTuple):
    """What of the listed words a text covers: by number the heaviest word that does, and the places."""

    left: dict[int, int]
    places: dict[int, list[tuple[int, int]]]

    def put(self, number: int, weight: int, place: tuple[int, int]) -> None:
        """One more place where the word with this number is covered."""
        self.left[number] = max(weight, self.left.get(number, 0))
        self.places.setdefault(number, []).append(place)


class ListedNames:
    """Rows by number, in order of arrival; those of names that are gone stay, and whoever asks leaves them out."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound
        self.rows: list[Row] = []
        self.words = Words(bound.least)
        self.pairs: list[Joined] = []
        self._postings: list[array[int]] = []
        self._pair_postings: list[array[int]] = []
        self._pair_number: dict[Joined, int] = {}
        self._pairs_by_text: dict[str, list[int]] = {}
        self._pairs_by_bones: dict[tuple[bool, str], list[int]] = defaultdict(list)
        self._boned = 0
        self._abjads = False
        self._pairs_edited = OneEdit()
        self._need = np.zeros(_FIRST_ROWS)
        self._need_translated = np.zeros(_FIRST_ROWS)
        self._begins = np.zeros((_FIRST_ROWS, ALPHABET), dtype=np.float32)

    def add(self, name: int, analysis: Analysis) -> None:
        """The rows of a name."""
        for place, tokens in enumerate(analysis.spellings):
            self._add(name, tokens, translation=place >= analysis.written_spellings)

    def reached(self, sight: Sight) -> tuple[list[Row], Covered, Covered]:
        """The rows of which enough may stand in the text; the words, and the pairs of neighbours, that it covers."""
        words, pairs = self._covered(sight)
        if not words.left and not pairs.left:
            return [], words, pairs
        missing, spare = self.bound.missing, self.bound.spare
        met: list[array[int]] = []
        sizes: list[int] = []
        gains: list[float] = []
        for number, left in words.left.items():
            weight = self.words.tokens[number].weight
            met.append(self._postings[number])
            sizes.append(len(self._postings[number]))
            gains.append(missing * weight + spare * (weight + left))
        for number, left in pairs.left.items():
            weight = self.pairs[number].weight
            met.append(self._pair_postings[number])
            sizes.append(len(self._pair_postings[number]))
            gains.append(missing * weight + spare * (weight + left))
        size = len(self.rows)
        rows = np.frombuffer(b"".join(met), dtype=np.int32)
        gained = np.bincount(rows, weights=np.repeat(gains, sizes), minlength=size)
        need = (self._need_translated if sight.translated else self._need)[:size]
        if sight.letters:
            some = np.flatnonzero(gained)
            slots = sorted({slot(letter) for letter in sight.letters})
            whole = gained[some] + self._begins[some][:, slots].sum(axis=1)
            found = some[whole >= need[some]]
        else:
            found = np.flatnonzero((gained >= need) & (gained > 0))
        return [self.rows[row] for row in found.tolist()], words, pairs

    def by_initial(self, number: int, letters: dict[str, list[int]]) -> list[tuple[int, int]]:
        """The places of single letters that may stand for the word with this number."""
        word = self.words.tokens[number]
        if word.kind > Kind.GENERIC:
            return []
        return [(place, place + 1) for place in letters.get(word.text[:1], ())]

    def _covered(self, sight: Sight) -> tuple[Covered, Covered]:
        words, pairs = Covered({}, {}), Covered({}, {})
        seen = [one for one in sight.words if one.word.kind != Kind.INITIAL]
        for one, near in zip(seen, self.words.near([one.word for one in seen]), strict=True):
            for number in near:
                words.put(number, one.word.weight, (one.start, one.end))
        texts = self.words.near_text([pair.both.text for pair in sight.pairs])
        for pair, near in zip(sight.pairs, texts, strict=True):
            across = self.words.with_bones(pair.both.bones.consonants, abjad=not pair.both.abjad)
            for number in dict.fromkeys((*near, *across)):
                if join_similarity(pair.both, self.words.tokens[number])[0] >= self.bound.least:
                    words.put(number, pair.both.weight, (pair.start, pair.end))
        naming = [one for one in seen if one.word.kind <= Kind.GENERIC]
        edited = self._pairs_edited.near([one.word.text for one in naming])
        for one, near in zip(naming, edited, strict=True):
            for number in dict.fromkeys((*self._pairs_by_text.get(one.word.text, ()), *near, *self._across(one.word))):
                if join_similarity(self.pairs[number], one.word)[0] >= self.bound.least:
                    pairs.put(number, one.word.weight, (one.start, one.end))
        return words, pairs

    def _add(self, name: int, tokens: Sequence[Token], *, translation: bool) -> None:
        row = len(self.rows)
        if row == len(self._need):
            self._need, self._need_translated = _doubled(self._need), _doubled(self._need_translated)
            self._begins = np.concatenate([self._begins, np.zeros_like(self._begins)])
        numbers = []
        for one in tokens:
            if one.kind in GRANTED or one.kind == Kind.INITIAL:
                continue
            number = self.words.add(one)
            if number == len(self._postings):
                self._postings.append(array("i"))
            self._postings[number].append(row)
            numbers.append(number)
            if one.kind < Kind.INITIAL:
                self._begins[row, slot(one.text)] += (
                    self.bound.missing * one.weight + self.bound.spare * 2 * WEIGHT_INITIAL
                )
        pairs = [
            self._pair(both, row) for first, second in pairwise(tokens) if (both := join(first, second)) is not None
        ]
        self.rows.append(Row(name, tuple(numbers), tuple(pairs)))
        self._need[row] = self._needed(tokens, translation=translation)
        self._need_translated[row] = self._needed(tokens, translation=True)

    def _pair(self, both: Joined, row: int) -> int:
        number = self._pair_number.get(both)
        if number is None:
            number = self._pair_number[both] = len(self.pairs)
            self.pairs.append(both)
            self._pair_postings.append(array("i"))
            self._pairs_by_text.setdefault(both.text, []).append(number)
            self._pairs_edited.append(both.text)
            self._abjads = self._abjads or both.abjad
        self._pair_postings[number].append(row)
        return number

    def _across(self, word: Token) -> Sequence[int]:
        """Pairs of the other kind of script with the bones of `word`. Those of all are read when first asked."""
        if not word.abjad and not self._abjads:
            return ()
        for number in range(self._boned, len(self.pairs)):
            one = self.pairs[number]
            self._pairs_by_bones[one.abjad, one.bones.consonants].append(number)
        self._boned = len(self.pairs)
        return self._pairs_by_bones.get((not word.abjad, word.skeleton), ())

    def _needed(self, tokens: Sequence[Token], *, translation: bool) -> float:
        """What the words of a row have to gain. Light words and initials may be met unseen."""
        need = -self.bound.slack
        for one in tokens:
            if one.kind in GRANTED:
                need -= self.bound.spare * 2 * one.weight
            elif one.kind == Kind.INITIAL:
                need -= self.bound.spare * 2 * WEIGHT_INITIAL
            elif len(one.text) == 1:
                need -= self.bound.spare * (one.weight + WEIGHT_RARE)
            elif not (translation and free_in_translation(one)):
                need += self.bound.missing * one.weight
        return max(_LEAST_NEED, need)


def slot(text: str) -> int:
    """The slot of a first letter."""
    place = ord(text[0]) - ord("a") if text else -1
    return place if 0 <= place < ALPHABET - 1 else ALPHABET - 1


def _doubled(column: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.concatenate([column, np.zeros_like(column)])
