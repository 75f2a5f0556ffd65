"""OpenSanctions' simplified table (`targets.simple.csv`): one row an entity, `;` between values.

The table does not say what kind of identifier a number is, so it is an `idNumber`, unless it shows it: `IMO9325685`, a
ship's nine digits (MMSI), a wallet's address. Its `sanctions` column is free text about listings, which may be empty
though there is one (`""`): one Sanction holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.opensanctions.source import ftm_file, ftm_problem
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.entities import sanction_entry
from watchgate.watch.lists.values.multi_value import values

REQUIRED = ("id", "schema", "name", "aliases", "birth_date", "countries", "identifiers", "sanctions", "dataset")
PROPERTIES = {"name": "name", "aliases": "alias", "addresses": "address", "phones": "phone", "emails": "email"}
IMO = re.compile(r"IMO\s*(\d{7})\Z")
MMSI = re.compile(r"\d{9}\Z")
AUTHORITY = "OpenSanctions"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose header has the columns of the table."""
    header = head.partition(b"\n")[0].decode("utf-8-sig", "replace").replace('"', "").strip().split(",")
    return ftm_file(path, FORMAT.name, "targets", ()) if set(REQUIRED) <= set(header) else None


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The rows in file order."""
    rows = csv_rows(file.paths[0])
    _line, header = next(rows)
    for line, cells in rows:
        if len(cells) != len(header):
            reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
            yield RefusedEntry(record_id=f"line {line}", reason=reason)
            continue
        row = dict(zip(header, cells, strict=True))
        problem = ftm_problem(row["id"], row["schema"]) or (None if row["name"].strip() else "the entity has no name")
        if problem is not None:
            yield RefusedEntry(record_id=row["id"][:80] or f"line {line}", reason=problem)
        else:
            yield from _entries(row)


FORMAT = ListFormat(
    name="opensanctions_targets",
    title="OpenSanctions targets.simple (CSV)",
    recognise=recognise,
    read=read,
    tried=False,
)


def _entries(row: dict[str, str]) -> Iterator[ListEntry]:
    known = schemata()[row["schema"]].properties
    claims: dict[Claim, None] = {}
    for prop, value, original in _said(row, frozenset(known)):
        seen = (row.get("first_seen") or None, row.get("last_seen") or None)
        if prop in known:
            claims[Claim(prop, value, None, original, first_seen=seen[0], last_seen=seen[1])] = None
        else:
            said = Claim("notes", f"{prop}: {value}", None, original or value, first_seen=seen[0], last_seen=seen[1])
            claims[said] = None
    yield ListEntry(entity_id=row["id"], record_id=row["id"], schema=row["schema"], claims=tuple(claims))
    if row["sanctions"].strip():
        listings = values(row["sanctions"])
        said_by = [Claim("reason", text) for text in listings]
        programs = values(row.get("program_ids", ""))
        publishers = [Claim("publisher", name) for name in values(row["dataset"])]
        yield sanction_entry(
            row["id"], row["id"], authority=AUTHORITY, programs=programs, claims=[*said_by, *publishers]
        )


def _said(row: dict[str, str], known: frozenset[str]) -> Iterator[tuple[str, str, str | None]]:
    for column, prop in PROPERTIES.items():
        for value in [row[column]] if column == "name" else values(row.get(column, "")):
            if value.strip():
                yield prop, value.strip(), None
    for value in values(row["birth_date"]):
        yield "birthDate", value, None
    for value in values(row["countries"]):
        for claim in country_claims("country", value):
            yield "country", claim.value, claim.original
    for value in values(row["identifiers"]):
        match = IMO.match(value)
        if "imoNumber" in known and match:
            yield "imoNumber", match[1], value
        elif "mmsi" in known and MMSI.match(value):
            yield "mmsi", value, None
        else:
            yield "publicKey" if "publicKey" in known else "idNumber", value, None
    if row["sanctions"].strip():
        yield "topics", "sanction", None
