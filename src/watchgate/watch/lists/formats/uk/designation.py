"""One designation of the UK Sanctions List, from whatever file, as entries: party, Sanction, documents, links.

The party is `gb-<Unique ID>`. Names are written given names first, family name (Name 6) last, as the FCDO prints them.
Owners, operators, parents and subsidiaries are only named by the list: they become links that mention a name, never
parties of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.formats.uk.identifiers import (
    document_claims,
    document_entry,
    imo_claims,
    registration_claims,
)
from watchgate.watch.lists.formats.uk.vocabulary import (
    AUTHORITY,
    GENDERS,
    LANGUAGES,
    SCHEMAS,
    name_property,
    regime,
    uk_dates,
)
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.entities import address_text, link_entry, sanction_entry
from watchgate.watch.lists.values.spellings import name_claims
from watchgate.watch.lists.values.wordings import Wordings

Cells = tuple[str, ...]


class Designation(msgspec.Struct, kw_only=True):
    """Every cell as written, repeats left out, in file order.

    `names`: (family or whole name, given names 1-5, name type, alias strength). `native_names`: (name, language).
    `addresses`: (lines 1-6, postal code, country). `births`: (town, country). `documents`: (`passport` or `national`,
    number, information). `links`: (role, name). `cells`: single columns by FtM property.
    """

    unique_id: str
    kind: str
    entity_id: str
    authority: str = AUTHORITY
    names: dict[Cells, None] = msgspec.field(default_factory=dict)
    native_names: dict[Cells, None] = msgspec.field(default_factory=dict)
    addresses: dict[Cells, None] = msgspec.field(default_factory=dict)
    births: dict[Cells, None] = msgspec.field(default_factory=dict)
    documents: dict[Cells, None] = msgspec.field(default_factory=dict)
    links: dict[Cells, None] = msgspec.field(default_factory=dict)
    cells: dict[str, dict[str, None]] = msgspec.field(default_factory=dict)

    def add(self, column: str, value: str) -> None:
        """One cell of a single column; empty ones say nothing."""
        if value := value.strip():
            self.cells.setdefault(column, {})[value] = None

    def said(self, column: str) -> Iterator[str]:
        """What the column says."""
        return iter(self.cells.get(column, ()))


TEXTS = {
    "title": "title",
    "position": "position",
    "classification": "classification",
    "type": "type",
    "notes": "notes",
    "phone": "phone",
    "email": "email",
    "website": "website",
}
"""Columns whose cells are values as they stand. Those a schema does not have become notes."""
PERSON_ONLY = frozenset({"title", "position"})
COMPANY_ONLY = frozenset({"classification", "phone", "email", "website"})


def designation_entries(found: Designation) -> Iterator[ListEntry]:
    """The party, its Sanction, its documents, its links."""
    schema = SCHEMAS.get(found.kind.casefold(), "LegalEntity")
    yield _party(found, schema)
    yield _sanction(found)
    seen = set()
    for column, number, info in found.documents:
        entry = document_entry(found.entity_id, found.unique_id, column, number, info)
        if entry is not None and entry.entity_id not in seen:
            seen.add(entry.entity_id)
            yield entry
    for role, name in found.links:
        yield link_entry(found.entity_id, found.unique_id, object_name=name, role=role)


def full_name(family: str, given: Cells) -> str:
    """`Name 1` to `Name 5`, then `Name 6`."""
    return " ".join(" ".join((*given, family)).split())


def _party(found: Designation, schema: str) -> ListEntry:
    claims = Wordings()
    for family, given, kind, strength in sorted(found.names, key=_primary_first):
        parts = tuple(given.split("\x1f"))
        prop = name_property(kind, strength)
        claims.extend(name_claims(prop, full_name(family, parts)))
        if schema == "Person" and prop == "name" and any(parts):
            claims.add("firstName", parts[0])
            claims.add("middleName", " ".join(" ".join(parts[1:]).split()))
            claims.add("lastName", family)
    for native, language in found.native_names:
        claims.extend(name_claims("name", native, LANGUAGES.get(language.casefold())))
    claims.add("topics", "sanction")
    for column, prop in TEXTS.items():
        for value in found.said(column):
            _text(claims, schema, prop, value)
    for *lines, postal_code, country in found.addresses:
        claims.add("address", address_text(*lines, postal_code, country))
        claims.extend(country_claims("country", country))
    if schema == "Person":
        _person(claims, found)
    if schema == "Vessel":
        _ship(claims, found)
    for column, number, info in found.documents:
        claims.extend(document_claims(column, number, info) if schema == "Person" else _note(column, number, info))
    for cell in found.said("registrationNumber"):
        for claim in registration_claims(cell):
            claims.extend((claim,) if schema != "Vessel" else (Claim("registrationNumber", claim.value, None, cell),))
    for cell in found.said("imoNumber"):
        claims.extend(imo_claims(cell) if schema != "Person" else _note("IMO", cell, ""))
    for written in found.said("modifiedAt"):
        claims.extend(uk_dates("modifiedAt", written))
    return claims.entry(found.entity_id, found.unique_id, schema)


def _primary_first(name: Cells) -> bool:
    return name_property(name[2], name[3]) != "name"


def _text(claims: Wordings, schema: str, prop: str, value: str) -> None:
    fits = (prop not in PERSON_ONLY or schema == "Person") and (prop not in COMPANY_ONLY or schema != "Vessel")
    if (prop != "type" or schema == "Vessel") and fits:
        for part in value.split(";") if prop == "email" else (value,):
            claims.add(prop, part)
    else:
        claims.add("notes", f"{prop}: {value}", original=value)


def _person(claims: Wordings, found: Designation) -> None:
    for written in found.said("birthDate"):
        claims.extend(uk_dates("birthDate", written))
    for town, country in found.births:
        claims.add("birthPlace", address_text(town, country))
        claims.extend(country_claims("birthCountry", country))
    for written in found.said("nationality"):
        claims.extend(country_claims("nationality", written))
    for written in found.said("gender"):
        claims.add("gender", GENDERS.get(written.casefold()), original=written)


def _ship(claims: Wordings, found: Designation) -> None:
    for prop in ("flag", "pastFlags"):
        for written in found.said(prop):
            claims.extend(country_claims(prop, written))
    for written in found.said("tonnage"):
        claims.add("tonnage", written)
    for written in found.said("buildDate"):
        claims.extend(uk_dates("buildDate", written))
    for written in found.said("length"):
        claims.add("notes", f"Length: {written}", original=written)


def _note(column: str, number: str, info: str) -> tuple[Claim, ...]:
    wording = " ".join(f"{number} {info}".split())
    return (Claim("notes", f"{column.capitalize()}: {wording}", None, wording),) if wording else ()


def _sanction(found: Designation) -> ListEntry:
    claims = Wordings()
    claims.add("authorityId", found.unique_id)
    for group in found.said("ofsi"):
        claims.add("authorityId", group, original=f"OFSI Group ID {group}")
    for prop in ("unscId", "reason"):
        for value in found.said(prop):
            claims.add(prop, value)
    for source in found.said("source"):
        claims.add("summary", f"Designation source: {source}", original=source)
    for measure in found.said("provisions"):
        for part in measure.split("|"):
            claims.add("provisions", part)
    for written in found.said("startDate"):
        claims.extend(uk_dates("listingDate", written, unread="summary"))
        claims.extend(uk_dates("startDate", written, unread="summary"))
    programs = list(found.said("program"))
    if not programs and (known := regime(found.unique_id)):
        claims.add("program", known, original=found.unique_id[:3])
    return sanction_entry(found.entity_id, found.unique_id, authority=found.authority, programs=programs, claims=claims)
