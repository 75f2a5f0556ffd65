"""The strings of a plain word beside its text: sound, shape and coarse sound. Twin of `token.make`; and its weight.

Each function writes from `free` on, and gives where it ends.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.plain_filter import SEED, Longs, stepped, stirred
from watchgate.risk.names.engine.plain_tables import COARSE_AT, SHAPE, SHAPES_AT, WEIGHTS_AT
from watchgate.risk.names.engine.words_bones import (
    SOUND_BITS,
    SOUND_MASK,
    Codes,
    ends_at,
    in_place,
    longest_spelling,
)
from watchgate.risk.names.token import WEIGHT_RARE

_DOT, _K, _R, _S = (ord(one) for one in ".krs")


@inlined
def write_sound(codes: Codes, start: int, end: int, bones: Longs, free: int) -> int:
    """`sound.sound` of the letters between `start` and `end`."""
    first = free
    ends = ends_at(bones)
    at = start
    while at < end:
        size, key = longest_spelling(codes, at, end, bones, ends)
        if size == 1:
            key = in_place(codes, start, at, end, key)
        at += size
        count = key & 3
        if count == 1 and free > first and np.int64(codes[free - 1]) == key >> 2:
            continue  # a run of vowels is one, so are doubled consonants
        for place in range(count):
            codes[free] = np.uint32(key >> 2 + SOUND_BITS * place & SOUND_MASK)
            free += 1
    return free


@inlined
def write_shape(codes: Codes, start: int, end: int, tables: Longs, free: int) -> int:
    """`token.shape`: one pair of letters after the other is replaced, wherever it stands."""
    first = free
    for place in range(start, end):
        codes[free] = codes[place]
        free += 1
    rows = tables[SHAPES_AT]
    for row in range(tables[rows]):
        at = rows + 1 + SHAPE * row
        size, seen, then, meant = tables[at], tables[at + 1], tables[at + 2], tables[at + 3]
        place = target = first
        while place < free:
            if np.int64(codes[place]) == seen and (
                size == 1 or (place + 1 < free and np.int64(codes[place + 1]) == then)
            ):
                codes[target] = np.uint32(meant)
                place += size
            else:
                codes[target] = codes[place]
                place += 1
            target += 1
        free = target
    return free


@inlined
def write_coarse(codes: Codes, start: int, end: int, tables: Longs, free: int) -> int:
    """`sound.coarse` of the sound between `start` and `end`."""
    first = free
    for at in range(start, end):
        one = np.int64(codes[at])
        after = np.int64(codes[at + 1]) if at + 1 < end else 0
        before = np.int64(codes[at - 1]) if at > start else 0
        if one == _R and after != _DOT:
            continue
        if (one == _K and after == _S) or (one == _S and after == 0 and before not in (0, _DOT, _K)):
            continue
        key = tables[tables[COARSE_AT] + one]
        if key and not (free > first and np.int64(codes[free - 1]) == key):
            codes[free] = np.uint32(key)
            free += 1
    return free


@inlined
def weight_of_sound(codes: Codes, start: int, end: int, tables: Longs) -> int:
    """The weight of a word that sounds so."""
    state = SEED
    for place in range(start, end):
        state = stepped(state, int(np.int64(codes[place])))
    key = stirred(state)
    slots = tables[WEIGHTS_AT]
    slot = key & (tables[slots] - 1)
    while tables[slots + 2 + 2 * slot]:
        if tables[slots + 1 + 2 * slot] == key:
            return int(tables[slots + 2 + 2 * slot])
        slot = (slot + 1) & (tables[slots] - 1)
    return WEIGHT_RARE
