"""Words of company forms written with a slip (Liabality, LIMTED), or cut at the end of a column (CORPORATIO, COMPAN).

Left as they are they would be words that tell who it is. Only long words of forms are mended: one edit, or so many
letters left that the rest is plain. Each word that is one edit away shares with it a rest of which either lacks at most
one letter, so one lookup for each letter finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from watchgate.risk.names import tables

SHORTEST = 7
SHORTEST_CUT = 5
AMBIGUOUS = frozenset({"private", "public"})
"""Near words that name banks (Privat)."""


def mended(words: list[str]) -> list[str]:
    """`words` with slips in words of forms mended; the last one also where it was cut."""
    if len(words) < 2:
        return words
    found = [_slip(word) if len(word) >= SHORTEST - 1 else word for word in words]
    if len(found[-1]) >= SHORTEST_CUT:
        found[-1] = _cut().get(found[-1], found[-1])
    return found


@lru_cache(maxsize=65536)
def _slip(word: str) -> str:
    if _is_word(word):
        return word
    rests = _rests()
    for rest in (word, *_less_one(word)):
        for meant in rests.get(rest, ()):
            if OSA.distance(word, meant, score_cutoff=1) <= 1:
                return meant
    return word


@cache
def _rests() -> dict[str, list[str]]:
    """The words of forms by themselves and by what is left of them without one letter."""
    found: dict[str, list[str]] = {}
    for word in _words():
        for rest in (word, *_less_one(word)):
            found.setdefault(rest, []).append(word)
    return found


@cache
def _cut() -> dict[str, str]:
    """What is left of a word of a form at the end of a column, where only one of them begins so."""
    begun: dict[str, set[str]] = {}
    for word in _words():
        for size in range(SHORTEST_CUT, len(word)):
            begun.setdefault(word[:size], set()).add(word)
    return {begin: words.pop() for begin, words in begun.items() if len(words) == 1 and not _is_word(begin)}


@cache
def _words() -> tuple[str, ...]:
    """Long words that only forms have, each once."""
    words = {word for row in tables.rows("forms") for spelling in row[1].split() for word in spelling.split("+")}
    return tuple(sorted(word for word in words if len(word) >= SHORTEST and word not in AMBIGUOUS))


def _is_word(text: str) -> bool:
    """Whether the tables have a word of this spelling."""
    known = (tables.classes("synonyms"), tables.classes("variants"), tables.members("meanings"))
    return any(text in one for one in known) or text in _generic() or text in _form_words()


@cache
def _generic() -> frozenset[str]:
    return frozenset(word for row in tables.rows("generic") for word in row[1].split())


@cache
def _form_words() -> frozenset[str]:
    return frozenset(
        word for row in tables.rows("forms") for spelling in row[1].split() for word in spelling.split("+")
    )


def _less_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
