"""A name with signs inside its words, as it is typed where each sign became a space: CH'O'L is CH O L, S.A.C. is S A C.

Signs inside a word are left out when it is compared (`normal.py`), and two neighbours may be one word (`alignment.py`).
That does not help where a word falls into three pieces or more, where one of the pieces is something else by itself (an
article, Jama at; a company's form, Sa id; a title, LORD S; syllables of a Korean name, MY ONG, TOU MA), or where the
same piece comes twice (CH OE CH UN). Then the name is given in this spelling as well.
"""

from __future__ import annotations

import re

from watchgate.risk.names.forms import forms
from watchgate.risk.names.korean_spelled import may_be_spelled
from watchgate.risk.names.lexicon import ARTICLES
from watchgate.risk.names.normal import words
from watchgate.risk.names.token import Kind, token

MOST_CHARACTERS = 120
"""Longer texts are several names in one field, or sentences."""
FEWEST_PIECES = 3

_SIGN = "['’‘`´ʼʻʹ′ʾʿ]"
_CUT = re.compile(rf"[^\W\d_]+(?:{_SIGN}+[^\W\d_]+)+|(?<!\w)[^\W\d_](?:\.[^\W\d_]){{2,}}(?!\w)")
_SIGNS = re.compile(rf"(?:{_SIGN}|\.)+")
_VOWELS = frozenset("aeiou")


def cut_at_signs(text: str) -> str:
    """The name with the signs inside its words as spaces; empty where that is met without it."""
    found = [words(_SIGNS.sub(" ", one)) for one in _CUT.findall(text)] if len(text) <= MOST_CHARACTERS else []
    pieces = [piece for one in found for piece in one]
    if len(set(pieces)) == len(pieces) and not any(map(_hides, found)):
        return ""
    return " ".join(_CUT.sub(lambda one: _SIGNS.sub(" ", one.group()), text).split())


def _hides(pieces: list[str]) -> bool:
    """Whether the pieces of a word would not be met as that word."""
    if len(pieces) >= FEWEST_PIECES or not ARTICLES.isdisjoint(pieces):
        return True
    if any(token(one).kind > Kind.INITIAL or one in forms()[0] for one in pieces):
        return True
    if any(one[-1] == "y" and not _VOWELS.intersection(one) for one in pieces[:-1]):
        return True
    return all(len(one) > 1 and one.isascii() and may_be_spelled(one, "latin") for one in pieces)
