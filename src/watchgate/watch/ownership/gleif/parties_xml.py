"""GLEIF level 1 as XML (LEI-CDF, http://www.gleif.org/data/schema/leidata/2016): one LEIRecord a legal entity."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.xml_text import Children
from watchgate.watch.ownership.gleif.header import content_date
from watchgate.watch.ownership.gleif.party import DATASET, SOURCE, LeiRecord, entries

NAMESPACE = "http://www.gleif.org/data/schema/leidata/"
LINES = ("FirstAddressLine", "AdditionalAddressLine", "City", "Region", "PostalCode")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose root is LEIData of GLEIF's namespace; its date is the header's ContentDate."""
    root = xml_root(path, head)
    if root is None or root[0] != "LEIData" or not root[2].startswith(NAMESPACE):
        return None
    date = content_date(head)
    return ListFile(paths=(path,), format=FORMAT.name, source=SOURCE, dataset=DATASET, snapshot_date=date)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The entities in file order."""
    for number, element in enumerate(xml_records(file.paths[0], {"LEIRecord"}), 1):
        yield from entries(_record(Children(element)), f"record {number}")


FORMAT = ListFormat(
    name="gleif_lei_xml", title="GLEIF level 1, who is who (XML)", recognise=recognise, read=read, tried=False
)


def _record(record: Children) -> LeiRecord:
    def first(*path: str) -> str:
        return next(record.nested(*path), "")

    names = [
        (name.get("type"), " ".join((name.element.text or "").split()))
        for outer, inner in (
            ("OtherEntityNames", "OtherEntityName"),
            ("TransliteratedOtherEntityNames", "TransliteratedOtherEntityName"),
        )
        for name in record.each("Entity", outer, inner)
    ]
    addresses = [
        ([address.text(line) for line in LINES], address.text("Country"))
        for kind in ("LegalAddress", "HeadquartersAddress")
        for address in record.each("Entity", kind)
    ]
    return LeiRecord(
        lei=record.text("LEI"),
        name=first("Entity", "LegalName"),
        others=[one for one in names if one[1]],
        addresses=[one for one in addresses if one[1]],
        jurisdiction=first("Entity", "LegalJurisdiction"),
        category=first("Entity", "EntityCategory"),
        number=first("Entity", "RegistrationAuthority", "RegistrationAuthorityEntityID"),
        status=first("Entity", "EntityStatus"),
        registration=first("Registration", "RegistrationStatus"),
    )
