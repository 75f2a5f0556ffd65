"""The EU consolidated financial sanctions list, XML 1.1 (`xmlFullSanctionsList_1_1`, http://eu.europa.ec/fpi/fsd/export)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.eu.fsf import DATASET, Attributes, FsfEntity, fsf_entries, fsf_problem
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.xml_text import Children

NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose root element is `export` of the Commission's namespace; its date is the day it was generated."""
    root = xml_root(path, head)
    if root is None or root[0] != "export" or root[2] != NAMESPACE:
        return None
    date = iso_date(root[1].get("generationDate", "")[:10])
    return ListFile(paths=(path,), format=FORMAT.name, source=DATASET, dataset=DATASET, snapshot_date=date)


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The entities in file order."""
    seen: set[str] = set()
    for number, element in enumerate(xml_records(file.paths[0], {"sanctionEntity"}), 1):
        found = _entity(Children(element))
        record_id = found.head.get("logicalId", "")
        problem = fsf_problem(found)
        if problem is None and record_id in seen:
            problem = "logicalId is used by an earlier entity of the same file"
        if problem is not None:
            shown = record_id or found.head.get("euReferenceNumber") or f"record {number}"
            yield RefusedEntry(record_id=shown, reason=problem)
            continue
        seen.add(record_id)
        yield from fsf_entries(found)


FORMAT = ListFormat(
    name="eu_fsf_xml", title="EU consolidated financial sanctions (XML)", recognise=recognise, read=read, tried=False
)


def _entity(record: Children) -> FsfEntity:
    subject = next(record.each("subjectType"), None)
    return FsfEntity(
        head=_attributes(record),
        subject=(subject.get("code") or subject.get("classificationCode")) if subject else "",
        remarks=tuple(record.texts("remark")),
        regulations=[
            {**_attributes(act), "publicationUrl": act.text("publicationUrl")} for act in record.each("regulation")
        ],
        names=[_with_remark(name) for name in record.each("nameAlias")],
        addresses=[_with_remark(address) for address in record.each("address")],
        contacts=[(contact.get("key"), contact.get("value")) for contact in record.each("address", "contactInfo")],
        births=[_with_remark(birth) for birth in record.each("birthdate")],
        identifications=[_with_remark(document) for document in record.each("identification")],
        citizenships=[_with_remark(citizenship) for citizenship in record.each("citizenship")],
    )


def _attributes(element: Children) -> dict[str, str]:
    return {str(key): " ".join(str(value).split()) for key, value in element.element.attrib.items()}


def _with_remark(element: Children) -> Attributes:
    remark = "; ".join(element.texts("remark"))
    return {**_attributes(element), "remark": remark} if remark else _attributes(element)
