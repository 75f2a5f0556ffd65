"""Company forms and phrases: sequences of words that are read as one thing, and forms that stand letter by letter."""

from __future__ import annotations

from functools import cache

from watchgate.risk.names import tables
from watchgate.risk.names.token import Kind

LONGEST_ABBREVIATION = 4
_ROMAN = frozenset("ivx")


@cache
def forms() -> tuple[dict[str, list[tuple[str, Kind]]], dict[str, int]]:
    """Sequences of words that are read as one thing (company forms, phrases), and by first word the longest of them.

    The mark of the Cyrillic й is often lost, so the table is without it.
    """
    table: dict[str, list[tuple[str, Kind]]] = {}
    for row in tables.rows("forms"):
        for spelling in row[1].split():
            table.setdefault(spelling.replace("й", "и"), [(row[0], Kind.FORM)])
    for row in tables.rows("synonyms"):
        meant = [(word, Kind.GENERIC) for word in row[0].split("+")]
        for spelling in row[1].split():
            if "+" in spelling or "+" in row[0]:
                table.setdefault(spelling, meant)
    longest: dict[str, int] = {}
    for spelling in table:
        first = spelling.split("+", 1)[0]
        longest[first] = max(longest.get(first, 0), spelling.count("+") + 1)
    return table, longest


@cache
def read_on() -> frozenset[str]:
    """Words that are read as a number (five, but no Roman one) or as several words (shipbuilding): what they are as
    written is lost."""
    several = {
        spelling
        for row in tables.rows("synonyms")
        if "+" in row[0]
        for spelling in row[1].split()
        if "+" not in spelling
    }
    numbers = {word for word in tables.mapping("numbers") if word.isalpha() and not _ROMAN.issuperset(word)}
    return frozenset(several | numbers)


@cache
def form_letters() -> tuple[dict[str, str], int]:
    """Class by the letters of each form that is an abbreviation, and the number of letters of the longest."""
    table: dict[str, str] = {}
    for row in tables.rows("forms"):
        for spelling in row[1].split():
            if all(len(word) <= LONGEST_ABBREVIATION for word in spelling.split("+")):
                table.setdefault(spelling.replace("+", ""), row[0])
    return table, max(map(len, table))
