"""What the characters of a brand may be in Latin letters, beside how they sound in Mandarin.

A Chinese company names itself abroad in one of three ways: it says what the characters mean (红兔 Red Rabbit), spells
a foreign word for which they were chosen (林巴贺 Limbach), or takes the first letters of their sounds (日新 RX).
Characters are those of data/han_brands.tsv; one that is not there keeps its sound.
"""

from __future__ import annotations

from functools import cache
from itertools import islice, product

from watchgate.risk.names import tables
from watchgate.risk.names.chinese import mandarin

LONGEST_BRAND = 5
"""Characters: a longer run is no brand, but words that the table of meanings lacks."""
FEWEST_INITIALS = 2
MOST_SAID = 4
_LABIAL = "bmp"
_GUTTURAL = frozenset("赫贺")
"""At the end of a name they spell the ch of Bach."""


def said(run: str) -> list[tuple[str, ...]]:
    """What its characters say, in up to MOST_SAID ways; nothing where one of them is not known."""
    known = _cut(run) if 1 < len(run) <= LONGEST_BRAND else []
    ways = product(*(one.split("|") for one in known)) if known else ()
    return [tuple(word for one in way for word in one.split("+")) for way in islice(ways, MOST_SAID)]


def _cut(run: str) -> list[str]:
    """What the longest words from the left say, single characters where there are none; nothing if one says nothing."""
    found: list[str] = []
    at = 0
    while at < len(run):
        ends = (end for end in range(len(run), at, -1) if _table().get(run[at:end], ("", ""))[0])
        end = next(ends, 0)
        if not end:
            return []
        found.append(_table()[run[at:end]][0])
        at = end
    return found


def foreign(run: str) -> str:
    """The foreign word that the characters may spell: an n before b, m or p is an m."""
    out = ""
    for at, character in enumerate(run):
        sounds = mandarin(character)
        piece = _table().get(character, ("", ""))[1] or (sounds[0] if sounds else "")
        if at and at == len(run) - 1 and character in _GUTTURAL:
            piece = "ch"
        if piece[:1] in _LABIAL and out.endswith("n"):
            out = out[:-1] + "m"
        out += piece
    return out


def initials(run: str) -> str:
    """The first letters of the sounds, where there are several; a longer run has none."""
    sounds = [mandarin(character) for character in run]
    if not FEWEST_INITIALS <= len(run) <= LONGEST_BRAND or not all(sounds):
        return ""
    return "".join(one[0][0] for one in sounds)


@cache
def _table() -> dict[str, tuple[str, str]]:
    """What characters say, and what one spells."""
    return {row[0]: (row[1], row[2]) for row in tables.rows("han_brands")}
