"""The record of two neighbouring words of no abjad written as one, made from theirs: see `words` for the layout.

An index has three times as many pairs of neighbours as words, and of few of them more is asked than which words they
are: so a search makes the record of a pair in a working space when it is asked for.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_initial, weight
from watchgate.risk.names.engine.words_bones import find_bones
from watchgate.risk.names.engine.words_encode import (
    COARSE,
    FACTS,
    PLACE,
    RECORD,
    SHAPE,
    SKELETON,
    SOUND_LETTERS,
    TEXT_LETTERS,
    VARIANT,
    hashed,
    is_bare_text,
    is_wide_text,
    signature,
    spell,
)
from watchgate.risk.names.engine.words_read import is_wide, letter, place_of, text_size
from watchgate.risk.names.token import Kind

LONGEST = 64
"""Letters at most of two words of which a record is made in a working space; of longer ones it is kept."""
CODES_AT = RECORD
LETTERS_AT = CODES_AT + 3 * LONGEST
TWO = LETTERS_AT + 8 * LONGEST + 2
"""Numbers of such a working space: the record, room for `codes`, the letters, a number each."""
_WORD, _INITIAL = int(Kind.WORD), int(Kind.INITIAL)


@inlined
def make_as_one(
    records: Array, letters: Array, first: int, second: int, first_facts: int, second_facts: int, bones: Array,
    space: Array,
) -> None:  # fmt: skip
    """Write the record of two words, of LONGEST letters together at most, into a working space of TWO numbers."""
    write_as_one(
        records, letters, first, second, first_facts, second_facts, bones, space[CODES_AT:LETTERS_AT],
        space[:RECORD], 0, space[LETTERS_AT:TWO], 0,
    )  # fmt: skip


@inlined
def write_as_one(
    records: Array, letters: Array, first: int, second: int, first_facts: int, second_facts: int, bones: Array,
    codes: Array, own: Array, target: int, spelled: Array, free: int,
) -> int:  # fmt: skip
    """Write two words as record `target` of `own`: twin of `words.strings_of_joined` and `words_encode`.

    Where its letters, from `free` on, end; -1 where there is no room. `codes`: room for its letters three times.
    """
    before, behind = text_size(records, first), text_size(records, second)
    size = before + behind
    if 3 * size > len(codes) or free + 8 * size + 2 > len(spelled):
        return -1
    for place in range(before):
        codes[place] = letter(letters, place_of(records, first), place, is_wide(records, first))
    for place in range(behind):
        codes[before + place] = letter(letters, place_of(records, second), place, is_wide(records, second))
    at = target * RECORD
    wide = is_wide_text(codes, 0, size)
    begin = free
    free = spell(codes, 0, size, wide, spelled, free)
    consonants = codes[size:]
    skeleton = find_bones(codes, 0, size, bones, consonants, spelled, free)
    own[at + TEXT_LETTERS] = signature(codes, 0, size, size)
    own[at + SOUND_LETTERS] = own[at + VARIANT] = own[at + SHAPE] = own[at + COARSE] = 0
    own[at + SKELETON] = hashed(consonants, 0, skeleton)
    kind = _INITIAL if is_initial(first_facts) or is_initial(second_facts) else _WORD
    own[at + FACTS] = (
        (kind + 1)
        | (weight(first_facts) + weight(second_facts)) << 4
        | np.int64(wide) << 13
        | np.int64(is_bare_text(codes, 0, size)) << 14
        | size << 17
    )
    own[at + PLACE] = begin | skeleton << 48
    return free + 2 * (skeleton + 1)
