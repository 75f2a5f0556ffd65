"""The EU consolidated financial sanctions list, CSV 1.1 (`csvFullSanctionsList_1_1`): `;`-separated, 118 columns.

Each row repeats the entity and holds one of its names, addresses, birth dates, documents or citizenships; rows of one
Entity_LogicalId stand together. Columns are found by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.eu.fsf import DATASET, FsfEntity, fsf_entries, fsf_problem
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.dates import iso_date

HEAD = {
    "Entity_LogicalId": "logicalId",
    "Entity_EU_ReferenceNumber": "euReferenceNumber",
    "Entity_UnitedNationId": "unitedNationId",
    "Entity_DesignationDate": "designationDate",
    "Entity_DesignationDetails": "designationDetails",
}
REGULATION = {
    "Entity_Regulation_NumberTitle": "numberTitle",
    "Entity_Regulation_Programme": "programme",
    "Entity_Regulation_PublicationUrl": "publicationUrl",
    "Entity_Regulation_PublicationDate": "publicationDate",
    "Entity_Regulation_EntryIntoForceDate": "entryIntoForceDate",
}
BLOCKS = {
    "NameAlias_": "names",
    "Address_": "addresses",
    "BirthDate_": "births",
    "Identification_": "identifications",
    "Citizenship_": "citizenships",
}
"""Prefix of the columns of a block -> the part of the entity."""
RENAMED = {
    "BirthDate_BirthDate": "birthdate",
    "BirthDate_Day": "dayOfMonth",
    "BirthDate_Month": "monthOfYear",
    "Identification_TypeCode": "identificationTypeCode",
    "Identification_TypeDescription": "identificationTypeDescription",
    "Identification_IssuedDate": "issueDate",
}
"""Columns whose attribute has another name in the XML; all others are the column's own, first letter small."""
CONTACT = re.compile(r"([A-Z]{2,12})\[([^\[\]]+)\]")
REQUIRED = (b"Entity_LogicalId", b"NameAlias_WholeName", b"Entity_SubjectType")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose first line has the list's columns; its date is fileGenerationDate of the first row."""
    lines = head.split(b"\n", 2)
    if not all(name in lines[0] for name in REQUIRED) or b";" not in lines[0]:
        return None
    columns = lines[0].decode("utf-8-sig", "replace").strip("\r").split(";")
    first = lines[1].decode("utf-8", "replace").split(";") if len(lines) > 1 else []
    date = first[0].strip('" ') if columns[0].strip('"') == "fileGenerationDate" and first else ""
    return ListFile(paths=(path,), format=FORMAT.name, source=DATASET, dataset=DATASET, snapshot_date=iso_date(date))


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The entities in file order."""
    rows = csv_rows(file.paths[0], delimiter=";")
    _line, header = next(rows)
    places = {name: place for place, name in enumerate(header)}
    key = places["Entity_LogicalId"]
    for logical_id, group in groupby(rows, lambda row: row[1][key].strip() if len(row[1]) > key else ""):
        found: FsfEntity | None = None
        for line, cells in group:
            if len(cells) != len(header):
                reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
                yield RefusedEntry(record_id=logical_id or f"line {line}", reason=reason)
                continue
            row = {name: " ".join(cells[place].split()) for name, place in places.items()}
            found = found or _entity(row)
            _add_row(found, row)
        if found is not None:
            problem = fsf_problem(found)
            if problem is not None:
                yield RefusedEntry(record_id=logical_id or "row without a logical id", reason=problem)
            else:
                yield from fsf_entries(found)


FORMAT = ListFormat(
    name="eu_fsf_csv", title="EU consolidated financial sanctions (CSV)", recognise=recognise, read=read, tried=False
)


def _entity(row: Mapping[str, str]) -> FsfEntity:
    return FsfEntity(
        head={attribute: row.get(column, "") for column, attribute in HEAD.items()},
        subject=row.get("Entity_SubjectType_ClassificationCode", "") or row.get("Entity_SubjectType", ""),
        remarks=(row.get("Entity_Remark", ""),),
    )


def _add_row(found: FsfEntity, row: Mapping[str, str]) -> None:
    regulation = {attribute: row.get(column, "") for column, attribute in REGULATION.items()}
    if any(regulation.values()) and regulation not in found.regulations:
        found.regulations.append(regulation)
    for prefix, part in BLOCKS.items():
        said = {
            RENAMED.get(column, column[len(prefix)].lower() + column[len(prefix) + 1 :]): value
            for column, value in row.items()
            if value and column.startswith(prefix) and "_Regulation_" not in column
        }
        said.pop("logicalId", None)
        said.pop("regulationLanguage", None)
        if contact := said.pop("contactInfo", ""):
            found.contacts.extend(_contacts(contact))
        block = getattr(found, part)
        if said and said not in block:
            block.append(said)


def _contacts(cell: str) -> Iterator[tuple[str, str]]:
    """`EMAIL[info@example.org] PHONE[...]`, or one value that shows itself what it is."""
    labelled = CONTACT.findall(cell)
    yield from labelled
    if not labelled:
        yield ("EMAIL" if "@" in cell else "WEB" if cell.startswith(("http", "www.")) else "contact"), cell
