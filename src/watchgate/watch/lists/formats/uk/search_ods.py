"""The UK Sanctions List as the FCDO's search page exports it, ODS: one row a designation, eight columns.

It has the primary name only, so it is a source of its own beside the full list. Measures are joined by commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.uk.designation import Designation, designation_entries
from watchgate.watch.lists.formats.uk.vocabulary import DATASET, SCHEMAS, UNIQUE_ID, entity_id
from watchgate.watch.lists.ods import is_ods, ods_rows

COLUMNS = {
    "OFSI Group ID": "ofsi",
    "Regime Name": "program",
    "Designation source": "source",
    "Date Designated": "startDate",
}
REQUIRED = frozenset({"Unique ID", "Name", "Regime Name", "Type"})
MEASURES = re.compile(r",\s+(?=[A-Z])")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A spreadsheet whose first row names the columns of the export."""
    if not is_ods(head):
        return None
    try:
        row = next(iter(ods_rows(path)), (0, []))[1]
    except BadInputError:
        return None
    if not set(row) >= REQUIRED:
        return None
    return ListFile(paths=(path,), format=FORMAT.name, source=f"{DATASET}.search", dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The designations in file order."""
    header: list[str] = []
    for number, row in ods_rows(file.paths[0]):
        if not header:
            header = row
            continue
        cells = dict(zip(header, row, strict=False))
        unique_id, kind = cells.get("Unique ID", "").strip(), cells.get("Type", "").strip()
        if not UNIQUE_ID.match(unique_id):
            yield RefusedEntry(record_id=unique_id or f"row {number}", reason=f"{unique_id!r} is no Unique ID")
        elif kind.casefold() not in SCHEMAS:
            yield RefusedEntry(record_id=unique_id, reason=f"type {kind!r} is not known")
        elif not cells.get("Name", "").strip():
            yield RefusedEntry(record_id=unique_id, reason="the designation has no name")
        else:
            found = Designation(unique_id=unique_id, kind=kind, entity_id=entity_id(unique_id))
            found.names[(cells["Name"].strip(), "", "Primary name", "")] = None
            for name, prop in COLUMNS.items():
                found.add(prop, cells.get(name, ""))
            for measure in MEASURES.split(cells.get("Sanctions Imposed", "")):
                found.add("provisions", measure)
            yield from designation_entries(found)


FORMAT = ListFormat(
    name="uk_search_ods", title="UK Sanctions List, search export (ODS)", recognise=recognise, read=read, tried=True
)
