"""Token: one word of a name as it is compared: its Latin spelling, what it is, how rare, its keys."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

import msgspec

from watchgate.risk.names import tables
from watchgate.risk.names.latinise import latinise
from watchgate.risk.names.normal import script
from watchgate.risk.names.sound import skeleton, sound

WEIGHT_FORM = 6
WEIGHT_PARTICLE = 4
WEIGHT_TITLE = 12
WEIGHT_NUMBER = 15
WEIGHT_INITIAL = 30
WEIGHT_RARE = 100
ABJADS = frozenset({"ARABIC", "HEBREW"})


class Kind(IntEnum):
    """What a word is. Only a WORD or a GENERIC says who somebody is; the others qualify."""

    WORD = 0
    GENERIC = 1
    INITIAL = 2
    NUMBER = 3
    FORM = 4
    TITLE = 5
    PARTICLE = 6


class Token(msgspec.Struct, frozen=True):
    """One word.

    `text`: Latin spelling, or the class of a form, or the digits of a number. `written`: as the name has it.
    `weight`: 4-100, rarity (data/weights.tsv); `variant`: the class of spellings of one name it belongs to, or ''.
    `abjad`: written without vowels, so that only `skeleton` says how it compares with words of other scripts.
    """

    text: str
    written: str
    kind: Kind
    weight: int
    sound: str
    skeleton: str
    variant: str
    abjad: bool


@lru_cache(maxsize=262144)
def token(word: str) -> Token:
    """The token of a normalised word of any script."""
    text = latinise(word)
    kind = _kind(word, text)
    return make(text, word, kind)


def make(text: str, written: str, kind: Kind) -> Token:
    """A token whose kind is known already."""
    key = sound(text)
    return Token(
        text=text,
        written=written,
        kind=kind,
        weight=_weight(text, key, kind),
        sound=key,
        skeleton=skeleton(text),
        variant=tables.classes("variants").get(text, "") if kind == Kind.WORD else "",
        abjad=script(written) in ABJADS,
    )


def _kind(word: str, text: str) -> Kind:
    if text.isdigit():
        return Kind.NUMBER
    if word in tables.members("particles"):
        return Kind.PARTICLE
    if word in tables.members("titles"):
        return Kind.TITLE
    if len(word) == 1 and script(word) in ("LATIN", "CYRILLIC", "GREEK"):
        return Kind.INITIAL
    return Kind.GENERIC if text in generic() else Kind.WORD


@lru_cache(maxsize=1)
def generic() -> dict[str, int]:
    """Words that many organisations bear, with their weight."""
    return {word: int(row[0]) for row in tables.rows("generic") for word in row[1].split()}


def _weight(text: str, key: str, kind: Kind) -> int:
    if kind == Kind.GENERIC:
        return generic()[text]
    if kind != Kind.WORD:
        return {
            Kind.INITIAL: WEIGHT_INITIAL,
            Kind.NUMBER: WEIGHT_NUMBER,
            Kind.FORM: WEIGHT_FORM,
            Kind.TITLE: WEIGHT_TITLE,
            Kind.PARTICLE: WEIGHT_PARTICLE,
        }[kind]
    known = tables.mapping("weights").get(key)
    return int(known) if known else WEIGHT_RARE
