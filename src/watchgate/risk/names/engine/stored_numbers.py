"""Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit says that more come.

A posting list is its numbers in rising order, each as its distance from the one before it (the first from -1, less
one), so that what stands often takes a byte a posting.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.segment_columns import Array

MOST_BYTES = 5
"""Of one number: none is 2^35 or more."""


@inlined
def read(stream: Array, at: int) -> tuple[int, int]:
    """The number at `at`, and where the next begins."""
    byte = int(np.int64(stream[at]))
    at += 1
    number = byte & 127
    shift = 7
    while byte >= 128:
        byte = int(np.int64(stream[at]))
        at += 1
        number |= (byte & 127) << shift
        shift += 7
    return number, at


@inlined
def write(stream: Array, at: int, number: int) -> int:
    """Write a number; where the next goes."""
    while number >= 128:
        stream[at] = number & 127 | 128
        number >>= 7
        at += 1
    stream[at] = number
    return at + 1


@inlined
def folded(number: int) -> int:
    """A number of either sign as one that is not below 0."""
    return -2 * number - 1 if number < 0 else 2 * number


@inlined
def unfolded(number: int) -> int:
    """What was `folded`."""
    return -(number >> 1) - 1 if number & 1 else number >> 1


@kernel
def write_lists(list_of: Array, numbers: Array, stream: Array, at: Array) -> int:
    """Write `numbers`, which are in order of their lists and rising in each; how many bytes.

    `at`: where each list begins, and where the last one ends. `list_of`: the list of each number, none left out.
    """
    lists = len(at) - 1
    end, place = 0, 0
    for one in range(lists):
        at[one] = end
        before = -1
        while place < len(numbers) and list_of[place] == one:
            end = write(stream, end, numbers[place] - before - 1)
            before = numbers[place]
            place += 1
    at[lists] = end
    return end


@kernel
def read_lists(stream: Array, at: Array, first: int, last: int, list_of: Array, numbers: Array) -> int:
    """The numbers of the lists from `first` to `last`, which count from 0 in `list_of`; how many."""
    count = 0
    for one in range(first, last):
        place, number = int(np.int64(at[one])), -1
        while place < int(np.int64(at[one + 1])):
            step, place = read(stream, place)
            number += step + 1
            list_of[count] = one - first
            numbers[count] = number
            count += 1
    return count
