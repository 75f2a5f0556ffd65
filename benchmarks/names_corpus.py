"""The parties of all lists of the measuring data, as the lists' own readers give them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from harness import shared
from watchgate.model.party import Party
from watchgate.model.statement import Statement
from watchgate.risk.parties import is_screened, party_of
from watchgate.watch.lists.entry import ListEntry
from watchgate.watch.lists.registry import discover, format_named

OUTDATED = ("ofac_edu777_2022", "bench_2021-07", "un_pypi_2020-11.xml")
"""Older snapshots of lists that are also there in a newer one."""


@cache
def parties() -> tuple[Party, ...]:
    """Every listed party that is screened; statements of one entity from several files are one party."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    for file in discover([shared() / "lists"]).files:
        if any(part in OUTDATED for path in file.paths for part in Path(path).parts):
            continue
        for entry in format_named(file.format).read(file):
            if isinstance(entry, ListEntry):
                statements[entry.entity_id].extend(entry.statements(file.dataset))
    found = (party_of(entity_id, claims) for entity_id, claims in statements.items())
    return tuple(party for party in found if is_screened(party) and party.names)
