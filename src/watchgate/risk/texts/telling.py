"""Whether the words that were met say enough of somebody: single generic words never do."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.model import ftm
from watchgate.model.match import Reason
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.token import WEIGHT_RARE, Kind, Token

SHORTEST_ALONE = 6
"""Letters of a word that names an organisation all by itself in free text."""

SHORTEST_QUALIFIED = 4
"""Letters of one that its legal form or its number stands beside (JSC SEMZ)."""

NAMING = (Kind.SPELLED, Kind.WORD, Kind.GENERIC)


def tells(window: Analysis, reasons: Iterable[Reason], schema: str) -> bool:
    """Of the words that met: two, not both of them generic, or one rare word that names an organisation.

    Ships and aircraft are called Hope and Galaxy, and people have one name that thousands bear: in free text these are
    found by two words, or by their numbers. A name read as a whole, syllable by syllable, tells.
    """
    met = {word for one in reasons if one.kind == "name" for word in (one.query, *one.query.split())}
    if window.text in met and len(window.tokens) > 1:
        return True
    words = [one for one in window.tokens if set(one.written.split()) <= met]
    if _spaceless(window):
        return True
    naming = [one for one in words if one.kind in NAMING]
    telling = [one for one in naming if one.kind != Kind.GENERIC and len(one.text) > 1]
    if len(naming) > 1 or not telling:
        return bool(telling) or len(naming) > 2
    return _is_organisation(schema) and _stands_alone(telling[0], words)


def _stands_alone(word: Token, words: Iterable[Token]) -> bool:
    qualified = any(one.kind in (Kind.FORM, Kind.NUMBER) for one in words)
    shortest = SHORTEST_QUALIFIED if qualified else SHORTEST_ALONE
    return word.weight >= WEIGHT_RARE and len(word.text) >= shortest


def _spaceless(window: Analysis) -> bool:
    """Whether one word without spaces may be a whole name: Chinese characters, Hangul."""
    read = window.readings
    hangul = any(syllable.written for one in read.korean.readings for syllable in one)
    return bool(read.characters) or hangul or bool(window.meant and len(window.tokens) == 1)


def _is_organisation(schema: str) -> bool:
    known = ftm.schemata().get(schema)
    return known is None or schema == "Thing" or (known.is_a("LegalEntity") and not known.is_a("Person"))
