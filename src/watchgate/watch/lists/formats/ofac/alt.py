"""OFAC alternate names file (ALT.CSV, CONS_ALT.CSV): one row an alias of a listed party.

Columns: ent_num, alt_num, type (aka, fka, nka), name, remarks. All of them are strong aliases: the weak ones stand in
the remarks of the PRIM file. What was formerly the name (fka) is a previous name; now known as (nka) is an alias.
A record does not say whether it speaks of a person or a ship, so its schema is Thing until the PRIM file says more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.grouped import grouped_entries
from watchgate.watch.lists.formats.ofac.rows import WIDTHS, recognise_rows
from watchgate.watch.lists.values.entities import Claims

PROPERTIES = {"aka": "alias", "fka": "previousName", "nka": "alias"}


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The ALT file of the SDN or the consolidated list."""
    return recognise_rows(path, head, "alt")


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Every alias in file order."""
    return grouped_entries(file.paths[0], WIDTHS["alt"], _say)


def _say(claims: Claims, fields: list[str]) -> str | None:
    _, _, kind, name, remarks = fields
    prop = PROPERTIES.get(kind.replace(".", ""))
    if prop is None:
        return f"{kind[:40]!r} is none of the alias types aka, fka, nka"
    if not name:
        return "has no name"
    claims.add(prop, name)
    claims.add("notes", remarks)
    return None


FORMAT = ListFormat(
    name="ofac_alt",
    title="OFAC alternate names (ALT.CSV, CONS_ALT.CSV)",
    recognise=recognise,
    read=read,
    tried=True,
)
