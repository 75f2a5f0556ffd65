"""Rows of stored parties as bytes, and back: `Stored.row`."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import kernel
from watchgate.risk.names.engine.names_columns import (
    ACRONYM_IS_LONG,
    HAS_ACRONYM,
    HAS_KEY,
    HAS_SPELLED_ACRONYM,
)
from watchgate.risk.names.engine.segment import PERSON, TRANSLATED
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.stored_columns import READING, SIZE
from watchgate.risk.names.engine.stored_numbers import folded, read, unfolded, write

_OF_OTHERS = HAS_ACRONYM | ACRONYM_IS_LONG | HAS_SPELLED_ACRONYM


@kernel
def write_rows(
    order: Array, flags: Array, word: Array, word_at: Array, pair: Array, pair_at: Array,
    name: Array, reading: Array, reading_at: Array, stream: Array, at: Array,
) -> int:  # fmt: skip
    """Write the rows in `order`; `at`: where each begins, and where the last one ends. How many bytes.

    What is told of acronyms is left out where the party is a person: nobody asks for it there.
    """
    end = 0
    for place in range(len(order)):
        row = order[place]
        at[place] = end
        flag = flags[row]
        start, stop = reading_at[name[row]], reading_at[name[row] + 1]
        if flag & TRANSLATED:
            stop = start
        header = int(reading[start]) if start < stop else 0
        skipped = stop
        if flag & PERSON and header & _OF_OTHERS:
            skipped = start + (3 if header & HAS_KEY else 1)
            taken = (2 if header & HAS_ACRONYM else 0) + (2 if header & HAS_SPELLED_ACRONYM else 0)
            resumed = skipped + taken
            header &= ~_OF_OTHERS
        else:
            resumed = stop
        size = word_at[row + 1] - word_at[row]
        end = write(stream, end, size << SIZE | flag | (READING if header else 0))
        for one in range(word_at[row], word_at[row + 1]):
            end = write(stream, end, word[one])
        for one in range(pair_at[row], pair_at[row + 1]):
            end = write(stream, end, pair[one] + 1)
        if header:
            end = write(stream, end, (skipped - start) + (stop - resumed))
            end = write(stream, end, header)
            for one in range(start + 1, skipped):
                end = write(stream, end, folded(int(reading[one])))
            for one in range(resumed, stop):
                end = write(stream, end, folded(int(reading[one])))
    at[len(order)] = end
    return end


@kernel
def count_rows(stream: Array, at: Array, sizes: Array, readings: Array) -> None:
    """How many words each row has, and how many numbers are told of its name's readings: one where it has none."""
    for row in range(len(at) - 1):
        place = int(np.int64(at[row]))
        head, place = read(stream, place)
        size = head >> SIZE
        sizes[row] = size
        readings[row] = 1
        if head & READING:
            for _ in range(size + max(0, size - 1)):
                _, place = read(stream, place)
            readings[row], place = read(stream, place)


@kernel
def read_rows(
    stream: Array, at: Array, flags: Array, word: Array, word_at: Array, pair: Array, pair_at: Array,
    reading: Array, reading_at: Array,
) -> None:  # fmt: skip
    """What `write_rows` wrote, each row to its place; the readings of all rows that are no translations."""
    for row in range(len(at) - 1):
        place = int(np.int64(at[row]))
        head, place = read(stream, place)
        flags[row] = head & (READING - 1)
        for one in range(word_at[row], word_at[row + 1]):
            word[one], place = read(stream, place)
        for one in range(pair_at[row], pair_at[row + 1]):
            number, place = read(stream, place)
            pair[one] = number - 1
        start = reading_at[row]
        if head & READING:
            count, place = read(stream, place)
            reading[start], place = read(stream, place)
            for one in range(start + 1, start + count):
                number, place = read(stream, place)
                reading[one] = unfolded(number)
        elif start < reading_at[row + 1]:
            reading[start] = 0
