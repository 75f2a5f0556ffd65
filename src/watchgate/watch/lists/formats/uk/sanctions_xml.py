"""The UK Sanctions List as the FCDO publishes it, XML: Designations/Designation, one element for each party.

The same list as the CSV, so the same source: loading one after the other changes only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.uk.designation import Designation, designation_entries
from watchgate.watch.lists.formats.uk.vocabulary import DATASET, SCHEMAS, UNIQUE_ID, entity_id
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.xml_text import Children

SINGLE: dict[tuple[str, ...], str] = {
    ("OFSIGroupID",): "ofsi",
    ("UNReferenceNumber",): "unscId",
    ("RegimeName",): "program",
    ("DesignationSource",): "source",
    ("SanctionsImposed",): "provisions",
    ("OtherInformation",): "notes",
    ("UKStatementofReasons",): "reason",
    ("DateDesignated",): "startDate",
    ("LastUpdated",): "modifiedAt",
    ("Titles", "Title"): "title",
    ("PhoneNumbers", "PhoneNumber"): "phone",
    ("EmailAddresses", "EmailAddress"): "email",
    ("Websites", "Website"): "website",
    ("IndividualDetails", "Individual", "DOBs", "DOB"): "birthDate",
    ("IndividualDetails", "Individual", "Nationalities", "Nationality"): "nationality",
    ("IndividualDetails", "Individual", "Positions", "Position"): "position",
    ("IndividualDetails", "Individual", "Genders", "Gender"): "gender",
    ("IndividualDetails", "Individual", "Titles", "Title"): "title",
    ("EntityDetails", "Entity", "TypeOfEntities", "TypeOfEntity"): "classification",
    ("EntityDetails", "Entity", "BusinessRegistrationNumbers", "BusinessRegistrationNumber"): "registrationNumber",
    ("ShipDetails", "Ship", "IMONumbers", "IMONumber"): "imoNumber",
    ("ShipDetails", "Ship", "CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip"): "flag",
    ("ShipDetails", "Ship", "PreviousFlags", "PreviousFlag"): "pastFlags",
    ("ShipDetails", "Ship", "TypeOfShipDetails", "TypeOfShip"): "type",
    ("ShipDetails", "Ship", "TonnageOfShipDetails", "TonnageOfShip"): "tonnage",
    ("ShipDetails", "Ship", "LengthOfShipDetails", "LengthOfShip"): "length",
    ("ShipDetails", "Ship", "YearsBuilt", "YearBuilt"): "buildDate",
    ("ShipDetails", "Ship", "HullIdentificationNumbers", "HullIdentificationNumber"): "registrationNumber",
}
"""Elements of one text each -> what the text says."""
LINKS: dict[tuple[str, ...], str] = {
    ("EntityDetails", "Entity", "Subsidiaries", "Subsidiary"): "subsidiary",
    ("EntityDetails", "Entity", "ParentCompanies", "ParentCompany"): "parent company",
    ("ShipDetails", "Ship", "CurrentOwnerOperators", "CurrentOwnerOperator"): "current owner or operator",
    ("ShipDetails", "Ship", "PreviousOwnerOperators", "PreviousOwnerOperator"): "previous owner or operator",
}
DOCUMENTS = {
    "passport": (
        ("PassportDetails", "Passport"),
        "PassportNumber",
        "PassportAdditionalInformation",
    ),
    "national": (
        ("NationalIdentifierDetails", "NationalIdentifier"),
        "NationalIdentifierNumber",
        "NationalIdentifierAdditionalInformation",
    ),
}


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose root element is Designations; its date is in DateGenerated."""
    root = xml_root(path, head)
    if root is None or root[0] != "Designations":
        return None
    _before, _tag, rest = head.partition(b"<DateGenerated>")
    return ListFile(
        paths=(path,),
        format=FORMAT.name,
        source=DATASET,
        dataset=DATASET,
        snapshot_date=iso_date(rest.partition(b"<")[0].decode("ascii", "replace").strip()),
    )


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The designations in file order."""
    for number, element in enumerate(xml_records(file.paths[0], {"Designation"}), 1):
        record = Children(element)
        unique_id, kind = record.text("UniqueID"), record.text("IndividualEntityShip")
        if not UNIQUE_ID.match(unique_id):
            yield RefusedEntry(record_id=unique_id or f"record {number}", reason=f"{unique_id!r} is no Unique ID")
        elif kind.casefold() not in SCHEMAS:
            yield RefusedEntry(record_id=unique_id, reason=f"designation type {kind!r} is not known")
        else:
            found = _designation(record, unique_id, kind)
            if found.names or found.native_names:
                yield from designation_entries(found)
            else:
                yield RefusedEntry(record_id=unique_id, reason="the designation has no name")


FORMAT = ListFormat(name="uk_xml", title="UK Sanctions List, FCDO (XML)", recognise=recognise, read=read, tried=False)


def _designation(record: Children, unique_id: str, kind: str) -> Designation:
    found = Designation(unique_id=unique_id, kind=kind, entity_id=entity_id(unique_id))
    for name in record.each("Names", "Name"):
        given = "\x1f".join(name.text(f"Name{part}") for part in range(1, 6))
        if name.text("Name6") or given.strip("\x1f"):
            found.names[(name.text("Name6"), given, name.text("NameType"), name.text("AliasStrength"))] = None
    for native in record.each("NonLatinNames", "NonLatinName"):
        if written := native.text("NameNonLatinScript"):
            found.native_names[(written, native.text("NonLatinScriptLanguage"))] = None
    for address in record.each("Addresses", "Address"):
        lines = (*(address.text(f"AddressLine{line}") for line in range(1, 7)), address.text("AddressPostalCode"))
        found.addresses[(*lines, address.text("AddressCountry"))] = None
    for person in record.each("IndividualDetails", "Individual"):
        for place in person.each("BirthDetails", "Location"):
            found.births[(place.text("TownOfBirth"), place.text("CountryOfBirth"))] = None
        for column, (path, number, info) in DOCUMENTS.items():
            for document in person.each(*path):
                found.documents[(column, document.text(number), document.text(info))] = None
    for steps, prop in SINGLE.items():
        for value in record.nested(*steps) if len(steps) > 1 else record.texts(steps[0]):
            found.add(prop, value)
    for steps, role in LINKS.items():
        for other in record.nested(*steps):
            found.links[(role, other)] = None
    return found
