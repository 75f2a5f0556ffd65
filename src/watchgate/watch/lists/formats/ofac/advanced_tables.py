"""The parts of OFAC's advanced XML that a party points to: gathered in one pass, before the parties are read.

The file refers by number throughout: value sets (`ReferenceValueSets`), places (`Locations`), documents
(`IDRegDocuments`, by the identity they belong to), links (`ProfileRelationships`) and listings (`SanctionsEntries`, by
the profile). Kept in memory as plain tuples: some ten thousands of each in the whole SDN list.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from watchgate.watch.lists.opening import xml_records
from watchgate.watch.lists.values.entities import address_text
from watchgate.watch.lists.xml_text import Children

PARTY = "DistinctParty"
TABLES = ("ReferenceValueSets", "Location", "IDRegDocument", "ProfileRelationship", "SanctionsEntry")
ADDRESS_ORDER = ("REGION", "ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE")


class Place(msgspec.Struct, frozen=True):
    """An address: `lines` without the country, one line a script; and the country's name, empty if there is none."""

    lines: tuple[str, ...]
    country: str


class Document(msgspec.Struct, frozen=True):
    """An identity or registration document. `valid`: OFAC's word for its validity."""

    kind: str
    number: str
    country: str
    issued: str
    expires: str
    authority: str
    valid: str
    comment: str


class Listing(msgspec.Struct, frozen=True):
    """One entry on a list: when, on which legal basis, under which programmes, with which measures."""

    list_name: str
    dates: tuple[str, ...]
    bases: tuple[str, ...]
    programs: tuple[str, ...]
    measures: tuple[str, ...]
    comments: tuple[str, ...]


class Link(msgspec.Struct, frozen=True):
    """A relationship from one profile to another. `former`: it no longer holds."""

    other: str
    kind: str
    former: bool
    comment: str


class Tables:
    """What the parties refer to. `text(kind, number)` is the value of a reference, the number itself when unknown."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], str] = {}
        self._parents: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.documents: dict[str, list[Document]] = {}
        self.listings: dict[str, list[Listing]] = {}
        self.links: dict[str, list[Link]] = {}

    def text(self, kind: str, number: str) -> str:
        return self._values.get((kind, number), number)

    def party_kind(self, sub_type: str) -> str:
        """`individual`, `entity`, `vessel`, `aircraft`: the sub-type, or the type where that is Unknown."""
        text = self.text("PartySubType", sub_type)
        if text == "Unknown":
            text = self.text("PartyType", self._parents.get(sub_type, ""))
        return text.lower()

    def add_values(self, sets: Children) -> None:
        """Every value set, whatever it is called: `FeatureType` 8 is `Birthdate`."""
        for values in sets.element:
            for value in values:
                if isinstance(value.tag, str):
                    kind, number = value.tag.rpartition("}")[2], value.get("ID", "")
                    self._values[(kind, number)] = " ".join((value.text or "").split())
                    if kind == "PartySubType":
                        self._parents[number] = value.get("PartyTypeID", "")


def read_tables(path: Path) -> Tables:
    """One pass over the file."""
    tables = Tables()
    for element in xml_records(path, {*TABLES, PARTY}):
        name = str(element.tag).rpartition("}")[2]
        if name == PARTY:
            continue
        record = Children(element)
        match name:
            case "ReferenceValueSets":
                tables.add_values(record)
            case "Location":
                tables.places[record.get("ID")] = _place(tables, record)
            case "IDRegDocument":
                tables.documents.setdefault(record.get("IdentityID"), []).append(_document(tables, record))
            case "ProfileRelationship":
                tables.links.setdefault(record.get("From-ProfileID"), []).append(_link(tables, record))
            case "SanctionsEntry":
                tables.listings.setdefault(record.get("ProfileID"), []).append(_listing(tables, record))
    return tables


def period(holder: Children) -> str:
    """A `DatePeriod` in words: `1962-11-23`, `1962`, `1962 to 1964`, with `circa` before it when approximate."""
    ends = [end for end in ("Start", "End") for _ in holder.each(end)]
    days = [
        _day(limit) for end in ends for each in holder.each(end) for side in ("From", "To") for limit in each.each(side)
    ]
    days = [day for day in days if day]
    if not days:
        return ""
    approximate = any(each.get("Approximate") == "true" for end in ends for each in holder.each(end))
    first, last = min(days), max(days)
    if first == last:
        text = first
    elif first[:4] == last[:4]:
        text = first[:7] if first[:7] == last[:7] else first[:4]
    else:
        text = f"{first[:4]} to {last[:4]}"
    return f"circa {text}" if approximate else text


def _day(limit: Children) -> str:
    year, month, day = limit.text("Year"), limit.text("Month"), limit.text("Day")
    return "-".join(part.zfill(2) for part in (year, month, day if month else "") if part) if year else ""


def _place(tables: Tables, location: Children) -> Place:
    """Parts in the order of an address; the part of no known kind names a country, as `LocationCountry` does."""
    scripts: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
    country = next((tables.text("Country", one.get("CountryID")) for one in location.each("LocationCountry")), "")
    for part in location.each("LocationPart"):
        kind = tables.text("LocPartType", part.get("LocPartTypeID")).upper()
        for value in part.each("LocationPartValue"):
            if kind == "UNKNOWN":
                country = country or value.text("Value")
            else:
                scripts[value.get("Primary") != "false"].setdefault(kind, []).append(value.text("Value"))
    lines = []
    for parts in scripts.values():
        ordered = [value for kind in ADDRESS_ORDER for value in parts.pop(kind, ())]
        lines.append(address_text(*ordered, *(value for rest in parts.values() for value in rest)))
    return Place(tuple(line for line in lines if line), "" if country == "undetermined" else country)


def _document(tables: Tables, document: Children) -> Document:
    dates = {"issued": "", "expires": ""}
    for date in document.each("DocumentDate"):
        kind = tables.text("IDRegDocDateType", date.get("IDRegDocDateTypeID")).lower()
        for one in date.each("DatePeriod"):
            dates["expires" if "expir" in kind else "issued"] = period(one)
    issuer = document.get("IssuedBy-CountryID")
    country = tables.text("Country", issuer) if issuer else ""
    return Document(
        kind=tables.text("IDRegDocType", document.get("IDRegDocTypeID")),
        number=document.text("IDRegistrationNo"),
        country="" if country == "undetermined" else country,
        issued=dates["issued"],
        expires=dates["expires"],
        authority=document.text("IssuingAuthority"),
        valid=tables.text("Validity", document.get("ValidityID")),
        comment=document.text("Comment"),
    )


def _link(tables: Tables, link: Children) -> Link:
    return Link(
        other=link.get("To-ProfileID"),
        kind=tables.text("RelationType", link.get("RelationTypeID")),
        former=link.get("Former") == "true",
        comment=link.text("Comment"),
    )


def _listing(tables: Tables, entry: Children) -> Listing:
    events = list(entry.each("EntryEvent"))
    measures = [
        (tables.text("SanctionsType", one.get("SanctionsTypeID")), one.text("Comment"))
        for one in entry.each("SanctionsMeasure")
    ]
    return Listing(
        list_name=tables.text("List", entry.get("ListID")),
        dates=tuple(day for event in events for date in event.each("Date") if (day := _day(date))),
        bases=tuple(
            tables.text("LegalBasis", event.get("LegalBasisID")) for event in events if event.get("LegalBasisID")
        ),
        programs=tuple(comment for kind, comment in measures if kind == "Program" and comment),
        measures=tuple(" ".join(filter(None, pair)) for pair in measures if pair[0] != "Program"),
        comments=tuple(text for event in events if (text := event.text("Comment"))),
    )
