"""What the readers give for the files of manifest/{un,uk,eu}.json, beside what was counted without them.

`loaded_counts` counts by wording: what the source wrote, once for each party, however many names or numbers a reader
found in it.

Run: python benchmarks/manifest_formats_check.py SHARED_FOLDER [--show FILE]: prints each difference.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.formats.eu import journal as eu_journal
from watchgate.watch.lists.formats.uk import search_ods as uk_ods
from watchgate.watch.lists.formats.uk import tables as uk_tables
from watchgate.watch.lists.formats.un import consolidated as un
from watchgate.watch.lists.opening import read_head

SIDE = frozenset({"Sanction", "Identification", "Passport", "UnknownLink"})
NAMES = frozenset({"name", "alias", "weakAlias", "previousName", "abbreviation"})
COUNTRIES = frozenset({"country", "birthCountry", "nationality"})
FORMATS = [module.FORMAT for module in (un, uk_tables, uk_ods, eu_journal)]


def loaded_counts(entries: Iterable[ListEntry | RefusedEntry]) -> dict[str, set[tuple[str, str]]]:
    """Distinct (party, wording) by what is counted; `entries` holds (party, '')."""
    found: dict[str, set[tuple[str, str]]] = {key: set() for key in ("entries", "names", "identifiers", "countries")}
    for entry in entries:
        if isinstance(entry, RefusedEntry) or entry.schema in SIDE:
            continue
        party = entry.entity_id
        found["entries"].add((party, ""))
        properties = schemata()[entry.schema].properties
        for claim in entry.claims:
            wording = claim.original or claim.value
            prefix, _colon, rest = claim.value.partition(": ")
            if claim.prop in NAMES:
                found["names"].add((party, wording))
            elif claim.prop in COUNTRIES:
                found["countries"].add((party, f"{claim.prop} {wording}"))
            elif claim.prop == "notes":
                if rest and prefix in NUMBER_PROPERTIES:
                    found["identifiers"].add((party, wording))
            elif claim.prop in properties and properties[claim.prop].type == "identifier":
                found["identifiers"].add((party, wording))
    return found


NUMBER_PROPERTIES = frozenset({"kppCode", "ticker", "imoNumber", "mmsi", "passportNumber", "national", "passport"})
"""Numbers of a kind the schema has no property for are notes that begin with the kind."""


def main(shared: Path, show: str | None) -> int:
    """Compare every file; returns the number of differences."""
    differences = 0
    for group in ("un", "uk", "eu"):
        manifest = json.loads((Path(__file__).parent / "manifest" / f"{group}.json").read_text())
        for name, counted in manifest["files"].items():
            path = shared / "lists" / name
            form = next(form for form in FORMATS if form.recognise(path, read_head(path)))
            file = form.recognise(path, read_head(path))
            assert file is not None
            loaded = loaded_counts(form.read(file))
            for key, number in counted.items():
                if key != "sha256" and len(loaded[key]) != number:
                    differences += 1
                    print(f"{name}: {key} loaded {len(loaded[key])}, counted {number}")
                    if show == name:
                        print("\n".join(map(str, sorted(loaded[key]))))
    print(f"{differences} differences")
    return differences


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1]), sys.argv[3] if len(sys.argv) > 3 else None) else 0)
