"""One name of a segment of stored parties as the kernels compare it: a `Held` of that name alone.

The words are those of the segment; the rows, pairs and readings of the name are written into the columns of `one_name`
each time anew.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.reach import in_no_file
from watchgate.risk.names.engine.search_held import Held
from watchgate.risk.names.engine.search_space import EPOCH, PAIR_ENTRIES, PAIR_SLOTS, SLOT_MASK, held_at
from watchgate.risk.names.engine.segment import HEAD, WORDS
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.stored_columns import READING, SIZE, Stored
from watchgate.risk.names.engine.stored_numbers import read, unfolded
from watchgate.risk.names.engine.stored_words import place_pair
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import RECORD

_ROW = HEAD + 2 * MAX_TOKENS
_READING = 1 << 12
"""Numbers of a name's readings at most: they are bounded in number and size when the name is analysed."""


def one_name(held: Stored, rows: int, known: int) -> Held:
    """Room for a name of so many rows, of a party of whom so many numbers are known."""
    nothing, none = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
    return Held(
        row=np.zeros(rows * _ROW, dtype=np.int32),
        row_at=np.zeros(rows, dtype=np.int64),
        split=none,
        post=nothing,
        post_at=none,
        facts=held.facts,
        begins=np.zeros(0, dtype=np.uint8),
        records=held.records,
        letters=held.letters,
        pair_words=np.full(2 * rows * MAX_TOKENS, -1, dtype=np.int32),
        pair_weight=np.zeros(0, dtype=np.uint8),
        pair_records=np.zeros(rows * MAX_TOKENS * RECORD, dtype=np.int64),
        pair_letters=held.pair_letters,
        word_starts=held.word_starts,
        word_entries=held.word_entries,
        pair_starts=held.pair_starts,
        pair_entries=held.pair_entries,
        bones=bone_table(),
        reach_slots=nothing,
        reach_at=nothing,
        reach=np.zeros(0, dtype=np.uint32),
        reach_value=nothing,
        reach_file=in_no_file(),
        name_flags=np.zeros(1, dtype=np.int8),
        name_party=nothing,
        name_row_at=np.zeros(2, dtype=np.int32),
        reading=np.zeros(_READING, dtype=np.int32),
        reading_at=np.zeros(2, dtype=np.int64),
        key=np.zeros(0, dtype=np.uint64),
        key_bucket=nothing,
        key_name_at=none,
        key_name=nothing,
        known=np.zeros(known, dtype=np.int64),
        known_at=none,
        born=none,
        gone=none,
    )


def most_rows(held: Stored) -> int:
    """The most rows that a name of the segment has."""
    return 1 + (int(np.bincount(held.later).max()) if len(held.later) else 0)


def most_known(held: Stored) -> int:
    """The most numbers that are known of a party of the segment."""
    return int(np.diff(held.heads_at).max(initial=0) + np.diff(held.dates_at).max(initial=0))


@kernel
def load_name(held: Stored, name: int, one: Held, room: Array) -> int:
    """Write a name into the columns; the flags of the row it is written as.

    Of the pairs only those are there that a word of the query is near to (`room`): no other can be one with it.
    """
    later = len(held.later)
    low, high = 0, later
    while low < high:
        middle = (low + high) // 2
        if held.later[middle] < name:
            low = middle + 1
        else:
            high = middle
    flags = _load_row(held, later + name, one, 0, True, room)
    rows = 1
    while low < later and held.later[low] == name:
        _load_row(held, low, one, rows, False, room)
        rows += 1
        low += 1
    one.name_row_at[1] = rows
    return flags


@inlined
def _load_row(held: Stored, number: int, one: Held, row: int, written: bool, room: Array) -> int:
    """Write a row as `row` of the name, and what is told of its readings if it is the one the name is `written` as."""
    start = row * _ROW
    head, at = read(held.row, int(np.int64(held.row_at[number])))
    size = head >> SIZE
    flags = head & (READING - 1)
    one.row_at[row] = start
    one.row[start + 1] = flags | size << WORDS
    place = start + HEAD
    for _ in range(size):
        one.row[place], at = read(held.row, at)
        place += 1
    for index in range(size - 1):
        pair, at = read(held.row, at)
        one.row[place] = -1
        if pair and room[PAIR_ENTRIES] and _is_near(room, pair - 1):
            own = row * MAX_TOKENS + index
            place_pair(held, pair - 1, one.pair_records, own)
            one.row[place] = own
        place += 1
    if written:
        one.reading[0] = 0
        if head & READING:
            count, at = read(held.row, at)
            one.reading[0], at = read(held.row, at)
            for index in range(1, count):
                told, at = read(held.row, at)
                one.reading[index] = unfolded(told)
    return int(flags)


@inlined
def _is_near(room: Array, pair: int) -> bool:
    """Whether a word of the query is near the pair."""
    return held_at(room, int(room[PAIR_SLOTS]), int(room[SLOT_MASK]), int(room[EPOCH]), pair) >= 0
