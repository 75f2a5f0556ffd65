"""How alike two words are: 0 to 1000, and by which of the ways in which one name is spelled twice.

The best of: the same word; spellings of one name (table); the same sound; few edits in the spelling or in the sound;
letters that scanners confuse;
the same consonants where one of them is written without vowels; an initial; a word cut short. Edits are counted with
a transposition as one (optimal string alignment). Symmetric.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from watchgate.risk.names.sound import Bones, gap_cost
from watchgate.risk.names.token import Kind, Token

SAME = 1000
VARIANT = 970
SYNONYM = 700
"""Words of one meaning that are no spellings of one word (marine, shipping): beside a name they do not contradict it,
alone they do not make it."""
SHAPES = 940
COARSE = 830
COARSE_SHORT = 800
SHORTEST_COARSE = 4
FEW_COARSE = 2
"""Consonants that meet by chance, if they are the same only as a Chinese or Korean hears them (Kaili, Korora)."""
INITIAL = 950
OTHER_NAME = 500
"""At most, between spellings of two names that are known to be different (Hasan, Husayn)."""
GRANTED = (Kind.FORM, Kind.PARTICLE)
LEAST = 500
"""Below this, two words have nothing to do with each other and count as 0."""


class Way(IntEnum):
    """By which way two words meet."""

    NONE = 0
    SAME = 1
    VARIANT = 2
    SOUND = 3
    SPELLING = 4
    SKELETON = 5
    INITIAL = 6
    CUT = 7
    VOWELS_LEFT_OUT = 8
    SHAPE = 9


def similarity(a: Token, b: Token) -> tuple[int, Way]:
    """The similarity of two tokens and the way they meet."""
    if a.text == b.text and (a.kind == b.kind or max(a.kind, b.kind) <= Kind.WORD):
        return SAME, Way.SAME
    if a.kind > Kind.INITIAL or b.kind > Kind.INITIAL:
        return _light(a, b)
    if a.variant and a.variant == b.variant:
        return (SYNONYM if _synonyms(a, b) else VARIANT), Way.VARIANT
    if a.abjad != b.abjad:
        if a.variant and b.variant:
            return 0, Way.NONE
        return bones_similarity(Bones(a.skeleton, a.gaps), Bones(b.skeleton, b.gaps), abjad=a.abjad)
    if a.kind == Kind.INITIAL or b.kind == Kind.INITIAL:
        return _initial(a, b)
    if Kind.SPELLED in (a.kind, b.kind):
        return _spelled_out(a, b)
    found = max(
        _shape(a, b), _edits(a.text, b.text), _sounds(a, b), _cut(a.text, b.text), _vowels_left_out(a.text, b.text)
    )
    if a.variant and b.variant and a.kind == b.kind:
        found = (min(found[0], OTHER_NAME), found[1])
    return found if found[0] >= LEAST else (0, Way.NONE)


def _synonyms(a: Token, b: Token) -> bool:
    """Whether two words that many bear, of one meaning, begin with other letters: they are no spellings of one word."""
    return a.kind == b.kind == Kind.GENERIC and a.text[:1] != b.text[:1]


MOST_EDITS = 3
SHORTEST_CUT = 5
CUT = 60
"""What each letter that was cut off takes from a word."""
SHORTEST_WITH_VOWEL = 3
FEWEST_SOUNDS = 5
FEW_SOUNDS = 3
TWO_SOUNDS = 2
ONE_VOWEL = 880
"""Of words of two consonants that differ in one vowel (Qaeda, Qaida)."""
MORE_EDITS = 40
"""What each further vowel that differs takes from words of few consonants that sound alike."""


OPENING = frozenset("aeiouyw")
"""What a name opens with that begins with a vowel, spelled with a glide or without: Yi, I."""


def _spelled_out(a: Token, b: Token) -> tuple[int, Way]:
    """A name within a translated name: how it is spelled says less, and the same coarse sound says much.

    Two that are both spelled out of their own script are no foreign spellings of each other: their sounds are known.
    """
    value, way = max(_edits(a.text, b.text), _sounds(a, b))
    if value >= LEAST and (way == Way.SPELLING or a.sound == b.sound):
        value = 1000 - (1000 - value) * 3 // 5
    opened = (a.text[:1] in OPENING) == (b.text[:1] in OPENING)
    if a.coarse == b.coarse and a.kind != b.kind and opened and value < COARSE:
        if len(a.coarse) > FEW_COARSE or (len(a.coarse) > 1 and a.sound.rstrip(".") == b.sound.rstrip(".")):
            return COARSE, Way.SOUND
        if a.coarse and min(len(a.text), len(b.text)) >= SHORTEST_COARSE and value < COARSE_SHORT:
            return COARSE_SHORT, Way.SOUND
    return (value, way) if value >= LEAST else (0, Way.NONE)


def edit_similarity(distance: int, length: int) -> int:
    """What `distance` edits leave of a word whose longer spelling has `length` letters."""
    if distance == 0:
        return SAME
    if length < 3 or distance > MOST_EDITS or distance * 3 > length:
        return 0
    return max(0, 1000 - distance * (750 + 100 * distance) // length)


def _light(a: Token, b: Token) -> tuple[int, Way]:
    """Forms, titles, particles and numbers are the same or nothing, but a title may be somebody's name.

    Forms and particles meet only their own kind: an index grants them instead of looking them up.
    """
    if a.kind != b.kind and (a.kind in GRANTED or b.kind in GRANTED):
        return 0, Way.NONE
    if a.text == b.text:
        return SAME, Way.SAME
    if Kind.TITLE in (a.kind, b.kind) and a.variant and a.variant == b.variant:
        return VARIANT, Way.VARIANT
    return 0, Way.NONE


def _initial(a: Token, b: Token) -> tuple[int, Way]:
    if a.kind == b.kind:
        return 0, Way.NONE
    short, long = (a, b) if a.kind == Kind.INITIAL else (b, a)
    return (INITIAL, Way.INITIAL) if long.text.startswith(short.text) else (0, Way.NONE)


def _edits(a: str, b: str) -> tuple[int, Way]:
    length = max(len(a), len(b))
    if abs(len(a) - len(b)) > MOST_EDITS:
        return 0, Way.NONE
    distance = OSA.distance(a, b, score_cutoff=min(MOST_EDITS, length // 3))
    value = edit_similarity(distance, length)
    if value and distance == 1 and len(a) == len(b) and sorted(a) == sorted(b):
        value = 1000 - 600 // length  # a transposition adds and loses no letter
    return value, Way.SPELLING


def _sounds(a: Token, b: Token) -> tuple[int, Way]:
    consonants = len(a.sound) - a.sound.count(".")
    if not a.abjad and "." not in a.sound and "." not in b.sound:
        return 0, Way.NONE  # letters, each said by itself (KBC): what they would sound like says nothing
    if a.sound == b.sound:
        value = (0, 0, 740, 890, 940, 960)[min(consonants, 5)]
        if consonants == TWO_SOUNDS and OSA.distance(a.text, b.text, score_cutoff=1) == 1:
            value = ONE_VOWEL
        elif consonants == FEW_SOUNDS:
            value -= MORE_EDITS * max(0, OSA.distance(a.text, b.text) - 1)
        return value, Way.SOUND
    most = max(consonants, len(b.sound) - b.sound.count("."))
    if most < FEWEST_SOUNDS:
        return 0, Way.NONE
    distance = OSA.distance(a.sound, b.sound, score_cutoff=min(MOST_EDITS, (most + 1) // 3))
    return edit_similarity(distance, most + 1) * 95 // 100, Way.SOUND


BONES = (0, 900, 940, 970)
"""By the number of consonants: one says little."""
GAP = 80


def bones_similarity(a: Bones, b: Bones, *, abjad: bool) -> tuple[int, Way]:
    """Two words of which one is written without short vowels (`abjad`: it is `a`): equal consonants, and the vowels."""
    if a.consonants != b.consonants or not a.consonants:
        return 0, Way.NONE
    cost = gap_cost(a, b) if abjad else gap_cost(b, a)
    value = BONES[min(3, len(a.consonants))] - GAP * cost
    return (value, Way.SKELETON) if value >= LEAST else (0, Way.NONE)


def _shape(a: Token, b: Token) -> tuple[int, Way]:
    return (SHAPES, Way.SHAPE) if a.shape == b.shape and min(len(a.text), len(b.text)) > 1 else (0, Way.NONE)


def _cut(a: str, b: str) -> tuple[int, Way]:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) >= SHORTEST_CUT and long.startswith(short):
        return max(0, 1000 - CUT * (len(long) - len(short))), Way.CUT
    return 0, Way.NONE


def _vowels_left_out(a: str, b: str) -> tuple[int, Way]:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) < 2 or len(short) == len(long) or without_vowels(short) != short:
        return 0, Way.NONE
    if short[0] in "aeiou" and len(short) < SHORTEST_WITH_VOWEL:
        return 0, Way.NONE
    return (900, Way.VOWELS_LEFT_OUT) if without_vowels(long) == short else (0, Way.NONE)


@lru_cache(maxsize=262144)
def without_vowels(text: str) -> str:
    """`text` as a hurried hand writes it: the first letter stays, and so does every `y`."""
    return text[:1] + "".join(character for character in text[1:] if character not in "aeiou")
