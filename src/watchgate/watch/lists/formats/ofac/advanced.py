"""OFAC advanced XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML): the Advanced Sanctions Data Model of the Wolfsberg Group.

`DistinctParty/@FixedRef` is the ent_num. Names come in parts with their kind and script; a name in another script
stands beside the Latin one. Features carry the wordings of the remarks and are read by the same keys. Two passes: what
parties refer to (ofac_advanced_tables), then the parties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.add import say_address
from watchgate.watch.lists.formats.ofac.advanced_tables import PARTY, TABLES, Document, Tables, period, read_tables
from watchgate.watch.lists.formats.ofac.party import SCHEMATA, OfacParty, full_name
from watchgate.watch.lists.formats.ofac.remarks import read_document, read_part
from watchgate.watch.lists.formats.ofac.xml import person_name, say_alias, which_list
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.values.entities import address_text
from watchgate.watch.lists.xml_text import Children

SURNAME_PARTS = frozenset({"Last Name", "Maiden Name", "Matronymic"})
GIVEN_PARTS = frozenset({"First Name", "Middle Name", "Patronymic"})
NAME_TYPE = "Name"


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its root element and what stands in it; the list by the first party's number."""
    root = xml_root(path, head)
    if root is None or root[0] != "Sanctions" or b"ReferenceValueSets" not in head:
        return None
    date = re.search(rb"<(?:\w+:)?DateOfIssue\b.*?</(?:\w+:)?DateOfIssue>", head, re.DOTALL)
    first = next((one.get("FixedRef") for one in xml_records(path, {PARTY, *TABLES}) if _is_party(one.tag)), None)
    source = which_list(path, first)
    return ListFile(
        paths=(path,),
        format="ofac_advanced_xml",
        source=f"{source}.advanced",
        dataset=source,
        snapshot_date=_issued(date[0]) if date else None,
    )


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Every party in file order."""
    tables = read_tables(file.paths[0])
    for position, element in enumerate(xml_records(file.paths[0], {PARTY, *TABLES}), 1):
        if not _is_party(element.tag):
            continue
        distinct = Children(element)
        number = distinct.get("FixedRef")
        profile = next(distinct.each("Profile"), None)
        if not number.isdecimal() or profile is None:
            yield RefusedEntry(record_id=number or f"record {position}", reason="has no numeric FixedRef or no Profile")
            continue
        party = _party(tables, number, distinct, profile)
        if not any(claim.prop == "name" for claim in party.claims):
            yield RefusedEntry(record_id=number, reason="has no primary name")
        else:
            yield from party.entries(file.dataset)


def _is_party(tag: object) -> bool:
    return str(tag).rpartition("}")[2] == PARTY


def _issued(element: bytes) -> str | None:
    parts = [re.search(rb"<(?:\w+:)?%s>\s*(\d+)" % name, element) for name in (b"Year", b"Month", b"Day")]
    return "-".join(part[1].decode().zfill(2) for part in parts if part) if all(parts) else None


def _party(tables: Tables, number: str, distinct: Children, profile: Children) -> OfacParty:
    kind = tables.party_kind(profile.get("PartySubTypeID"))
    party = OfacParty(number, SCHEMATA.get(kind, "LegalEntity"))
    profile_id = profile.get("ID")
    if comment := distinct.text("Comment"):
        party.note(comment)
    for identity in profile.each("Identity"):
        _names(party, tables, identity)
        for document in tables.documents.get(identity.get("ID"), ()):
            _document(party, document)
    for feature in profile.each("Feature"):
        _feature(party, tables, feature)
    for listing in tables.listings.get(profile_id, ()):
        for program in listing.programs:
            party.program(program)
        for prop, values in (
            ("listingDate", listing.dates),
            ("reason", listing.bases),
            ("provisions", listing.measures),
            ("summary", listing.comments),
        ):
            for value in values:
                party.listing.add(prop, value)
    for link in tables.links.get(profile_id, ()):
        role = f"formerly: {link.kind}" if link.former else link.kind
        party.link(link.other, role, f"ofac-{link.other}")
        if link.comment:
            party.note(f"{link.kind} {link.other}: {link.comment}")
    return party


def _names(party: OfacParty, tables: Tables, identity: Children) -> None:
    """Every documented name. The primary alias of type Name gives the name; other scripts of it are names as well."""
    kinds = {
        group.get("ID"): tables.text("NamePartType", group.get("NamePartTypeID"))
        for group in identity.each("NamePartGroups", "MasterNamePartGroup", "NamePartGroup")
    }
    told = False
    for alias in identity.each("Alias"):
        kind = tables.text("AliasType", alias.get("AliasTypeID"))
        for documented in alias.each("DocumentedName"):
            name = _name(kinds, documented)
            if kind != NAME_TYPE and alias.get("Primary") != "true":
                say_alias(party, kind, name, weak=alias.get("LowQuality") == "true")
            elif told:
                party.claims.add("name", name)
            elif name:
                full_name(party, name)
                told = True


def _name(kinds: dict[str, str], documented: Children) -> str:
    """The parts in their order; `SURNAME, Given` when they are marked as such."""
    surname: list[str] = []
    given: list[str] = []
    other: list[str] = []
    for value in documented.each("DocumentedNamePart", "NamePartValue"):
        text = " ".join((value.element.text or "").split())
        kind = kinds.get(value.get("NamePartGroupID"))
        (surname if kind in SURNAME_PARTS else given if kind in GIVEN_PARTS else other).append(text)
    person = person_name(" ".join(surname), " ".join(given))
    return " ".join(filter(None, (person, *other)))


def _document(party: OfacParty, document: Document) -> None:
    claims: list[Claim] = []
    if document.authority:
        claims.append(Claim("authority", document.authority))
    if document.valid.lower() not in ("", "valid"):
        claims.append(Claim("summary", f"validity: {document.valid}"))
    if document.comment:
        claims.append(Claim("description", document.comment))
    read_document(
        party,
        document.kind,
        document.number,
        country=document.country,
        issued=document.issued,
        expires=document.expires,
        claims=tuple(claims),
    )


def _feature(party: OfacParty, tables: Tables, feature: Children) -> None:
    """A feature's value is a text, a value of a set, a period or a place; an address when the feature is a Location."""
    kind = tables.text("FeatureType", feature.get("FeatureTypeID"))
    for version in feature.each("FeatureVersion"):
        values = []
        for detail in version.each("VersionDetail"):
            reference = detail.get("DetailReferenceID")
            values.append(
                tables.text("DetailReference", reference) if reference else (detail.element.text or "").strip()
            )
        values.extend(period(one) for one in version.each("DatePeriod"))
        for one in version.each("VersionLocation"):
            place = tables.places.get(one.get("LocationID"))
            if place is None:
                party.note(f"{kind}: location {one.get('LocationID')} is not in the file")
            elif kind == "Location":
                for line in place.lines or ("",):
                    say_address(party.claims, line, country=place.country or None)
            else:
                values.append(address_text(*place.lines, place.country))
        for value in values:
            if value:
                read_part(party, f"{kind} {value}")
        if comment := version.text("Comment"):
            party.note(f"{kind}: {comment}")


FORMAT = ListFormat(
    name="ofac_advanced_xml",
    title="OFAC advanced XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML)",
    recognise=recognise,
    read=read,
    tried=False,
)
