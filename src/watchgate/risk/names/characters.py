"""Two names in Chinese characters: compared character by character, in simplified form. Symmetric, integers only."""

from __future__ import annotations

from functools import lru_cache

from watchgate.risk.names.chinese import simplified
from watchgate.risk.names.korean_syllables import han, hanja, is_surname
from watchgate.risk.names.normal import script

HOMOPHONE = 650
MOST_CHARACTERS = 5


@lru_cache(maxsize=65536)
def read_characters(words: tuple[str, ...]) -> str:
    """The characters of a personal name, simplified; empty when it is not two to five Chinese characters."""
    text = "".join(words)
    if text.isascii() or not 2 <= len(text) <= MOST_CHARACTERS or any(script(character) != "CJK" for character in text):
        return ""
    return "".join(map(simplified, text))


def character_similarity(a: str, b: str) -> int:
    """The share of equal characters, 0-1000.

    Koreans' names are often put into characters by their sound alone: where the family name is the same and one that
    Koreans bear, characters of one Korean sound count HOMOPHONE, if no other differs.
    """
    if len(a) != len(b):
        return 0
    equal = sum(left == right for left, right in zip(a, b, strict=True))
    if equal < len(a) and a[0] == b[0] and korean_sounds(a) == korean_sounds(b):
        return (1000 * equal + HOMOPHONE * (len(a) - equal)) // len(a)
    return 1000 * equal // len(a)


@lru_cache(maxsize=65536)
def korean_sounds(characters: str) -> tuple[str, ...]:
    """The Korean reading of each character, where the first is a Korean family name; else the characters themselves."""
    first = hanja(characters[0], first=True)
    if not first or not is_surname(first[0]):
        return tuple(characters)
    rest = [(han().get(character) or ((character,),))[0][0] for character in characters[1:]]
    return (characters[0], *rest)
