"""GLEIF level 2 as CSV (golden copy and concatenated file, RR-CDF): one row a relationship."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import csv_rows
from watchgate.watch.ownership.gleif.relationship import DATASET, SOURCE, Reading, Relationship
from watchgate.watch.ownership.gleif.table import header_of, numbered

REQUIRED = (
    "Relationship.StartNode.NodeID",
    "Relationship.EndNode.NodeID",
    "Relationship.RelationshipType",
    "Relationship.RelationshipStatus",
)
LEI_ITSELF = "RELATIONSHIP_PERIOD"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose header has the columns of a relationship."""
    if not set(REQUIRED) <= set(header_of(head)):
        return None
    return ListFile(paths=(path,), format=FORMAT.name, source=SOURCE, dataset=DATASET)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The relationships in file order."""
    rows = csv_rows(file.paths[0])
    _line, header = next(rows)
    reading = Reading()
    for line, cells in rows:
        if len(cells) != len(header):
            reason = f"line {line} has {len(cells)} cells instead of {len(header)}"
            yield RefusedEntry(record_id=f"line {line}", reason=reason)
            continue
        yield from reading.entries(_relationship(dict(zip(header, cells, strict=True))), f"line {line}")


FORMAT = ListFormat(
    name="gleif_rr_csv", title="GLEIF level 2, who owns whom (CSV)", recognise=recognise, read=read, tried=False
)


def _relationship(row: dict[str, str]) -> Relationship:
    said = {column: value.strip() for column, value in row.items() if value.strip()}
    periods = [
        (one.get("startDate", ""), one.get("endDate", ""))
        for one in numbered(said, "Relationship.Period.")
        if one.get("periodType") == LEI_ITSELF
    ]
    return Relationship(
        child=said.get("Relationship.StartNode.NodeID", ""),
        child_type=said.get("Relationship.StartNode.NodeIDType", "LEI"),
        parent=said.get("Relationship.EndNode.NodeID", ""),
        parent_type=said.get("Relationship.EndNode.NodeIDType", "LEI"),
        kind=said.get("Relationship.RelationshipType", ""),
        status=said.get("Relationship.RelationshipStatus", ""),
        registration=said.get("Registration.RegistrationStatus", ""),
        period=periods[0] if periods else ("", ""),
        quantifiers=[" ".join(one.values()) for one in numbered(said, "Relationship.Quantifiers.")],
        qualifiers=[" ".join(one.values()) for one in numbered(said, "Relationship.Qualifiers.")],
        sources=said.get("Registration.ValidationSources", ""),
    )
