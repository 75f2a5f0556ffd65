"""The United Nations Security Council Consolidated List, XML (`https://www.un.org/sc/resources/sc-sanctions.xsd`).

One INDIVIDUAL or ENTITY gives the listed party (`un-<DATAID>`), its Sanction, its identity documents, and at the end of
the file a link for every permanent reference number (`QDi.010`) that its comments mention and that is in the list.

- Name parts are the Council's: FIRST_NAME to FOURTH_NAME in the order written, which for Koreans begins with the family
  name. `name` is the parts in that order, never inverted; the parts go to firstName, secondName, middleName, lastName.
- Aliases: `Good` and `a.k.a.` are aliases, `Low` weak ones, `f.k.a.` former names; one element may hold several names
  and scripts (see spellings).
- A listing's legal basis (`programId`) is the resolution its sanctions committee is named after: see RESOLUTIONS.
- Comments, notes and narrative are kept word for word. `na` stands for "not available" and is left out, as are
  VERSIONNUM, SORT_KEY and LIST_TYPE, which say nothing of the party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from watchgate.watch.lists.entry import Claim, ListEntry, ListFile, ListFormat, RefusedEntry
from watchgate.watch.lists.formats.un.alias_notes import note_claims
from watchgate.watch.lists.formats.un.births import birth_claims
from watchgate.watch.lists.formats.un.documents import Document, document_claims, document_entries, documents_of
from watchgate.watch.lists.opening import xml_records, xml_root
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.entities import address_text, iso_date, link_entry, sanction_entry
from watchgate.watch.lists.values.spellings import name_claims
from watchgate.watch.lists.values.wordings import Wordings
from watchgate.watch.lists.xml_text import Children

DATASET = "un_sc_sanctions"
AUTHORITY = "UN-SC"
NAME_PARTS = {
    "FIRST_NAME": "firstName",
    "SECOND_NAME": "secondName",
    "THIRD_NAME": "middleName",
    "FOURTH_NAME": "lastName",
}
RESOLUTIONS = {
    "al-qaida": "1267 (1999), 1989 (2011), 2253 (2015)",
    "car": "2127 (2013)",
    "dprk": "1718 (2006)",
    "drc": "1533 (2004)",
    "gb": "2048 (2012)",
    "haiti": "2653 (2022)",
    "iran": "1737 (2006)",
    "iraq": "1518 (2003)",
    "libya": "1970 (2011)",
    "mali": "2374 (2017)",
    "somalia": "751 (1992)",
    "southsudan": "2206 (2015)",
    "sudan": "1591 (2005)",
    "taliban": "1988 (2011)",
    "yemen": "2140 (2014)",
}
"""By UN_LIST_TYPE: the resolutions the sanctions committee is named after. The file itself does not say them."""
ALIAS_PROPERTIES = {"good": "alias", "a.k.a.": "alias", "low": "weakAlias", "f.k.a.": "previousName", "": "alias"}
"""By QUALITY. A quality that is not stated is no reason to call a name weak."""
ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
GENDERS = {"male": "male", "female": "female"}
REFERENCE = re.compile(r"\b([A-Z]{2})([ie])\.(\d{3})\b", re.IGNORECASE)
GENDER_IN_COMMENTS = re.compile(r"\bGender:\s*(male|female)\b", re.IGNORECASE)
IN_COMMENTS = {
    "swiftBic": re.compile(r"\bSWIFT(?:/BIC)?:\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"),
    "imoNumber": re.compile(r"\bIMO\)?\s*(?:[Nn]umber)?:?\s*(\d{7})\b"),
}
"""Identifiers of entities that stand in the comments only; for a company the IMO number is its company number."""
ABOUT_DOCUMENTS = re.compile(r"\b(?:passport|DOB|POB|date of)\b", re.IGNORECASE)
NOT_NAMES = re.compile(r"[\d:]|nom de guerre|listed as|born|^the\b", re.IGNORECASE)


def recognise(path: Path, head: bytes) -> ListFile | None:
    """A file whose root element is CONSOLIDATED_LIST; its date is the day in dateGenerated, as written."""
    root = xml_root(path, head)
    if root is None or root[0] != "CONSOLIDATED_LIST":
        return None
    return ListFile(
        paths=(path,),
        format=FORMAT.name,
        source=DATASET,
        dataset=DATASET,
        snapshot_date=iso_date(root[1].get("dateGenerated", "")[:10]),
    )


def read(file: ListFile) -> Iterator[ListEntry | RefusedEntry]:
    """The parties in file order, each followed by its Sanction and documents; links between parties last."""
    references: dict[str, str] = {}
    mentions: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    for number, record in enumerate(xml_records(file.paths[0], {"INDIVIDUAL", "ENTITY"}), 1):
        element = Children(record)
        record_id = element.text("DATAID")
        refusal = _refusal(element, record_id, number, seen)
        if refusal is not None:
            yield refusal
            continue
        seen.add(record_id)
        entity_id = f"un-{record_id}"
        reference = element.text("REFERENCE_NUMBER")
        references[reference.casefold()] = entity_id
        named = dict.fromkeys(match[0].casefold() for match in REFERENCE.finditer(element.text("COMMENTS1")))
        mentions.extend((entity_id, record_id, other) for other in named if other != reference.casefold())
        documents = documents_of(element)
        yield _party(element, documents, entity_id, record_id)
        yield _sanction(element, entity_id, record_id)
        yield from document_entries(documents, entity_id, record_id)
    for subject_id, record_id, reference in mentions:
        if reference in references:
            yield link_entry(
                subject_id, record_id, object_id=references[reference], role="named in the entry of the listed party"
            )


FORMAT = ListFormat(
    name="un_xml",
    title="UN Security Council Consolidated List (XML)",
    recognise=recognise,
    read=read,
    tried=True,
)


def _refusal(element: Children, record_id: str, number: int, seen: set[str]) -> RefusedEntry | None:
    reference = element.text("REFERENCE_NUMBER")
    if not record_id.isascii() or not record_id.isdigit():
        shown = reference or f"record {number}"
        return RefusedEntry(record_id=shown, reason=f"DATAID {record_id!r} is no number: the record has no stable id")
    if record_id in seen:
        return RefusedEntry(record_id=record_id, reason="DATAID is used by an earlier record of the same file")
    if not any(element.text(part) for part in NAME_PARTS):
        return RefusedEntry(record_id=record_id, reason="the record has no name")
    return None


def _party(element: Children, documents: list[Document], entity_id: str, record_id: str) -> ListEntry:
    person = str(element.element.tag).endswith("INDIVIDUAL")
    claims = Wordings()
    parts = {prop: value for tag, prop in NAME_PARTS.items() if (value := element.text(tag))}
    claims.extend(name_claims("name", " ".join(parts.values())))
    if person:
        for prop, value in parts.items():
            claims.add(prop, value)
    claims.extend(name_claims("name", element.text("NAME_ORIGINAL_SCRIPT")))
    claims.add("topics", "sanction")
    for alias in element.each("INDIVIDUAL_ALIAS" if person else "ENTITY_ALIAS"):
        _alias(claims, alias, person)
    for address in element.each("INDIVIDUAL_ADDRESS" if person else "ENTITY_ADDRESS"):
        _address(claims, address)
    if person:
        _person(claims, element)
    for prop, pattern in IN_COMMENTS.items() if not person else ():
        for match in pattern.finditer(element.text("COMMENTS1")):
            claims.add(prop, match[1], original=match[0])
    claims.extend(document_claims(documents))
    for value in element.nested("LAST_DAY_UPDATED", "VALUE"):
        claims.add("modifiedAt", iso_date(value), original=value)
    claims.add("notes", element.text("COMMENTS1"))
    for value in element.nested("LIST_TYPE", "VALUE"):
        if value != "UN List":
            claims.add("notes", f"List type: {value}", original=value)
    return claims.entry(entity_id, record_id, "Person" if person else "Organization")


def _person(claims: Wordings, element: Children) -> None:
    for value in element.nested("TITLE", "VALUE"):
        claims.add("title", value)
    for value in element.nested("DESIGNATION", "VALUE"):
        claims.add("position", value)
    for value in element.nested("NATIONALITY", "VALUE"):
        claims.extend(country_claims("nationality", value))
    gender = element.text("GENDER")
    claims.add("gender", GENDERS.get(gender.casefold()), original=gender)
    for match in GENDER_IN_COMMENTS.finditer(element.text("COMMENTS1")):
        claims.add("gender", match[1].casefold(), original=match[0])
    for birth in element.each("INDIVIDUAL_DATE_OF_BIRTH"):
        claims.extend(birth_claims(birth))
    for place in element.each("INDIVIDUAL_PLACE_OF_BIRTH"):
        claims.add("birthPlace", address_text(*(_available(place, tag) for tag in ADDRESS_PARTS)))
        claims.extend(country_claims("birthCountry", place.text("COUNTRY")))
        claims.add("notes", place.text("NOTE"))


def _alias(claims: Wordings, alias: Children, person: bool) -> None:
    quality, cell, note = (alias.text(tag) for tag in ("QUALITY", "ALIAS_NAME", "NOTE"))
    prop = ALIAS_PROPERTIES.get(quality.casefold(), "alias")
    claims.extend(name_claims(prop, cell))
    if note:
        claims.add("notes", f"{cell}: {note}", original=note)
        claims.extend(note_claims(prop, cell, note, person=person))
        if cell and ";" in note and not ABOUT_DOCUMENTS.search(note):
            for name in re.split(r"[;()]", note):
                if name.strip()[:1].isupper() and not NOT_NAMES.search(name):
                    claims.add(prop, " ".join(name.split()), original=f"{cell}: {note}")
    if person:
        place, country = alias.text("CITY_OF_BIRTH"), alias.text("COUNTRY_OF_BIRTH")
        claims.add("birthPlace", address_text(place, country))
        claims.extend(country_claims("birthCountry", country))
        born = alias.text("DATE_OF_BIRTH")
        claims.add("birthDate", iso_date(born), original=born)


def _address(claims: Wordings, address: Children) -> None:
    note = address.text("NOTE")
    written = address_text(*(_available(address, tag) for tag in ADDRESS_PARTS))
    if written:
        claims.add("address", written, original=f"{written} ({note})" if note else None)
        claims.extend(country_claims("country", address.text("COUNTRY")))
    else:
        claims.add("address", note)


def _available(element: Children, tag: str) -> str:
    value = element.text(tag)
    return "" if value == "na" else value


def _sanction(element: Children, entity_id: str, record_id: str) -> ListEntry:
    claims: list[Claim] = []
    for tag, prop in (("LISTED_ON", "listingDate"), ("LISTED_ON", "startDate"), ("SUBMITTED_ON", "date")):
        written = element.text(tag)
        if (day := iso_date(written)) is not None:
            claims.append(Claim(prop, day, None, written if written != day else None))
    if reference := element.text("REFERENCE_NUMBER"):
        claims.append(Claim("unscId", reference))
    if proposed := element.text("SUBMITTED_BY"):
        claims.append(Claim("summary", f"Proposed for listing by: {proposed}", None, proposed))
    program = element.text("UN_LIST_TYPE")
    if resolutions := RESOLUTIONS.get(program.casefold()):
        claims.append(Claim("programId", f"UNSCR {resolutions}", None, program))
    return sanction_entry(
        entity_id, record_id, authority=AUTHORITY, programs=[program] if program else [], claims=claims
    )
