"""What a word of an organisation's name says in English, in whatever case, gender or number it stands.

The table (data/meanings.tsv) has base forms. A Cyrillic word is also looked up by its stem, so that the genitives and
adjectives of Russian and Ukrainian need no rows of their own; an Arabic one without the article, `and`, and the
prepositions that are written as one with it.
"""

from __future__ import annotations

from functools import cache, lru_cache

from watchgate.risk.names import tables
from watchgate.risk.names.normal import script

SHORTEST_STEM = 4
SHORTEST_WITHOUT_PREFIX = 3
ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "و", "ل", "ب")


@lru_cache(maxsize=65536)
def meaning_of(word: str) -> str | None:
    """The English words, joined by +; empty: nothing that a translation keeps; None: not in the table."""
    known = tables.mapping("meanings").get(word)
    if known is not None or word.isascii():
        return known
    kind = script(word)
    if kind == "CYRILLIC":
        return _stems().get(stem(word)) if len(word) > SHORTEST_STEM else None
    if kind == "ARABIC":
        return next(
            (found for rest in _without_prefixes(word) if (found := tables.mapping("meanings").get(rest))), None
        )
    return None


def stem(word: str) -> str:
    """A Cyrillic word without its ending, where SHORTEST_STEM letters remain."""
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@cache
def _endings() -> tuple[str, ...]:
    """Longest first."""
    return tuple(sorted(tables.members("cyrillic_endings"), key=lambda ending: (-len(ending), ending)))


@cache
def _stems() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, meaning in tables.mapping("meanings").items():
        if len(word) > SHORTEST_STEM and script(word) == "CYRILLIC":
            found.setdefault(stem(word), meaning)
    return found


def _without_prefixes(word: str) -> list[str]:
    return [
        word.removeprefix(prefix)
        for prefix in ARABIC_PREFIXES
        if word.startswith(prefix) and len(word) - len(prefix) >= SHORTEST_WITHOUT_PREFIX
    ]
