"""OFAC standard XML (SDN.XML, CONSOLIDATED.XML): `sdnList` of `sdnEntry`, the content of the CSV files in one.

The namespace was http://tempuri.org/sdnList.xsd and is one of OFAC's own today; names of elements did not change.
Everything that identifies stands in `idList` by its wording, the gender and the sanctions risk too, so that it is read
by the keys of the remarks. Weak aliases have the category `weak`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.add import say_address
from watchgate.watch.lists.formats.ofac.party import SCHEMATA, OfacParty, country, full_name
from watchgate.watch.lists.formats.ofac.remarks import read_document, read_part, read_remarks
from watchgate.watch.lists.formats.ofac.xml import person_name, say_alias, which_list
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.xml_text import Children

ENTRY = "sdnEntry"
VESSEL = (("callSign", "callSign"), ("vesselType", "type"), ("tonnage", "tonnage"))


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its root element."""
    root = xml_root(path, head)
    if root is None or root[0] != "sdnList":
        return None
    date = re.search(rb"<(?:\w+:)?Publish_Date>\s*([\d/]+)", head)
    first = re.search(rb"<(?:\w+:)?sdnEntry>\s*<(?:\w+:)?uid>\s*(\d+)", head)
    source = which_list(path, first[1].decode() if first else None)
    return ListFile(
        paths=(path,),
        format="ofac_simple_xml",
        source=f"{source}.xml",
        dataset=source,
        snapshot_date=iso_date(date[1].decode(), day_first=False) if date else None,
    )


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Every entry in file order. Two passes: names first, for `Linked To:`."""
    ids: dict[str, str | None] = {}
    for element in xml_records(file.paths[0], {ENTRY}):
        entry = Children(element)
        number, name = entry.text("uid"), _name(entry).casefold()
        ids[name] = None if ids.get(name, number) != number else number

    def find(name: str) -> str | None:
        number = ids.get(name.casefold())
        return f"ofac-{number}" if number else None

    for position, element in enumerate(xml_records(file.paths[0], {ENTRY}), 1):
        entry = Children(element)
        number = entry.text("uid")
        if not number.isdecimal() or not _name(entry):
            yield RefusedEntry(record_id=number or f"entry {position}", reason="has no uid and name")
            continue
        yield from _party(number, entry).entries(file.dataset, find)


def _name(entry: Children) -> str:
    return person_name(entry.text("lastName"), entry.text("firstName"))


def _party(number: str, entry: Children) -> OfacParty:
    party = OfacParty(number, SCHEMATA.get(entry.text("sdnType").lower(), "LegalEntity"))
    full_name(party, _name(entry))
    for programme in entry.nested("programList", "program"):
        party.program(programme)
    if title := entry.text("title"):
        read_part(party, f"Title: {title}")
    for alias in entry.each("akaList", "aka"):
        say_alias(party, alias.text("type"), _name(alias), weak=alias.text("category").lower() == "weak")
    for one in entry.each("addressList", "address"):
        parts = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode")
        say_address(party.claims, *map(one.text, parts), country=one.text("country"))
    for one in entry.each("idList", "id"):
        read_document(
            party,
            one.text("idType"),
            one.text("idNumber"),
            country=one.text("idCountry"),
            issued=one.text("issueDate"),
            expires=one.text("expirationDate"),
        )
    for value in entry.nested("nationalityList", "nationality", "country"):
        country(party, "nationality", value)
    for value in entry.nested("citizenshipList", "citizenship", "country"):
        country(party, "citizenship", value)
    for value in entry.nested("dateOfBirthList", "dateOfBirthItem", "dateOfBirth"):
        read_part(party, f"DOB {value}")
    for value in entry.nested("placeOfBirthList", "placeOfBirthItem", "placeOfBirth"):
        read_part(party, f"POB {value}")
    for vessel in entry.each("vesselInfo"):
        _vessel(party, vessel)
    if remarks := entry.text("remarks"):
        bracketed = remarks.startswith("(") and remarks.endswith(")")
        read_remarks(party, remarks[1:-1] if bracketed else remarks)
    return party


def _vessel(party: OfacParty, vessel: Children) -> None:
    for element, prop in (*VESSEL, ("grossRegisteredTonnage", "grossRegisteredTonnage")):
        value = vessel.text(element)
        value = value.replace(",", "") if "onnage" in element else value
        if value and not party.say(prop, value):
            party.note(f"{prop}: {value}")
    if flag := vessel.text("vesselFlag"):
        country(party, "flag", flag)
    if owner := vessel.text("vesselOwner"):
        party.link(owner, "owner")


FORMAT = ListFormat(
    name="ofac_simple_xml",
    title="OFAC standard XML (SDN.XML, CONSOLIDATED.XML)",
    recognise=recognise,
    read=read,
    tried=False,
)
