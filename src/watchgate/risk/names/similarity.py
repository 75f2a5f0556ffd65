"""How alike two words are: 0 to 1000, and by which of the ways in which one name is spelled twice.

The best of: the same word; spellings of one name (table); the same sound; few edits in the spelling or in the sound;
the same consonants where one of them is written without vowels; an initial; a word cut short. Edits are counted with
a transposition as one (optimal string alignment). Symmetric.
"""

from __future__ import annotations

from enum import IntEnum

from rapidfuzz.distance import OSA

from watchgate.risk.names.token import Kind, Token

SAME = 1000
VARIANT = 970
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


def similarity(a: Token, b: Token) -> tuple[int, Way]:
    """The similarity of two tokens and the way they meet."""
    if a.kind == b.kind and a.text == b.text:
        return SAME, Way.SAME
    if a.kind > Kind.INITIAL or b.kind > Kind.INITIAL:
        return _light(a, b)
    if a.abjad != b.abjad:
        return _skeletons(a.skeleton, b.skeleton, a.text, b.text)
    if a.kind == Kind.INITIAL or b.kind == Kind.INITIAL:
        return _initial(a, b)
    if a.variant and a.variant == b.variant:
        return VARIANT, Way.VARIANT
    found = max(_edits(a.text, b.text), _sounds(a, b), _cut(a.text, b.text), _vowels_left_out(a.text, b.text))
    if a.variant and b.variant and found[0] < 1000:
        found = (min(found[0], 700), found[1])
    return found if found[0] >= LEAST else (0, Way.NONE)


MOST_EDITS = 3
SHORTEST_CUT = 5


def edit_similarity(distance: int, length: int) -> int:
    """What `distance` edits leave of a word whose longer spelling has `length` letters."""
    if distance == 0:
        return SAME
    if length < 3 or distance > MOST_EDITS or distance * 3 > length + 1:
        return 0
    return max(0, 1000 - distance * (900 + 100 * distance) // length)


def _light(a: Token, b: Token) -> tuple[int, Way]:
    """Forms, titles, particles and numbers are the same or nothing, but a title may be somebody's name."""
    if a.text == b.text:
        return SAME, Way.SAME
    if Kind.TITLE in (a.kind, b.kind) and a.variant and a.variant == b.variant:
        return VARIANT, Way.VARIANT
    return 0, Way.NONE


def _initial(a: Token, b: Token) -> tuple[int, Way]:
    if a.kind == b.kind:
        return 0, Way.NONE
    short, long = (a, b) if a.kind == Kind.INITIAL else (b, a)
    return (900, Way.INITIAL) if long.text.startswith(short.text) else (0, Way.NONE)


def _edits(a: str, b: str) -> tuple[int, Way]:
    length = max(len(a), len(b))
    if abs(len(a) - len(b)) > MOST_EDITS:
        return 0, Way.NONE
    distance = OSA.distance(a, b, score_cutoff=MOST_EDITS)
    return edit_similarity(distance, length), Way.SPELLING


def _sounds(a: Token, b: Token) -> tuple[int, Way]:
    consonants = sum(character != "." for character in a.sound)
    if a.sound == b.sound:
        return ((0, 0, 840, 920, 950, 960)[min(consonants, 5)], Way.SOUND)
    length = max(len(a.sound), len(b.sound))
    if length < 6:
        return 0, Way.NONE
    distance = OSA.distance(a.sound, b.sound, score_cutoff=MOST_EDITS)
    return edit_similarity(distance, length) * 95 // 100, Way.SOUND


def _skeletons(a: str, b: str, spelled_a: str, spelled_b: str) -> tuple[int, Way]:
    longest = max(len(a), len(b))
    if not a or not b:
        return (900, Way.SKELETON) if not a and not b else (0, Way.NONE)
    if a == b:
        if longest == 1 and (spelled_a[0] in "aeiouy") != (spelled_b[0] in "aeiouy"):
            return 0, Way.NONE
        return ((0, 880, 930, 960, 970)[min(longest, 4)], Way.SKELETON)
    if longest < 4:
        return 0, Way.NONE
    return edit_similarity(OSA.distance(a, b, score_cutoff=MOST_EDITS), longest) * 95 // 100, Way.SKELETON


def _cut(a: str, b: str) -> tuple[int, Way]:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) >= SHORTEST_CUT and long.startswith(short):
        return 1000 - 30 * (len(long) - len(short)), Way.CUT
    return 0, Way.NONE


def _vowels_left_out(a: str, b: str) -> tuple[int, Way]:
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) < 2 or len(short) == len(long) or any(character in "aeiou" for character in short):
        return 0, Way.NONE
    return (900, Way.VOWELS_LEFT_OUT) if without_vowels(long) == short else (0, Way.NONE)


def without_vowels(text: str) -> str:
    """`text` as a hurried hand writes it: `y` stays."""
    return "".join(character for character in text if character not in "aeiou")
