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
asked about that has fewer likewise takes out at most r of its own length. A longer text is registered by the rests of
its head, SHORT + 1 letters, with three taken out; where one of m letters that is asked about is shorter than a head, at
most 3 - (SHORT + 1 - m) of its letters are. A text of more than SHORT letters that meets one of no more takes out at
least the difference. Of consonants the same with r(n) = min(3, (n + 1) // 3), nothing where both have less than five,
and SHORT = 7.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import similarity
from watchgate.risk.names.engine.alike import is_vowel
from watchgate.risk.names.engine.edits import LETTERS_IN_A_WORD, MASKS, SOUND_MASKS, TEXT_MASKS
from watchgate.risk.names.engine.near_packed import SYMBOLS, symbol_of
from watchgate.risk.names.engine.near_pairs import BONES, TEXT, halves, keyed, part_key
from watchgate.risk.names.engine.near_variants import (
    CODES_AT,
    END,
    KEYS_AT,
    LONGEST,
    MARKED_END,
    MASKS_AT,
    MOST_TAKEN,
    SOUND_END,
    SYMBOLS_AT,
    TEXT_END,
    VOWELS,
    extended,
    rests,
    rests_of_sound,
    stirred,
)
from watchgate.risk.names.engine.words_encode import COARSE, SHAPE, SKELETON, VARIANT
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

SHORT_TEXT, SHORT_SOUND = 8, 7
LONGEST_INITIAL = 8
"""Letters at most of an initial: what one letter of any script becomes in Latin."""
MOST_CUT = (1000 - similarity.LEAST) // 30
"""Letters at most that a word cut short has lost."""
_SHORTEST_CUT = similarity.SHORTEST_CUT
_INITIAL, _SPELLED = int(Kind.INITIAL), int(Kind.SPELLED)
(
    _BEGINNING,
    _FIRST,
    _VARIANT,
    _SHAPE,
    _SOUND,
    _COARSE_OF_SPELLED,
    _COARSE_OF_ALL,
    _WRITTEN_BARE,
    _MADE_BARE,
    _REST_OF_TEXT,
    _REST_OF_SOUND,
) = (2 * sort for sort in range(1, 12))
"""Salts. One more for a word of an abjad, where only words of one sort of script are compared."""
_HEAD = 64
"""Added where the rests are those of a head."""
_FEWEST_HEARD = 2
"""Consonants of the same sound that say anything."""
_FEWEST_EDITED = 3
"""Consonants of a sound that may be edits away from one of FEWEST_SOUNDS."""
_DOT = ord(".")


@kernel
def registered(records: Longs, letters: Bytes, number: int, work: Longs) -> int:
    """The keys of a word of the index, in `work` from KEYS_AT on; how many. Those with marks are told as in `ask`."""
    kind, abjad = kind_of(records, number), int(is_abjad(records, number))
    size, consonants = text_size(records, number), consonants_of(records, number)
    at = KEYS_AT
    work[TEXT_END] = work[MARKED_END] = 0
    if kind < _INITIAL:
        _text_codes(records, letters, number, work)
        if size <= SHORT_TEXT:
            at = rests(work, size, 0, size // 3, _REST_OF_TEXT + abjad, at)
        else:
            at = rests(work, SHORT_TEXT + 1, MOST_TAKEN, MOST_TAKEN, _REST_OF_TEXT + _HEAD + abjad, at)
        _sound_codes(records, letters, number, work)
        if consonants > SHORT_SOUND:
            at = rests(work, SHORT_SOUND + 1, MOST_TAKEN, MOST_TAKEN, _REST_OF_SOUND + _HEAD + abjad, at)
        work[TEXT_END] = at - KEYS_AT
        if _FEWEST_EDITED <= consonants <= SHORT_SOUND:
            at = rests_of_sound(work, consonants, 0, _sound_taken(consonants), _REST_OF_SOUND + abjad, at)
        work[MARKED_END] = at - KEYS_AT
        at = _registered_ways(records, letters, number, work, at)
        at = halves(records, letters, number, size, work, at)
    if kind == _INITIAL:
        work[at] = part_key(records, letters, number, 0, size, _FIRST + abjad)
        at += 1
    if kind <= _INITIAL:
        at = keyed(records, number, SKELETON, BONES + abjad, work, at)
    work[at] = part_key(records, letters, number, 0, size, TEXT)
    return keyed(records, number, VARIANT, _VARIANT, work, at + 1) - KEYS_AT


@inlined
def _registered_ways(records: Longs, letters: Bytes, number: int, work: Longs, at: int) -> int:
    """All but edits, the same text, a variant and bones."""
    abjad, size = int(is_abjad(records, number)), text_size(records, number)
    at = keyed(records, number, SHAPE, _SHAPE + abjad, work, at)
    at = keyed(records, number, COARSE, _COARSE_OF_ALL + abjad, work, at)
    if kind_of(records, number) == _SPELLED:
        at = keyed(records, number, COARSE, _COARSE_OF_SPELLED + abjad, work, at)
    work[at] = _bare_key(records, letters, number, (_WRITTEN_BARE if is_bare(records, number) else _MADE_BARE) + abjad)
    at += 1
    if consonants_of(records, number) >= _FEWEST_HEARD:
        work[at] = _sound_key(records, letters, number, _SOUND + abjad)
        at += 1
    for end in range(max(_SHORTEST_CUT, size - MOST_CUT), size):
        work[at] = part_key(records, letters, number, 0, end, _BEGINNING + abjad)
        at += 1
    return at


@kernel
def ask(records: Longs, letters: Bytes, number: int, work: Longs) -> None:
    """Put into `work` (ASKED numbers) what a word asks for: its keys in their groups, the masks of its letters."""
    kind, abjad = kind_of(records, number), int(is_abjad(records, number))
    size, consonants = text_size(records, number), consonants_of(records, number)
    at = KEYS_AT
    work[TEXT_END] = work[MARKED_END] = work[SOUND_END] = 0
    if kind < _INITIAL:
        _text_codes(records, letters, number, work)
        salt = _REST_OF_TEXT + abjad
        if size <= SHORT_TEXT:
            at = rests(work, size, 0, size // 3, salt, at)
        elif size <= SHORT_TEXT + MOST_TAKEN:
            at = rests(work, size, size - SHORT_TEXT, MOST_TAKEN, salt, at)
        at = _asked_heads(work, size, SHORT_TEXT, salt + _HEAD, at)
        work[TEXT_END] = at - KEYS_AT
        _sound_codes(records, letters, number, work)
        salt = _REST_OF_SOUND + abjad
        if _FEWEST_EDITED <= consonants <= SHORT_SOUND:
            at = rests_of_sound(work, consonants, 0, _sound_taken(consonants), salt, at)
        elif SHORT_SOUND < consonants <= SHORT_SOUND + MOST_TAKEN:
            at = rests_of_sound(work, consonants, consonants - SHORT_SOUND, MOST_TAKEN, salt, at)
        work[MARKED_END] = at - KEYS_AT
        at = _asked_heads(work, consonants, SHORT_SOUND, salt + _HEAD, at)
        work[SOUND_END] = at - KEYS_AT
        at = _asked_ways(records, letters, number, work, at)
    work[at] = part_key(records, letters, number, 0, size, TEXT)
    at = keyed(records, number, VARIANT, _VARIANT, work, at + 1)
    if kind <= _INITIAL:
        at = keyed(records, number, SKELETON, BONES + 1 - abjad, work, at)
    work[END] = at - KEYS_AT
    _fill_masks(records, letters, number, work)


@inlined
def _asked_heads(work: Longs, size: int, short: int, salt: int, at: int) -> int:
    """Rests of the head, or of a string that is shorter than one: all of the length that rests of heads have."""
    head = short + 1
    if size >= head:
        return rests(work, head, MOST_TAKEN, MOST_TAKEN, salt, at)
    taken = size - (head - MOST_TAKEN)
    return rests(work, size, taken, taken, salt, at) if taken >= 0 else at


@inlined
def _asked_ways(records: Longs, letters: Bytes, number: int, out: Longs, at: int) -> int:
    """All but edits, the same text, a variant and bones."""
    abjad = int(is_abjad(records, number))
    size = text_size(records, number)
    at = keyed(records, number, SHAPE, _SHAPE + abjad, out, at)
    spelled = kind_of(records, number) == _SPELLED
    at = keyed(records, number, COARSE, (_COARSE_OF_ALL if spelled else _COARSE_OF_SPELLED) + abjad, out, at)
    out[at] = _bare_key(records, letters, number, (_MADE_BARE if is_bare(records, number) else _WRITTEN_BARE) + abjad)
    at += 1
    if consonants_of(records, number) >= _FEWEST_HEARD:
        out[at] = _sound_key(records, letters, number, _SOUND + abjad)
        at += 1
    for end in range(1, min(size, LONGEST_INITIAL) + 1):
        out[at] = part_key(records, letters, number, 0, end, _FIRST + abjad)
        at += 1
    if size >= _SHORTEST_CUT:
        out[at] = part_key(records, letters, number, 0, size, _BEGINNING + abjad)
        at += 1
    for end in range(max(_SHORTEST_CUT, size - MOST_CUT), size):
        out[at] = part_key(records, letters, number, 0, end, TEXT)
        at += 1
    return at


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
def _text_codes(records: Longs, letters: Bytes, number: int, work: Longs) -> None:
    wide, start = is_wide(records, number), place_of(records, number)
    for index in range(min(LONGEST, text_size(records, number))):
        work[CODES_AT + index] = letter(letters, start, index, wide)


@inlined
def _sound_codes(records: Longs, letters: Bytes, number: int, work: Longs) -> None:
    """The consonants of the sound, and before which of them an odd number of vowels stands."""
    wide, start = is_wide(records, number), sound_place(records, number)
    found = vowels = 0
    for index in range(sound_size(records, number)):
        code = letter(letters, start, index, wide)
        if found < LONGEST:
            if code == _DOT:
                vowels ^= 1 << found
            else:
                work[CODES_AT + found] = code
                found += 1
    work[VOWELS] = vowels


@inlined
def _sound_taken(consonants: int) -> int:
    """Of three consonants none, of four one, of more two: what meets it has at least five."""
    return min(2, consonants - _FEWEST_EDITED)


@inlined
def _fill_masks(records: Longs, letters: Bytes, number: int, work: Longs) -> None:
    """Where each letter stands in the text and in the sound, if the word is one that masks can hold."""
    work[MASKS_AT : MASKS_AT + MASKS] = 0
    work[SYMBOLS_AT : SYMBOLS_AT + 2 * SYMBOLS] = 0
    if not has_masks(records, number):
        return
    start = place_of(records, number)
    for index in range(text_size(records, number)):
        code = int(np.int64(letters[start + index]))
        work[MASKS_AT + TEXT_MASKS + code] |= 1 << index
        work[SYMBOLS_AT + symbol_of(code)] |= 1 << index
    start = sound_place(records, number)
    for index in range(sound_size(records, number)):
        code = int(np.int64(letters[start + index]))
        work[MASKS_AT + SOUND_MASKS + code] |= 1 << index
        work[SYMBOLS_AT + SYMBOLS + symbol_of(code)] |= 1 << index


@inlined
def has_masks(records: Longs, number: int) -> bool:
    """Whether the letters of a word are single bytes, and no more than masks can hold."""
    longest = max(text_size(records, number), sound_size(records, number))
    return not is_wide(records, number) and longest <= LETTERS_IN_A_WORD
