"""Spelled: words of translations that are spelled out by their sound, found by two edits or three.

They meet with less of a likeness in their spelling than other words do; in their sound only where it is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from watchgate.risk.names.similarity import MOST_EDITS


class Spelled:
    """Growing; a hundred on all lists, so that those of about one length are measured one by one."""

    def __init__(self, two: int, three: int) -> None:
        """From which length of the longer word two edits and three are similar enough."""
        self._two = two
        self._three = three
        self._words: dict[int, list[tuple[int, str]]] = defaultdict(list)

    def add(self, number: int, text: str) -> None:
        """One more, with the number of the word."""
        self._words[len(text)].append((number, text))

    def near(self, text: str) -> Iterator[int]:
        """The numbers of those that may be similar enough by two edits or three."""
        length = len(text)
        for size in range(length - MOST_EDITS, length + MOST_EDITS + 1):
            edits = abs(size - length)
            if max(size, length) >= (self._two if edits < MOST_EDITS else self._three):
                for number, other in self._words.get(size, ()):
                    if OSA.distance(text, other, score_cutoff=MOST_EDITS) <= MOST_EDITS:
                        yield number

    def __len__(self) -> int:
        return len(self._words)


def lenient(similarity: int) -> int:
    """The most that a likeness of this much is where one of the words is spelled out: three fifths of a loss count."""
    return 1000 - (1000 - similarity) * 3 // 5
