"""Records of pairs made whole again, and by what words that are compared alike are known when segments are merged."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.near_variants import extended, stirred
from watchgate.risk.names.engine.segment_columns import Array, Order
from watchgate.risk.names.engine.stored_columns import PAIR_BONES, Stored
from watchgate.risk.names.engine.words_encode import (
    FACTS,
    LETTER_BITS,
    PLACE,
    RECORD,
    SKELETON,
    TEXT_LETTERS,
)
from watchgate.risk.names.engine.words_read import is_wide, letter, text_size

_A, _LATIN, _MOST_SIZE = ord("a"), 26, 127
_SALTS = 201, 202
_BONES_IN_PLACE = 48


@inlined
def place_pair(held: Stored, pair: int, records: Array, number: int) -> None:
    """Write the record of a pair as `number` of `records`; its letters are the segment's `pair_letters`."""
    at = number * RECORD
    facts = int(held.pair_facts[pair])
    start = int(np.int64(held.pair_place[pair]))
    for column in range(RECORD):
        records[at + column] = 0
    records[at + SKELETON] = held.pair_bones[pair]
    records[at + FACTS] = facts & (1 << PAIR_BONES) - 1
    records[at + PLACE] = start | facts >> PAIR_BONES << _BONES_IN_PLACE
    records[at + TEXT_LETTERS] = _signature(records, held.pair_letters, number, start)


@inlined
def _signature(records: Array, letters: Array, number: int, start: int) -> int:
    """`words_encode.signature` of the text of a record."""
    wide, size = is_wide(records, number), text_size(records, number)
    bits = 0
    for index in range(size):
        code = letter(letters, start, index, wide)
        slot = code - _A if 0 <= code - _A < _LATIN else _LATIN + (code & 1)
        bit = 1 << slot
        bits |= bit << LETTER_BITS if bits & bit else bit
    return bits | min(_MOST_SIZE, size) << 2 * LETTER_BITS


def signatures(records: Array, letters: Array, letters_at: Order) -> Array:
    """The signature of each text; `letters_at`: where its letters begin."""
    found = np.zeros(len(letters_at) - 1, dtype=np.int64)
    _sign(records, letters, letters_at, found)
    return found


def hashes(records: Array, letters: Array, letters_at: Order) -> Array:
    """128 bits of each record and its letters, equal for equal ones, as `segment_tables.distinct` asks."""
    found = np.zeros((len(letters_at) - 1, 2), dtype=np.uint64)
    _hash(records, letters, letters_at, found.view(np.int64))
    return found


@kernel
def _sign(records: Array, letters: Array, letters_at: Order, found: Array) -> None:
    for number in range(len(found)):
        found[number] = _signature(records, letters, number, int(letters_at[number]))


@kernel
def _hash(records: Array, letters: Array, letters_at: Order, found: Array) -> None:
    for number in range(len(found)):
        for half in range(2):
            state = _SALTS[half]
            for column in range(number * RECORD, number * RECORD + RECORD):
                state = stirred(state ^ records[column], _SALTS[half])
            for place in range(letters_at[number], letters_at[number + 1]):
                state = extended(state, int(np.int64(letters[place])))
            found[number, half] = stirred(state, _SALTS[half])
