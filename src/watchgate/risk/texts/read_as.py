"""What the words of one piece of a text may be read as, whatever stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from watchgate.risk.names import tables
from watchgate.risk.names.analysis import tokens_of
from watchgate.risk.names.forms import forms, read_on
from watchgate.risk.names.lexicon import ARTICLES
from watchgate.risk.names.normal import words
from watchgate.risk.names.numbers import NUMBER, with_digits
from watchgate.risk.names.token import WEIGHT_NUMBER, Kind, Token, token

FEWEST_DIGITS = 2
"""From so many on a number is no second word of one."""
SERVANT, SERVANT_OF = "abd", "abdul"
"""What is read as the other where an article follows it."""
TWO_IN_ONE = re.compile("[a-z][A-Z]")


def read_as(text: str, read: list[str], meant: Sequence[str]) -> tuple[Token, ...]:
    """The tokens of a piece, in every way in which a window reads its words. `read`: these; `meant`: what slips in
    them mean.

    Letters that look like Latin ones are read as both, as the words around decide, and so is what may be two words set
    as one. What is read as a number, or as several words, is itself as well in the name of an organisation that has
    any such word (`Analysis.filed`): Second Economic Committee is `2` and `second`.
    """
    others = _otherwise(text)
    found = [one for word in (*with_digits(read), *others, *meant) for one in tokens_of([word])]
    itself = [token(word) for word in (*read, *others, *meant) if word in read_on() or with_digits([word]) != [word]]
    return tuple(dict.fromkeys((*found, *itself)))


def _otherwise(text: str) -> list[str]:
    if text.isascii():
        return words(text.lower()) if TWO_IN_ONE.search(text) else []
    return words("a a a a " + text)[4:]


def heft(text: str, tokens: Sequence[Token]) -> int:
    """What a piece surely weighs: nothing where it may be part of a form, the second word of a number, or the `No.` in
    front of one."""
    if text.isdecimal():
        return WEIGHT_NUMBER if text.isascii() and len(text.lstrip("0")) >= FEWEST_DIGITS else 0
    if any(one.text in NUMBER for one in tokens):
        return 0
    return min((one.weight for one in tokens), default=0) if all(one.kind <= Kind.GENERIC for one in tokens) else 0


@cache
def openers() -> dict[str, frozenset[str]]:
    """The first words of what is read as one thing, and what goes on with it: import export, limited liability."""
    found: dict[str, set[str]] = {SERVANT: set(ARTICLES)}
    for spelling in forms()[0]:
        first, *rest = spelling.split("+")
        if rest:
            found.setdefault(first, set()).add(rest[0])
    return {first: frozenset(seconds) for first, seconds in found.items()}


def opens_within(read: Sequence[str]) -> bool:
    """Whether what is read as one thing begins and goes on within a piece (JointStock)."""
    return any(second in openers().get(first, ()) for first, second in pairwise(read))


def is_tens(word: str) -> bool:
    """Whether it may be the first of two words of a number (forty four)."""
    value = tables.mapping("numbers").get(word, word if word.isdecimal() else "")
    return len(value) == 2 and value[1] == "0" and value > "1"
