"""Neighbouring words of indexed names written as one: where a single word of a query may meet two."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from watchgate.risk.names.alignment import SHORTEST_JOINED_EDIT, join_similarity
from watchgate.risk.names.vocabulary import signature

_GROWTH = 4096


class Joins:
    """Joined spellings by number, each with the greatest weight of the pair of words behind it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.weights: list[int] = []
        self._number: dict[tuple[str, int], int] = {}
        self._by_text: dict[str, list[int]] = defaultdict(list)
        self._signatures = np.zeros(_GROWTH, dtype=np.uint64)
        self._lengths = np.zeros(_GROWTH, dtype=np.int16)
        self._near: dict[str, tuple[int, list[tuple[int, int, int]]]] = {}

    def add(self, text: str, weight: int) -> int:
        """The number of a joined spelling."""
        key = (text, weight)
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self.texts)
            self.texts.append(text)
            self.weights.append(weight)
            if number == len(self._signatures):
                self._signatures = np.concatenate([self._signatures, np.zeros_like(self._signatures)])
                self._lengths = np.concatenate([self._lengths, np.zeros_like(self._lengths)])
            self._signatures[number] = signature(text)
            self._lengths[number] = len(text)
            self._by_text[text].append(number)
        return number

    def near(self, word: str) -> list[tuple[int, int, int]]:
        """Number, similarity and weight of every joined spelling that `word` may stand for."""
        upto, known = self._near.get(word, (0, []))
        if upto < len(self.texts):
            if len(self._near) > 100_000:
                self._near.clear()
            known = known + self._search(word, upto)
            self._near[word] = (len(self.texts), known)
        return known

    def _search(self, word: str, start: int) -> list[tuple[int, int, int]]:
        numbers = {number for number in self._by_text.get(word, ()) if number >= start}
        if len(word) >= SHORTEST_JOINED_EDIT - 1:
            end = len(self.texts)
            close = np.flatnonzero(np.abs(self._lengths[start:end] - len(word)) <= 1)
            own = np.uint64(signature(word))
            others = self._signatures[start:end][close]
            near = (np.bitwise_count(own & ~others) <= 1) & (np.bitwise_count(others & ~own) <= 1)
            numbers.update(int(number) + start for number in close[near])
        found = ((number, join_similarity(self.texts[number], word)) for number in numbers)
        return [(number, value, self.weights[number]) for number, value in found if value]
