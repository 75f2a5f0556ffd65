"""OFAC enhanced XML (SDN_ENHANCED.XML, CONS_ENHANCED.XML): `sanctionsData`, one `entity` with everything inside it.

Built from OFAC's published schema (ENHANCED_XML.xsd). `entity/@id` is the ent_num; features carry the wordings of the
remarks, and are read by the same keys; a name's translations into other scripts stand beside it; relationships name the
other entity by its id. The date OFAC published the listing is the listing date, the legal authorities its reason, the
types of sanction (`Block`, `Reject`) provisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.ofac.add import say_address
from watchgate.watch.lists.formats.ofac.party import CONSOLIDATED, SCHEMATA, SDN, OfacParty, full_name
from watchgate.watch.lists.formats.ofac.remarks import read_document, read_part, read_remarks
from watchgate.watch.lists.formats.ofac.xml import say_alias, which_list
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.values.entities import address_text
from watchgate.watch.lists.xml_text import Children

ENTITY = "entity"
ADDRESS_ORDER = ("REGION", "ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE")


def recognise(path: Path, head: bytes) -> ListFile | None:
    """The file, by its root element; its filter names the list."""
    root = xml_root(path, head)
    if root is None or root[0] != "sanctionsData" or "DeltaFile" in root[2]:
        return None
    date = re.search(rb"<(?:\w+:)?dataAsOf>\s*(\d{4}-\d\d-\d\d)", head)
    lists = re.findall(rb"<(?:\w+:)?sanctionsList\b[^>]*>([^<]+)<", head)
    first = re.search(rb"<(?:\w+:)?entity\b[^>]*\bid=\"(\d+)\"", head)
    if lists and not first:
        source = SDN if any(b"SDN" in name and b"Non" not in name for name in lists) else CONSOLIDATED
    else:
        source = which_list(path, first[1].decode() if first else None)
    return ListFile(
        paths=(path,),
        format="ofac_enhanced_xml",
        source=f"{source}.enhanced",
        dataset=source,
        snapshot_date=date[1].decode() if date else None,
    )


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """Every entity in file order."""
    for position, element in enumerate(xml_records(file.paths[0], {ENTITY}), 1):
        entity = Children(element)
        number = entity.get("id")
        if not number.isdecimal():
            yield RefusedEntry(record_id=f"entity {position}", reason="has no numeric id")
            continue
        party = _party(number, entity)
        if not any(claim.prop == "name" for claim in party.claims):
            yield RefusedEntry(record_id=number, reason="has no primary name")
        else:
            yield from party.entries(file.dataset)


def _party(number: str, entity: Children) -> OfacParty:
    info = next(entity.each("generalInfo"), None)
    kind = info.text("entityType").lower() if info else ""
    party = OfacParty(number, SCHEMATA.get(kind, "LegalEntity"))
    _names(party, entity)
    _listing(party, entity)
    for one in entity.each("addresses", "address"):
        _address(party, one)
    for feature in entity.each("features", "feature"):
        read_part(party, f"{feature.text('type')} {feature.text('value')}")
        if comment := feature.text("comments"):
            party.note(f"{feature.text('type')}: {comment}")
    for one in entity.each("identityDocuments", "identityDocument"):
        _document(party, one)
    for one in entity.each("relationships", "relationship"):
        other = next(one.each("relatedEntity"), None)
        if other is not None and (related := other.get("entityId")):
            party.link(other.element.text or related, one.text("type"), f"ofac-{related}")
    if info is not None:
        if title := info.text("title"):
            read_part(party, f"Title: {title}")
        if status := info.text("livingStatus"):
            party.note(f"Living status: {status}")
        if remarks := info.text("remarks"):
            read_remarks(party, remarks)
    return party


def _names(party: OfacParty, entity: Children) -> None:
    for name in entity.each("names", "name"):
        primary = name.text("isPrimary") == "true"
        weak = name.text("isLowQuality") == "true"
        for translation in name.each("translations", "translation"):
            full = translation.text("formattedFullName")
            if not primary:
                say_alias(party, name.text("aliasType"), full, weak=weak)
            elif translation.text("isPrimary") != "false":
                full_name(party, full)
            else:
                party.claims.add("name", full)


def _listing(party: OfacParty, entity: Children) -> None:
    for programme in entity.nested("sanctionsPrograms", "sanctionsProgram"):
        party.program(programme)
    for one in entity.each("sanctionsLists", "sanctionsList"):
        party.listing.add("listingDate", one.get("datePublished"))
    for measure in entity.nested("sanctionsTypes", "sanctionsType"):
        party.listing.add("provisions", measure)
    for authority in entity.nested("legalAuthorities", "legalAuthority"):
        party.listing.add("reason", authority)


def _address(party: OfacParty, address: Children) -> None:
    """The address in each script; the country alone when there are no parts."""
    land = address.text("country")
    told = False
    for translation in address.each("translations", "translation"):
        parts = {
            part.text("type").upper(): part.text("value") for part in translation.each("addressParts", "addressPart")
        }
        ordered = [parts.pop(kind, "") for kind in ADDRESS_ORDER]
        if address_text(*ordered, *parts.values()):
            say_address(party.claims, *ordered, *parts.values(), country=land)
            told = True
    if not told and land:
        say_address(party.claims, country=land)


def _document(party: OfacParty, document: Children) -> None:
    claims: list[Claim] = []
    if authority := address_text(document.text("issuingAuthority"), document.text("issuingLocation")):
        claims.append(Claim("authority", authority))
    if document.text("isValid") == "false":
        claims.append(Claim("summary", "not valid"))
    if comment := document.text("comments"):
        claims.append(Claim("description", comment))
    read_document(
        party,
        document.text("type"),
        document.text("documentNumber"),
        country=document.text("issuingCountry"),
        issued=_day(document, "issueDate"),
        expires=_day(document, "expirationDate"),
        claims=tuple(claims),
    )


def _day(document: Children, name: str) -> str:
    """A date of the document: the day, or the year when the period is the whole of it."""
    for period in document.each(name):
        first, last = period.text("fromDateBegin"), period.text("toDateEnd") or period.text("fromDateEnd")
        if first.endswith("-01-01") and last == f"{first[:4]}-12-31":
            return first[:4]
        return first if first == last or not last else f"{first} to {last}"
    return ""


FORMAT = ListFormat(
    name="ofac_enhanced_xml",
    title="OFAC enhanced XML (SDN_ENHANCED.XML, CONS_ENHANCED.XML)",
    recognise=recognise,
    read=read,
    tried=False,
)
