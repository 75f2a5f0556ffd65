"""What the readers give for the files of manifest/ofac.json, beside what was counted without them.

`loaded_counts` counts by value, once for each entity.

Run: python benchmarks/manifest_ofac_check.py SHARED_FOLDER: prints each difference.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.opening import read_head
from watchgate.watch.lists.registry import formats

SIDE = frozenset({"Sanction", "Identification", "Passport", "UnknownLink"})
NAMES = frozenset({"name", "alias", "weakAlias", "previousName"})


def read(path: Path) -> Iterator[ListEntry | RefusedEntry]:
    """The entries of a file, by the first format that knows it."""
    for one in formats():
        file = one.recognise(path, read_head(path))
        if file is not None:
            yield from one.read(file)
            return
    raise SystemExit(f"no format knows {path}")


def loaded_counts(entries: Iterable[ListEntry | RefusedEntry]) -> dict[str, set[tuple[str, str]]]:
    """Distinct (entity, value) by what the manifest counts; `entries` holds (entity, '')."""
    found: dict[str, set[tuple[str, str]]] = {key: set() for key in ("entries", "names", "identifiers", "addresses")}
    for entry in entries:
        if isinstance(entry, RefusedEntry) or entry.schema in SIDE:
            continue
        if not (entry.schema == "CryptoWallet" and any(claim.prop == "holder" for claim in entry.claims)):
            found["entries"].add((entry.entity_id, ""))
        properties = schemata()[entry.schema].properties
        for claim in entry.claims:
            if claim.prop in NAMES:
                found["names"].add((entry.entity_id, claim.value))
            elif claim.prop == "address":
                found["addresses"].add((entry.entity_id, claim.value))
            elif properties[claim.prop].type == "identifier":
                found["identifiers"].add((entry.entity_id, claim.value))
    return found


def main(shared: Path) -> int:
    """Compare every file; 1 when any count differs or an entry is refused."""
    manifest = json.loads((Path(__file__).parent / "manifest" / "ofac.json").read_text())
    different = 0
    for name, counted in manifest["files"].items():
        expected = {key: value for key, value in counted.items() if key != "sha256"}
        entries = list(read(shared / "lists" / name))
        refused = sum(isinstance(entry, RefusedEntry) for entry in entries)
        loaded = {key: len(values) for key, values in loaded_counts(entries).items()}
        same = loaded == expected and not refused
        print("equal    " if same else f"DIFFERENT refused={refused} counted={expected}", name, loaded)
        different += not same
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
