"""People and entities of BODS as claims."""

from __future__ import annotations

import re
from typing import Any

from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.dates import iso_date
from watchgate.watch.lists.values.entities import Claims, address_text
from watchgate.watch.ownership.bods_records import BodsRecord, dicts, text_of

SCHEMATA = {
    "state": "PublicBody",
    "stateBody": "PublicBody",
    "arrangement": "LegalEntity",
    "anonymousEntity": "LegalEntity",
    "unknownEntity": "LegalEntity",
}
"""Type of entity -> schema; what is registered is a company."""

NAME_TYPES = {"former": "previousName", "alternative": "alias", "translation": "alias", "transliteration": "alias"}
PERSON_NUMBERS = {"PASSPORT": "passportNumber", "TAXID": "taxNumber", "IDCARD": "idNumber"}
_SCHEME_COUNTRY = re.compile(r"([A-Z]{2})-")


def schema_of(record: BodsRecord) -> str:
    """The FollowTheMoney schema of a party."""
    return "Person" if record.kind == "person" else SCHEMATA.get(_type(record.details, "entityType"), "Company")


def party_claims(record: BodsRecord) -> Claims:
    """What the record says of a person or an entity."""
    details = record.details
    claims = Claims()
    if record.kind == "person":
        _person(claims, details)
    else:
        _entity(claims, details)
    for address in (*dicts(details.get("addresses")), *dicts([details.get("placeOfResidence")])):
        country = _country(address.get("country"))
        line = text_of(address, "address")
        postal = text_of(address, "postCode")
        claims.add("address", address_text(line, "" if postal and postal in line else postal, country))
        claims.extend(country_claims("country", country))
    reason = text_of(details, "unspecifiedReason", "missingInfoReason", "unspecifiedPersonDetails")
    unspecified = details.get("unspecifiedEntityDetails") or details.get("unspecifiedPersonDetails")
    words = ": ".join(filter(None, (text_of(unspecified, "reason"), text_of(unspecified, "description")))) or reason
    if words:
        claims.add("notes", f"Unspecified: {words}", original=words)
    return claims


def _person(claims: Claims, details: dict[str, Any]) -> None:
    for name in dicts(details.get("names")):
        parts = [text_of(name, key) for key in ("givenName", "patronymicName", "familyName")]
        full = text_of(name, "fullName") or " ".join(filter(None, parts))
        prop = NAME_TYPES.get(text_of(name, "type"), "name")
        claims.add(prop, full)
        if prop == "name":
            for key, part in zip(("firstName", "fatherName", "lastName"), parts, strict=True):
                claims.add(key, part)
    born = text_of(details, "birthDate")
    claims.add("birthDate", iso_date(born) if born else None, original=born)
    for nationality in dicts(details.get("nationalities")):
        claims.extend(country_claims("nationality", _country(nationality)))
    for number in dicts(details.get("identifiers")):
        scheme = text_of(number, "scheme").upper()
        prop = next((prop for word, prop in PERSON_NUMBERS.items() if word in scheme), "idNumber")
        claims.add(prop, text_of(number, "id"), original=f"{scheme} {text_of(number, 'id')}")


def _entity(claims: Claims, details: dict[str, Any]) -> None:
    claims.add("name", text_of(details, "name"))
    for name in details.get("alternateNames") or ():
        claims.add("alias", name if isinstance(name, str) else None)
    for prop, key in (("incorporationDate", "foundingDate"), ("dissolutionDate", "dissolutionDate")):
        written = text_of(details, key)
        claims.add(prop, iso_date(written) if written else None, original=written)
    place = details.get("jurisdiction") or details.get("incorporatedInJurisdiction")
    claims.extend(country_claims("jurisdiction", _country(place).partition("-")[0]))
    for number in dicts(details.get("identifiers")):
        value, scheme = text_of(number, "id"), text_of(number, "scheme").upper()
        lei = "LEI" in scheme.split("-") or text_of(number, "schemeName").upper() == "LEI"
        claims.add("leiCode" if lei else "registrationNumber", value, original=f"{scheme} {value}".strip())
        found = _SCHEME_COUNTRY.match(scheme)
        if found and not lei and found[1] != "XI":
            claims.extend(country_claims("country", found[1]))


def _type(details: dict[str, Any], key: str) -> str:
    said = details.get(key)
    return said if isinstance(said, str) else text_of(said, "type")


def _country(value: Any) -> str:
    return value if isinstance(value, str) else text_of(value, "code", "name")
