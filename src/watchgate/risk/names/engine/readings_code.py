"""Syllables and characters as whole numbers, and the tables of what separates them, for the kernels of readings.

A Korean syllable: final (4 bits), vowel (4), initial (4), and the code of its Hangul letter where it was written so.
A Mandarin syllable: the letters behind its initial, five bits each, without g at the end (20), how many g (2), its
initial (5). Whatever the language tables hold beyond these alphabets is an error here, not a wrong number.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product

import numpy as np

from watchgate.risk.names.bridge import _family, _given
from watchgate.risk.names.chinese_score import _INITIALS, NEAR_INITIALS, _split
from watchgate.risk.names.engine.edge import Array
from watchgate.risk.names.korean_score import _FINAL_COST, _VOWEL_COST, _initial_cost, _pair_cost, is_unusual
from watchgate.risk.names.korean_syllables import Syllable

KOREAN_INITIALS = ("0", *"CHKLMNPSTXZ")
KOREAN_VOWELS = ("", "?", "E", *"aeiou", "wa", "we", "wi", "wo", "ya", "ye", "yo", "yu")
KOREAN_FINALS = ("", *"*?Nklmnpt")
ANY_VOWEL = KOREAN_VOWELS.index("?")
MANDARIN_INITIALS = ("", *_INITIALS)
_MOST_LETTERS = 4
_WIDTH = 16
_NEAR_WIDTH = 32

FIRST_INITIAL_COST = 0
INITIAL_COST = FIRST_INITIAL_COST + _WIDTH * _WIDTH
VOWEL_COST = INITIAL_COST + _WIDTH * _WIDTH
FINAL_COST = VOWEL_COST + _WIDTH * _WIDTH
UNUSUAL = FINAL_COST + _WIDTH * _WIDTH
"""Whether a syllable is unusual in a given name, by its class."""
CLASSES = _WIDTH * _WIDTH * _WIDTH
NEAR_INITIAL = UNUSUAL + CLASSES
FAMILY_START = NEAR_INITIAL + _NEAR_WIDTH * _NEAR_WIDTH
GIVEN_START = FAMILY_START + 1
GIVEN_END = FAMILY_START + 2
SYLLABLE_TABLES = FAMILY_START + 3
"""Where the syllables that one character has in Mandarin and in Korean begin: sorted pairs, `bridge_pair`."""


@lru_cache(maxsize=16384)
def korean_code(syllable: Syllable) -> int:
    """The number of a Korean syllable."""
    written = ord(syllable.written) if syllable.written else 0
    return written << 12 | _korean_class(syllable.initial, syllable.vowel, syllable.final)


@cache
def _korean_class(initial: str, vowel: str, final: str) -> int:
    return KOREAN_INITIALS.index(initial) << 8 | KOREAN_VOWELS.index(vowel) << 4 | KOREAN_FINALS.index(final)


@lru_cache(maxsize=4096)
def mandarin_code(syllable: str) -> int:
    """The number of a Mandarin syllable."""
    head, rest = _split(syllable)
    base = rest.rstrip("g")
    if (
        len(base) > _MOST_LETTERS
        or len(rest) - len(base) > 3
        or not (base == "" or (base.isascii() and base.islower()))
    ):
        raise ValueError(f"{syllable!r} is longer or of other letters than syllables of Mandarin are.")
    number = MANDARIN_INITIALS.index(head) << 2 | len(rest) - len(base)
    for letter in base.rjust(_MOST_LETTERS, "`"):
        number = number << 5 | ord(letter) - ord("`")
    return number


def bridge_pair(mandarin: int, korean: int) -> int:
    """A syllable of Mandarin with one of Korean, the classes alone."""
    return mandarin << 12 | korean & 0xFFF


@cache
def syllable_tables() -> Array:
    """The costs and the pairs of syllables, as the kernels read them."""
    costs = [
        [_initial_cost(a, b, first=True) for a, b in _all(KOREAN_INITIALS)],
        [_initial_cost(a, b, first=False) for a, b in _all(KOREAN_INITIALS)],
        [_pair_cost(_VOWEL_COST, a, b) for a, b in _all(KOREAN_VOWELS)],
        [_pair_cost(_FINAL_COST, a, b) for a, b in _all(KOREAN_FINALS)],
    ]
    unusual = np.zeros(CLASSES, dtype=np.int64)
    for parts in product(KOREAN_INITIALS, KOREAN_VOWELS, KOREAN_FINALS):
        unusual[_korean_class(*parts)] = is_unusual(Syllable(*parts))
    near = np.zeros((_NEAR_WIDTH, _NEAR_WIDTH), dtype=np.int64)
    for i, a in enumerate(MANDARIN_INITIALS):
        for j, b in enumerate(MANDARIN_INITIALS):
            near[i, j] = frozenset((a, b)) in NEAR_INITIALS
    family, given = _pairs(_family()), _pairs(_given())
    header = [SYLLABLE_TABLES, SYLLABLE_TABLES + len(family), SYLLABLE_TABLES + len(family) + len(given)]
    whole = [*costs, unusual, near.ravel(), header, family, given]
    return np.concatenate([np.asarray(one, dtype=np.int64) for one in whole])


def _all(alphabet: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every pair of two of the alphabet, in rows of _WIDTH; what is none is a pair of two different things."""
    padded = [alphabet[at] if at < len(alphabet) else f"none {at}" for at in range(_WIDTH)]
    return [(a, b) for a in padded for b in padded]


def _pairs(table: dict[str, set[tuple[str, str, str]]]) -> list[int]:
    return sorted(
        bridge_pair(mandarin_code(spoken), _korean_class(*heard))
        for spoken, several in table.items()
        for heard in several
    )
