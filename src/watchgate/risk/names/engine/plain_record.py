"""The record of a plain word, from its letters alone: what `token`, `words.strings_of` and `word_facts` give."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.plain_filter import Bytes, Longs
from watchgate.risk.names.engine.plain_strings import weight_of_sound, write_coarse, write_shape, write_sound
from watchgate.risk.names.engine.plain_word import LONGEST_PLAIN
from watchgate.risk.names.engine.word_facts import MOST_LETTERS, PREFIX_BYTES
from watchgate.risk.names.engine.words_bones import Codes
from watchgate.risk.names.engine.words_encode import PARTS, PLACE, RECORD, UNKNOWN_BONES, encode_into
from watchgate.risk.names.engine.words_read import skeleton_size
from watchgate.risk.names.token import Kind

CODES = 6 * LONGEST_PLAIN
CONSONANTS = 2 * LONGEST_PLAIN
"""Room for the strings of a word, and for what is heard in it."""
NUMBERS = PARTS + 3
LETTERS_A_LETTER = 8
"""Letters at most that are written of each: itself, two sounds, two gaps; a gap more is less than a third."""
_KIND = int(Kind.WORD)
_MOST_CONSONANTS = 7


@inlined
def write_record(
    word: Bytes, start: int, end: int, tables: Longs, bones: Longs, codes: Codes, numbers: Longs,
    records: Longs, letters: Bytes, facts: Longs, number: int, free: int,
) -> int:  # fmt: skip
    """Write a word as `number`, its letters from `free` on; where they end.

    `codes`: CODES of room, and CONSONANTS behind; `numbers`: NUMBERS of room.
    """
    size = end - start
    for place in range(size):
        codes[place] = word[start + place]
    sound = write_sound(codes, 0, size, bones, size)
    shape = write_shape(codes, 0, size, tables, sound)
    coarse = write_coarse(codes, size, sound, tables, shape)
    weight = weight_of_sound(codes, size, sound, tables)
    for place in range(NUMBERS):
        numbers[place] = 0
    numbers[0], numbers[1], numbers[4], numbers[5] = size, sound - size, shape - sound, coarse - shape
    numbers[PARTS], numbers[PARTS + 1], numbers[PARTS + 2] = _KIND, weight, UNKNOWN_BONES
    taken = encode_into(
        codes, numbers[:PARTS], numbers[PARTS:NUMBERS], bones, codes[CODES:], records[number * RECORD :],
        letters[free:],
    )  # fmt: skip
    records[number * RECORD + PLACE] += free
    prefix = np.int64(0)
    for place in range(PREFIX_BYTES):
        prefix = prefix << 8 | (word[start + place] if place < size else 0)
    consonants = min(_MOST_CONSONANTS, skeleton_size(records, number))
    facts[number] = prefix << 23 | min(MOST_LETTERS, size) << 15 | consonants << 12 | (_KIND + 1) << 8 | weight
    return free + taken
