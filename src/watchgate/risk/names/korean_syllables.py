"""Syllables as Korean names have them: classes of initial, vowel and final on which all romanisations agree.

Plain, aspirated and tense consonants are one class, as are eo/o and eu/u: McCune-Reischauer without its marks, Revised
Romanisation, DPRK usage, Kontsevich and ad hoc spellings disagree exactly there. Hangul is read from its code points,
Chinese characters from their Korean readings (`korean_spelled.py`: other letters).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from watchgate.risk.names import tables

INITIALS = "KKNTTLMPPSS0CCCKTPH"
VOWELS = ("a", "e", "ya", "ye", "o", "e", "yo", "ye", "o", "wa", "we", "we", "yo", "u", "wo", "we", "wi", "yu", *"uii")
FINALS = ("", *"kkknnntlkmlll", "p", "l", "m", "p", "p", "t", "t", "N", "t", "t", "k", "t", "p", "t")
ANY = "?"
"""In an initial that stands for a syllable: whatever vowel, whatever final."""


class Syllable(NamedTuple):
    """Classes of initial, vowel and final, and the Hangul letter itself where it was written in Hangul."""

    initial: str
    vowel: str
    final: str
    written: str = ""


Reading = tuple[Syllable, ...]


def from_hangul(letter: str) -> Syllable:
    """The syllable of a Hangul letter block: code point - 0xAC00 = initial * 588 + vowel * 28 + final."""
    code = ord(letter) - 0xAC00
    if not 0 <= code < 11172:
        return Syllable("0", "", "", letter)
    return Syllable(INITIALS[code // 588], VOWELS[code % 588 // 28], FINALS[code % 28], letter)


@lru_cache(maxsize=8192)
def is_surname(syllable: Syllable) -> bool:
    """Whether a Korean family name of one syllable is spelled so; an initial may stand for one."""
    if syllable.vowel == ANY:
        return True
    return any(plain in _surnames() for plain in plain_classes(syllable))


@lru_cache(maxsize=8192)
def is_double_surname(first: Syllable, second: Syllable) -> bool:
    """Whether a Korean family name of two syllables is spelled so."""
    return any((*one, *other) in _double_surnames() for one in plain_classes(first) for other in plain_classes(second))


def plain_classes(syllable: Syllable) -> list[tuple[str, str, str]]:
    """The classes that a syllable may be of: some spellings are ambiguous."""
    finals = "nN" if syllable.final == "*" else (syllable.final,)
    vowels = ("e", "ye", "yo", "o") if syllable.vowel == "E" else (syllable.vowel,)
    initials = {"Z": "SC", "X": "KC"}.get(syllable.initial, syllable.initial)
    return [(initial, vowel, final) for initial in initials for vowel in vowels for final in finals]


@cache
def _surnames() -> frozenset[tuple[str, str, str]]:
    return frozenset(from_hangul(name)[:3] for (name, *_) in tables.rows("korean_surnames") if len(name) == 1)


@cache
def _double_surnames() -> frozenset[tuple[str, ...]]:
    doubles = [name for (name, *_) in tables.rows("korean_surnames") if len(name) == 2]
    return frozenset((*from_hangul(name[0])[:3], *from_hangul(name[1])[:3]) for name in doubles)


@cache
def usual_syllables() -> frozenset[tuple[str, str, str]]:
    """The syllables that given names are usually made of, and family names, which are not told from them here."""
    given = frozenset(from_hangul(letter)[:3] for (row, *_) in tables.rows("korean_given") for letter in row.split())
    return given | _surnames()


_BEFORE_N = {"N": "k", "m": "p"}
"""What a final was that is heard so before an n: k and p are, as ng and m."""


def unassimilated(reading: Reading) -> Reading:
    """As Hangul writes it what is spelled as it is heard: an r behind k or p sounds as n, and they as ng and m.

    McCune-Reischauer spells the sound (Hang-nim for Hak-rim, Kung-nyol for Kuk-ryol). Read so only where no given name
    has the second syllable as it stands, and both are usual otherwise: Yong-nam and Song-nyo stay what they are.
    """
    found = list(reading)
    for at in range(len(found) - 1):
        left, right = found[at : at + 2]
        if left.final in _BEFORE_N and right.initial == "N" and not (left.written or right.written):
            meant = left._replace(final=_BEFORE_N[left.final]), right._replace(initial="L")
            if not _usual(right) and all(map(_usual, meant)):
                found[at : at + 2] = meant
    return tuple(found)


def _usual(syllable: Syllable) -> bool:
    return not usual_syllables().isdisjoint(plain_classes(syllable))


@cache
def valid_syllables() -> frozenset[tuple[str, str, str]]:
    """The syllables that Korean names have: all readings of Chinese characters, the native ones of the table, and usual
    ones with an r that is spelled as n where it sounds so (`unassimilated`)."""
    letters = {reading for row in tables.rows("han") for reading in row[2].split(",") if len(reading) == 1}
    letters.update(row[0] for row in tables.rows("korean_native"))
    heard = {("N", vowel, final) for initial, vowel, final in usual_syllables() if initial == "L"}
    return frozenset(from_hangul(letter)[:3] for letter in letters) | heard


@lru_cache(maxsize=65536)
def hanja(character: str, *, first: bool) -> tuple[Syllable, ...]:
    """The Korean readings of a character; of one that opens a name those that are family names, if there are any."""
    row = han().get(tables.mapping("han_variants").get(character, character))
    if row is None:
        return ()
    found = dict.fromkeys(Syllable(*from_hangul(reading)[:3]) for reading in row[0] if reading)
    if first:
        named = [syllable for syllable in found if is_surname(syllable)]
        return tuple(named or found)
    return tuple(found)


@cache
def han() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]:
    """Character -> Korean readings, Mandarin readings without tones, simplified form."""
    return {
        row[0]: (tuple(row[2].split(",")), tuple(filter(None, row[3].split(","))), row[1]) for row in tables.rows("han")
    }
