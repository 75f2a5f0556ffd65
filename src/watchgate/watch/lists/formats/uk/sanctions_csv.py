"""The UK Sanctions List as the FCDO publishes it, CSV: a line `Report Date: 13-Feb-2026`, a header, 58 columns.

One designation spans many rows, every combination of its names, addresses and documents; rows of one Unique ID stand
together. Columns are found by name, so that order and additions do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.uk.designation import Designation, designation_entries
from watchgate.watch.lists.formats.uk.vocabulary import DATASET, SCHEMAS, UNIQUE_ID, entity_id
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.dates import iso_date

COLUMNS = {
    "Title": "title",
    "Regime Name": "program",
    "Designation source": "source",
    "Sanctions Imposed": "provisions",
    "Other Information": "notes",
    "UK Statement of Reasons": "reason",
    "Phone number": "phone",
    "Website": "website",
    "Email address": "email",
    "Date Designated": "startDate",
    "Last Updated": "modifiedAt",
    "D.O.B": "birthDate",
    "Nationality(/ies)": "nationality",
    "Position": "position",
    "Gender": "gender",
    "Type of entity": "classification",
    "Business registration number (s)": "registrationNumber",
    "Hull identification number (HIN)": "registrationNumber",
    "IMO number": "imoNumber",
    "OFSI Group ID": "ofsi",
    "UN Reference Number": "unscId",
    "Current believed flag of ship": "flag",
    "Previous flags": "pastFlags",
    "Type of ship": "type",
    "Tonnage of ship": "tonnage",
    "Length of ship": "length",
    "Year Built": "buildDate",
}
"""Columns of one cell each -> what the cell says."""
LINKS = {
    "Subsidiaries": "subsidiary",
    "Parent company": "parent company",
    "Current owner/operator (s)": "current owner or operator",
    "Previous owner/operator (s)": "previous owner or operator",
}
REQUIRED = frozenset({"Unique ID", "Name 6", "Name type", "Regime Name", "Designation Type"})
REPORT_DATE = re.compile(rb"^(?:\xef\xbb\xbf)?\"?Report Date:?\"?,?\s*:?\s*\"?([0-9A-Za-z/ -]{8,20})")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose first or second line is the header of the list; its date is the Report Date."""
    lines = head.split(b"\n", 3)[:2]
    if not any(all(name.encode() in line for name in REQUIRED) for line in lines):
        return None
    date = REPORT_DATE.match(lines[0])
    return ListFile(
        paths=(path,),
        format=FORMAT.name,
        source=DATASET,
        dataset=DATASET,
        snapshot_date=iso_date(date[1].decode().strip()) if date else None,
    )


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The designations in file order."""
    rows = csv_rows(file.paths[0])
    header = _header(file.paths[0], rows)
    place = header.index("Unique ID")

    def unique_id(row: tuple[int, list[str]]) -> str:
        return row[1][place].strip() if len(row[1]) > place else ""

    for key, group in groupby(rows, unique_id):
        line, first = next(group)
        if not UNIQUE_ID.match(key):
            yield RefusedEntry(record_id=key or f"line {line}", reason=f"{key!r} is no Unique ID")
            continue
        found: Designation | None = None
        for number, row in ((line, first), *group):
            if len(row) != len(header):
                yield RefusedEntry(record_id=key, reason=f"line {number} has {len(row)} cells instead of {len(header)}")
                continue
            cells = dict(zip(header, row, strict=True))
            found = found or Designation(
                unique_id=key, kind=cells["Designation Type"].strip(), entity_id=entity_id(key)
            )
            add_row(found, cells)
        if found is not None:
            yield from _checked(found)


FORMAT = ListFormat(name="uk_csv", title="UK Sanctions List, FCDO (CSV)", recognise=recognise, read=read, tried=False)


def add_row(found: Designation, cells: dict[str, str]) -> None:
    """What one row says."""
    given = "\x1f".join(cells.get(f"Name {number}", "").strip() for number in range(1, 6))
    family = cells.get("Name 6", "").strip()
    if family or given.strip("\x1f"):
        found.names[(family, given, cells.get("Name type", ""), cells.get("Alias strength", ""))] = None
    if native := cells.get("Name non-latin script", "").strip():
        found.native_names[(native, cells.get("Non-latin script language", "").strip())] = None
    address = tuple(cells.get(f"Address Line {number}", "").strip() for number in range(1, 7))
    address += (cells.get("Address Postal Code", "").strip(), cells.get("Address Country", "").strip())
    if any(address):
        found.addresses[address] = None
    birth = (cells.get("Town of birth", "").strip(), cells.get("Country of birth", "").strip())
    if any(birth):
        found.births[birth] = None
    for column, number, info in (
        ("passport", "Passport number", "Passport additional information"),
        ("national", "National Identifier number", "National Identifier additional information"),
    ):
        document = (column, cells.get(number, "").strip(), cells.get(info, "").strip())
        if any(document[1:]):
            found.documents[document] = None
    for name, prop in COLUMNS.items():
        found.add(prop, cells.get(name, ""))
    for name, role in LINKS.items():
        if other := cells.get(name, "").strip():
            found.links[(role, other)] = None


def _checked(found: Designation) -> Iterator[ListEntry | RefusedEntry]:
    if found.kind.casefold() not in SCHEMAS:
        yield RefusedEntry(record_id=found.unique_id, reason=f"designation type {found.kind!r} is not known")
    elif not found.names and not found.native_names:
        yield RefusedEntry(record_id=found.unique_id, reason="the designation has no name")
    else:
        yield from designation_entries(found)


def _header(path: Path, rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    for number, (_line, row) in enumerate(rows):
        names = [" ".join(name.split()) for name in row]
        if set(names) >= REQUIRED:
            return names
        if number:
            break
    raise BadInputError("has no header of the UK Sanctions List in its first two lines", where=str(path))
