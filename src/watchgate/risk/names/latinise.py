"""A word of any script in Latin letters: the spelling that edit distances and sound keys are taken from.

Tables give the letters; here stand only the rules that need a neighbour or the language. Hangul and Chinese
characters have readings of their own (`korean.py`, `chinese.py`); what comes out here for them is the first of those.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from watchgate.risk.names import tables
from watchgate.risk.names.normal import script

UKRAINIAN = frozenset("іїєґ")
BELARUSIAN = frozenset("ў")
_VOWELS = frozenset("аеёиоуыэюяіїє")
SHORTEST_WITH_SHORT_I = 4
_SHORT_I = re.compile("(?<=[аеёиоуыэюя])й(?=[бвгджзклмнпрстфхцчшщ])")

_INDIC_BASES = {
    "DEVANAGARI": 0x900,
    "BENGALI": 0x980,
    "GURMUKHI": 0xA00,
    "GUJARATI": 0xA80,
    "ORIYA": 0xB00,
    "TAMIL": 0xB80,
    "TELUGU": 0xC00,
    "KANNADA": 0xC80,
    "MALAYALAM": 0xD00,
}
"""These blocks share one layout (ISCII): a letter is its offset."""


@lru_cache(maxsize=65536)
def latinise(word: str) -> str:
    """`word` (lower case, as `normal.words` gives it) in the letters a-z and digits."""
    if word.isascii():
        return word
    kind = script(word)
    letters = tables.mapping("letters")
    if kind in _INDIC_BASES:
        return _indic(word, _INDIC_BASES[kind])
    if kind in ("HIRAGANA", "KATAKANA"):
        return _kana(word)
    if kind == "KHMER":
        return "".join(tables.mapping("khmer").get(character, "") for character in word)
    if kind == "ETHIOPIC":
        return "".join(map(_ethiopic, word))
    if kind == "THAI":
        return "".join(tables.mapping("thai").get(character, "") for character in word)
    if kind == "CYRILLIC":
        return _cyrillic(word, letters)
    plain = "".join(letters.get(character, character) for character in word)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(character for character in decomposed if character.isascii() and character.isalnum())


def _cyrillic(word: str, letters: dict[str, str]) -> str:
    if len(word) >= SHORTEST_WITH_SHORT_I and word[-1] == "и" and word[-2] in _VOWELS:
        word = f"{word[:-1]}й"  # its mark is often lost; few words end so with it
    eastern = not UKRAINIAN.isdisjoint(word)
    if "й" in word and not eastern:
        word = _SHORT_I.sub("и", word)  # the same inside; in Ukrainian both are y
    if eastern or not BELARUSIAN.isdisjoint(word):
        own = {"г": "h", "и": "y"} if eastern else {"г": "h"}
        return "".join(own.get(character) or letters.get(character, "") for character in word)
    return "".join(
        letters.get(character, "") if character.isalpha() else character
        for character in unicodedata.normalize("NFC", word)
    )


def _indic(word: str, base: int) -> str:
    table = tables.mapping("indic")
    out: list[str] = []
    for character in word:
        offset = ord(character) - base
        value = table.get(f"{offset:02X}", "") if 0 <= offset < 0x80 else ""
        if value.startswith("+"):  # a vowel sign replaces the vowel that the consonant carries
            if out and out[-1].endswith("a"):
                out[-1] = out[-1][:-1]
            value = value[1:]
        out.append(value)
    text = "".join(out)
    return text[:-1] if len(text) > 3 and text.endswith("a") and ord(word[-1]) - base in range(0x15, 0x3A) else text


def _kana(word: str) -> str:
    table = tables.mapping("kana")
    out: list[str] = []
    for character in word:
        if 0x30A1 <= ord(character) <= 0x30F6:
            character = chr(ord(character) - 0x60)  # noqa: PLW2901 - katakana read as hiragana
        value = table.get(character, "")
        if character in "ゃゅょ" and out and out[-1].endswith("i"):
            out[-1] = out[-1][:-1]
            if out[-1] in ("sh", "ch", "j"):
                value = value[1:]
        out.append(value)
    return "".join(out)


def _ethiopic(character: str) -> str:
    offset = ord(character) - 0x1200
    consonant = tables.mapping("ethiopic").get(f"{offset // 8:02X}")
    if consonant is None:
        return ""
    return consonant + ("e", "u", "i", "a", "e", "", "o", "a")[offset % 8]
