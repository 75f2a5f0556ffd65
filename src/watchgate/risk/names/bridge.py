"""One person's characters read in two ways: Mandarin in one spelling, Korean in the other (Jiang Wenji, Kang Mun Kil).

Three syllables at least, each pair of which some character is read as; the first by a character that is a family name.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from watchgate.risk.names import tables
from watchgate.risk.names.chinese import Chinese, mandarin
from watchgate.risk.names.korean import Korean
from watchgate.risk.names.korean_syllables import Syllable, han, hanja

BRIDGED = 885
FEWEST_SYLLABLES = 3
Plain = tuple[str, str, str]


def bridge_similarity(korean: Korean, chinese: Chinese) -> int:
    """BRIDGED when a reading of one can be the same characters as a reading of the other, else 0."""
    for spoken in chinese.readings:
        for heard in korean.readings:
            if len(spoken) == len(heard) >= FEWEST_SYLLABLES and _spelled(heard) and heard[0][:3] in family(spoken[0]):
                pairs = zip(spoken[1:], heard[1:], strict=True)
                if all(one[:3] in _given().get(syllable, ()) for syllable, one in pairs):
                    return BRIDGED
    return 0


def _spelled(heard: tuple[Syllable, ...]) -> bool:
    """Hangul is the name itself: it is not likely to stand for one that is known by its Mandarin reading."""
    return not heard[0].written


@cache
def family(syllable: str) -> frozenset[Plain]:
    """Korean readings of the family names that are `syllable` in Mandarin, or nearly: final n and ng are confused."""
    found = _family()
    return frozenset(found.get(syllable, ()))


@cache
def _family() -> dict[str, set[Plain]]:
    table: dict[str, set[Plain]] = defaultdict(set)
    for character in tables.mapping("chinese_surnames"):
        for spoken in mandarin(character, surname=True):
            heard = [_plain(one) for one in hanja(character, first=True)]
            table[spoken].update(heard)
            if spoken.endswith("n"):
                table[f"{spoken}g"].update(heard)
            elif spoken.endswith("ng"):
                table[spoken[:-1]].update(heard)
    return dict(table)


@cache
def _given() -> dict[str, set[Plain]]:
    table: dict[str, set[Plain]] = defaultdict(set)
    for character, (_, spoken, _) in han().items():
        if spoken:
            table[spoken[0]].update(_plain(one) for one in hanja(character, first=False)[:1])
    return dict(table)


def _plain(syllable: Syllable) -> Plain:
    return syllable[:3]
