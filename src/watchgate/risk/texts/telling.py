"""Whether the words that were met say enough of somebody: single generic words never do."""

from __future__ import annotations

from collections.abc import Iterable

from watchgate.model import ftm
from watchgate.model.match import Reason
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.explain import SENSES, WAYS
from watchgate.risk.names.readings import Sense
from watchgate.risk.names.similarity import Way
from watchgate.risk.names.token import WEIGHT_RARE, Kind, Token

SHORTEST_ALONE = 6
"""Letters of a word that names an organisation all by itself in free text."""

SHORTEST_QUALIFIED = 4
"""Letters of one that its legal form or its number stands beside (JSC SEMZ)."""

RATHER_RARE = 60
"""Weight of such a one (Open Joint Stock Company Chayka)."""

WHOLE = frozenset(said for sense, said in SENSES.items() if sense is not Sense.ACRONYM)
NAMING = (Kind.SPELLED, Kind.WORD, Kind.GENERIC)
COUNTED = (*NAMING, Kind.TITLE)
"""Words that make a name of two words, if one of them is no generic one (Lady Rasputina)."""


def tells(window: Analysis, reasons: Iterable[Reason], schema: str) -> bool:
    """Of the words that met: two, not both of them generic, or one rare word that names an organisation.

    Ships and aircraft are called Hope and Galaxy, and people have one name that thousands bear: in free text these are
    found by two words, or a rare one and a number. A name read as a whole, syllable by syllable, tells, and so does
    a word that stands for two.
    """
    names = [one for one in reasons if one.kind == "name"]
    if any(one.detail in WHOLE for one in names):
        of_several = len(window.tokens) > 1 and any(" " in one.candidate for one in names)
        return of_several or len(window.text) >= SHORTEST_ALONE or _spaceless(window)
    met = {word for one in names for word in one.query.split()}
    spelled_out = {word for one in names if not one.detail.startswith(WAYS[Way.INITIAL]) for word in one.query.split()}
    words = [one for one in window.tokens if set(one.written.split()) <= met]
    naming = [one for one in words if one.kind in COUNTED]
    telling = [one for one in naming if one.kind < Kind.GENERIC and len(one.text) > 1]
    if not any(set(one.written.split()) <= spelled_out for one in naming):
        return False
    if len(naming) > 1 or not telling:
        return bool(telling) or len(naming) > 2
    if any(one.query == telling[0].written and " " in one.candidate for one in names):
        return len(telling[0].text) >= SHORTEST_ALONE
    numbered = any(one.kind == Kind.NUMBER for one in words)
    return (_is_organisation(schema) or numbered) and _stands_alone(telling[0], words)


def may_stand_alone(word: Token) -> bool:
    """Whether a single word of a text can tell at all: rare, or long enough to stand for two."""
    rare = word.weight >= RATHER_RARE and len(word.text) >= SHORTEST_QUALIFIED
    return word.kind in (Kind.SPELLED, Kind.WORD) and (rare or len(word.text) >= SHORTEST_ALONE)


def _stands_alone(word: Token, words: Iterable[Token]) -> bool:
    qualified = any(one.kind in (Kind.FORM, Kind.NUMBER) for one in words)
    if qualified:
        return word.weight >= RATHER_RARE and len(word.text) >= SHORTEST_QUALIFIED
    return word.weight >= WEIGHT_RARE and len(word.text) >= SHORTEST_ALONE


def _spaceless(window: Analysis) -> bool:
    """Whether one word without spaces may be a whole name: Chinese characters, Hangul."""
    read = window.readings
    hangul = any(syllable.written for one in read.korean.readings for syllable in one)
    return bool(read.characters) or hangul or bool(window.meant and len(window.tokens) == 1)


def _is_organisation(schema: str) -> bool:
    known = ftm.schemata().get(schema)
    return known is None or schema == "Thing" or (known.is_a("LegalEntity") and not known.is_a("Person"))
