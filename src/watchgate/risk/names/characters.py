"""Two names in Chinese characters: compared character by character, in simplified form. Symmetric, integers only."""

from __future__ import annotations

from functools import lru_cache

from watchgate.risk.names.chinese import mandarin, simplified
from watchgate.risk.names.normal import script

HOMOPHONE = 600
MOST_CHARACTERS = 5


@lru_cache(maxsize=65536)
def read_characters(words: tuple[str, ...]) -> str:
    """The characters of a personal name, simplified; empty when it is not two to five Chinese characters."""
    text = "".join(words)
    if not 2 <= len(text) <= MOST_CHARACTERS or any(script(character) != "CJK" for character in text):
        return ""
    return "".join(map(simplified, text))


def character_similarity(a: str, b: str) -> int:
    """The share of equal characters, 0-1000; one that sounds the same in Mandarin counts HOMOPHONE."""
    if len(a) != len(b):
        return 0
    total = 0
    for left, right in zip(a, b, strict=True):
        if left == right:
            total += 1000
        elif mandarin(left)[:1] == mandarin(right)[:1]:
            total += HOMOPHONE
    return total // len(a)
