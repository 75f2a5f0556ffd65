"""A record of GLEIF's level 1, who is who, whatever file format it came in (LEI-CDF 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from watchgate.watch.lists.entry import ListEntry, RefusedEntry
from watchgate.watch.lists.values.country_wording import country_claims
from watchgate.watch.lists.values.entities import Claims, address_text
from watchgate.watch.ownership.gleif.relationship import LEI

DATASET = "gleif"
SOURCE = "gleif.entities"

SCHEMATA = {
    "SOLE_PROPRIETOR": "LegalEntity",
    "RESIDENT_GOVERNMENT_ENTITY": "PublicBody",
    "INTERNATIONAL_ORGANIZATION": "Organization",
}
"""Category -> schema; all others are companies: what an LEI is given to can be owned."""

PREVIOUS = re.compile(r"PREVIOUS", re.IGNORECASE)


class LeiRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`others`: (type, name) of other and transliterated names. `addresses`: parts in order, country last."""

    lei: str
    name: str
    others: Sequence[tuple[str, str]] = ()
    addresses: Sequence[tuple[Sequence[str], str]] = ()
    jurisdiction: str = ""
    category: str = ""
    number: str = ""
    status: str = ""
    registration: str = ""


def entries(found: LeiRecord, where: str) -> Iterator[ListEntry | RefusedEntry]:
    """The party an LEI record is about."""
    if not LEI.fullmatch(found.lei):
        yield RefusedEntry(record_id=found.lei[:40] or where, reason="it has no LEI of twenty characters")
        return
    if not found.name:
        yield RefusedEntry(record_id=found.lei, reason="it has no legal name")
        return
    claims = Claims()
    claims.add("name", found.name)
    for kind, name in found.others:
        claims.add("previousName" if PREVIOUS.search(kind) else "alias", name)
    claims.add("leiCode", found.lei)
    claims.add("registrationNumber", found.number)
    claims.extend(country_claims("jurisdiction", found.jurisdiction.partition("-")[0]))
    for parts, country in found.addresses:
        claims.add("address", address_text(*parts, country))
        claims.extend(country_claims("country", country))
    if found.status:
        claims.add("status", found.status.lower(), original=found.status)
    if found.registration:
        claims.add("notes", f"LEI registration: {found.registration}", original=found.registration)
    yield claims.entry(f"lei-{found.lei}", found.lei, SCHEMATA.get(found.category, "Company"))
