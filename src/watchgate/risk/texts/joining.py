"""Joining: the listed words that two neighbouring words of a text are when they are written as one."""

from __future__ import annotations

from collections.abc import Sequence

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, Joined, join, join_similarity
from watchgate.risk.names.similarity import edit_similarity
from watchgate.risk.names.token import Kind, Token
from watchgate.risk.texts.heard import Heard
from watchgate.risk.texts.ordered import length_bit
from watchgate.risk.texts.words import LONGEST, Near, Words


class Joining:
    """Two words as one meet a word with that spelling, one an edit from it, and by their bones across scripts.

    An edit is in one of the two words, so that the other one stands whole at the head of the listed word or at its
    tail; or it exchanges the two letters between them.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        shortest = next(
            (n for n in range(SHORTEST_JOINED_EDIT, LONGEST) if edit_similarity(1, n) >= words.least), LONGEST
        )
        self._shortest = shortest - 1

    def found(self, heard: Sequence[Heard], *, bones: bool = False) -> list[tuple[int, Joined, list[Near]]]:
        """The place of the first piece, the two as one, and number and similarity of what they are."""
        asked: list[tuple[int, Token, Token, int]] = []
        for at in range(len(heard) - 1):
            left, right = heard[at], heard[at + 1]
            for first in left.tokens:
                if first.kind <= Kind.INITIAL:
                    asked += [
                        (at, first, second, left.heads | right.tails)
                        for second in right.tokens
                        if second.kind <= Kind.INITIAL and first.abjad == second.abjad
                    ]
        if not asked:
            return []
        edited = [
            first.text + second.text
            for _, first, second, likely in asked
            if _about(len(first.text) + len(second.text)) & likely
            and len(first.text) + len(second.text) >= self._shortest
        ]
        near = dict(zip(edited, self._words.one_edit(edited), strict=True)) if edited else {}
        boned = [self._words.any_with_bones(abjad=other, bones=bones) for other in (True, False)]
        found = []
        for at, first, second, _ in asked:
            text = first.text + second.text
            numbers = dict.fromkeys((*self._words.with_text(text), *near.get(text, ())))
            if len(text) >= self._shortest:
                numbers.update(dict.fromkeys(self._words.with_text(_swapped(first.text, second.text))))
            across = boned[first.abjad]
            if numbers or across:
                both = join(first, second)
                if both is not None:
                    found += self._met(at, both, numbers, across=across, bones=bones)
        return found

    def _met(
        self, at: int, both: Joined, numbers: dict[int, None], *, across: bool, bones: bool
    ) -> list[tuple[int, Joined, list[Near]]]:
        if across:
            skeleton = both.bones.consonants
            numbers.update(dict.fromkeys(self._words.with_bones(skeleton, abjad=not both.abjad, bones=bones)))
        tokens, least = self._words.tokens, self._words.least
        near = [(number, value) for number in numbers if (value := join_similarity(both, tokens[number])[0]) >= least]
        return [(at, both, near)] if near else []


def _swapped(first: str, second: str) -> str:
    return f"{first[:-1]}{second[:1]}{first[-1:]}{second[1:]}"


def _about(length: int) -> int:
    """The bits of a length, one less and one more."""
    return length_bit(length - 1) | length_bit(length) | length_bit(length + 1)
