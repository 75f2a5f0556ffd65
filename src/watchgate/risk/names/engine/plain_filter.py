"""A filter of strings: whether a string may be one of those that were noted. What was noted is always found again.

Filters (Bloom's) stand in one array of numbers, 64 bits in each. Several sets share it, told apart by their `tag`. A
string is hashed letter by letter, from its beginning or from its end, so that all beginnings or all ends of a word are
looked up on one way through it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import brief, inlined

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

FILTER_BITS = 20
"""Of a place in the filter. Some thirty thousand strings are noted: one of two thousand others passes."""
FILTER = 1 << FILTER_BITS - 6
SEED = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)
_TAG = np.uint64(0x9E3779B97F4A7C15)
_MASK = (1 << FILTER_BITS) - 1
_PLACES = 3


@inlined
def stepped(state: np.uint64, letter: int) -> np.uint64:
    """The state of a hash (SEED at first) one letter on: FNV-1a."""
    return (state ^ np.uint64(letter)) * _PRIME


@inlined
def stirred(state: np.uint64) -> int:
    """The hash of a state, as MurmurHash3 ends."""
    state = (state ^ (state >> _SHIFT)) * _MIX_1
    state = (state ^ (state >> _SHIFT)) * _MIX_2
    return int(np.int64(state ^ (state >> _SHIFT)))


@inlined
def passes(bits: Longs, state: np.uint64, tag: int) -> bool:
    """Whether a string of this state may be in the set `tag`."""
    mixed = stirred(state ^ np.uint64(tag) * _TAG)
    for _ in range(_PLACES):
        place = mixed & _MASK
        if not bits[place >> 6] >> (place & 63) & 1:
            return False
        mixed >>= FILTER_BITS
    return True


@brief
def note(bits: Longs, letters: Bytes, ends: Longs, tags: Longs, backwards: Longs) -> None:
    """Note strings that stand one behind the other; `backwards`: of each 1 where it is hashed from its end."""
    start = 0
    for number in range(len(ends)):
        end = ends[number]
        state = SEED
        for place in range(end - start):
            state = stepped(state, int(letters[end - 1 - place if backwards[number] else start + place]))
        mixed = stirred(state ^ np.uint64(tags[number]) * _TAG)
        for _ in range(_PLACES):
            at = mixed & _MASK
            bits[at >> 6] |= np.int64(1) << (at & 63)
            mixed >>= FILTER_BITS
        start = end
