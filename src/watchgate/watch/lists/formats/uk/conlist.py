"""OFSI's Consolidated List of Asset Freeze Targets, CSV: one row for each name, birth date or address of a group.

OFSI stopped this list on 28 January 2026 in favour of the UK Sanctions List; archives still hold it. A party is
`gb-<UK Sanctions List Ref>` when its Other Information gives that reference, so that it is the same party in both
lists, and `gb-hmt-<Group ID>` when it does not. Rows stand in the order of names, so one group comes in several places
of the file. In the form of 2022 Other Information is a row of `(Label):text` pieces, taken apart; in the form before it
that is free text, and passport and national numbers stand inside their details.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.uk.designation import Designation, designation_entries
from watchgate.watch.lists.formats.uk.vocabulary import SCHEMAS, UNIQUE_ID, entity_id
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.dates import iso_date

DATASET = "gb_hmt_sanctions"
AUTHORITY = "GB-OFSI"
COLUMNS = {
    "Title": "title",
    "DOB": "birthDate",
    "Nationality": "nationality",
    "Position": "position",
    "Regime": "program",
    "Listed On": "startDate",
    "Last Updated": "modifiedAt",
    "Group ID": "ofsi",
}
LABELS = {
    "uk statement of reasons": "reason",
    "un ref": "unscId",
    "gender": "gender",
    "phone number": "phone",
    "email address": "email",
    "website": "website",
    "imo number": "imoNumber",
    "business reg no": "registrationNumber",
    "business registration number": "registrationNumber",
    "type of entity": "classification",
    "type of vessel": "type",
    "flag of vessel": "flag",
    "previous flags": "pastFlags",
    "tonnage of vessel": "tonnage",
    "year built": "buildDate",
}
"""Labels in Other Information -> what the text after them says; any other piece is a note, label and all."""
LINKS = {
    "parent company": "parent company",
    "subsidiaries": "subsidiary",
    "current owners": "current owner or operator",
    "previous owners": "previous owner or operator",
}
REFERENCE_LABEL = "uk sanctions list ref"
LABEL = re.compile(r"\(((?:UK|UN|[A-Z])[A-Za-z ./]{2,40})\):")
NUMBERED = re.compile(r"\s*(?:\(\d{1,2}\)-)?\(?\b\d{1,2}\)\s*")
UN_REFERENCE = re.compile(r"\bUN Ref[.:]?\s*([A-Z]{2}[ie]\.\d{3})\b", re.IGNORECASE)
FIRST_NUMBER = re.compile(r"(?:[A-Z]{1,3}-?)?\d[\w/-]*")
"""In details such as `Passport No: 592667 (Qatari passport issued on 3 May 2007)`."""
REQUIRED = frozenset({"Name 6", "Group Type", "Alias Type", "Regime", "Group ID"})


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose first or second line is OFSI's header; its date is in the first: `Last Updated,03/06/2026`."""
    lines = head.split(b"\n", 3)[:2]
    if not any(all(name.encode() in line for name in REQUIRED) for line in lines):
        return None
    first = lines[0].decode("utf-8-sig", "replace").strip().split(",")
    date = iso_date(first[1].strip('" ')) if len(first) > 1 and first[0].strip('" ') == "Last Updated" else None
    return ListFile(paths=(path,), format=FORMAT.name, source=DATASET, dataset=DATASET, snapshot_date=date)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The groups in file order."""
    rows = csv_rows(file.paths[0], fallback="cp1252")
    header = _header(file.paths[0], rows)
    place = header.index("Group ID")
    for group_id, group in groupby(rows, lambda row: row[1][place].strip() if len(row[1]) > place else ""):
        found: Designation | None = None
        for line, row in group:
            if len(row) != len(header):
                reason = f"line {line} has {len(row)} cells instead of {len(header)}"
                yield RefusedEntry(record_id=group_id or f"line {line}", reason=reason)
            elif not group_id.isdigit():
                yield RefusedEntry(record_id=group_id or f"line {line}", reason=f"{group_id!r} is no Group ID")
            else:
                cells = dict(zip(header, row, strict=True))
                found = found or _designation(group_id, cells)
                _add_row(found, cells)
        if found is not None and found.kind.casefold() not in SCHEMAS:
            yield RefusedEntry(record_id=group_id, reason=f"group type {found.kind!r} is not known")
        elif found is not None and not found.names:
            yield RefusedEntry(record_id=group_id, reason="the group has no name")
        elif found is not None:
            yield from designation_entries(found)


FORMAT = ListFormat(
    name="uk_conlist", title="OFSI Consolidated List (CSV)", recognise=recognise, read=read, tried=False
)


def pieces(information: str) -> Iterator[tuple[str, str]]:
    """`(Label):text` pieces in order; text before the first label has the label ''."""
    parts = LABEL.split(information)
    yield "", parts[0].strip()
    for label, text in zip(parts[1::2], parts[2::2], strict=True):
        yield label.strip(), text.strip()


def _designation(group_id: str, cells: dict[str, str]) -> Designation:
    reference = next(
        (text for label, text in pieces(cells["Other Information"]) if label.casefold() == REFERENCE_LABEL), ""
    ).strip(". ")
    known = UNIQUE_ID.match(reference) is not None
    return Designation(
        unique_id=reference if known else group_id,
        kind=cells["Group Type"].strip(),
        entity_id=entity_id(reference if known else f"hmt-{group_id}"),
        authority=AUTHORITY,
    )


def _add_row(found: Designation, cells: dict[str, str]) -> None:
    given = "\x1f".join(cells.get(f"Name {number}", "").strip() for number in range(1, 6))
    family = cells["Name 6"].strip()
    if family or given.strip("\x1f"):
        found.names[(family, given, cells["Alias Type"], cells.get("Alias Quality", ""))] = None
    if native := cells.get("Name Non-Latin Script", "").strip():
        found.native_names[(native, cells.get("Non-Latin Script Language", "").strip())] = None
    address = tuple(cells.get(f"Address {number}", "").strip() for number in range(1, 7))
    address += (cells.get("Post/Zip Code", "").strip(), cells.get("Country", "").strip())
    if any(address):
        found.addresses[address] = None
    birth = (cells.get("Town of Birth", "").strip(), NUMBERED.sub(" ", cells.get("Country of Birth", "")).strip())
    if any(birth):
        found.births[birth] = None
    for document in _documents(cells):
        found.documents[document] = None
    for name, prop in COLUMNS.items():
        for part in (
            NUMBERED.split(cells.get(name, "")) if prop in {"birthDate", "nationality"} else (cells.get(name, ""),)
        ):
            found.add(prop, part)
    for label, text in pieces(cells["Other Information"]):
        _add_piece(found, label, text)
    for match in UN_REFERENCE.finditer(cells["Other Information"]):
        found.add("unscId", match[1][:2].upper() + match[1][2:])


def _documents(cells: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(`passport` or `national`, number, details) in either form of the list."""
    for column, number, details in (
        ("passport", "Passport Number", "Passport Details"),
        ("national", "National Identification Number", "National Identification Details"),
        ("national", "NI Number", "NI Number"),
    ):
        said, stated = cells.get(details, "").strip(), cells.get(number, "").strip()
        if number in cells and number != details:
            if stated or said:
                yield column, stated, said
            continue
        for part in NUMBERED.split(said):
            if part.strip():
                match = FIRST_NUMBER.search(part)
                yield column, match[0] if match else "", part.strip()


def _add_piece(found: Designation, label: str, text: str) -> None:
    key = label.casefold()
    if not text or key == REFERENCE_LABEL:
        return
    if key in LINKS:
        for part in NUMBERED.split(text):
            if part.strip():
                found.links[(LINKS[key], part.strip(" ."))] = None
    elif key in LABELS:
        for part in NUMBERED.split(text) if LABELS[key] != "reason" else (text,):
            found.add(LABELS[key], part.rstrip(" .") if LABELS[key] in {"gender", "unscId"} else part)
    else:
        found.add("notes", f"({label}):{text}" if label else text)


def _header(path: Path, rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    for number, (_line, row) in enumerate(rows):
        names = [" ".join(name.split()) for name in row]
        if set(names) >= REQUIRED and "Other Information" in names:
            return names
        if number:
            break
    raise BadInputError("has no header of OFSI's list in its first two lines", where=str(path))
