"""Where a cell with several names is cut: semicolons, letters (a) (b), spaced slashes, commas between whole names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from watchgate.watch.lists.values.comma_lists import comma_list, keeps_whole

LETTER = re.compile(r"\([a-h]\)")
_LETTERED = re.compile(r"(?:^|[\s,;]+)\(?[a-h]\)\s*")
_COMMA = re.compile(r", (?!Ltd|LLC|Inc|Co\b|S\.A)")
_UNTELLING = frozenset(
    {"of", "the", "and", "for", "al", "la", "de", "co", "ltd", "in", "company", "joint", "stock", "jsc", "ojsc", "pjsc"}
    | {"cjsc", "ooo", "ao", "pao", "oao", "llc", "llp", "too", "limited", "group", "plant", "research", "institute"}
    | {"bank", "general", "major", "brigadier"}
)
"""Words that two unlike names may well share."""


def parts_of(cell: str, *, listed: bool = False) -> Iterator[str]:
    """The cell at its semicolons, letters (a) (b), spaced slashes and comma-joined variants.

    `listed`: a cell of aliases, where commas may stand between any names; a primary name is one.
    """
    for part in at_semicolons(cell):
        for piece in _lettered(part):
            for side in piece.split(" / "):
                names = comma_list(side) if listed else ()
                yield from names
                if not names or keeps_whole(names):
                    yield from _comma_variants(side)


def _lettered(part: str) -> Iterator[str]:
    """Cut at (a), (b) ... that stand in no bracket."""
    start = 0
    for match in _LETTERED.finditer(part):
        before = LETTER.sub("", part[: match.start()])
        if before.count("(") <= before.count(")"):
            yield part[start : match.start()]
            start = match.end()
    yield part[start:]


def at_semicolons(text: str) -> Iterator[str]:
    """Cut at the semicolons that stand in no bracket; a bracket that never closes holds nothing together."""
    depth, start = 0, 0
    balanced = text.count("(") <= text.count(")")
    for place, char in enumerate(text):
        if char == "(" and balanced:
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == ";" and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _comma_variants(part: str) -> Iterator[str]:
    """`Amer MARDINI, Mohamed Amer MARDINI` is two names, `MARDINI, Amer` is one.

    Taken apart only when every side has several words and shares one that tells something with the side before it;
    never `HAMID MOHAMED, Osman Mohamed`, which is a family name in capitals and given names.
    """
    sides = _COMMA.split(part)
    words = [set(side.casefold().split()) for side in sides]
    several = len(sides) > 1 and all(len(group) > 1 for group in words)
    inverted = sides[0].isupper() and not "".join(sides[1:]).isupper()
    alike = all((left & right) - _UNTELLING for left, right in pairwise(words))
    if several and alike and not inverted and "(" not in part:
        yield from sides
    else:
        yield part
