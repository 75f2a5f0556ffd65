"""Lexicon: what a word says by itself, in whatever name it stands, kept for the words met lately.

Most steps of taking a name apart change nothing in most names. What each step looks for in a word is told here once, as
traits, so that for a name of words met before only the steps are taken that some word of it calls for.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from watchgate.risk.names import chinese, korean, tables
from watchgate.risk.names.forms import forms
from watchgate.risk.names.formwords import may_be_mended
from watchgate.risk.names.numbers import NUMBER
from watchgate.risk.names.token import Kind, Token, token

ARTICLES = frozenset(["al", "el", "ul", "ad", "ar", "as", "ash", "at", "az", "an"])

MENDED = 1
"""A slip in a word of a form, or what is left of one at the end of a column."""
ARTICLE = 2
DIGITS = 4
"""A number, or the `No.` before one."""
OPENS_FORM = 8
LETTER = 16
TITLE = 32
FOREIGN = 64
"""Other letters than ASCII."""
QUALIFIES = 128
"""Anything but a name: a word that many bear, a particle, a title, nothing at all."""
NOT_KOREAN, NOT_PINYIN, NOT_WADE_GILES = 256, 512, 1024
"""A Latin word that cannot be of a Korean name, or of a Mandarin one in this spelling."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """`token`: of the word as it stands; `traits`: of those above."""

    token: Token
    traits: int


@lru_cache(maxsize=65536)
def entry(word: str) -> Entry:
    """What is known of a normalised word."""
    one = token(word)
    traits = 0
    if may_be_mended(word):
        traits |= MENDED
    if word in ARTICLES:
        traits |= ARTICLE
    if word in NUMBER or word.isdecimal() or word in tables.mapping("numbers"):
        traits |= DIGITS
    if plain(word) in forms()[1]:
        traits |= OPENS_FORM
    if len(word) == 1:
        traits |= LETTER
    if word in tables.members("titles"):
        traits |= TITLE
    if one.kind != Kind.WORD or not one.text:
        traits |= QUALIFIES
    if not word.isascii():
        return Entry(one, traits | FOREIGN)
    if not korean.may_be_spelled(word, "latin"):
        traits |= NOT_KOREAN
    if not chinese.may_be_spelled(word, "pinyin"):
        traits |= NOT_PINYIN
    if not chinese.may_be_spelled(word, "wade_giles"):
        traits |= NOT_WADE_GILES
    return Entry(one, traits)


def plain(word: str) -> str:
    """A word as forms are looked up: the mark of the Cyrillic й is often lost."""
    return word if word.isascii() else word.replace("й", "и")
