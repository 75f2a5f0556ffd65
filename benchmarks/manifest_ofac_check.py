"""What the readers give for the files of manifest/ofac.json, beside what was counted without them.

Run: python benchmarks/manifest_ofac_check.py SHARED_FOLDER [--show FILE]: prints each difference, and with `--show` the
numbers themselves that only one side has.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from watchgate.model.ftm import schemata
from watchgate.watch.lists import (
    crypto_holders,
    dpl,
    ofac_add,
    ofac_alt,
    ofac_comments,
    ofac_prim,
)
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.opening import read_head

SIDE = frozenset({"Sanction", "Identification", "Passport", "UnknownLink"})
NAMES = frozenset({"name", "alias", "weakAlias", "previousName"})
FORMATS = [module.FORMAT for module in (ofac_prim, ofac_alt, ofac_add, ofac_comments, dpl, crypto_holders)]


def read(path: Path) -> Iterator[ListEntry | RefusedEntry]:
    """The entries of a file, by the first format that knows it."""
    for one in FORMATS:
        file = one.recognise(path, read_head(path))
        if file is not None:
            yield from one.read(file)
            return
    raise SystemExit(f"no format knows {path}")


def counts(path: Path) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """Loaded counts by the manifest's definitions, and the identifiers."""
    entities: set[str] = set()
    names: set[tuple[str, str]] = set()
    numbers: set[tuple[str, str]] = set()
    addresses: set[tuple[str, str]] = set()
    refused = 0
    for entry in read(path):
        if isinstance(entry, RefusedEntry):
            refused += 1
            continue
        if entry.schema in SIDE:
            continue
        if not (entry.schema == "CryptoWallet" and any(claim.prop == "holder" for claim in entry.claims)):
            entities.add(entry.entity_id)
        properties = schemata()[entry.schema].properties
        for claim in entry.claims:
            if claim.prop in NAMES:
                names.add((entry.entity_id, claim.value))
            elif claim.prop == "address":
                addresses.add((entry.entity_id, claim.value))
            elif properties[claim.prop].type == "identifier":
                numbers.add((entry.entity_id, claim.value))
    found = {"entries": len(entities), "names": len(names), "identifiers": len(numbers), "addresses": len(addresses)}
    return found | ({"refused": refused} if refused else {}), numbers


def main(shared: Path) -> int:
    """Compare every file; 1 when any count differs."""
    manifest = json.loads((Path(__file__).parent / "manifest" / "ofac.json").read_text())
    different = 0
    for name, counted in manifest["files"].items():
        expected = {key: value for key, value in counted.items() if key != "sha256"}
        loaded, _ = counts(shared / "lists" / name)
        print("equal    " if loaded == expected else "DIFFERENT", name, loaded, "" if loaded == expected else expected)
        different += loaded != expected
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
