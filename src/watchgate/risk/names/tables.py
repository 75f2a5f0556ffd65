"""The language tables: tab-separated files in data/, read once when first needed. See data/README.md for origins."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of data/`name`.tsv; lines that start with `#` are remarks."""
    text = (files("watchgate.risk.names") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def mapping(name: str) -> dict[str, str]:
    """First column -> second column."""
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows(name)}


@cache
def classes(name: str) -> dict[str, str]:
    """Spelling -> class, for tables whose rows are a class and its spellings, separated by spaces."""
    found: dict[str, str] = {}
    for row in rows(name):
        found.setdefault(row[0], row[0])
        for spelling in row[1].split():
            found.setdefault(spelling, row[0])
    return found


@cache
def members(name: str) -> frozenset[str]:
    """All first columns."""
    return frozenset(row[0] for row in rows(name))
