"""Joining: the listed words that two neighbouring words of a text are when they are written as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import msgspec

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, Joined, join, join_similarity
from watchgate.risk.names.similarity import edit_similarity
from watchgate.risk.names.token import Kind, Token
from watchgate.risk.texts.bound import Bound
from watchgate.risk.texts.heard import Gains, Heard
from watchgate.risk.texts.ordered import length_bit
from watchgate.risk.texts.words import LONGEST, Words

MOST_REMEMBERED = 100_000
"""Neighbours, some hundred bytes each: most of a payment's have stood side by side before."""

_INITIAL = Kind.INITIAL
Neighbours = tuple[Heard, Heard, bool]
"""Two pieces, and whether bones alone are enough."""


class Found(msgspec.Struct, frozen=True, gc=False):
    """What two pieces are as one, of the first `words` listed words, with the gain, for each way to read them."""

    words: int
    gains: tuple[Gains, ...]


class Joining:
    """Two words as one meet a word with that spelling, one an edit from it, and by their bones across scripts.

    An edit is in one of the two words, so that the other one stands whole at the head of the listed word or at its
    tail; or it exchanges the two letters between them.
    """

    def __init__(self, words: Words, bound: Bound) -> None:
        """`bound`: what is gained."""
        self._words = words
        self._bound = bound
        self._known: dict[Neighbours, Found] = {}
        shortest = next(
            (n for n in range(SHORTEST_JOINED_EDIT, LONGEST) if edit_similarity(1, n) >= words.least), LONGEST
        )
        self._shortest = shortest - 1

    def found(self, heard: Sequence[Heard], *, bones: bool = False) -> list[tuple[int, Gains]]:
        """The places of the first pieces, and what they are with the next."""
        known, count = self._known, len(self._words.tokens)
        if len(known) > MOST_REMEMBERED:
            known.clear()  # before anything is taken from it
        asked: list[tuple[int, Neighbours]] = []
        unknown: dict[Neighbours, None] = {}
        for at, (left, right) in enumerate(pairwise(heard)):
            if left.joins and right.joins:
                both = (left, right, bones)
                asked.append((at, both))
                one = known.get(both)
                if one is None or one.words != count:
                    unknown[both] = None
        if unknown:
            self._learn(unknown)
        return [(at, gains) for at, both in asked for gains in known[both].gains]

    def together(self, pairs: Collection[tuple[Heard, Heard]]) -> list[bool]:
        """Of each pair of pieces, one behind the other, whether they are anything as one; not by their bones alone."""
        known, count = self._known, len(self._words.tokens)
        if len(known) > MOST_REMEMBERED:
            known.clear()
        asked = [(left, right, False) for left, right in pairs if left.joins and right.joins]
        unknown = {both: None for both in asked if (one := known.get(both)) is None or one.words != count}
        if unknown:
            self._learn(unknown)
        return [left.joins and right.joins and any(known[left, right, False].gains) for left, right in pairs]

    def _learn(self, neighbours: Collection[Neighbours]) -> None:
        found: dict[Neighbours, list[Gains]] = {both: [] for both in neighbours}
        words = self._words
        across = {
            (abjad, bones): words.any_with_bones(abjad=not abjad, bones=bones)
            for abjad in (False, True)
            for bones in (False, True)
        }
        asked: list[tuple[Neighbours, Token, Token, list[int]]] = []
        edited: list[str] = []
        for both in neighbours:
            left, right, bones = both
            about = left.heads | right.tails
            for first in left.tokens:
                if first.kind > _INITIAL:
                    continue
                for second in right.tokens:
                    if second.kind > _INITIAL or first.abjad != second.abjad:
                        continue
                    text = first.text + second.text
                    numbers = words.with_text(text)
                    edit = ""
                    if len(text) >= self._shortest:
                        numbers = [*numbers, *words.with_text(_swapped(first.text, second.text))]
                        if _about(len(text)) & about:
                            edit = text
                    if numbers or edit or across[first.abjad, bones]:
                        asked.append((both, first, second, numbers))
                        edited.append(edit)
        for (both, first, second, known), near in zip(asked, words.one_edit(edited), strict=True):
            every = dict.fromkeys((*known, *near))
            meets_bones = across[first.abjad, both[2]]
            if every or meets_bones:
                joined = join(first, second)
                gains = self._gains(joined, every, across=meets_bones, bones=both[2]) if joined is not None else {}
                if gains:
                    found[both].append(gains)
        for both, gained in found.items():
            self._known[both] = Found(len(words.tokens), tuple(gained))

    def _gains(self, both: Joined, numbers: dict[int, None], *, across: bool, bones: bool) -> Gains:
        if across:
            skeleton = both.bones.consonants
            numbers.update(dict.fromkeys(self._words.with_bones(skeleton, abjad=not both.abjad, bones=bones)))
        tokens, least = self._words.tokens, self._words.least
        return {
            number: self._bound.gain(tokens[number].weight, both.weight, value)
            for number in numbers
            if (value := join_similarity(both, tokens[number])[0]) >= least
        }


def _swapped(first: str, second: str) -> str:
    return f"{first[:-1]}{second[:1]}{first[-1:]}{second[1:]}"


def _about(length: int) -> int:
    """The bits of a length, one less and one more."""
    return length_bit(length - 1) | length_bit(length) | length_bit(length + 1)
