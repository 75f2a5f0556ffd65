"""An edge between words of two names as one whole number, and the scratch that a comparison works in.

Bits of an edge, from the lowest: similarity (10), way (4), first word of the left side (5), whether it is two
neighbours written as one (1), first word of the right side (5), whether two (1), weight of both sides (10).

The scratch is one array of whole numbers, made once for each thread and passed in, so that comparing allocates
nothing. Its parts are the constants below: the words of the two sides (`word_facts.py`), the edges between them in
the order in which they were found, those of the best assignment, and what the assignment keeps while it searches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.alignment import MOST_STATES
from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.words_joined import TWO

Array = npt.NDArray[Any]

MOST_EDGES = MAX_TOKENS * MAX_TOKENS + 2 * (MAX_TOKENS - 1) * MAX_TOKENS
MOST_OF_WORD = 3 * MAX_TOKENS
"""Edges that begin with one word: alone, with its neighbour, to two neighbours."""
MOST_FOLLOWING = MOST_STATES * (1 + MOST_OF_WORD)
TABLE_BITS = 18
"""A hash table of all that may follow, at most half full."""

LEFT_COUNT = 0
RIGHT_COUNT = 1
EDGE_COUNT = 2
STAMP = 3
TURNED = 4
LEFT_FACTS = 8
RIGHT_FACTS = LEFT_FACTS + MAX_TOKENS
LEFT_WORDS = RIGHT_FACTS + MAX_TOKENS
RIGHT_WORDS = LEFT_WORDS + MAX_TOKENS
LEFT_PAIRS = RIGHT_WORDS + MAX_TOKENS
RIGHT_PAIRS = LEFT_PAIRS + MAX_TOKENS
GRID = RIGHT_PAIRS + MAX_TOKENS
EDGES = GRID + MAX_TOKENS * MAX_TOKENS
CHOSEN = EDGES + MOST_EDGES
HISTORY = CHOSEN + MAX_TOKENS
STATE_KEYS = HISTORY + MAX_TOKENS * MOST_STATES
STATE_VALUES = STATE_KEYS + MOST_STATES
NEXT_KEYS = STATE_VALUES + MOST_STATES
NEXT_VALUES = NEXT_KEYS + MOST_FOLLOWING
NEXT_LINKS = NEXT_VALUES + MOST_FOLLOWING
TABLE = NEXT_LINKS + MOST_FOLLOWING
TWO_AT = TABLE + (1 << TABLE_BITS)
"""Where two neighbours of the segment are made one word."""
SCRATCH_SIZE = TWO_AT + TWO


def scratch() -> Array:
    """The working space of one thread."""
    return np.zeros(SCRATCH_SIZE, dtype=np.int64)


@inlined
def make_edge(left: int, two_left: int, right: int, two_right: int, weight: int, similarity: int, way: int) -> int:
    """The edge from the word `left` on, and its neighbour if `two_left` is 1, to the word `right`, likewise."""
    ends = left << 14 | two_left << 19 | right << 20 | two_right << 25
    return weight << 26 | ends | way << 10 | similarity


@inlined
def left_first(edge: int) -> int:
    """The place of the first left word."""
    return edge >> 14 & 31


@inlined
def right_first(edge: int) -> int:
    """The place of the first right word."""
    return edge >> 20 & 31


@inlined
def left_mask(edge: int) -> int:
    """The left words as bits."""
    return (1 + 2 * (edge >> 19 & 1)) << (edge >> 14 & 31)


@inlined
def right_mask(edge: int) -> int:
    """The right words as bits."""
    return (1 + 2 * (edge >> 25 & 1)) << (edge >> 20 & 31)


@inlined
def is_joined(edge: int) -> bool:
    """Whether two words of one side are written as one."""
    return edge & (1 << 19 | 1 << 25) != 0


@inlined
def weight_of(edge: int) -> int:
    """Its weight, of both sides together."""
    return edge >> 26


@inlined
def way_of(edge: int) -> int:
    """The way its words meet (`similarity.Way`)."""
    return edge >> 10 & 15


@inlined
def value_of(edge: int) -> int:
    """What it brings to the sum: weight times similarity."""
    return (edge >> 26) * (edge & 1023)
