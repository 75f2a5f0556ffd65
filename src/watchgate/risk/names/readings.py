"""The readings of a personal name beside its words, how two names compare under them, and the keys they are found by.

Keys are necessary: two names that a reading brings to KEPT or more share one (docs/names-bounds.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from watchgate.risk.names.characters import character_similarity, read_characters
from watchgate.risk.names.chinese import NOT_CHINESE, Chinese, mandarin, read_chinese
from watchgate.risk.names.chinese_score import chinese_similarity, coarse
from watchgate.risk.names.korean import ANY, NOT_KOREAN, Korean, read_korean
from watchgate.risk.names.korean_score import LIQUID, korean_similarity


class Sense(IntEnum):
    """By which reading two names were compared."""

    WORDS = 0
    KOREAN = 1
    CHINESE = 2
    CHARACTERS = 3


class Readings(NamedTuple):
    """What a name may be besides its words."""

    korean: Korean = NOT_KOREAN
    chinese: Chinese = NOT_CHINESE
    characters: str = ""


NONE = Readings()


@lru_cache(maxsize=65536)
def read(words: tuple[str, ...]) -> Readings:
    """The readings of the words of a name."""
    if not words or len(words) > 5:
        return NONE
    found = Readings(read_korean(words), read_chinese(words), read_characters(words))
    return found if any((found.korean.readings, found.chinese.readings, found.characters)) else NONE


def compare(a: Readings, b: Readings) -> tuple[int, Sense, bool]:
    """The best similarity 0-1000, the reading that gives it, and whether it stands instead of the words.

    It stands instead where both names are certainly Korean: then words that look alike (Yong, Pyong) are still
    different syllables, and different people. Where neither is certainly Korean the key proves nothing.
    Two names in characters are compared as characters alone.
    """
    if a is NONE or b is NONE:
        return 0, Sense.WORDS, False
    if a.characters and b.characters:
        return character_similarity(a.characters, b.characters), Sense.CHARACTERS, True
    best = (0, Sense.WORDS)
    instead = a.korean.certain and b.korean.certain
    if a.korean.certain or b.korean.certain:
        best = max(best, (korean_similarity(a.korean, b.korean), Sense.KOREAN))
    if a.chinese.readings and b.chinese.readings:
        best = max(best, (chinese_similarity(a.chinese, b.chinese), Sense.CHINESE))
    return *best, instead


def keys(readings: Readings) -> Iterator[tuple[str, ...]]:
    """Korean: initials and finals with one of them left open; Mandarin: coarse syllables; characters: one left open."""
    for reading in readings.korean.readings:
        whole: list[str] = []
        for place, syllable in enumerate(reading):
            liquid = place == 0 and syllable.initial in LIQUID
            final = "n" if syllable.final in ("N", "*") else syllable.final
            whole += ["L" if liquid else syllable.initial, "?" if syllable.final == ANY else final]
        for open_at in range(len(whole)):
            yield ("korean", *whole[:open_at], "?", *whole[open_at + 1 :])
    for spoken in readings.chinese.readings:
        yield ("chinese", *map(coarse, spoken))
    if readings.characters:
        for open_at in range(len(readings.characters)):
            yield ("characters", readings.characters[:open_at], "?", readings.characters[open_at + 1 :])
        yield ("homophones", *("".join(mandarin(character)[:1]) for character in readings.characters))
