"""A name within a translated name, compared by its spelling and its sound: twin of `similarity._spelled_out`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import similarity
from watchgate.risk.names.engine.alike import WAY_BITS, WAY_MASK, edited, same_sound, sounding
from watchgate.risk.names.engine.words_encode import COARSE, RECORD
from watchgate.risk.names.engine.words_read import (
    coarse_size,
    is_wide,
    kind_of,
    letter,
    place_of,
    sound_place,
    sound_size,
    text_size,
)
from watchgate.risk.names.similarity import Way

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_LEAST, _FEW_COARSE = similarity.LEAST, similarity.FEW_COARSE
_SPELLING = int(Way.SPELLING)
_COARSE = similarity.COARSE << WAY_BITS | int(Way.SOUND)
_COARSE_SHORT = similarity.COARSE_SHORT << WAY_BITS | int(Way.SOUND)
_SHORTEST_COARSE = similarity.SHORTEST_COARSE
_VOWELS_HEARD = ord(".")
_OPENING_BITS = sum(1 << (ord(opening) & 31) for opening in similarity.OPENING)


@kernel
def spelled_out(
    a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int, masks: Longs
) -> int:
    """A name within a translated name: its spelling says less, and the same coarse sound says much."""
    found = max(
        edited(a_records, a_letters, a, b_records, b_letters, b, masks),
        sounding(a_records, a_letters, a, b_records, b_letters, b, masks),
    )
    value = found >> WAY_BITS
    by_letters = found & WAY_MASK == _SPELLING
    if value >= _LEAST and (by_letters or same_sound(a_records, a_letters, a, b_records, b_letters, b)):
        value = 1000 - (1000 - value) * 3 // 5
        found = value << WAY_BITS | found & WAY_MASK
    coarse = a_records[a * RECORD + COARSE]
    opened = _opens(a_records, a_letters, a) == _opens(b_records, b_letters, b)
    opened = opened and kind_of(a_records, a) != kind_of(b_records, b)
    if opened and coarse == b_records[b * RECORD + COARSE] and found >> WAY_BITS < _COARSE >> WAY_BITS:
        size = coarse_size(a_records, a)
        if size > _FEW_COARSE or (size > 1 and _heard_alike(a_records, a_letters, a, b_records, b_letters, b)):
            return _COARSE
        shortest = min(text_size(a_records, a), text_size(b_records, b))
        if coarse != 0 and shortest >= _SHORTEST_COARSE and found >> WAY_BITS < _COARSE_SHORT >> WAY_BITS:
            return _COARSE_SHORT
    return found if value >= _LEAST else 0


@inlined
def _heard_alike(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> bool:
    """Whether both sound the same but for a vowel at the end."""
    a_wide, a_place, a_size = is_wide(a_records, a), sound_place(a_records, a), sound_size(a_records, a)
    b_wide, b_place, b_size = is_wide(b_records, b), sound_place(b_records, b), sound_size(b_records, b)
    if a_size and letter(a_letters, a_place, a_size - 1, a_wide) == _VOWELS_HEARD:
        a_size -= 1
    if b_size and letter(b_letters, b_place, b_size - 1, b_wide) == _VOWELS_HEARD:
        b_size -= 1
    if a_size != b_size:
        return False
    for index in range(a_size):
        if letter(a_letters, a_place, index, a_wide) != letter(b_letters, b_place, index, b_wide):
            return False
    return True


@inlined
def _opens(records: Longs, letters: Bytes, word: int) -> bool:
    """Whether the word begins with a vowel or a glide."""
    if text_size(records, word) == 0:
        return False
    code = letter(letters, place_of(records, word), 0, is_wide(records, word))
    return 97 <= code <= 122 and _OPENING_BITS >> (code & 31) & 1 != 0
