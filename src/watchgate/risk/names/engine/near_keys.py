"""The keys by which words are found that are similar: what a word is registered under, and what it asks for.

Any two words that `similar` gives a value (but an initial and what it may stand for) share a key. A key is a 64-bit
hash salted with its sort; that strangers share one costs a comparison, no more. The sorts:

- the text; a name's variant; the shape; the sound; the bones, where the other is written with vowels or without; the
  coarse sound, where one of the two is spelled out; the text without vowels, where one of the two is written so; the
  beginnings of a text, for one cut short and for initials;
- the rests of the text for edits in the spelling (`near_variants`), and those of the consonants of the sound for edits
  in the sound: leaving the vowels out of two sounds adds no edit.

How many letters are taken out. Two texts of m and n letters, n the more, may be r(n) = min(3, n // 3) edits apart. Let
SHORT = 8. A text of up to SHORT letters is registered with up to r(n) <= 2 taken out: one that is asked about and has
more letters, by D, is met by an alignment that takes at most r - D out of the short one, and r(n + D) - D <= r(n). One
asked about that has fewer likewise takes out at most r of its own length. Longer texts are registered by their first
SHORT + 1 letters with up to three taken out; of a text of m letters that is asked about and shorter than that at most
3 - (SHORT + 1 - m) are. A text of more than SHORT letters that meets one of no more takes out at least the difference.
Of consonants the same with r(n) = min(3, (n + 1) // 3), nothing where both have less than five, and SHORT = 7.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.risk.names import alignment, similarity
from watchgate.risk.names.engine.alike import is_vowel
from watchgate.risk.names.engine.compiled import inlined, kernel
from watchgate.risk.names.engine.edits import LETTERS_IN_A_WORD, MASKS, SOUND_MASKS, TEXT_MASKS
from watchgate.risk.names.engine.near_variants import LONGEST, MOST_TAKEN, extended, rests, stirred
from watchgate.risk.names.engine.words_encode import COARSE, RECORD, SHAPE, SKELETON, VARIANT
from watchgate.risk.names.engine.words_read import (
    consonants_of,
    is_abjad,
    is_bare,
    is_wide,
    kind_of,
    letter,
    place_of,
    sound_place,
    sound_size,
    text_size,
)
from watchgate.risk.names.token import Kind

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

MOST_KEYS = 1024
TEXT_END, SOUND_END, END = 0, 1, 2
"""Where the keys of a group end, counted from the first key: rests of the text, rests of the sound, all others."""
MASKS_AT = 8
KEYS_AT = MASKS_AT + MASKS
SHORT_TEXT, SHORT_SOUND = 8, 7
LONGEST_INITIAL = 8
"""Letters at most of an initial: what one letter of any script becomes in Latin."""
MOST_CUT = (1000 - similarity.LEAST) // 30
"""Letters at most that a word cut short has lost."""
_SHORTEST_CUT = similarity.SHORTEST_CUT
_SHORTEST_JOINED_EDIT = alignment.SHORTEST_JOINED_EDIT
_INITIAL, _SPELLED = int(Kind.INITIAL), int(Kind.SPELLED)
(
    _TEXT,
    _BEGINNING,
    _FIRST,
    _VARIANT,
    _SHAPE,
    _SOUND,
    _BONES,
    _COARSE_OF_SPELLED,
    _COARSE_OF_ALL,
    _WRITTEN_BARE,
    _MADE_BARE,
    _REST_OF_TEXT,
    _REST_OF_SOUND,
) = (2 * sort for sort in range(1, 14))
"""Salts. One more for a word of an abjad, where only words of one sort of script are compared."""
_HEAD = 64
"""Added where the rests are those of a head."""
_REST_OF_TEXT_HEAD, _REST_OF_SOUND_HEAD = _REST_OF_TEXT + _HEAD, _REST_OF_SOUND + _HEAD
_FEWEST_HEARD = 2
"""Consonants of the same sound that say anything."""
_FEWEST_EDITED = 3
"""Consonants of a sound that may be edits away from one of FEWEST_SOUNDS."""
_DOT = ord(".")


ASKED = KEYS_AT + MOST_KEYS
"""Numbers of what a word asks: how many keys there are of each group, the masks of its letters (`edits`), the keys."""


@kernel
def registered(records: Longs, letters: Bytes, number: int, out: Longs) -> int:
    """The keys of a word of the index, into `out`; how many."""
    kind, abjad = kind_of(records, number), int(is_abjad(records, number))
    size = text_size(records, number)
    out[0] = text_key(records, letters, number, size, _TEXT)
    at = _keyed(records, number, VARIANT, _VARIANT, out, 1)
    if kind > _INITIAL:
        return at
    at = _keyed(records, number, SKELETON, _BONES + abjad, out, at)
    if kind == _INITIAL:
        out[at] = text_key(records, letters, number, size, _FIRST + abjad)
        return at + 1
    at = _keyed(records, number, SHAPE, _SHAPE + abjad, out, at)
    at = _keyed(records, number, COARSE, _COARSE_OF_ALL + abjad, out, at)
    if kind == _SPELLED:
        at = _keyed(records, number, COARSE, _COARSE_OF_SPELLED + abjad, out, at)
    out[at] = _bare_key(records, letters, number, (_WRITTEN_BARE if is_bare(records, number) else _MADE_BARE) + abjad)
    at += 1
    for end in range(max(_SHORTEST_CUT, size - MOST_CUT), size):
        out[at] = text_key(records, letters, number, end, _BEGINNING + abjad)
        at += 1
    codes = np.zeros(LONGEST, dtype=np.int64)
    _text_codes(records, letters, number, codes)
    if size <= SHORT_TEXT:
        at = rests(codes, size, 0, size // 3, _REST_OF_TEXT + abjad, out, at)
    else:
        at = rests(codes, SHORT_TEXT + 1, 0, MOST_TAKEN, _REST_OF_TEXT_HEAD + abjad, out, at)
    consonants = consonants_of(records, number)
    if consonants >= _FEWEST_HEARD:
        out[at] = _sound_key(records, letters, number, _SOUND + abjad)
        at += 1
    _sound_codes(records, letters, number, codes)
    if consonants > SHORT_SOUND:
        at = rests(codes, SHORT_SOUND + 1, 0, MOST_TAKEN, _REST_OF_SOUND_HEAD + abjad, out, at)
    elif consonants >= _FEWEST_EDITED:
        at = rests(codes, consonants, 0, _sound_taken(consonants), _REST_OF_SOUND + abjad, out, at)
    return at


@kernel
def ask(records: Longs, letters: Bytes, number: int, asked: Longs) -> None:
    """Fill `asked` (ASKED numbers) with what a word asks for."""
    kind, abjad = kind_of(records, number), int(is_abjad(records, number))
    size, consonants = text_size(records, number), consonants_of(records, number)
    at = KEYS_AT
    if kind < _INITIAL:
        codes = np.zeros(LONGEST, dtype=np.int64)
        _text_codes(records, letters, number, codes)
        at = _asked_rests(codes, size, SHORT_TEXT, min(MOST_TAKEN, size // 3), _REST_OF_TEXT + abjad, asked, at)
        asked[TEXT_END] = at - KEYS_AT
        _sound_codes(records, letters, number, codes)
        if consonants >= _FEWEST_EDITED:
            most = min(MOST_TAKEN, _sound_taken(consonants))
            at = _asked_rests(codes, consonants, SHORT_SOUND, most, _REST_OF_SOUND + abjad, asked, at)
        asked[SOUND_END] = at - KEYS_AT
        at = _asked_ways(records, letters, number, asked, at)
    else:
        asked[TEXT_END] = asked[SOUND_END] = 0
    asked[at] = text_key(records, letters, number, size, _TEXT)
    at = _keyed(records, number, VARIANT, _VARIANT, asked, at + 1)
    if kind <= _INITIAL:
        at = _keyed(records, number, SKELETON, _BONES + 1 - abjad, asked, at)
    asked[END] = at - KEYS_AT
    _fill_masks(records, letters, number, asked)


@kernel
def ask_joined(records: Longs, letters: Bytes, number: int, out: Longs) -> int:
    """The keys of words that two words written as one ask for, into `out`; how many: `similar_joined`."""
    abjad, size = int(is_abjad(records, number)), text_size(records, number)
    out[0] = text_key(records, letters, number, size, _TEXT)
    at = _keyed(records, number, SKELETON, _BONES + 1 - abjad, out, 1)
    if size < _SHORTEST_JOINED_EDIT - 1:
        return at
    codes = np.zeros(LONGEST, dtype=np.int64)
    _text_codes(records, letters, number, codes)
    if size <= SHORT_TEXT + 1:
        at = rests(codes, size, 0, 1, _REST_OF_TEXT + abjad, out, at)
    if size >= SHORT_TEXT:
        at = rests(codes, min(size, SHORT_TEXT + 1), 0, 1, _REST_OF_TEXT_HEAD + abjad, out, at)
    return at


@inlined
def _asked_rests(codes: Longs, size: int, short: int, most: int, salt: int, out: Longs, at: int) -> int:
    """Rests of a string of `size` letters: for those of no more than `short`, then for those of more."""
    head = short + 1
    if size <= short:
        at = rests(codes, size, 0, most, salt, out, at)
        if size >= head - MOST_TAKEN:
            at = rests(codes, size, 0, MOST_TAKEN - (head - size), salt + _HEAD, out, at)
        return at
    if size - short <= MOST_TAKEN:
        at = rests(codes, size, size - short, MOST_TAKEN, salt, out, at)
    return rests(codes, head, 0, MOST_TAKEN, salt + _HEAD, out, at)


@inlined
def _asked_ways(records: Longs, letters: Bytes, number: int, out: Longs, at: int) -> int:
    """All but edits, the same text, a variant and bones."""
    abjad = int(is_abjad(records, number))
    size = text_size(records, number)
    at = _keyed(records, number, SHAPE, _SHAPE + abjad, out, at)
    spelled = kind_of(records, number) == _SPELLED
    at = _keyed(records, number, COARSE, (_COARSE_OF_ALL if spelled else _COARSE_OF_SPELLED) + abjad, out, at)
    out[at] = _bare_key(records, letters, number, (_MADE_BARE if is_bare(records, number) else _WRITTEN_BARE) + abjad)
    at += 1
    if consonants_of(records, number) >= _FEWEST_HEARD:
        out[at] = _sound_key(records, letters, number, _SOUND + abjad)
        at += 1
    for end in range(1, min(size, LONGEST_INITIAL) + 1):
        out[at] = text_key(records, letters, number, end, _FIRST + abjad)
        at += 1
    if size >= _SHORTEST_CUT:
        out[at] = text_key(records, letters, number, size, _BEGINNING + abjad)
        at += 1
    for end in range(max(_SHORTEST_CUT, size - MOST_CUT), size):
        out[at] = text_key(records, letters, number, end, _TEXT)
        at += 1
    return at


@inlined
def _keyed(records: Longs, number: int, column: int, salt: int, out: Longs, at: int) -> int:
    """A key from a hash of the record, if there is one."""
    found = records[number * RECORD + column]
    if found == 0:
        return at
    out[at] = stirred(found, salt)
    return at + 1


@inlined
def text_key(records: Longs, letters: Bytes, number: int, end: int, salt: int) -> int:
    """The key of the first `end` letters of a text."""
    wide, start = is_wide(records, number), place_of(records, number)
    state = 0
    for index in range(end):
        state = extended(state, letter(letters, start, index, wide))
    return stirred(state, salt)


@inlined
def _bare_key(records: Longs, letters: Bytes, number: int, salt: int) -> int:
    """The key of the text without vowels but for its first letter."""
    wide, start = is_wide(records, number), place_of(records, number)
    state = 0
    for index in range(text_size(records, number)):
        code = letter(letters, start, index, wide)
        if not (index and is_vowel(code)):
            state = extended(state, code)
    return stirred(state, salt)


@inlined
def _sound_key(records: Longs, letters: Bytes, number: int, salt: int) -> int:
    wide, start = is_wide(records, number), sound_place(records, number)
    state = 0
    for index in range(sound_size(records, number)):
        state = extended(state, letter(letters, start, index, wide))
    return stirred(state, salt)


@inlined
def _text_codes(records: Longs, letters: Bytes, number: int, codes: Longs) -> None:
    wide, start = is_wide(records, number), place_of(records, number)
    for index in range(min(LONGEST, text_size(records, number))):
        codes[index] = letter(letters, start, index, wide)


@inlined
def _sound_codes(records: Longs, letters: Bytes, number: int, codes: Longs) -> None:
    """The consonants of the sound."""
    wide, start = is_wide(records, number), sound_place(records, number)
    found = 0
    for index in range(sound_size(records, number)):
        code = letter(letters, start, index, wide)
        if code != _DOT and found < LONGEST:
            codes[found] = code
            found += 1


@inlined
def _sound_taken(consonants: int) -> int:
    """Of three consonants none, of four one, of more two: what meets it has at least five."""
    return min(2, consonants - _FEWEST_EDITED)


@inlined
def _fill_masks(records: Longs, letters: Bytes, number: int, asked: Longs) -> None:
    """Where each letter stands in the text and in the sound, if the word is one that masks can hold."""
    asked[MASKS_AT : MASKS_AT + MASKS] = 0
    if not has_masks(records, number):
        return
    start = place_of(records, number)
    for index in range(text_size(records, number)):
        asked[MASKS_AT + TEXT_MASKS + np.int64(letters[start + index])] |= 1 << index
    start = sound_place(records, number)
    for index in range(sound_size(records, number)):
        asked[MASKS_AT + SOUND_MASKS + np.int64(letters[start + index])] |= 1 << index


@inlined
def has_masks(records: Longs, number: int) -> bool:
    """Whether the letters of a word are single bytes, and no more than masks can hold."""
    longest = max(text_size(records, number), sound_size(records, number))
    return not is_wide(records, number) and longest <= LETTERS_IN_A_WORD
