"""One entity of the EU's consolidated financial sanctions list (FSF), read from XML or CSV, as entries.

Id `eu-fsf-<logicalId>`: the number the Commission's database gives the entity, the same in both forms. The first name
that is not weak is the name; the list marks no primary one. Every regulation is a listing of its own, with programme,
number and address of the act. Attribute names are those of the XML schema; the CSV's columns are brought to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.formats.eu.languages import iso_639_3
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.dates import dates_within, iso_date
from watchgate.watch.lists.values.entities import address_text, identification_entry, sanction_entry, short_hash
from watchgate.watch.lists.values.spellings import name_claims
from watchgate.watch.lists.values.wordings import Wordings

DATASET = "eu_fsf"
AUTHORITY = "EU-COUNCIL"
SCHEMAS = {"person": "Person", "enterprise": "Organization", "p": "Person", "e": "Organization"}
"""By subjectType code, or classificationCode where that is all there is."""
GENDERS = {"m": "male", "f": "female", "male": "male", "female": "female"}
DOCUMENTS = {
    "passport": "passportNumber",
    "id": "idNumber",
    "electionid": "idNumber",
    "birthcert": "idNumber",
    "residentperm": "idNumber",
    "drivinglicence": "idNumber",
    "traveldocument": "passportNumber",
    "ssn": "socialSecurityNumber",
    "taxid": "taxNumber",
    "fiscalcode": "taxNumber",
    "regnumber": "registrationNumber",
    "tradelicence": "licenseNumber",
    "imo": "imoNumber",
    "swiftbic": "swiftBic",
    "other": "idNumber",
}
"""By identificationTypeCode. Those a schema has no property for are kept as the document alone."""
PERSON_ONLY = frozenset({"passportNumber", "socialSecurityNumber"})
NOT_PERSON = frozenset({"imoNumber"})
FLAGS = {
    "knownExpired": "known to have expired",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by its issuer",
    "diplomatic": "diplomatic",
}
CONTACTS = {"PHONE": "phone", "EMAIL": "email", "WEB": "website"}
UNKNOWN_COUNTRIES = frozenset({"00", "UNKNOWN"})
ADDRESS_PARTS = ("street", "poBox", "place", "city", "zipCode", "region", "countryDescription")

Attributes = Mapping[str, str]


class FsfEntity(msgspec.Struct, kw_only=True):
    """The parts of an entity as attribute maps; `contacts` of an address: (key, value)."""

    head: Attributes
    subject: str
    remarks: tuple[str, ...] = ()
    regulations: list[Attributes] = msgspec.field(default_factory=list)
    names: list[Attributes] = msgspec.field(default_factory=list)
    addresses: list[Attributes] = msgspec.field(default_factory=list)
    contacts: list[tuple[str, str]] = msgspec.field(default_factory=list)
    births: list[Attributes] = msgspec.field(default_factory=list)
    identifications: list[Attributes] = msgspec.field(default_factory=list)
    citizenships: list[Attributes] = msgspec.field(default_factory=list)


def fsf_problem(found: FsfEntity) -> str | None:
    """Why the entity cannot be used; None when it can."""
    if not found.head.get("logicalId", "").isdigit():
        return f"logicalId {found.head.get('logicalId', '')!r} is no number"
    if found.subject.casefold() not in SCHEMAS:
        return f"subject type {found.subject!r} is not known"
    if not any(whole_name(name) for name in found.names):
        return "the entity has no name"
    return None


def fsf_entries(found: FsfEntity) -> Iterator[ListEntry]:
    """The party, a Sanction for each regulation, its documents."""
    record_id = found.head["logicalId"]
    entity_id = f"eu-fsf-{record_id}"
    schema = SCHEMAS[found.subject.casefold()]
    yield _party(found, entity_id, record_id, schema)
    yield from _sanctions(found, entity_id, record_id)
    for document in found.identifications:
        number = document.get("number") or document.get("latinNumber", "")
        if any(map(str.isalnum, number)):
            yield _document(document, number, entity_id, record_id)


def whole_name(name: Attributes) -> str:
    """`wholeName`, or its parts in Western order when the whole is missing."""
    parts = (name.get("firstName", ""), name.get("middleName", ""), name.get("lastName", ""))
    return name.get("wholeName", "") or " ".join(part for part in parts if part)


def is_weak(name: Attributes) -> bool:
    """`strong="false"`, or a remark that says low quality (the CSV has no other sign)."""
    return name.get("strong", "").casefold() == "false" or "low quality" in name.get("remark", "").casefold()


def _party(found: FsfEntity, entity_id: str, record_id: str, schema: str) -> ListEntry:
    claims = Wordings()
    primary = "name"
    for name in found.names:
        prop = "weakAlias" if is_weak(name) else primary
        if whole_name(name):
            claims.extend(name_claims(prop, whole_name(name), iso_639_3(name.get("nameLanguage", ""))))
            if prop == "name" and schema == "Person":
                for attribute, part in (("firstName",) * 2, ("middleName",) * 2, ("lastName",) * 2):
                    claims.add(part, name.get(attribute, ""))
            primary = "alias" if prop == "name" else primary
        if schema == "Person":
            claims.add("title", name.get("title", ""))
            claims.add("position", name.get("function", ""))
            gender = name.get("gender", "")
            claims.add("gender", GENDERS.get(gender.casefold()), original=gender)
        else:
            claims.add("notes", name.get("function", ""))
        claims.add("notes", name.get("remark", ""))
    claims.add("topics", "sanction")
    for address in found.addresses:
        _address(claims, address)
    for key, value in found.contacts:
        contact = CONTACTS.get(key.upper())
        claims.add(contact or "notes", value if contact else f"{key}: {value}", original=value)
    for birth in found.births if schema == "Person" else ():
        _birth(claims, birth)
    for citizenship in found.citizenships:
        claims.extend(_country("nationality" if schema == "Person" else "country", citizenship))
    for document in found.identifications:
        claims.extend(_number_claims(document, schema))
    for remark in found.remarks:
        claims.add("notes", remark)
    claims.add("notes", found.head.get("designationDetails", ""))
    return claims.entry(entity_id, record_id, schema)


def _country(prop: str, said: Attributes) -> tuple[Claim, ...]:
    code, wording = said.get("countryIso2Code", ""), said.get("countryDescription", "")
    if wording and wording not in UNKNOWN_COUNTRIES:
        return country_claims(prop, wording)
    return (Claim(prop, code.casefold(), None, code),) if code and code not in UNKNOWN_COUNTRIES else ()


def _address(claims: Wordings, said: Attributes) -> None:
    unknown = said.get("countryDescription", "") in UNKNOWN_COUNTRIES
    parts = (said.get(part, "") for part in (ADDRESS_PARTS[:-1] if unknown else ADDRESS_PARTS))
    claims.add("address", address_text(*parts))
    claims.extend(_country("country", said))
    claims.add("notes", said.get("remark", ""))


def _birth(claims: Wordings, said: Attributes) -> None:
    day, year = said.get("birthdate", ""), said.get("year", "")
    first, last = said.get("yearRangeFrom", ""), said.get("yearRangeTo", "")
    circa = said.get("circa", "").casefold() == "true"
    wording = " ".join(part for part in ("circa" if circa else "", day or year, first, last) if part)
    if said.get("calendarType", "GREGORIAN").upper() not in {"GREGORIAN", ""}:
        claims.add("notes", f"Date of birth ({said['calendarType']} calendar): {wording}")
    elif day:
        value = iso_date(day)
        claims.add("birthDate", value[:4] if value and circa else value, original=wording)
    elif first or last:
        for value in dates_within(f"{first or last} to {last or first}"):
            claims.add("birthDate", value, original=wording)
    elif year:
        month, number = said.get("monthOfYear", ""), said.get("dayOfMonth", "")
        precise = f"{year}-{month.zfill(2)}" + (f"-{number.zfill(2)}" if number else "") if month else year
        claims.add("birthDate", iso_date(year if circa else precise), original=wording)
    place = address_text(*(said.get(part, "") for part in ("place", "city", "region", "countryDescription")))
    if place.upper() not in UNKNOWN_COUNTRIES:
        claims.add("birthPlace", place)
    claims.extend(_country("birthCountry", said))
    claims.add("notes", said.get("remark", ""))


def _number_claims(said: Attributes, schema: str) -> Iterator[Claim]:
    prop = DOCUMENTS.get(said.get("identificationTypeCode", "").casefold(), "idNumber")
    if (prop in PERSON_ONLY and schema != "Person") or (prop in NOT_PERSON and schema == "Person"):
        prop = "idNumber"
    for number in dict.fromkeys((said.get("number", ""), said.get("latinNumber", ""))):
        if any(map(str.isalnum, number)):
            yield Claim(prop, number.removeprefix("IMO").strip() if prop == "imoNumber" else number)


def _document(said: Attributes, number: str, entity_id: str, record_id: str) -> ListEntry:
    kind = said.get("identificationTypeDescription", "") or said.get("identificationTypeCode", "") or "document"
    claims = Wordings()
    for attribute, prop in (("issueDate", "startDate"), ("validFrom", "startDate"), ("validTo", "endDate")):
        written = said.get(attribute, "")
        claims.add(prop, iso_date(written), original=written)
    claims.add("authority", said.get("issuedBy", ""))
    for attribute, words in FLAGS.items():
        if said.get(attribute, "").casefold() == "true":
            claims.add("summary", words, original=attribute)
    if on_document := said.get("nameOnDocument", ""):
        claims.add("summary", f"Name on the document: {on_document}", original=on_document)
    claims.add("summary", said.get("remark", ""))
    country = said.get("countryDescription", "") or said.get("countryIso2Code", "")
    return identification_entry(
        entity_id,
        record_id,
        number,
        kind=kind,
        country=None if country in UNKNOWN_COUNTRIES else country,
        passport=said.get("identificationTypeCode", "").casefold() == "passport",
        claims=claims,
    )


def _sanctions(found: FsfEntity, entity_id: str, record_id: str) -> Iterator[ListEntry]:
    head = found.head
    seen = set()
    for regulation in found.regulations or [{}]:
        claims = Wordings()
        claims.add("authorityId", head.get("euReferenceNumber", ""))
        claims.add("unscId", head.get("unitedNationId", ""))
        claims.add("recordId", regulation.get("numberTitle", ""))
        claims.add("sourceUrl", regulation.get("publicationUrl", ""))
        for prop, written in (
            ("listingDate", regulation.get("publicationDate", "")),
            ("startDate", head.get("designationDate", "") or regulation.get("entryIntoForceDate", "")),
        ):
            claims.add(prop, iso_date(written), original=written)
        program = regulation.get("programme", "")
        digest = short_hash(program, regulation.get("numberTitle", ""))
        if digest not in seen:
            seen.add(digest)
            yield sanction_entry(
                entity_id,
                record_id,
                authority=AUTHORITY,
                programs=[program] if program else [],
                claims=claims,
                suffix=f"sanction-{digest}",
            )
