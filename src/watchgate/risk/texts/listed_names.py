"""The names texts are searched for: rows of words, and those rows of which enough stands in a text."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.risk.names.alignment import Joined, join, join_similarity
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.score import free_in_translation
from watchgate.risk.names.similarity import GRANTED, INITIAL, SAME
from watchgate.risk.names.token import WEIGHT_INITIAL, WEIGHT_RARE, Kind, Token
from watchgate.risk.texts.bound import Bound
from watchgate.risk.texts.one_edit import OneEdit
from watchgate.risk.texts.seen import Place, Sight
from watchgate.risk.texts.words import Words

ALPHABET = 27
"""Slots for first letters: those that are no Latin letter share the last."""

_FIRST_ROWS = 4_096
NO_NUMBER = -1
_LEAST_NEED = 1e-9
"""A name of light words alone still needs one of its words in the text."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One spelling of one name. `words`: the numbers of its tokens, NO_NUMBER for light words and initials; `pairs`: of
    each token and the next written as one. `need`: what these have to gain in a window, `need_translated` in one that
    may be a translation."""

    name: int
    tokens: tuple[Token, ...]
    words: tuple[int, ...]
    pairs: tuple[int, ...]
    need: float
    need_translated: float


class Covered(NamedTuple):
    """What of the listed words a text covers: by number the most that it gains, and the places.

    What is worth no more than to be left over gains nothing, but what stands there is nothing strange.
    """

    gains: dict[int, float]
    places: dict[int, list[Place]]

    def put(self, number: int, gain: float, place: Place) -> None:
        """One more place where the word with this number is covered."""
        self.gains[number] = max(gain, self.gains.get(number, 0.0))
        self.places.setdefault(number, []).append(place)


def inside(places: Sequence[Place], start: int, end: int) -> bool:
    """Whether one of `places`, which are in order, stands within the window; no more of them are looked at than begin
    in it, so that a long text costs no more a window than a short one."""
    for index in range(bisect_left(places, (start, 0)), len(places)):
        at, to = places[index]
        if to <= end:
            return True
        if at >= end:
            return False
    return False


class Part(NamedTuple):
    """A token, or two neighbours as one, of a row: the places where it may stand in the text, in order, and what it
    gains there.

    `spelled`: neither an initial, on either side, nor a light word.
    """

    places: list[Place]
    gain: float
    spelled: bool

    def within(self, start: int, end: int) -> float:
        """What it gains in a window."""
        return self.gain if inside(self.places, start, end) else 0.0


NO_PART = Part([], 0.0, spelled=False)


class Parts(NamedTuple):
    """What of a row stands in the text: by token the ways in which it may, and by token what it may with the next."""

    tokens: list[list[Part]]
    pairs: list[Part]

    def all(self) -> Iterator[Part]:
        """Each way in which something of the row may stand in the text."""
        for ways in self.tokens:
            yield from ways
        yield from self.pairs

    def within(self, start: int, end: int) -> float:
        """The most that a window gains: each token by one of its ways, or with a neighbour."""
        before = now = 0.0
        last = 0.0
        for ways, pair in zip(self.tokens, self.pairs, strict=True):
            own = max((one.within(start, end) for one in ways), default=0.0)
            before, now = now, max(now + own, before + last)
            last = pair.within(start, end)
        return now


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
        for places in (words.places, pairs.places, sight.letters, sight.firsts, sight.light):
            for one in places.values():
                one.sort()
        met = [self._postings[number] for number, gain in words.gains.items() if gain > 0]
        met += [self._pair_postings[number] for number, gain in pairs.gains.items() if gain > 0]
        gains = [gain for gain in (*words.gains.values(), *pairs.gains.values()) if gain > 0]
        if not met:
            return [], words, pairs
        size = len(self.rows)
        rows = np.frombuffer(b"".join(met), dtype=np.int32)
        gained = np.bincount(rows, weights=np.repeat(gains, [len(one) for one in met]), minlength=size)
        need = (self._need_translated if sight.translated else self._need)[:size]
        if sight.letters:
            some = np.flatnonzero(gained)
            slots = sorted({slot(letter) for letter in sight.letters})
            whole = gained[some] + self._begins[some][:, slots].sum(axis=1)
            found = some[whole >= need[some]]
        else:
            found = np.flatnonzero((gained >= need) & (gained > 0))
        return [self.rows[row] for row in found.tolist()], words, pairs

    def granted(self, row: Row) -> float:
        """The most that light words and initials of a row gain, which are looked at in the windows alone."""
        begins = (self._initial_gain(one) for one in row.tokens if one.kind < Kind.INITIAL)
        return self._granted(row.tokens) + sum(max(0.0, one) for one in begins)

    def parts(self, row: Row, sight: Sight, words: Covered, pairs: Covered) -> Parts:
        """What of the row stands in the text, where, and what it gains."""
        found = [
            list(self._ways(token, number, sight, words)) for token, number in zip(row.tokens, row.words, strict=True)
        ]
        joined = [
            Part(pairs.places[number], pairs.gains[number], spelled=True) if number in pairs.gains else NO_PART
            for number in row.pairs
        ]
        return Parts(found, [*joined, NO_PART])

    def _ways(self, token: Token, number: int, sight: Sight, words: Covered) -> Iterator[Part]:
        gain = self.bound.gain
        if number in words.gains:
            yield Part(words.places[number], words.gains[number], spelled=True)
        if token.kind in GRANTED and (token.kind, token.text) in sight.light:
            yield Part(sight.light[token.kind, token.text], gain(token.weight, token.weight, SAME), spelled=False)
        if token.kind == Kind.INITIAL and token.text in sight.letters:
            yield Part(sight.letters[token.text], gain(WEIGHT_INITIAL, WEIGHT_INITIAL, SAME), spelled=False)
        if token.kind == Kind.INITIAL and token.text in sight.firsts:
            yield Part(sight.firsts[token.text], gain(WEIGHT_INITIAL, WEIGHT_INITIAL, INITIAL), spelled=False)
        if token.kind < Kind.INITIAL and token.text[:1] in sight.letters:
            yield Part(sight.letters[token.text[:1]], self._initial_gain(token), spelled=False)

    def _initial_gain(self, word: Token) -> float:
        """Of a word for which a single letter stands: an edge to an initial is no heavier than two of them."""
        return self.bound.missing * word.weight + (INITIAL / 1000 - self.bound.share) * 2 * WEIGHT_INITIAL

    def _covered(self, sight: Sight) -> tuple[Covered, Covered]:
        words, pairs = Covered({}, {}), Covered({}, {})
        gain = self.bound.gain
        tokens = self.words.tokens
        for one, near in zip(sight.words, self.words.near([one.word for one in sight.words]), strict=True):
            for number, similarity in near:
                words.put(number, gain(tokens[number].weight, one.word.weight, similarity), (one.start, one.end))
        texts = self.words.near_text([pair.both.text for pair in sight.pairs])
        for pair, numbers in zip(sight.pairs, texts, strict=True):
            across = self.words.with_bones(pair.both.bones.consonants, abjad=not pair.both.abjad)
            for number in dict.fromkeys((*numbers, *across)):
                similarity = join_similarity(pair.both, tokens[number])[0]
                if similarity >= self.bound.least:
                    words.put(number, gain(tokens[number].weight, pair.both.weight, similarity), (pair.start, pair.end))
        naming = [one for one in sight.words if one.word.kind <= Kind.GENERIC]
        edited = self._pairs_edited.near([one.word.text for one in naming])
        for one, numbers in zip(naming, edited, strict=True):
            for number in dict.fromkeys((*numbers, *self._across(one.word))):
                similarity = join_similarity(self.pairs[number], one.word)[0]
                if similarity >= self.bound.least:
                    weight = self.pairs[number].weight
                    pairs.put(number, gain(weight, one.word.weight, similarity), (one.start, one.end))
        return words, pairs

    def _add(self, name: int, tokens: tuple[Token, ...], *, translation: bool) -> None:
        row = len(self.rows)
        if row == len(self._need):
            self._need, self._need_translated = _doubled(self._need), _doubled(self._need_translated)
            self._begins = np.concatenate([self._begins, np.zeros_like(self._begins)])
        numbers = []
        for one in tokens:
            if one.kind in GRANTED or one.kind == Kind.INITIAL:
                numbers.append(NO_NUMBER)
                continue
            number = self.words.add(one)
            if number == len(self._postings):
                self._postings.append(array("i"))
            self._postings[number].append(row)
            numbers.append(number)
            if one.kind < Kind.INITIAL:
                self._begins[row, slot(one.text)] += self._initial_gain(one)
        joined = (join(first, second) for first, second in pairwise(tokens))
        pairs = tuple(NO_NUMBER if both is None else self._pair(both, row) for both in joined)
        need, need_translated = self._need_of(tokens, translation=translation), self._need_of(tokens, translation=True)
        self.rows.append(Row(name, tokens, tuple(numbers), pairs, need, need_translated))
        granted = self._granted(tokens)
        self._need[row] = max(_LEAST_NEED, need - granted)
        self._need_translated[row] = max(_LEAST_NEED, need_translated - granted)

    def _pair(self, both: Joined, row: int) -> int:
        number = self._pair_number.get(both)
        if number is None:
            number = self._pair_number[both] = len(self.pairs)
            self.pairs.append(both)
            self._pair_postings.append(array("i"))
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

    def _need_of(self, tokens: Sequence[Token], *, translation: bool) -> float:
        """What a row has to gain: as much as it costs that nothing of it is there. Words of one letter are granted."""
        counted = (one.weight for one in tokens if not (translation and free_in_translation(one)))
        return self.bound.missing * sum(counted) - self.bound.slack - self._letters(tokens)

    def _granted(self, tokens: Sequence[Token]) -> float:
        """What light words and initials may gain: they are looked at in the windows alone."""
        gain = self.bound.gain
        return sum(gain(one.weight, one.weight, SAME) for one in tokens if one.kind in (*GRANTED, Kind.INITIAL))

    def _letters(self, tokens: Sequence[Token]) -> float:
        words = (one for one in tokens if one.kind <= Kind.GENERIC and len(one.text) == 1)
        return sum(self.bound.gain(one.weight, WEIGHT_RARE, SAME) for one in words)


def slot(text: str) -> int:
    """The slot of a first letter."""
    place = ord(text[0]) - ord("a") if text else -1
    return place if 0 <= place < ALPHABET - 1 else ALPHABET - 1


def _doubled(column: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.concatenate([column, np.zeros_like(column)])
