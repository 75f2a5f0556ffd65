"""Lexicon: what a word says by itself, in whatever name it stands, kept for the words met lately.

Most steps of taking a name apart change nothing in most names. What each step looks for in a word is told here once, as
traits, so that for a name of words met before only the steps are taken that some word of it calls for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from watchgate.risk.names import chinese, korean_spelled, tables
from watchgate.risk.names.forms import forms, read_on
from watchgate.risk.names.formwords import behind_tails, may_be_mended, words_mended
from watchgate.risk.names.numbers import NUMBER
from watchgate.risk.names.token import Kind, generic, token

ARTICLES = frozenset(["al", "el", "ul", "ad", "ar", "as", "ash", "at", "az", "an"])

ABD, OF_FAITH = "abd", frozenset({"din", "deen", "dine", "dean"})
"""The word that an article behind it is one with; words before which it may be left out."""
BEHIND_NAME = frozenset({"jr", "sr", "junior", "senior", "esq", "phd", "md"})
"""Titles that follow the name; those of Korean and Chinese do as well."""

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
READ_ON = 256
"""A word that is read as something else: a number, or the several words that it stands for."""


class Entry:
    """What is known of a normalised word. `token`: of it as it stands; `traits`: of those above.

    Whether it may be of a Korean or a Mandarin name is found when it is first asked: one word of a name that is none
    answers for all.
    """

    __slots__ = ("_pinyin", "_syllables", "_wade_giles", "_word", "token", "traits")

    def __init__(self, word: str) -> None:
        one = token(word)
        traits = _told().get(word, 0)
        if may_be_mended(word):
            traits |= MENDED
        if word.isdecimal():
            traits |= DIGITS
        if len(word) == 1:
            traits |= LETTER
        if one.kind != Kind.WORD or not one.text:
            traits |= QUALIFIES
        if not word.isascii():
            traits |= FOREIGN | _told().get(plain(word), 0) & OPENS_FORM
        self.token = one
        self.traits = traits
        self._word = word
        self._syllables: int | None = None
        self._pinyin: bool | None = None
        self._wade_giles: bool | None = None

    @property
    def syllables(self) -> int:
        """No more than a Latin word has in a Korean name; 0 if it can be of none."""
        if self._syllables is None:
            self._syllables = korean_spelled.fewest_syllables(self._word)
        return self._syllables

    @property
    def pinyin(self) -> bool:
        """Whether a Latin word may be of a Mandarin name in pinyin."""
        if self._pinyin is None:
            self._pinyin = chinese.may_be_spelled(self._word, "pinyin")
        return self._pinyin

    @property
    def wade_giles(self) -> bool:
        """The same in Wade-Giles."""
        if self._wade_giles is None:
            self._wade_giles = chinese.may_be_spelled(self._word, "wade_giles")
        return self._wade_giles


_MOST = 32_768
_entries: dict[str, Entry] = {}
"""Of words met lately; all are forgotten when there are too many. Finding one writes nothing: keeping the order they
were met in touches memory all over the place, which is slow once a search has filled what is near the processor."""


def entries(words: Sequence[str]) -> list[Entry]:
    """What is known of each word."""
    known = _entries
    return [known.get(word) or entry(word) for word in words]


def entry(word: str) -> Entry:
    """What is known of a word."""
    found = _entries.get(word)
    if found is None:
        if len(_entries) >= _MOST:
            _entries.clear()
        found = _entries[word] = Entry(word)
    return found


@cache
def _told() -> dict[str, int]:
    """The traits of words that tables name."""
    found: dict[str, int] = defaultdict(int)
    of_tables: tuple[tuple[int, Iterable[str]], ...] = (
        (ARTICLE, ARTICLES),
        (DIGITS, NUMBER),
        (DIGITS, tables.mapping("numbers")),
        (OPENS_FORM, forms()[1]),
        (TITLE, tables.members("titles")),
        (READ_ON, read_on()),
    )
    for trait, words in of_tables:
        for word in words:
            found[word] |= trait
    return dict(found)


def named_by_tables() -> frozenset[str]:
    """All words that are more than a name by what a table says of them."""
    known = {*_told(), *tables.members("particles"), *generic(), *tables.classes("variants")}
    known |= {*tables.mapping("korean_japanese"), *korean_spelled.wholes(), *words_mended(), *behind_tails()}
    known |= {ABD, *OF_FAITH}
    return frozenset(known)


def plain(word: str) -> str:
    """A word as forms are looked up: the mark of the Cyrillic й is often lost."""
    return word if word.isascii() else word.replace("й", "и")
