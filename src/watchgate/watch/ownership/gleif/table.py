"""GLEIF's CSV files: how their header is found, and columns that are numbered because they may repeat."""

from __future__ import annotations

import csv
from collections.abc import Mapping


def header_of(head: bytes) -> list[str]:
    """The column names of the first line; none where it is no line of a table."""
    line = head.partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    try:
        return next(csv.reader([line]), [])
    except csv.Error:  # a carriage return or a NUL within it: another kind of file
        return []


def numbered(row: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """`Relationship.Period.1.startDate`, `.1.endDate`, `.2.startDate` as one dict a number, in order."""
    found: dict[int, dict[str, str]] = {}
    for column, value in row.items():
        if column.startswith(prefix):
            number, _, name = column.removeprefix(prefix).partition(".")
            if number.isdecimal():
                found.setdefault(int(number), {})[name] = value
    return [found[number] for number in sorted(found)]
