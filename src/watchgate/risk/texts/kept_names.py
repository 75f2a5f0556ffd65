"""What may be kept between starts of the index of names in texts."""

from __future__ import annotations

import msgspec

from watchgate.risk.names.token import Token
from watchgate.risk.texts.pairs import KeptPairs
from watchgate.risk.texts.spoken import KeptSpoken
from watchgate.risk.texts.words import KeptWords


class KeptRow(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """As of Row; `tokens` by their numbers: words first, then `light`; `translated`: whether words of it are free in a
    translation."""

    name: int
    tokens: tuple[int, ...]
    words: tuple[int, ...]
    pairs: tuple[int, ...]
    need: float
    need_translated: float
    granted: float
    person: bool
    translated: bool


class KeptNames(msgspec.Struct, frozen=True, array_like=True):
    """All of it. `joined`: of each pair the numbers of its tokens."""

    words: KeptWords
    light: list[Token]
    rows: list[KeptRow]
    joined: list[tuple[int, int]]
    pairs: KeptPairs
    plain: dict[int, list[int]]
    rich: dict[int, list[int]]
    easy: dict[int, list[int]]
    asked: list[tuple[float, tuple[int, ...], float, tuple[float, ...]]]
    rows_with: dict[int, list[int]]
    borne: list[int]
    lettered: dict[int, float]
    of_letters: list[tuple[int, str]]


class KeptName(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """As of Listed."""

    text: str
    person: bool
    longest: int
    holders: list[str]


class KeptTexts(msgspec.Struct, frozen=True, array_like=True):
    """All of an index but its parties."""

    threshold: int
    names: list[KeptName]
    listed: KeptNames
    spoken: KeptSpoken
