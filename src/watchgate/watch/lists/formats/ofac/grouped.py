"""Rows of ALT and ADD by the party they belong to, so that no claim about a party is said twice.

OFAC sorts both by ent_num; a copy that does not is read all the same, a party then coming in several groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.formats.ofac.party import UNKNOWN_SCHEMA
from watchgate.watch.lists.formats.ofac.rows import data_rows
from watchgate.watch.lists.values.entities import Claims

SayRow = Callable[[Claims, list[str]], str | None]
"""Says what a row says; the reason to refuse it otherwise."""


def grouped_entries(path: Path, width: int, say: SayRow) -> Iterator[ListEntry | RefusedEntry]:
    """An entry a row, record id `<ent_num>/<row number>`, with the claims no row before it in its group has made."""
    group = ""
    said: set[tuple[str, str]] = set()
    for row in data_rows(path, width):
        if isinstance(row, RefusedEntry):
            yield row
            continue
        number, fields = row
        record_id = f"{number}/{fields[1]}"
        if number != group:
            group, said = number, set()
        claims = Claims()
        reason = say(claims, fields)
        if reason is not None:
            yield RefusedEntry(record_id=record_id, reason=reason)
            continue
        new = Claims()
        new.extend(claim for claim in claims if (claim.prop, claim.value) not in said)
        said.update((claim.prop, claim.value) for claim in new)
        if new:
            yield new.entry(f"ofac-{number}", record_id, UNKNOWN_SCHEMA)
