"""The UK Sanctions List as four related tables (CSV): subjects, names, identifiers, countries. A third party's extract.

Each table is a source of its own (`gb_fcdo_sanctions.names`), so that each is compared with its own earlier snapshot;
all speak of the same parties (`gb-<unique_id>`). Rows of one party stand together; many rows repeat each other, and
each distinct claim is said once. Only `subjects` says what kind of party it is: the other tables take that from a
`subjects.csv` beside them when there is one, and else from what they say themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.uk.designation import Designation, designation_entries, full_name
from watchgate.watch.lists.formats.uk.identifiers import (
    document_claims,
    document_entry,
    imo_claims,
    registration_claims,
)
from watchgate.watch.lists.formats.uk.vocabulary import DATASET, SCHEMAS, UNIQUE_ID, entity_id, name_property
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.spellings import name_claims
from watchgate.watch.lists.values.wordings import Wordings

Row = Mapping[str, str]
Made = Iterator[ListEntry]

HEADERS = {
    "subjects": "unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated",
    "names": "name_id,unique_id,name_type,alias_strength,full_name,name_6,name_1,name_2,name_3,name_4,name_5",
    "identifiers": "id,unique_id,ofsi_group_id,raw_value,identifier_type,additional_info",
    "countries": "id,unique_id,raw_value,country_type,iso,resolution_method,iso_available",
}
COUNTRY_PROPERTIES = {"address": "country", "birth": "birthCountry", "nationality": "nationality"}
SUBJECTS_FILE = "subjects.csv"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose first line is the header of one of the four tables."""
    line = head.partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    for table, header in HEADERS.items():
        if line == header:
            return ListFile(paths=(path,), format=FORMAT.name, source=f"{DATASET}.{table}", dataset=DATASET)
    return None


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The parties in file order, with what this table says of each."""
    table = file.source.rpartition(".")[2]
    header = HEADERS[table].split(",")
    place = header.index("unique_id")
    kinds = {} if table == "subjects" else _kinds(file.paths[0].parent / SUBJECTS_FILE)
    rows = csv_rows(file.paths[0], header=True)
    for unique_id, group in groupby(rows, lambda row: row[1][place].strip() if len(row[1]) > place else ""):
        found: list[Row] = []
        for line, cells in group:
            if not UNIQUE_ID.match(unique_id):
                yield RefusedEntry(record_id=unique_id or f"line {line}", reason=f"{unique_id!r} is no Unique ID")
            elif len(cells) != len(header):
                reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
                yield RefusedEntry(record_id=unique_id, reason=reason)
            else:
                found.append(dict(zip(header, cells, strict=True)))
        if table == "subjects":
            yield from _subjects(unique_id, found)
        elif found:
            yield from MAKERS[table](unique_id, kinds.get(unique_id), found)


FORMAT = ListFormat(
    name="uk_tables", title="UK Sanctions List, four related tables (CSV)", recognise=recognise, read=read, tried=True
)


def _subjects(unique_id: str, rows: list[Row]) -> Iterator[ListEntry | RefusedEntry]:
    for row in rows:
        kind = row["subject_type"].strip()
        if kind not in SCHEMAS:
            yield RefusedEntry(record_id=unique_id, reason=f"subject type {kind!r} is not known")
            continue
        found = Designation(unique_id=unique_id, kind=kind, entity_id=entity_id(unique_id))
        for column, prop in (
            ("un_reference_number", "unscId"),
            ("ofsi_group_id", "ofsi"),
            ("date_designated", "startDate"),
            ("last_updated", "modifiedAt"),
        ):
            found.add(prop, row[column])
        yield from designation_entries(found)


def _names(unique_id: str, schema: str | None, rows: list[Row]) -> Made:
    claims = Wordings()
    person = schema == "Person" if schema else any(row["name_1"].strip() for row in rows)
    for row in sorted(rows, key=lambda row: row["name_type"] != "primary"):
        prop = name_property(row["name_type"], row["alias_strength"])
        given = tuple(row[f"name_{number}"].strip() for number in range(1, 6))
        claims.extend(name_claims(prop, row["full_name"].strip() or full_name(row["name_6"], given)))
        if person and prop == "name" and any(given):
            claims.add("firstName", given[0])
            claims.add("middleName", " ".join(" ".join(given[1:]).split()))
            claims.add("lastName", row["name_6"])
    yield claims.entry(entity_id(unique_id), unique_id, schema or ("Person" if person else "LegalEntity"))


def _identifiers(unique_id: str, schema: str | None, rows: list[Row]) -> Made:
    kinds = {row["identifier_type"] for row in rows}
    schema = schema or (
        "Person" if kinds & {"passport", "national"} else "Vessel" if kinds == {"imo"} else "LegalEntity"
    )
    claims = Wordings()
    documents: dict[str, ListEntry] = {}
    for kind, number, info in dict.fromkeys(
        (row["identifier_type"], row["raw_value"].strip(), row["additional_info"].strip()) for row in rows
    ):
        claims.extend(_identifier_claims(schema, kind, number, info))
        if kind in {"passport", "national"}:
            document = document_entry(entity_id(unique_id), unique_id, kind, number, info)
            if document is not None:
                documents.setdefault(document.entity_id, document)
    yield claims.entry(entity_id(unique_id), unique_id, schema)
    yield from documents.values()


def _identifier_claims(schema: str, kind: str, number: str, info: str) -> Iterator[Claim]:
    if kind == "imo" and schema in {"Vessel", "Organization"}:
        yield from imo_claims(number)
    elif kind == "business_registration_numbers" and schema not in {"Vessel"}:
        yield from registration_claims(number)
    elif kind in {"passport", "national"} and schema == "Person":
        yield from document_claims(kind, number, info)
    else:
        wording = " ".join(f"{kind.replace('_', ' ')}: {number} {info}".split())
        yield Claim("notes", wording, None, number if number != wording else None)


def _countries(unique_id: str, schema: str | None, rows: list[Row]) -> Made:
    kinds = {row["country_type"] for row in rows}
    schema = schema or ("Person" if kinds & {"birth", "nationality"} else "LegalEntity")
    claims = Wordings()
    for kind, written, code in dict.fromkeys((row["country_type"], row["raw_value"], row["iso"]) for row in rows):
        prop = COUNTRY_PROPERTIES.get(kind, "country") if schema == "Person" else "country"
        said = country_claims(prop, written)
        if code and any(len(claim.value) != 2 for claim in said):
            said = (Claim(prop, code.lower(), None, written),)
        claims.extend(said)
    if len(claims):
        yield claims.entry(entity_id(unique_id), unique_id, schema)


MAKERS: dict[str, Callable[[str, str | None, list[Row]], Made]] = {
    "names": _names,
    "identifiers": _identifiers,
    "countries": _countries,
}


def _kinds(subjects: Path) -> dict[str, str]:
    """Schema by unique id from the subjects table, when it stands beside the one being read and can be."""
    if not subjects.is_file():
        return {}
    try:
        rows = csv_rows(subjects)
        if next(rows, (0, [""]))[1] != HEADERS["subjects"].split(","):
            return {}
        return {row[0]: SCHEMAS[row[1]] for _line, row in rows if len(row) > 1 and row[1] in SCHEMAS}
    except BadInputError:
        return {}
