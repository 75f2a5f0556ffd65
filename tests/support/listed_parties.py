"""Parties of the official lists that come with Watchgate, as they are screened."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import resources
from pathlib import Path

from watchgate.model.party import Party
from watchgate.model.statement import Statement
from watchgate.risk.parties import is_screened, party_of
from watchgate.watch.lists.entry import ListEntry
from watchgate.watch.lists.registry import discover, format_named


@cache
def listed_parties() -> tuple[Party, ...]:
    """Every party of the bundled snapshots that has a name and is screened."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    bundle = Path(str(resources.files("watchgate.watch.lists") / "bundled"))
    for file in discover([bundle]).files:
        for entry in format_named(file.format).read(file):
            if isinstance(entry, ListEntry):
                statements[entry.entity_id].extend(entry.statements(file.dataset))
    found = (party_of(entity_id, claims) for entity_id, claims in statements.items())
    return tuple(party for party in found if is_screened(party) and party.names)
