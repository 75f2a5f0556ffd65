"""The key of a name: equal keys are the same words, whatever their order, case, marks, script and company form.

Exact, so that it can be looked up: misspellings are for suggestions (`watchgate identity suggest`) and for people.
"""

from __future__ import annotations

from functools import cache

from watchgate.risk.names import tables
from watchgate.risk.names.latinise import latinise
from watchgate.risk.names.normal import words

FEWEST_WORDS = 2
"""Of a key; one word alone (`Alpha`) is borne by too many. A name without spaces is taken from four characters on."""

SHORTEST_UNSPACED = 4


def name_key(text: str) -> str:
    """The name without order, case, marks, script and company form; empty when too little is left."""
    parts = words(text)
    forms, longest = _forms()
    if text.isascii() and longest.keys().isdisjoint(parts):
        return " ".join(sorted(parts)) if len(parts) >= FEWEST_WORDS else ""
    kept: list[str] = []
    at = 0
    while at < len(parts):
        most = min(longest.get(parts[at], 0), len(parts) - at)
        size = next((size for size in range(most, 0, -1) if "+".join(parts[at : at + size]) in forms), 0)
        if not size:
            kept.append(parts[at] if parts[at].isascii() else latinise(parts[at]) or parts[at])
        at += size or 1
    joined = " ".join(sorted(kept))
    if len(kept) >= FEWEST_WORDS or (not joined.isascii() and len(joined) >= SHORTEST_UNSPACED):
        return joined
    return ""


@cache
def _forms() -> tuple[frozenset[str], dict[str, int]]:
    """Spellings of company forms, and by first word the number of words of the longest."""
    spellings = frozenset(spelling for row in tables.rows("forms") for spelling in row[1].split())
    longest: dict[str, int] = {}
    for one in spellings:
        first = one.split("+", 1)[0]
        longest[first] = max(longest.get(first, 0), one.count("+") + 1)
    return spellings, longest
