"""Neighbouring words of indexed names written as one: where a single word of a query may meet two."""

from __future__ import annotations

from collections import defaultdict

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, Joined, join_similarity
from watchgate.risk.names.spellings import Spellings
from watchgate.risk.names.token import Token

MOST_REMEMBERED = 10_000
"""Words whose neighbours are kept: some ten kilobytes each."""


class Joins:
    """Joined words by number."""

    def __init__(self) -> None:
        self.words: list[Joined] = []
        self._number: dict[Joined, int] = {}
        self._by_text: dict[str, list[int]] = defaultdict(list)
        self._by_skeleton: dict[tuple[bool, str], list[int]] = defaultdict(list)
        self._boned = 0
        self._abjads = False
        self._texts = Spellings()
        self._near: dict[Token, tuple[int, list[tuple[int, int]]]] = {}

    def add(self, word: Joined) -> int:
        """The number of a joined word."""
        number = self._number.get(word)
        if number is None:
            number = self._number[word] = len(self.words)
            self.words.append(word)
            self._texts.append(word.text)
            self._abjads = self._abjads or word.abjad
            self._by_text[word.text].append(number)
        return number

    def near(self, word: Token) -> list[tuple[int, int]]:
        """Number and similarity of every joined word that `word` may stand for."""
        upto, known = self._near.get(word, (0, []))
        if upto < len(self.words):
            if len(self._near) > MOST_REMEMBERED:
                self._near.clear()
            known = known + self._search(word, upto)
            self._near[word] = (len(self.words), known)
        return known

    def _search(self, word: Token, start: int) -> list[tuple[int, int]]:
        numbers = {number for number in self._by_text.get(word.text, ()) if number >= start}
        numbers.update(number for number in self._across(word) if number >= start)
        if len(word.text) >= SHORTEST_JOINED_EDIT - 1:
            numbers.update(self._texts.near(word.text, start, most=1))
        found = ((number, join_similarity(self.words[number], word)[0]) for number in numbers)
        return [(number, value) for number, value in found if value]

    def _across(self, word: Token) -> list[int]:
        """Joined words of the other kind of script with the bones of `word`. Those of all are read when first asked."""
        if not word.abjad and not self._abjads:
            return []
        for number in range(self._boned, len(self.words)):
            one = self.words[number]
            self._by_skeleton[one.abjad, one.bones.consonants].append(number)
        self._boned = len(self.words)
        return self._by_skeleton.get((not word.abjad, word.skeleton), [])
