"""What two words are to each other, remembered while one party is asked about.

One array. Number 0 is the generation: `forget` begins the next, in which nothing is remembered; so a memo is cleared
without touching it. Each other place holds one pair: generation (15 bits), the word asked about (10), the word of the
segment (24), and what `similar` says of them (14). A place is taken over by the next pair that falls on it.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.edge import Array

MEMO_BITS = 14
SIMILAR_BITS = 14
WORD_BITS = 24
ASKED_BITS = 10
GENERATIONS = 1 << 15
NOTHING = -1


def memo() -> Array:
    """An empty memo."""
    return np.zeros(1 + (1 << MEMO_BITS), dtype=np.int64)


@kernel
def forget(remembered: Array) -> None:
    """Begin anew: for each party that is asked about, and for each segment."""
    if remembered[0] + 1 >= GENERATIONS:
        remembered[:] = 0
    remembered[0] += 1


@inlined
def recall(remembered: Array, asked: int, word: int) -> int:
    """What is remembered of two words, NOTHING if it is not."""
    if asked >= 1 << ASKED_BITS or word >= 1 << WORD_BITS:
        return NOTHING
    held = remembered[_place(asked, word)]
    return int(held & (1 << SIMILAR_BITS) - 1) if held >> SIMILAR_BITS == _key(remembered, asked, word) else NOTHING


@inlined
def remember(remembered: Array, asked: int, word: int, similar: int) -> None:
    """Remember what `similar` says, if the numbers of the words are not too great."""
    if asked < 1 << ASKED_BITS and word < 1 << WORD_BITS:
        remembered[_place(asked, word)] = _key(remembered, asked, word) << SIMILAR_BITS | similar


@inlined
def _key(remembered: Array, asked: int, word: int) -> int:
    return int(remembered[0] << ASKED_BITS | asked) << WORD_BITS | word


@inlined
def _place(asked: int, word: int) -> int:
    return 1 + ((word * 0x9E3779B1 + asked * 0x85EBCA6B) >> 13 & (1 << MEMO_BITS) - 1)
