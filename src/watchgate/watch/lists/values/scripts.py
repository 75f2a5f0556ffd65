"""Which script a text is written in, and where one script ends and another begins."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

SHORT_GUEST = 4
"""A Latin word of at most so many letters between two words of another script belongs to them: `ООО IT Групп`."""

_WORD = re.compile(r"«[^»]*»|“[^”]*”|[^\s()/;:]+|[()/;:]|\s+")
_BORROWED = "iIĸ"
"""Latin letters typed inside Ukrainian and Belarusian words: they say nothing of a word that has others."""
_SAME = {"CJK": "HAN", "HIRAGANA": "HAN", "KATAKANA": "HAN", "IDEOGRAPHIC": "HAN"}


@lru_cache(maxsize=8_192)
def script(char: str) -> str | None:
    """`LATIN`, `CYRILLIC`, `ARABIC`, `HAN` (kana included), `HANGUL` ... of a letter; None for any other character."""
    if not char.isalpha():
        return None
    name = unicodedata.name(char, "OTHER").split()
    first = name[0]
    if first in {"FULLWIDTH", "HALFWIDTH", "MODIFIER"} and len(name) > 1:
        first = name[1] if name[1] in {"LATIN", "KATAKANA", "HANGUL"} else "LATIN"
    if first in {"FEMININE", "MASCULINE", "KELVIN", "ANGSTROM"}:
        return "LATIN"
    return _SAME.get(first, first)


@lru_cache(maxsize=32_768)
def script_of(word: str) -> str | None:
    """The script most letters of `word` are in, so that a look-alike letter inside a word changes nothing."""
    if word.isascii():
        return "LATIN" if any(map(str.isalpha, word)) else None
    counted = Counter(found for char in word if char not in _BORROWED and (found := script(char)))
    return counted.most_common(1)[0][0] if counted else None


def latin(text: str) -> bool:
    """Whether the text is written in Latin letters, or has none at all."""
    return script_of(text) in {"LATIN", None}


def runs_by_script(text: str) -> list[str]:
    """`text` cut where the script of its words changes. Marks and digits stay with the words before them."""
    if text.isascii():
        return [text]
    tokens = _WORD.findall(text)
    kinds = [script_of(token) for token in tokens]
    _take_in_guests(tokens, kinds)
    runs: list[str] = []
    current: str | None = None
    for token, kind in zip(tokens, kinds, strict=True):
        if kind is not None and current is not None and kind != current:
            opening = _opening(runs[-1])
            runs[-1] = runs[-1][: len(runs[-1]) - len(opening)]
            runs.append(opening + token)
        elif runs:
            runs[-1] += token
        else:
            runs.append(token)
        current = kind or current
    return runs


def _opening(run: str) -> str:
    """The opening bracket or quotation mark at the end of a run: it belongs to what follows."""
    match = re.search(r"[(‘“«\"]+\s*\Z", run)
    return match[0] if match else ""


def _take_in_guests(tokens: list[str], kinds: list[str | None]) -> None:
    """Short words typed with the other keyboard: `OOO` in Latin before Cyrillic, a brand name inside a company's."""
    places = [place for place, kind in enumerate(kinds) if kind is not None]
    if len(places) > 1:
        for guest, host in ((places[0], places[1]), (places[-1], places[-2])):
            form = tokens[guest].isupper() and len(tokens[guest]) <= SHORT_GUEST
            between = tokens[min(guest, host) + 1 : max(guest, host)]
            if form and {kinds[guest], kinds[host]} == {"LATIN", "CYRILLIC"} and not set(between) & set("()/"):
                kinds[guest] = kinds[host]
    for before, place, after in zip(places, places[1:], places[2:], strict=False):
        enclosed = kinds[before] == kinds[after] not in {"LATIN", None}
        if kinds[place] == "LATIN" and enclosed and len(tokens[place]) <= SHORT_GUEST:
            kinds[place] = kinds[before]
