"""The keys by which a word meets two neighbouring words that are written as one (`similar_joined`), either way round.

They meet by the same text, by the same bones across scripts, or by one edit where the longer of both has eight letters.
One edit leaves the first half of a text as it is, or the rest of it but for the letter behind the first half: a
transposition changes two letters beside each other, never one of the first half and one of that rest. So words and
pairs are registered by their length with either of them, and ask for those of each length that one edit makes of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import alignment
from watchgate.risk.names.engine.near_variants import KEYS_AT, extended, stirred
from watchgate.risk.names.engine.words_encode import RECORD, SKELETON
from watchgate.risk.names.engine.words_read import is_abjad, is_wide, letter, place_of, text_size

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

TEXT, BONES = 130, 132
"""Salts; that of the bones is one more for a word of an abjad."""
_FIRST_HALF, _LAST_HALF = 134, 136
_LENGTH = 256
"""A length is a salt as well, this far up."""
_SHORTEST = alignment.SHORTEST_JOINED_EDIT


@kernel
def registered_pair(records: Longs, letters: Bytes, number: int, work: Longs) -> int:
    """The keys of a pair of the index, in `work` from KEYS_AT on; how many."""
    size = text_size(records, number)
    work[KEYS_AT] = part_key(records, letters, number, 0, size, TEXT)
    at = keyed(records, number, SKELETON, BONES + int(is_abjad(records, number)), work, KEYS_AT + 1)
    return halves(records, letters, number, size, work, at) - KEYS_AT


@kernel
def ask_joined(records: Longs, letters: Bytes, number: int, work: Longs) -> int:
    """What a joined word asks of words, and a word of pairs: the keys come first in `work`; how many."""
    size = text_size(records, number)
    work[0] = part_key(records, letters, number, 0, size, TEXT)
    at = keyed(records, number, SKELETON, BONES + 1 - int(is_abjad(records, number)), work, 1)
    for length in range(size - 1, size + 2):
        if max(size, length) >= _SHORTEST:
            at = halves(records, letters, number, length, work, at)
    return at


@inlined
def halves(records: Longs, letters: Bytes, number: int, length: int, work: Longs, at: int) -> int:
    """What a text has where one of `length` has its first half, and what comes behind that; nothing if it is short."""
    if length < _SHORTEST - 1:
        return at
    size, half = text_size(records, number), length // 2
    salt = length * _LENGTH + int(is_abjad(records, number))
    work[at] = part_key(records, letters, number, 0, half, _FIRST_HALF + salt)
    work[at + 1] = part_key(records, letters, number, size - (length - half - 1), size, _LAST_HALF + salt)
    return at + 2


@inlined
def keyed(records: Longs, number: int, column: int, salt: int, work: Longs, at: int) -> int:
    """A key from a hash of the record, if there is one."""
    found = records[number * RECORD + column]
    if found == 0:
        return at
    work[at] = stirred(found, salt)
    return at + 1


@inlined
def part_key(records: Longs, letters: Bytes, number: int, start: int, end: int, salt: int) -> int:
    """The key of the letters of a text from `start` to `end`."""
    wide, place = is_wide(records, number), place_of(records, number)
    state = 0
    for index in range(start, end):
        state = extended(state, letter(letters, place, index, wide))
    return stirred(state, salt)
