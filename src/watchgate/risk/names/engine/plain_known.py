"""The words that kernels know by their letters, each with a number: a table of slots, two numbers each.

A slot holds the hash of a word and its number and one more. `about` says of each word by number, from the lowest bit:
the traits of `lexicon.Entry` and those here, syllables (4 bits), words of the longest form that it opens (4 bits); and
PRECEDES and FOLLOWS of `asked_words.py`.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import brief, inlined
from watchgate.risk.names.engine.plain_filter import SEED, Bytes, Longs, stepped, stirred
from watchgate.risk.names.engine.words_read import is_wide, place_of, text_size

PINYIN_BIT, WADE_GILES_BIT, ABD, OF_FAITH, BEHIND_NAME, TAIL_ALONE, BEHIND_TAIL = (1 << bit for bit in range(9, 16))
"""May be of a Mandarin name in either spelling; the word that an article follows, and what follows it; a title that
follows a name; mended by its end alone, where a word of the last kind follows."""
SYLLABLES_AT, LONGEST_AT = 16, 20
FOUR_BITS = 15
SLOT = 2


@inlined
def hash_of(word: Bytes, start: int, end: int) -> int:
    """The hash of letters."""
    state = SEED
    for place in range(start, end):
        state = stepped(state, int(word[place]))
    return stirred(state)


@inlined
def number_of(
    word: Bytes, start: int, end: int, key: int, slots: Longs, records: Longs, letters: Bytes
) -> int:  # fmt: skip
    """The number of a word whose hash is `key`, -1 where it is not known."""
    mask = len(slots) // SLOT - 1
    slot = key & mask
    while slots[SLOT * slot + 1]:
        number = int(slots[SLOT * slot + 1] - 1)
        if slots[SLOT * slot] == key and _is_spelled(word, start, end, number, records, letters):
            return number
        slot = (slot + 1) & mask
    return -1


@inlined
def _is_spelled(word: Bytes, start: int, end: int, number: int, records: Longs, letters: Bytes) -> bool:
    if text_size(records, number) != end - start or is_wide(records, number):
        return False
    first = place_of(records, number)
    for place in range(end - start):  # noqa: SIM110 - numba compiles no generator here
        if letters[first + place] != word[start + place]:
            return False
    return True


@inlined
def put(key: int, number: int, slots: Longs) -> None:
    """Note the number of a word that is not known yet; slots are twice as many as words."""
    mask = len(slots) // SLOT - 1
    slot = key & mask
    while slots[SLOT * slot + 1]:
        slot = (slot + 1) & mask
    slots[SLOT * slot], slots[SLOT * slot + 1] = key, number + 1


@brief
def put_word(word: Bytes, number: int, slots: Longs) -> None:
    """Note the number of a word."""
    put(hash_of(word, 0, len(word)), number, slots)


@brief
def put_again(before: Longs, slots: Longs) -> None:
    """Note the words of other slots."""
    for slot in range(len(before) // SLOT):
        if before[SLOT * slot + 1]:
            put(before[SLOT * slot], before[SLOT * slot + 1] - 1, slots)


@brief
def look_up(word: Bytes, slots: Longs, records: Longs, letters: Bytes) -> int:
    """The number of a word, -1 where it is not known."""
    return number_of(word, 0, len(word), hash_of(word, 0, len(word)), slots, records, letters)


def bytes_of(text: str) -> Bytes:
    """The letters of a word."""
    return np.frombuffer(text.encode(), dtype=np.uint8)
