"""Short texts and sounds in one number each, so that candidates are measured without reading their records.

Five bits a symbol, the first symbol lowest, up to twelve; 0 where a string is longer or has a symbol that is none of
a-z, the dot, C and S (which sounds have), and so must be read. Behind the entries of a lookup stand four numbers of 32
bits for each word: the lower and the upper half of its text, and of its sound.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_read import is_wide, letter, place_of, sound_place, sound_size, text_size

Longs = npt.NDArray[np.int64]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

SYMBOLS = 32
PACKED = 4
"""Numbers of a word."""
OF_TEXT, OF_SOUND = 0, 2
DOT = 27
_MOST_SYMBOLS = 12
_HALF = (1 << 32) - 1
_FIFTHS = sum(1 << 5 * place for place in range(_MOST_SYMBOLS))
"""The lowest bit of each symbol."""


@kernel
def pack(records: Longs, letters: Bytes, entries: Tags, start: int) -> None:
    """Write the packed words from `start` on."""
    for number in range(len(records) // RECORD):
        wide = is_wide(records, number)
        text = _packed(letters, place_of(records, number), text_size(records, number), wide)
        sound = _packed(letters, sound_place(records, number), sound_size(records, number), wide)
        at = start + PACKED * number
        entries[at] = np.uint32(text & _HALF)
        entries[at + 1] = np.uint32(text >> 32)
        entries[at + 2] = np.uint32(sound & _HALF)
        entries[at + 3] = np.uint32(sound >> 32)


@inlined
def _packed(letters: Bytes, start: int, size: int, wide: bool) -> int:
    packed = 0
    for index in range(size if size <= _MOST_SYMBOLS else 0):
        symbol = symbol_of(letter(letters, start, index, wide))
        if symbol == 0:
            return 0
        packed |= symbol << 5 * index
    return packed


@inlined
def symbol_of(code: int) -> int:
    """The five bits of a letter; 0 for one that has none."""
    if 97 <= code <= 122:
        return code - 96
    if code == 46:
        return DOT
    return 28 if code == 67 else 29 if code == 83 else 0


@inlined
def packed_of(entries: Tags, start: int, number: int, which: int) -> int:
    """The packed text (OF_TEXT) or sound (OF_SOUND) of a word; 0 where it must be read."""
    at = np.uint64(start + PACKED * number + which)
    return int(np.int64(entries[at]) | np.int64(entries[at + np.uint64(1)]) << 32)


@inlined
def osa_packed(masks: Longs, first: int, size: int, packed: int) -> int:
    """Edits from a string of `size` letters, 1 to 64, by its masks from `first` on, to a packed one (`edits.osa`)."""
    distance = size
    last = 1 << (size - 1)
    positive = -1
    negative = 0
    diagonal = 0
    equal_before = 0
    while packed:
        equal = masks[np.uint64(first + (packed & 31))]
        packed >>= 5
        transposed = ((~diagonal & equal) << 1) & equal_before
        diagonal = (((equal & positive) + positive) ^ positive) | equal | negative | transposed
        down = negative | ~(diagonal | positive)
        up = diagonal & positive
        distance += (down & last != 0) - (up & last != 0)
        down = down << 1 | 1
        up <<= 1
        positive = up | ~(diagonal | down)
        negative = down & diagonal
        equal_before = equal
    return distance


@inlined
def symbols_in(packed: int) -> int:
    """How many symbols are packed; none of them is 0."""
    ends = (packed | packed >> 1 | packed >> 2 | packed >> 3 | packed >> 4) & _FIFTHS
    return ones(ends)


@inlined
def consonants_in(packed: int) -> int:
    """How many of the symbols packed are no dots."""
    count = 0
    while packed:
        count += packed & 31 != DOT
        packed >>= 5
    return count
