"""The keys by which a word meets two neighbouring words of the index that are written as one (`similar_joined`).

They meet by the same text, by the same bones across scripts, or by one edit where the longer of both has eight letters.
One edit leaves the first half of a pair as it is, or the rest of it but for the letter behind the first half: a
transposition changes two letters beside each other, never one of the first half and one of that rest. So a pair is
registered by its length with either of them, and a word asks for those of each length that one edit makes of it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.risk.names import alignment
from watchgate.risk.names.engine.compiled import inlined, kernel
from watchgate.risk.names.engine.near_variants import extended, stirred
from watchgate.risk.names.engine.words_encode import RECORD, SKELETON
from watchgate.risk.names.engine.words_read import is_abjad, is_wide, letter, place_of, text_size

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_TEXT, _BONES, _FIRST_HALF, _LAST_HALF = 130, 132, 134, 136
_LENGTH = 256
"""A pair's length is a salt as well, this far up."""
_SHORTEST = alignment.SHORTEST_JOINED_EDIT


@kernel
def registered_pair(records: Longs, letters: Bytes, number: int, out: Longs) -> int:
    """The keys of a pair of the index, into `out`; how many."""
    abjad, size = int(is_abjad(records, number)), text_size(records, number)
    out[0] = _part_key(records, letters, number, 0, size, _TEXT + abjad)
    at = 1
    if records[number * RECORD + SKELETON] != 0:
        out[at] = stirred(records[number * RECORD + SKELETON], _BONES + abjad)
        at += 1
    if size >= _SHORTEST - 1:
        at = _halves(records, letters, number, size, size, out, at)
    return at


@kernel
def ask_pairs(records: Longs, letters: Bytes, number: int, out: Longs) -> int:
    """The keys that a word asks for, into `out`; how many."""
    abjad, size = int(is_abjad(records, number)), text_size(records, number)
    out[0] = _part_key(records, letters, number, 0, size, _TEXT + abjad)
    at = 1
    if records[number * RECORD + SKELETON] != 0:
        out[at] = stirred(records[number * RECORD + SKELETON], _BONES + 1 - abjad)
        at += 1
    for length in range(size - 1, size + 2):
        if length >= _SHORTEST - 1 and max(size, length) >= _SHORTEST:
            at = _halves(records, letters, number, size, length, out, at)
    return at


@inlined
def _halves(records: Longs, letters: Bytes, number: int, size: int, length: int, out: Longs, at: int) -> int:
    """What a text of `size` letters has where one of `length` has its first half, and what comes behind that."""
    abjad, half = int(is_abjad(records, number)), length // 2
    salt = length * _LENGTH + abjad
    out[at] = _part_key(records, letters, number, 0, half, _FIRST_HALF + salt)
    out[at + 1] = _part_key(records, letters, number, size - (length - half - 1), size, _LAST_HALF + salt)
    return at + 2


@inlined
def _part_key(records: Longs, letters: Bytes, number: int, start: int, end: int, salt: int) -> int:
    wide, place = is_wide(records, number), place_of(records, number)
    state = 0
    for index in range(start, end):
        state = extended(state, letter(letters, place, index, wide))
    return stirred(state, salt)
