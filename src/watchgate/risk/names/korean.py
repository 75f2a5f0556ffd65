"""A name read as Korean: two to five syllables, each of the classes on which all romanisations agree.

Hangul and Chinese characters are read syllable by syllable (`korean_syllables.py`), Latin and Cyrillic by all
segmentations that give syllables Korean names have (`korean_spelled.py`). The family name comes first: a name may be
turned so that it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import NamedTuple

from watchgate.risk.names.korean_in_japanese import as_korean
from watchgate.risk.names.korean_spelled import MOST_READINGS, MOST_SYLLABLES, Reading, spelled
from watchgate.risk.names.korean_syllables import (
    ANY,
    from_hangul,
    hanja,
    is_double_surname,
    is_surname,
    unassimilated,
)
from watchgate.risk.names.normal import script

MOST_CHOICES = 256
FEWEST_AS_ONE = 3
"""Syllables of a name written as one word."""
MOST_CERTAIN = 4
"""Syllables of a name that is certainly Korean."""
_UKRAINIAN = str.maketrans("іїєґ", "иие" + "г")


class Korean(NamedTuple):
    """The readings of a name, family name first; `certain`: a Korean name and hardly anything else by its spelling.

    `named`: a reading begins with a Korean family name.
    """

    readings: tuple[Reading, ...]
    certain: bool
    named: bool = False


NOT_KOREAN = Korean((), certain=False)


def read_korean(words: tuple[str, ...]) -> Korean:
    """The Korean readings of the words of a name (as `normal.words` gives them), at most MOST_READINGS."""
    if not 1 <= len(words) <= MOST_SYLLABLES:
        return NOT_KOREAN
    scripts = scripts_of(words)
    if scripts == {"CYRILLIC"}:
        words = tuple(word.translate(_UKRAINIAN) for word in words)
    if scripts == {"HANGUL"}:
        return _turned([(tuple(map(from_hangul, word)),) for word in words])
    if scripts == {"CJK"}:
        text = "".join(words)
        if not 2 <= len(text) <= MOST_SYLLABLES:
            return NOT_KOREAN
        options = [hanja(character, first=index == 0) for index, character in enumerate(text)]
        readings = [tuple(one) for one in product(*options)][:MOST_READINGS]
        named = any(is_surname(one[0]) for one in readings)
        return Korean(tuple(readings), certain=False, named=named) if all(options) else NOT_KOREAN
    if len(scripts) != 1 or not scripts <= {"LATIN", "CYRILLIC"}:
        return NOT_KOREAN
    words = as_korean(words, _is_korean)
    alphabet = "latin" if scripts == {"LATIN"} else "cyrillic"
    parts = []
    for word in words:
        parts.append(spelled(word, alphabet))
        if not parts[-1].readings:
            return NOT_KOREAN  # the words behind it need not be read
    if sum(part.fewest for part in parts) > MOST_SYLLABLES:
        return NOT_KOREAN
    if len(words) == 1 and (parts[0].most < FEWEST_AS_ONE or not any(map(_one_word_name, parts[0].readings))):
        return NOT_KOREAN  # Jamie Lee is no Iami, nor Ma Hui a Mahir
    return _turned([part.readings for part in parts], foreign=any(part.foreign for part in parts))


def _is_korean(word: str) -> bool:
    """Whether the word has a reading."""
    return len(word) > 1 and bool(spelled(word, "latin" if word.isascii() else "cyrillic").readings)


def scripts_of(words: tuple[str, ...]) -> set[str]:
    """The scripts of words."""
    together = "".join(words)
    return {"LATIN"} if together.isascii() and together.isalpha() else {script(word) for word in words}


def _one_word_name(reading: Reading) -> bool:
    """Whether a name written as one word is a family name and closed syllables.

    Words of other languages that can be read as three open syllables are many (Omari, Marino, Tamara).
    """
    if len(reading) < FEWEST_AS_ONE or not is_surname(reading[0]):
        return False
    return all(syllable.final for syllable in reading[1:])


def _turned(words: list[tuple[Reading, ...]], *, foreign: bool = False) -> Korean:
    """Every choice of segmentations with the family name first: as written, or the last word moved to the front.

    Readings that begin with a family name exclude those that do not. A name written as one word may end with it.
    """
    found: dict[Reading, None] = {}
    for choice in islice(product(*words), MOST_CHOICES):
        if not 2 <= sum(map(len, choice)) <= MOST_SYLLABLES:
            continue
        orders = [choice, (choice[-1], *choice[:-1])]
        if len(choice) == 1:
            orders = [choice, (choice[0][-1:], choice[0][:-1])]
        for order in orders:
            reading = tuple(syllable for part in order for syllable in part)
            found[reading] = None
            found[unassimilated(reading)] = None
    named = tuple(one for one in found if is_surname(one[0]) or (len(one) > 2 and is_double_surname(one[0], one[1])))
    readings = (named or tuple(found))[:MOST_READINGS]
    certain = not foreign and any(map(_is_whole, named[:MOST_READINGS]))
    return Korean(readings, certain, bool(named))


def _is_whole(reading: Reading) -> bool:
    """Whether no initial stands for a syllable of a reading that a name may have."""
    return len(reading) <= MOST_CERTAIN and all(syllable.vowel != ANY for syllable in reading)


def either(several: Sequence[Korean]) -> Korean:
    """What is written in several spellings, at most MOST_READINGS readings."""
    readings = dict.fromkeys(reading for one in several for reading in one.readings)
    certain, named = any(one.certain for one in several), any(one.named for one in several)
    return Korean(tuple(readings)[:MOST_READINGS], certain, named)
