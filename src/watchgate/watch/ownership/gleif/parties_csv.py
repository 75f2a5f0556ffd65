"""GLEIF level 1 as CSV (golden copy and concatenated file, LEI-CDF): one row a legal entity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.ownership.gleif.party import DATASET, SOURCE, LeiRecord, entries
from watchgate.watch.ownership.gleif.table import header_of

REQUIRED = ("LEI", "Entity.LegalName", "Entity.LegalAddress.Country")
OTHER_NAME = re.compile(r"Entity\.(?:Transliterated)?OtherEntityNames\.(?:Transliterated)?OtherEntityName\.\d+")
LINES = ("FirstAddressLine", "AdditionalAddressLine.1", "City", "Region", "PostalCode")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose header has the columns of a legal entity."""
    if not set(REQUIRED) <= set(header_of(head)):
        return None
    return ListFile(paths=(path,), format=FORMAT.name, source=SOURCE, dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The entities in file order."""
    rows = csv_rows(file.paths[0])
    _line, header = next(rows)
    names = [column for column in header if OTHER_NAME.fullmatch(column)]
    for line, cells in rows:
        if len(cells) != len(header):
            reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
            yield RefusedEntry(record_id=f"line {line}", reason=reason)
            continue
        row = {column: " ".join(value.split()) for column, value in zip(header, cells, strict=True)}
        yield from entries(_record(row, names), f"line {line}")


FORMAT = ListFormat(
    name="gleif_lei_csv", title="GLEIF level 1, who is who (CSV)", recognise=recognise, read=read, tried=False
)


def _record(row: dict[str, str], names: list[str]) -> LeiRecord:
    addresses = [
        ([row.get(f"Entity.{kind}.{line}", "") for line in LINES], row.get(f"Entity.{kind}.Country", ""))
        for kind in ("LegalAddress", "HeadquartersAddress")
    ]
    return LeiRecord(
        lei=row["LEI"],
        name=row["Entity.LegalName"],
        others=[(row.get(f"{column}.type", ""), row[column]) for column in names if row[column]],
        addresses=[one for one in addresses if one[1]],
        jurisdiction=row.get("Entity.LegalJurisdiction", ""),
        category=row.get("Entity.EntityCategory", ""),
        number=row.get("Entity.RegistrationAuthority.RegistrationAuthorityEntityID", ""),
        status=row.get("Entity.EntityStatus", ""),
        registration=row.get("Registration.RegistrationStatus", ""),
    )
