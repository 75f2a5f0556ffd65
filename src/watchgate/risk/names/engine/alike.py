"""The ways in which two words of one name may differ, on their records: twins of the parts of `similarity`.

Each gives similarity << WAY_BITS | way, or 0. What is no more than LEAST is left to `similar` to drop.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names import similarity
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.edits import SOUND_MASKS, TEXT_MASKS, osa, osa_masked
from watchgate.risk.names.engine.vowels import gap_cost
from watchgate.risk.names.engine.words_encode import (
    LETTER_BITS,
    RECORD,
    SKELETON,
    SOUND_LETTERS,
    TEXT_LETTERS,
)
from watchgate.risk.names.engine.words_read import (
    consonants_of,
    gaps_place,
    is_abjad,
    is_bare,
    is_wide,
    letter,
    place_of,
    skeleton_size,
    sound_place,
    sound_size,
    text_size,
)
from watchgate.risk.names.similarity import Way

Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

WAY_BITS = 4
WAY_MASK = (1 << WAY_BITS) - 1
_SPELLING, _SOUND, _SKELETON = int(Way.SPELLING), int(Way.SOUND), int(Way.SKELETON)
_CUT = int(Way.CUT)
_BARE = 900 << WAY_BITS | int(Way.VOWELS_LEFT_OUT)
_SAME, _LEAST, _MOST_EDITS = similarity.SAME, similarity.LEAST, similarity.MOST_EDITS
_SHORTEST_CUT, _SHORTEST_WITH_VOWEL = similarity.SHORTEST_CUT, similarity.SHORTEST_WITH_VOWEL
_CUT_COST = similarity.CUT
_FEWEST_SOUNDS, _FEW_SOUNDS, _MORE_EDITS = similarity.FEWEST_SOUNDS, similarity.FEW_SOUNDS, similarity.MORE_EDITS
_TWO_SOUNDS, _ONE_VOWEL = similarity.TWO_SOUNDS, similarity.ONE_VOWEL
_BY_CONSONANTS = (0, 0, 740, 890, 940, 960)
_MANY = len(_BY_CONSONANTS) - 1
_EDITS_THAT_COUNT = 1 + -(-(_BY_CONSONANTS[_FEW_SOUNDS] - _LEAST) // _MORE_EDITS)
"""So many edits bring words of few consonants that sound alike to LEAST or less; more need not be told apart."""
_BONES, _GAP = similarity.BONES, similarity.GAP
_SIGNATURE = (1 << 2 * LETTER_BITS) - 1
_VOWEL_BITS = sum(1 << (ord(vowel) & 31) for vowel in "aeiou")


@inlined
def edit_similarity(distance: int, length: int) -> int:
    """Twin of `similarity.edit_similarity`."""
    if distance == 0:
        return _SAME
    if length < 3 or distance > _MOST_EDITS or distance * 3 > length:
        return 0
    return max(0, 1000 - distance * (750 + 100 * distance) // length)


@inlined
def text_edits(
    a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int, most: int, masks: Longs
) -> int:
    """Edits between two texts; `most` + 1 where there are more. `masks`: of `a` as `asked` has them, or none."""
    if apart(a_records[a * RECORD + TEXT_LETTERS], b_records[b * RECORD + TEXT_LETTERS]) > most:
        return most + 1
    if len(masks) and not is_wide(b_records, b):
        return osa_masked(
            masks, TEXT_MASKS, text_size(a_records, a), b_letters, place_of(b_records, b), text_size(b_records, b), most
        )
    return osa(
        a_letters, place_of(a_records, a), text_size(a_records, a), is_wide(a_records, a),
        b_letters, place_of(b_records, b), text_size(b_records, b), is_wide(b_records, b), most,
    )  # fmt: skip


@inlined
def sound_edits(
    a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int, most: int, masks: Longs
) -> int:
    """Edits between two sounds; `most` + 1 where there are more. `masks`: as for `text_edits`."""
    if apart(a_records[a * RECORD + SOUND_LETTERS], b_records[b * RECORD + SOUND_LETTERS]) > most:
        return most + 1
    if len(masks) and not is_wide(b_records, b):
        size = sound_size(b_records, b)
        return osa_masked(
            masks, SOUND_MASKS, sound_size(a_records, a), b_letters, sound_place(b_records, b), size, most
        )
    return osa(
        a_letters, sound_place(a_records, a), sound_size(a_records, a), is_wide(a_records, a),
        b_letters, sound_place(b_records, b), sound_size(b_records, b), is_wide(b_records, b), most,
    )  # fmt: skip


@inlined
def apart(a: int, b: int) -> int:
    """By how many bits two signatures differ on the side where they differ more: an edit changes one on each."""
    differing = (a ^ b) & _SIGNATURE
    return max(ones(differing & a), ones(differing & b))


@inlined
def same_text(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> bool:
    """Whether both are spelled alike."""
    if a_records[a * RECORD + TEXT_LETTERS] != b_records[b * RECORD + TEXT_LETTERS]:
        return False
    if text_size(a_records, a) != text_size(b_records, b):
        return False
    return begins(a_records, a_letters, a, b_records, b_letters, b)


@inlined
def begins(
    short_records: Longs, short_letters: Bytes, short: int, long_records: Longs, long_letters: Bytes, long: int
) -> bool:
    """Whether the text of `long` begins with that of `short`."""
    size = text_size(short_records, short)
    if size > text_size(long_records, long):
        return False
    short_wide, short_place = is_wide(short_records, short), place_of(short_records, short)
    long_wide, long_place = is_wide(long_records, long), place_of(long_records, long)
    for index in range(size):
        if letter(short_letters, short_place, index, short_wide) != letter(long_letters, long_place, index, long_wide):
            return False
    return True


@inlined
def same_initial(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> bool:
    """Whether both begin with the same letter; a text without letters begins with none."""
    if text_size(a_records, a) == 0 or text_size(b_records, b) == 0:
        return text_size(a_records, a) == text_size(b_records, b)
    own = letter(a_letters, place_of(a_records, a), 0, is_wide(a_records, a))
    return own == letter(b_letters, place_of(b_records, b), 0, is_wide(b_records, b))


@kernel
def edited(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int, masks: Longs) -> int:
    """Few edits in the spelling; a transposition, which adds and loses no letter, less than any other."""
    a_size, b_size = text_size(a_records, a), text_size(b_records, b)
    length = max(a_size, b_size)
    if abs(a_size - b_size) > _MOST_EDITS:
        return 0
    distance = text_edits(a_records, a_letters, a, b_records, b_letters, b, min(_MOST_EDITS, length // 3), masks)
    value = edit_similarity(distance, length)
    if (
        value
        and distance == 1
        and a_size == b_size
        and _one_transposed(a_records, a_letters, a, b_records, b_letters, b)
    ):
        value = 1000 - 600 // length
    return value << WAY_BITS | _SPELLING if value else 0


@inlined
def _one_transposed(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> bool:
    """Whether the one edit between two texts of one length is a transposition: then two letters differ, not one."""
    a_wide, a_place = is_wide(a_records, a), place_of(a_records, a)
    b_wide, b_place = is_wide(b_records, b), place_of(b_records, b)
    differing = 0
    for index in range(text_size(a_records, a)):
        differing += letter(a_letters, a_place, index, a_wide) != letter(b_letters, b_place, index, b_wide)
    return differing == 2


@kernel
def sounding(
    a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int, masks: Longs
) -> int:
    """The same sound, by how many consonants there are to hear, or few edits in it."""
    consonants = consonants_of(a_records, a)
    voiced = consonants != sound_size(a_records, a) or consonants_of(b_records, b) != sound_size(b_records, b)
    if not voiced and not is_abjad(a_records, a):
        return 0
    if same_sound(a_records, a_letters, a, b_records, b_letters, b):
        value = _BY_CONSONANTS[min(consonants, _MANY)]
        if consonants == _TWO_SOUNDS and text_edits(a_records, a_letters, a, b_records, b_letters, b, 1, masks) == 1:
            value = _ONE_VOWEL
        if consonants == _FEW_SOUNDS:
            edits = text_edits(a_records, a_letters, a, b_records, b_letters, b, _EDITS_THAT_COUNT, masks)
            value -= _MORE_EDITS * max(0, edits - 1)
        return value << WAY_BITS | _SOUND
    most = max(consonants, consonants_of(b_records, b))
    if most < _FEWEST_SOUNDS:
        return 0
    distance = sound_edits(a_records, a_letters, a, b_records, b_letters, b, min(_MOST_EDITS, (most + 1) // 3), masks)
    value = edit_similarity(distance, most + 1) * 95 // 100
    return value << WAY_BITS | _SOUND


@inlined
def same_sound(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> bool:
    if a_records[a * RECORD + SOUND_LETTERS] != b_records[b * RECORD + SOUND_LETTERS]:
        return False
    size = sound_size(a_records, a)
    if size != sound_size(b_records, b):
        return False
    a_wide, a_place = is_wide(a_records, a), sound_place(a_records, a)
    b_wide, b_place = is_wide(b_records, b), sound_place(b_records, b)
    for index in range(size):
        if letter(a_letters, a_place, index, a_wide) != letter(b_letters, b_place, index, b_wide):
            return False
    return True


@inlined
def cut_short(
    short_records: Longs, short_letters: Bytes, short: int, long_records: Longs, long_letters: Bytes, long: int
) -> int:
    """`short` has no more letters than `long`: how much was cut off."""
    size = text_size(short_records, short)
    if size < _SHORTEST_CUT or not begins(short_records, short_letters, short, long_records, long_letters, long):
        return 0
    return max(0, 1000 - _CUT_COST * (text_size(long_records, long) - size)) << WAY_BITS | _CUT


@inlined
def vowels_left_out(
    short_records: Longs, short_letters: Bytes, short: int, long_records: Longs, long_letters: Bytes, long: int
) -> int:
    """`short` has no more letters than `long`: whether it is `long` as a hurried hand writes it."""
    size = text_size(short_records, short)
    long_size = text_size(long_records, long)
    if size < 2 or size == long_size or not is_bare(short_records, short):
        return 0
    short_wide, short_place = is_wide(short_records, short), place_of(short_records, short)
    if size < _SHORTEST_WITH_VOWEL and is_vowel(letter(short_letters, short_place, 0, short_wide)):
        return 0
    long_wide, long_place = is_wide(long_records, long), place_of(long_records, long)
    met = 0
    for index in range(long_size):
        code = letter(long_letters, long_place, index, long_wide)
        if index and is_vowel(code):
            continue
        if met == size or code != letter(short_letters, short_place, met, short_wide):
            return 0
        met += 1
    return _BARE if met == size else 0


@inlined
def is_vowel(code: int) -> bool:
    """a, e, i, o, u."""
    return 97 <= code <= 122 and _VOWEL_BITS >> (code & 31) & 1 != 0


@kernel
def bones_alike(a_records: Longs, a_letters: Bytes, a: int, b_records: Longs, b_letters: Bytes, b: int) -> int:
    """Equal consonants in two words of which one is of an abjad, and how well the vowels agree."""
    skeleton = a_records[a * RECORD + SKELETON]
    if skeleton == 0 or skeleton != b_records[b * RECORD + SKELETON]:
        return 0
    size = skeleton_size(a_records, a)
    a_place, b_place = gaps_place(a_records, a), gaps_place(b_records, b)
    if is_abjad(a_records, a):
        cost = gap_cost(a_letters, a_place, b_letters, b_place, size + 1)
    else:
        cost = gap_cost(b_letters, b_place, a_letters, a_place, size + 1)
    value = _BONES[min(len(_BONES) - 1, size)] - _GAP * cost
    return value << WAY_BITS | _SKELETON if value >= _LEAST else 0
