"""From the strings of words to their records: see `words` for the layout.

A gap (the vowels before, between or behind the consonants: `sound.Bones`) is 16 bits with what `sound.gap_cost` asks of
it. Of an abjad, as written: bits 0-2, 3-5 and 6-8 how many A, W and Y (7: or more, which is as good as contradicting),
bit 9 whether there is anything, bit 10 whether the last is Y. Of any other script, as heard: bits 0-6 whether there are
a e i o u w y, bit 7 anything else, bit 8 whether the last is i or y.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import brief, inlined, kernel
from watchgate.risk.names.engine.words_bones import find_bones

RECORD = 8
TEXT_LETTERS, SOUND_LETTERS, VARIANT, SKELETON, SHAPE, COARSE, FACTS, PLACE = range(RECORD)
PARTS = 7
"""Strings of a word, in this order: text, sound, skeleton, variant, shape, coarse, gaps (separated by NUL)."""
UNKNOWN_BONES = 2
"""As third fact of a word (else whether it is of an abjad): its skeleton and gaps are not given but to be found."""
_TEXT, _SOUND, _SKELETON, _VARIANT, _SHAPE, _COARSE, _GAPS = range(PARTS)

Longs = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

_SEED = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)
_A, _E, _I, _O, _U, _W, _Y, _DOT = (ord(letter) for letter in "aeiouwy.")
_WRITTEN_A, _WRITTEN_W, _WRITTEN_Y = (ord(letter) for letter in "AWY")
_LAST_IN_BYTE = 255
_LATIN = 26
LETTER_BITS = 28
_MOST_SIZE = 127


@kernel
def letters_needed(codes: Codes, sizes: Longs, facts: Longs) -> int:
    """Bytes for the letters of all words, no less than they take."""
    total = 0
    start = 0
    for word in range(len(sizes) // PARTS):
        at = word * PARTS
        spelled = sizes[at + _TEXT] + sizes[at + _SOUND]
        total += spelled * (4 if is_wide_text(codes, start, start + spelled) else 1)
        for part in range(PARTS):
            start += sizes[at + part]
        total += 2
        if facts[word * 3 + 2] == UNKNOWN_BONES:
            total += 4 * sizes[at + _TEXT]
        for place in range(start - sizes[at + _GAPS], start):
            if codes[place] == 0:
                total += 2
    return total


@kernel
def encode_into(
    codes: Codes, sizes: Longs, facts: Longs, table: Longs, consonants: Codes, records: Longs, letters: Bytes
) -> int:
    """Fill `records` and `letters`; how many letters. `consonants`: two for each letter of the longest text."""
    start = 0
    free = 0
    for word in range(len(sizes) // PARTS):
        first = word * PARTS
        text_end = start + sizes[first + _TEXT]
        sound_end = text_end + sizes[first + _SOUND]
        at = word * RECORD
        dots = 0
        for place in range(text_end, sound_end):
            dots += codes[place] == _DOT
        records[at + TEXT_LETTERS] = signature(codes, start, text_end, text_end - start)
        records[at + SOUND_LETTERS] = signature(codes, text_end, sound_end, sound_end - text_end - dots)
        wide = is_wide_text(codes, start, sound_end)
        abjad = facts[word * 3 + 2] & 1
        begin = free
        free = spell(codes, start, sound_end, wide, letters, free)
        end = sound_end
        for part, column in ((_SKELETON, SKELETON), (_VARIANT, VARIANT), (_SHAPE, SHAPE), (_COARSE, COARSE)):
            size = sizes[first + part]
            records[at + column] = hashed(codes, end, end + size)
            end += size
        skeleton = sizes[first + _SKELETON]
        if facts[word * 3 + 2] == UNKNOWN_BONES:
            skeleton = find_bones(codes, start, text_end, table, consonants, letters, free)
            records[at + SKELETON] = hashed(consonants, 0, skeleton)
            free += 2 * (skeleton + 1)
        else:
            free = _gaps(codes, end, end + sizes[first + _GAPS], abjad, letters, free)
        records[at + FACTS] = (
            (facts[word * 3] + 1)
            | facts[word * 3 + 1] << 4
            | abjad << 12
            | np.int64(wide) << 13
            | np.int64(is_bare_text(codes, start, text_end)) << 14
            | min(3, sizes[first + _COARSE]) << 15
            | sizes[first + _TEXT] << 17
            | sizes[first + _SOUND] << 33
        )
        records[at + PLACE] = begin | (sizes[first + _SOUND] - dots) << 32 | skeleton << 48
        start = end + sizes[first + _GAPS]
    return free


@brief
def encode_few(
    codes: Codes, sizes: Longs, facts: Longs, table: Longs, consonants: Codes, records: Longs, letters: Bytes
) -> int:
    """The same for the words of a query."""
    return encode_into(codes, sizes, facts, table, consonants, records, letters)


@inlined
def signature(codes: Codes, start: int, end: int, size: int) -> int:
    """28 bits for the first and 28 for the second occurrence of each letter, `size` above them.

    a-z have a bit each, all other letters share two.
    """
    bits = 0
    for place in range(start, end):
        code = int(np.int64(codes[place]))
        slot = code - _A if 0 <= code - _A < _LATIN else _LATIN + (code & 1)
        bit = 1 << slot
        bits |= bit << LETTER_BITS if bits & bit else bit
    return bits | min(_MOST_SIZE, size) << 2 * LETTER_BITS


@inlined
def hashed(codes: Codes, start: int, end: int) -> int:
    """64 bits of a string, 0 of an empty one: FNV-1a, stirred as MurmurHash3 ends (both in the public domain)."""
    if start == end:
        return 0
    state = _SEED
    for place in range(start, end):
        state = (state ^ np.uint64(codes[place])) * _PRIME
    state = (state ^ (state >> _SHIFT)) * _MIX_1
    state = (state ^ (state >> _SHIFT)) * _MIX_2
    found = int(np.int64(state ^ (state >> _SHIFT)))
    return found if found != 0 else 1


@inlined
def is_wide_text(codes: Codes, start: int, end: int) -> bool:
    """Whether a letter takes more than a byte."""
    for place in range(start, end):  # noqa: SIM110 - numba compiles no generator here
        if codes[place] > _LAST_IN_BYTE:
            return True
    return False


@inlined
def is_bare_text(codes: Codes, start: int, end: int) -> bool:
    """Whether no vowel stands behind the first letter."""
    for place in range(start + 1, end):
        code = codes[place]
        if code in (_A, _E, _I, _O, _U):
            return False
    return True


@inlined
def spell(codes: Codes, start: int, end: int, wide: bool, letters: Bytes, free: int) -> int:
    """Write letters from `free` on; where they end."""
    for place in range(start, end):
        code = int(np.int64(codes[place]))
        letters[free] = code & 255
        free += 1
        if wide:
            letters[free] = code >> 8 & 255
            letters[free + 1] = code >> 16 & 255
            letters[free + 2] = code >> 24
            free += 3
    return free


@inlined
def _gaps(codes: Codes, start: int, end: int, abjad: int, letters: Bytes, free: int) -> int:
    """Write gaps from `free` on; where they end."""
    gap_start = start
    for place in range(start, end + 1):
        if place == end or codes[place] == 0:
            found = _written(codes, gap_start, place) if abjad else _heard(codes, gap_start, place)
            letters[free] = found & 255
            letters[free + 1] = found >> 8
            free += 2
            gap_start = place + 1
    return free


@inlined
def _written(codes: Codes, start: int, end: int) -> int:
    alefs = waws = yas = 0
    for place in range(start, end):
        code = codes[place]
        alefs += code == _WRITTEN_A
        waws += code == _WRITTEN_W
        yas += code == _WRITTEN_Y
    found = min(7, alefs) | min(7, waws) << 3 | min(7, yas) << 6
    if end > start:
        found |= 1 << 9
        if codes[end - 1] == _WRITTEN_Y:
            found |= 1 << 10
    return found


@inlined
def _heard(codes: Codes, start: int, end: int) -> int:
    found = 0
    for place in range(start, end):
        code = codes[place]
        if code == _A:
            found |= 1
        elif code == _E:
            found |= 2
        elif code == _I:
            found |= 4
        elif code == _O:
            found |= 8
        elif code == _U:
            found |= 16
        elif code == _W:
            found |= 32
        elif code == _Y:
            found |= 64
        else:
            found |= 128
    if end > start and codes[end - 1] in (_I, _Y):
        found |= 256
    return found
