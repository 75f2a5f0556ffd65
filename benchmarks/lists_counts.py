"""What the ledger holds of a list file, counted as the manifest counts it.

The manifest is made by other means than the loader (manifest_ofac.py, manifest_formats.py); this reads the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import manifest_formats_check
import manifest_ofac_check
from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.watch.lists.entry import Claim, ListEntry

MANIFEST = Path(__file__).parent / "manifest"


class Counted(msgspec.Struct, frozen=True):
    """A file of the manifest: its numbers, and whether names and numbers are counted by the source's wording."""

    numbers: dict[str, int]
    by_wording: bool


def manifest() -> dict[str, Counted]:
    """Every file of the manifest, by its path under lists/; companions are counted with the file they continue."""
    found: dict[str, Counted] = {}
    for path in sorted(MANIFEST.glob("*.json")):
        content: dict[str, Any] = msgspec.json.decode(path.read_bytes())
        for name, numbers in content["files"].items():
            counted = {key: number for key, number in numbers.items() if key != "sha256"}
            found[name] = Counted(counted, content.get("names_by") == "wording")
    return found


def loaded(ledger: Ledger, source: str, position: int, *, by_wording: bool) -> dict[str, int]:
    """The same numbers of what was in force from `source` at `position`."""
    count = manifest_formats_check.loaded_counts if by_wording else manifest_ofac_check.loaded_counts
    return {key: len(values) for key, values in count(_entries(ledger, source, position)).items()}


def _entries(ledger: Ledger, source: str, position: int) -> Iterator[ListEntry]:
    claims: dict[tuple[str, str], list[Claim]] = {}
    for one in ledger.as_of(reader=SYSTEM, position=position).source(source):
        claim = Claim(one.prop, one.value, one.lang, one.original_value)
        claims.setdefault((one.entity_id, one.schema), []).append(claim)
    for (entity_id, schema), said in claims.items():
        yield ListEntry(entity_id=entity_id, record_id="", schema=schema, claims=tuple(said))
