"""The readings of a personal name beside its words, how two names compare under them, and the keys they are found by.

Keys are necessary: two names that a reading brings to KEPT or more share one (docs/names-bounds.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from watchgate.risk.names.bridge import FEWEST_SYLLABLES, bridge_similarity, family
from watchgate.risk.names.characters import character_similarity, korean_sounds, read_characters
from watchgate.risk.names.chinese import NOT_CHINESE, Chinese, read_chinese
from watchgate.risk.names.chinese_score import chinese_similarity, coarse
from watchgate.risk.names.korean import NOT_KOREAN, Korean, read_korean
from watchgate.risk.names.korean_score import LIQUID, korean_similarity
from watchgate.risk.names.korean_syllables import ANY, Syllable


class Sense(IntEnum):
    """By which reading two names were compared."""

    WORDS = 0
    KOREAN = 1
    CHINESE = 2
    CHARACTERS = 3
    BRIDGE = 4
    ACRONYM = 5


class Readings(NamedTuple):
    """What a name may be besides its words."""

    korean: Korean = NOT_KOREAN
    chinese: Chinese = NOT_CHINESE
    characters: str = ""


NONE = Readings()
MOST_WORDS = 5
"""Of a name that has readings."""
FEWEST_SPOKEN = 2
"""Syllables of a Chinese name: one that is spelled alike is another name (Wen, Wei), and people."""
OPEN = "?"
"""In a key of a Korean reading: whatever initial or final."""
BRIDGE = "bridge"
"""The sort of key by which a Korean and a Mandarin reading meet; two of one language do not meet by it."""
_SIBILANT = dict.fromkeys("ZSCXK", "C")
"""Z is C or S, X is K or C: what any of them may equal has one key."""


def read(words: tuple[str, ...], *, korean: bool = True, chinese: bool = True) -> Readings:
    """The readings of the words of a name. `korean`, `chinese`: False where it is known that there are none such."""
    if not words or len(words) > MOST_WORDS:
        return NONE
    found = Readings(
        read_korean(words) if korean else NOT_KOREAN,
        read_chinese(words) if chinese else NOT_CHINESE,
        read_characters(words),
    )
    return found if any((found.korean.readings, found.chinese.readings, found.characters)) else NONE


def compare(a: Readings, b: Readings) -> tuple[int, Sense, bool]:
    """The best similarity 0-1000, the reading that gives it, and whether it stands instead of the words.

    It stands instead where both names are certainly Korean: then words that look alike (Yong, Pyong) are still
    different syllables, and different people. So it does where both are Chinese, of two syllables: a slip in
    those makes some other name. Where neither is certainly Korean the key proves nothing,
    unless characters that a Korean may bear meet a spelling that one may have.
    Two names in characters are compared as characters alone.
    """
    if a is NONE or b is NONE:
        return 0, Sense.WORDS, False
    if a.characters and b.characters:
        return character_similarity(a.characters, b.characters), Sense.CHARACTERS, True
    best = (0, Sense.WORDS)
    instead = a.korean.certain and b.korean.certain
    if a.chinese.certain and b.chinese.certain and not (a.korean.certain or b.korean.certain):
        instead = max(len(a.chinese.readings[0]), len(b.chinese.readings[0])) == FEWEST_SPOKEN
    across = bool(a.characters) != bool(b.characters) and a.korean.named and b.korean.named
    across = across and len(a.characters or b.characters) >= FEWEST_SYLLABLES
    if a.korean.certain or b.korean.certain or across:
        best = max(best, (korean_similarity(a.korean, b.korean), Sense.KOREAN))
    if not (a.characters or b.characters):
        if a.korean.certain and b.chinese.certain:
            best = max(best, (bridge_similarity(a.korean, b.chinese), Sense.BRIDGE))
        if b.korean.certain and a.chinese.certain:
            best = max(best, (bridge_similarity(b.korean, a.chinese), Sense.BRIDGE))
    if a.chinese.readings and b.chinese.readings:
        best = max(best, (chinese_similarity(a.chinese, b.chinese), Sense.CHINESE))
    return *best, instead


def keys(readings: Readings) -> Iterator[tuple[str, ...]]:
    """Korean: initials and finals with one of them left open; Mandarin: coarse syllables; characters: one left open."""
    for reading in readings.korean.readings:
        whole = [part for place, syllable in enumerate(reading) for part in korean_parts(syllable, first=place == 0)]
        for open_at in range(len(whole)):
            yield ("korean", *whole[:open_at], OPEN, *whole[open_at + 1 :])
    for spoken in readings.chinese.readings:
        yield ("chinese", *map(coarse, spoken))
    yield from korean_bridges(readings)
    yield from mandarin_bridges(readings)
    if readings.characters:
        for open_at in range(len(readings.characters)):
            yield ("characters", readings.characters[:open_at], "?", readings.characters[open_at + 1 :])
        yield ("homophones", *korean_sounds(readings.characters))


def korean_parts(syllable: Syllable, *, first: bool) -> tuple[str, str]:
    """Initial and final of a syllable as keys have them; `first`: it opens a name."""
    liquid = first and syllable.initial in LIQUID
    initial = "L" if liquid else _SIBILANT.get(syllable.initial, syllable.initial)
    final = "n" if syllable.final in ("N", "*") else syllable.final
    return initial, OPEN if syllable.final == ANY else final


def korean_bridges(readings: Readings) -> Iterator[tuple[str, ...]]:
    """Of what is certainly Korean the family name and the number of syllables: what a Mandarin reading may meet."""
    if readings.korean.certain and not readings.characters:
        for reading in readings.korean.readings:
            if len(reading) >= FEWEST_SYLLABLES:
                yield (BRIDGE, str(len(reading)), *reading[0][:3])


def mandarin_bridges(readings: Readings) -> Iterator[tuple[str, ...]]:
    """Of what is certainly Chinese the Korean readings of the family name: what a Korean reading may meet."""
    if readings.chinese.certain and not readings.characters:
        for spoken in readings.chinese.readings:
            if len(spoken) >= FEWEST_SYLLABLES:
                for plain in family(spoken[0]):
                    yield (BRIDGE, str(len(spoken)), *plain)
