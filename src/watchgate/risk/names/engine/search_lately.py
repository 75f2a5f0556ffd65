"""What was found near words of earlier queries, remembered by one thread for one segment: many names have it in common.

One array: how many numbers were written in all; SLOTS slots of three numbers, by the lowest bits of a word's key: the
key, where in all that was written its answer begins, and how long it is; the POOL last numbers written. A slot is taken
over by the next word that falls on it, and what was written is overwritten in time: then it is sought again. A word is
told by 64 bits of all that is known of it (`words.py`): that two of ten million have the same has probability 3e-6.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.near_variants import extended, stirred
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.words_encode import PLACE, RECORD
from watchgate.risk.names.engine.words_read import gaps_place, place_of, skeleton_size

SLOTS = 1 << 11
POOL = 1 << 18
_SLOT = 3
_SLOTS_AT = 1
_POOL_AT = _SLOTS_AT + _SLOT * SLOTS
_BEGIN_BITS = 32
NOTHING = -1


def lately() -> Array:
    """Nothing remembered yet."""
    made = np.zeros(_POOL_AT + POOL, dtype=np.int64)
    made[_SLOTS_AT + 1 : _POOL_AT : _SLOT] = -POOL - 1
    return made


def never() -> Array:
    """Nothing is ever remembered."""
    return np.zeros(1, dtype=np.int64)


@kernel
def word_key(records: Array, letters: Array, word: int, salt: int) -> int:
    """64 bits of all that is known of a word; `salt`: what is sought near it."""
    state = 0
    for column in range(RECORD):
        known = records[word * RECORD + column]
        state = stirred(state ^ (known >> _BEGIN_BITS if column == PLACE else known), salt)
    end = gaps_place(records, word) + 2 * (skeleton_size(records, word) + 1)
    rest = 0
    for place in range(place_of(records, word), min(end, len(letters))):
        rest = extended(rest, int(np.int64(letters[place])))
    return stirred(state ^ rest, salt)


@inlined
def recalled(remembered: Array, key: int, found: Array) -> int:
    """Put what was found for `key` into `found`; how many, NOTHING where it is not remembered."""
    if len(remembered) == 1:
        return NOTHING
    slot = _SLOTS_AT + _SLOT * (key & SLOTS - 1)
    start, count = remembered[slot + 1], remembered[slot + 2]
    if remembered[slot] != key or remembered[0] - start > POOL or count > len(found):
        return NOTHING
    at = _POOL_AT + (start & POOL - 1)
    for place in range(count):
        found[place] = remembered[at + place]
    return int(count)


@inlined
def keep(remembered: Array, key: int, found: Array, count: int) -> None:
    """Remember what was found for `key`."""
    if len(remembered) == 1 or not 0 <= count < POOL:
        return
    start = remembered[0]
    if (start & POOL - 1) + count > POOL:
        start += POOL - (start & POOL - 1)
    at = _POOL_AT + (start & POOL - 1)
    for place in range(count):
        remembered[at + place] = found[place]
    remembered[0] = start + count
    slot = _SLOTS_AT + _SLOT * (key & SLOTS - 1)
    remembered[slot] = key
    remembered[slot + 1] = start
    remembered[slot + 2] = count
