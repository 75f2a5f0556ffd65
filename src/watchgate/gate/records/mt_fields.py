"""Fields of block 4, and the table of what they are compared with."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec

_FIELD = re.compile(r"(?:\A|\r?\n|\r)[ \t]*:([0-9]{2}[A-Z]?):")
FULL_LINE = 35
"""Characters of a line in most fields; what is longer goes on in the next line, in the middle of a word."""


class Field(msgspec.Struct, frozen=True):
    """`tag` with its option letter, `50K`; `lines` without the line ends."""

    tag: str
    lines: tuple[str, ...]


class FieldRow(msgspec.Struct, frozen=True):
    """One line of the table: what a field of a sequence is, and what it is compared with or why not."""

    sequence: str
    tag: str
    action: str
    argument: str
    why: str


def fields(block: str) -> list[Field]:
    """The fields of a text block, in order; text before the first is a field without a tag."""
    found: list[Field] = []
    starts = list(_FIELD.finditer(block))
    head = block[: starts[0].start() if starts else len(block)]
    if head.strip():
        found.append(Field("", _lines(head)))
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(block)
        found.append(Field(start.group(1), _lines(block[start.end() : end])))
    return found


def row_of(sequence: str, tag: str) -> FieldRow | None:
    """The row for `50K` in a sequence: by the whole tag, else by its number."""
    table = _table().get(sequence, {})
    return table.get(tag) or table.get(tag[:2])


@cache
def field_rows() -> tuple[FieldRow, ...]:
    """All rows of the table, in file order."""
    text = (files("watchgate.gate.records") / "data" / "mt_fields.tsv").read_text(encoding="utf-8")
    return tuple(FieldRow(*line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in re.split(r"\r?\n|\r", text) if line.strip())


@cache
def _table() -> dict[str, dict[str, FieldRow]]:
    table: dict[str, dict[str, FieldRow]] = {}
    for row in field_rows():
        table.setdefault(row.sequence, {})[row.tag] = row
    return table
