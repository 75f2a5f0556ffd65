"""Aliases that stand in one cell with commas between them: `Hurras al-Deen, Huras-al-Din, AQ-S`.

A comma also stands inside one name (`AL-HAQ, Amin`; `Baltic Shipyard, JSC`; `Ministry of Trade, Industry and Labour`),
so that a cell is taken apart only where its sides show that each is a name by itself.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

SIMILAR = 0.65
"""Spellings of one name (`Saqr, Saqer`) are nearer than this, surname and given name (`Uthman, Umar`) are not."""

_FORM = (
    r"(?:JSC|OJSC|CJSC|PJSC|LLC|LLP|LTD|Limited|Inc|Corp|Co|GmbH|S\.?A\.?|S\.?p\.?A\.?|B\.?V\.?|AO|OAO|PAO|ZAO|OOO|TOO|АО|ОАО"
    r"|ПАО|ЗАО|ООО|ФКП|ФГУП|FSUE|Intl|Jr|Sr|I{1,3}|IV)"
)
_ONLY_FORM = re.compile(
    rf"(?:{_FORM}\.?|Joint[- ]Stock Company|Limited Liability Company)(?:\s*\(.*)?\Z", re.IGNORECASE
)
_HAS_FORM = re.compile(rf"(?<!\w){_FORM}(?!\w)")
_NAME_START = re.compile(r"[\W_]*(?:[^\W\d_a-zа-яё]|\d|(?:al|el|an|ad|as|ar|at)[- ])")
_ABOUT = re.compile(r"\b(?:born|(?:date|place) of|issued|(?:1[89]|20)\d\d)\b", re.IGNORECASE)
"""A cell that speaks of birth or documents: its commas are those of a sentence."""
_INVERTED = re.compile(r"[^a-z]+\Z")
_OPENING, _CLOSING = "(«“‘", ")»”’"


def comma_list(part: str) -> tuple[str, ...]:
    """The names in `part`; () when its commas stand inside one name."""
    sides = _sides(part)
    if len(sides) < 2 or _ABOUT.search(part) or not all(_NAME_START.match(side) for side in sides):
        return ()
    if len(sides) == 2:
        return sides if _two_names(*sides) else ()
    if _INVERTED.match(sides[0]) and " " not in sides[0] and not any(_INVERTED.match(side) for side in sides[1:]):
        return () if all(" " not in side for side in sides) else sides
    return sides


def keeps_whole(sides: tuple[str, ...]) -> bool:
    """Whether the cell may still be one name (`Pribory, Service, Torgovlya`): three words and no more."""
    return len(sides) == 3 and all(" " not in side for side in sides)


def _two_names(first: str, second: str) -> bool:
    """Spellings of one name, two companies with their legal forms, or a name and its abbreviation."""
    if _HAS_FORM.search(first) and _HAS_FORM.search(second):
        return True
    alike = SequenceMatcher(None, first.casefold(), second.casefold(), autojunk=False).ratio() >= SIMILAR
    same_length = (" " in first) == (" " in second)
    return alike and same_length and not (_INVERTED.match(first) and not _INVERTED.match(second))


def _sides(part: str) -> tuple[str, ...]:
    """Cut at commas outside brackets and quotation marks; a legal form belongs to the name before it."""
    sides: list[str] = []
    start = depth = 0
    for place, char in enumerate(part):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING and (char != "’" or depth):
            depth = max(0, depth - 1)
        elif char == "," and not depth:
            sides.append(part[start:place])
            start = place + 1
    sides.append(part[start:])
    joined: list[str] = []
    for side in (text.strip() for text in sides):
        if joined and _ONLY_FORM.match(side):
            joined[-1] = f"{joined[-1]}, {side}"
        elif any(map(str.isalnum, side)):
            joined.append(side)
    return tuple(joined)
