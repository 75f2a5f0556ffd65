"""Neighbouring words of indexed names written as one: where a single word of a query may meet two."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, Joined, join_similarity
from watchgate.risk.names.token import Token
from watchgate.risk.names.vocabulary import signature

_GROWTH = 4096
MOST_REMEMBERED = 100_000


class Joins:
    """Joined words by number."""

    def __init__(self) -> None:
        self.words: list[Joined] = []
        self._number: dict[Joined, int] = {}
        self._by_text: dict[str, list[int]] = defaultdict(list)
        self._by_skeleton: dict[str, list[int]] = defaultdict(list)
        self._signatures = np.zeros(_GROWTH, dtype=np.uint64)
        self._lengths = np.zeros(_GROWTH, dtype=np.int16)
        self._near: dict[Token, tuple[int, list[tuple[int, int]]]] = {}

    def add(self, word: Joined) -> int:
        """The number of a joined word."""
        number = self._number.get(word)
        if number is None:
            number = self._number[word] = len(self.words)
            self.words.append(word)
            if number == len(self._signatures):
                self._signatures = np.concatenate([self._signatures, np.zeros_like(self._signatures)])
                self._lengths = np.concatenate([self._lengths, np.zeros_like(self._lengths)])
            self._signatures[number] = signature(word.text)
            self._lengths[number] = len(word.text)
            self._by_text[word.text].append(number)
            self._by_skeleton[word.bones.consonants].append(number)
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
        numbers.update(number for number in self._by_skeleton.get(word.skeleton, ()) if number >= start)
        if len(word.text) >= SHORTEST_JOINED_EDIT - 1:
            end = len(self.words)
            close = np.flatnonzero(np.abs(self._lengths[start:end] - len(word.text)) <= 1)
            own = np.uint64(signature(word.text))
            others = self._signatures[start:end][close]
            near = (np.bitwise_count(own & ~others) <= 1) & (np.bitwise_count(others & ~own) <= 1)
            numbers.update(int(number) + start for number in close[near])
        found = ((number, join_similarity(self.words[number], word)[0]) for number in numbers)
        return [(number, value) for number, value in found if value]
