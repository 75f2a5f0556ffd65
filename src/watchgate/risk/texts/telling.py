"""Whether the words that were met say enough of somebody: single generic words never do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from watchgate.model import ftm
from watchgate.model.match import Reason
from watchgate.risk.names import tables
from watchgate.risk.names.analysis import Analysis, tokens_of
from watchgate.risk.names.explain import SENSES, WAYS
from watchgate.risk.names.normal import words
from watchgate.risk.names.qualifiers import may_be_person
from watchgate.risk.names.readings import Sense
from watchgate.risk.names.similarity import Way
from watchgate.risk.names.token import WEIGHT_RARE, Kind, Token, token

SHORTEST_ALONE = 6
"""Letters of a word that names an organisation all by itself in free text."""

SHORTEST_QUALIFIED = 4
"""Letters of one that its legal form or its number stands beside (JSC SEMZ)."""

MANY = 3
"""Words of a name that tells though all of them are generic, or short."""

SHORTEST_EXACT = 3
"""Letters of one where nothing is left over and it is rather rare, or has both beside it (Dav Group)."""

RATHER_RARE = 60
"""Weight of such a one (Open Joint Stock Company Chayka)."""

FEWEST_SYLLABLES = 3
"""Of a single word that is a whole name."""

MONTHS = frozenset(("april", "may", "june", "july", "august"))
"""People are called so as well."""

WHOLE = frozenset(said for sense, said in SENSES.items() if sense is not Sense.ACRONYM)
NAMING = (Kind.SPELLED, Kind.WORD, Kind.GENERIC)
QUALIFYING = (Kind.FORM, Kind.NUMBER, Kind.INITIAL)
"""What stands beside a word that is hardly a name by itself."""

COUNTED = (*NAMING, Kind.TITLE)
"""Words that make a name of two words, if one of them is no generic one (Lady Rasputina)."""


def tells(window: Analysis, reasons: Sequence[Reason], schema: str, *, beside: bool = False) -> bool:
    """Of the words that met: two, not both of them generic, or one rare word that names an organisation.

    `beside`: next to the window stands another common name of people. Then common names alone are a part of somebody
    else's (Husayn Ibrahim Khan is no Ibrahim Khan), as they are where a party is called so.

    Ships and aircraft are called Hope and Galaxy, and people have one name that thousands bear: in free text these are
    found by two words, or a rare one and a number. A name read as a whole, syllable by syllable, tells where it is two
    words beside particles, or three syllables (Kim Da Som; `de la` is no Dena), and so does a word that stands for two.
    """
    names = [one for one in reasons if one.kind == "name"]
    if any(one.detail in WHOLE for one in names):
        own = sum(one.kind != Kind.PARTICLE for one in window.tokens)
        several = own > 1 or (len(window.tokens) > 1 and _syllables(window) >= FEWEST_SYLLABLES)
        return _spaceless(window) or several or _many_syllables(window)
    met = {word for one in names for word in one.query.split()}
    spelled_out = {word for one in names if not one.detail.startswith(WAYS[Way.INITIAL]) for word in one.query.split()}
    met_words = [one for one in window.tokens if set(one.written.split()) <= met]
    naming = [one for one in met_words if one.kind in COUNTED]
    telling = [one for one in naming if one.kind < Kind.GENERIC and len(one.text) > 1 and not _is_form(one.written)]
    if not any(set(one.written.split()) <= spelled_out for one in naming):
        return False
    if beside and may_be_person(schema) and all(one.weight < WEIGHT_RARE for one in naming):
        return False
    joined = [one for one in names if " " in one.query and " " not in one.candidate]
    if len(joined) == len(names) == 1:
        return _one_word(joined[0].candidate, schema)
    whole = all(one.detail == WAYS[Way.SAME] for one in names) and not any(one.kind == "name_rest" for one in reasons)
    if whole and (_says_much(met_words) or (_is_organisation(schema) and _is_qualified(telling, met_words))):
        return True
    if len(naming) > 1 or not telling:
        return bool(telling) or len(naming) > 2
    if any(one.query == telling[0].written and " " in one.candidate for one in names):
        return len(telling[0].text) >= SHORTEST_ALONE
    numbered = any(one.kind == Kind.NUMBER for one in met_words)
    return (_is_organisation(schema) or numbered) and _stands_alone(telling[0], met_words)


@lru_cache(maxsize=65_536)
def is_common_name(piece: str) -> bool:
    """Whether a piece of a text is a name that many people bear, and nothing else that stands in payments."""
    tokens = tokens_of(words(piece))
    return bool(tokens) and all(
        one.kind == Kind.WORD and (bool(one.variant) or one.text in _common_names()) and one.text not in MONTHS
        for one in tokens
    )


@cache
def _common_names() -> frozenset[str]:
    return frozenset(name for row in tables.rows("common_names") for name in row[1].split())


def _says_much(words: Sequence[Token]) -> bool:
    """Whether a whole name, letter by letter, is of three words, numbers or initials (Second Economic Committee)."""
    return sum(one.kind in COUNTED or one.kind in (Kind.NUMBER, Kind.INITIAL) for one in words) >= MANY


def _is_qualified(telling: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether a whole name, letter by letter, is a word with its form or number (Denise Company, Ede 2 EOOD)."""
    beside = sum(one.kind in (Kind.FORM, Kind.NUMBER) for one in words)
    short = any(len(one.text) >= SHORTEST_EXACT and (beside > 1 or one.weight >= RATHER_RARE) for one in telling)
    return beside > 0 and (short or any(len(one.text) >= SHORTEST_QUALIFIED for one in telling))


def _one_word(written: str, schema: str) -> bool:
    """Whether a listed word that two words of the text are together (Abdall, ah) tells."""
    word = token(written)
    return _is_organisation(schema) and _stands_alone(word, [word])


def may_stand_alone(word: Token) -> bool:
    """Whether a single word of a text can tell at all: rare, or long enough to stand for two."""
    rare = word.weight >= RATHER_RARE and len(word.text) >= SHORTEST_QUALIFIED
    return word.kind in (Kind.SPELLED, Kind.WORD) and (rare or len(word.text) >= SHORTEST_ALONE)


def _stands_alone(word: Token, words: Iterable[Token]) -> bool:
    if _is_form(word.written):
        return False
    qualified = any(one.kind in (Kind.FORM, Kind.NUMBER) for one in words)
    if qualified:
        return word.weight >= RATHER_RARE and len(word.text) >= SHORTEST_QUALIFIED
    return word.weight >= WEIGHT_RARE and len(word.text) >= SHORTEST_ALONE


@lru_cache(maxsize=4_096)
def _is_form(written: str) -> bool:
    """Whether a word is a legal form: as a whole name it is taken for a word (Группа, Holding), in a text it says
    nobody's name."""
    tokens = tokens_of(words(written))
    return bool(tokens) and all(one.kind == Kind.FORM for one in tokens)


def _many_syllables(window: Analysis) -> bool:
    """Whether a single rare word is a family name and a given name of two syllables (Kimjongun): words of two are
    given names that thousands bear, and common names of other peoples are syllables by chance (Ab-dal-lah)."""
    return _syllables(window) >= FEWEST_SYLLABLES and all(one.weight >= WEIGHT_RARE for one in window.tokens)


def _syllables(window: Analysis) -> int:
    """How many syllables it has, read as Korean or Chinese."""
    read = window.readings
    return max((len(one) for one in (*read.korean.readings, *read.chinese.readings)), default=0)


def _spaceless(window: Analysis) -> bool:
    """Whether one word without spaces may be a whole name: Chinese characters, Hangul."""
    read = window.readings
    hangul = any(syllable.written for one in read.korean.readings for syllable in one)
    return bool(read.characters) or hangul or bool(window.meant and len(window.tokens) == 1)


def _is_organisation(schema: str) -> bool:
    known = ftm.schemata().get(schema)
    return known is None or schema == "Thing" or (known.is_a("LegalEntity") and not known.is_a("Person"))
