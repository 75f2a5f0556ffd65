"""GLEIF level 2 as XML (RR-CDF, http://www.gleif.org/data/schema/rr/2016): one RelationshipRecord a relationship."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.xml_text import Children
from watchgate.watch.ownership.gleif.header import content_date
from watchgate.watch.ownership.gleif.relationship import DATASET, SOURCE, Reading, Relationship

NAMESPACE = "http://www.gleif.org/data/schema/rr/"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose root is RelationshipData of GLEIF's namespace; its date is the header's ContentDate."""
    root = xml_root(path, head)
    if root is None or root[0] != "RelationshipData" or not root[2].startswith(NAMESPACE):
        return None
    date = content_date(head)
    return ListFile(paths=(path,), format=FORMAT.name, source=SOURCE, dataset=DATASET, snapshot_date=date)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The relationships in file order."""
    reading = Reading()
    for number, element in enumerate(xml_records(file.paths[0], {"RelationshipRecord"}), 1):
        yield from reading.entries(_relationship(Children(element)), f"record {number}")


FORMAT = ListFormat(
    name="gleif_rr_xml", title="GLEIF level 2, who owns whom (XML)", recognise=recognise, read=read, tried=False
)


def _relationship(record: Children) -> Relationship:
    periods = [
        (period.text("StartDate"), period.text("EndDate"))
        for period in record.each("Relationship", "RelationshipPeriods", "RelationshipPeriod")
        if period.text("PeriodType") == "RELATIONSHIP_PERIOD"
    ]
    return Relationship(
        child=_first(record, "Relationship", "StartNode", "NodeID"),
        child_type=_first(record, "Relationship", "StartNode", "NodeIDType"),
        parent=_first(record, "Relationship", "EndNode", "NodeID"),
        parent_type=_first(record, "Relationship", "EndNode", "NodeIDType"),
        kind=_first(record, "Relationship", "RelationshipType"),
        status=_first(record, "Relationship", "RelationshipStatus"),
        registration=_first(record, "Registration", "RegistrationStatus"),
        period=periods[0] if periods else ("", ""),
        quantifiers=_words(record, "Quantifier", "MeasurementMethod", "QuantifierAmount", "QuantifierUnits"),
        qualifiers=_words(record, "Qualifier", "QualifierDimension", "QualifierCategory"),
        sources=_first(record, "Registration", "ValidationSources"),
    )


def _first(record: Children, *path: str) -> str:
    return next(record.nested(*path), "")


def _words(record: Children, name: str, *parts: str) -> list[str]:
    found = record.each("Relationship", f"Relationship{name}s", f"Relationship{name}")
    return [text for one in found if (text := " ".join(filter(None, map(one.text, parts))))]
