"""One party of an OFAC list as it is put together from a record, and the entries it becomes.

All OFAC formats (CSV, simple, enhanced and advanced XML) meet here, so that the same record read from any of them gives
the same ids: `ofac-<ent_num>` for the party, `-sanction`, `-id-<hash>`, `-wallet-<hash>`, `-link-<hash>` beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.values.entities import (
    Claims,
    country_claim,
    identification_entry,
    link_entry,
    sanction_entry,
    wallet_entry,
)

AUTHORITY = "US-OFAC"
SDN = "us_ofac_sdn"
CONSOLIDATED = "us_ofac_cons"
UNKNOWN_SCHEMA = "Thing"
"""Schema of a record that does not say what kind of thing it is about (ALT, ADD, COMMENTS): other files do."""
SCHEMATA = {"individual": "Person", "entity": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
NARROWER = ("LegalEntity", "Organization", "Company", "Person", "Vessel", "Airplane")
"""In the order in which a schema that lacks a property is replaced by one that has it."""

FindName = Callable[[str], str | None]
"""The entity id of the entry with this name, in the same snapshot; None if there is none, or more than one."""


class OfacParty:
    """What a record says, gathered. `number` is OFAC's unique id of the record (ent_num, uid, FixedRef)."""

    __slots__ = ("_documents", "_links", "_wallets", "claims", "entity_id", "listing", "number", "programs", "schema")

    def __init__(self, number: str, schema: str, *, entity_id: str | None = None) -> None:
        self.number = number
        self.entity_id = entity_id or f"ofac-{number}"
        self.schema = schema
        self.claims = Claims()
        self.listing = Claims()
        self.programs: dict[str, None] = {}
        self._documents: dict[str, tuple[Claims, str]] = {}
        self._wallets: dict[str, dict[str, None]] = {}
        self._links: dict[tuple[str, str, str], None] = {}

    def allows(self, prop: str) -> bool:
        """Whether the party may have `prop`; its schema becomes a narrower one when only that has it."""
        if prop in _properties(self.schema):
            return True
        for name in NARROWER:
            if self.schema in schemata()[name].names and prop in _properties(name):
                self.schema = name
                return True
        return False

    def say(self, prop: str, value: str, original: str | None = None) -> bool:
        """A claim about the party; False, and nothing said, when its schema has no such property."""
        if not self.allows(prop):
            return False
        self.claims.add(prop, value, original=original)
        return True

    def note(self, text: str) -> None:
        """What has no property of its own, word for word; what only repeats part of the title says nothing more."""
        if not any(claim.prop == "position" and text in claim.value.split("; ") for claim in self.claims):
            self.claims.add("notes", text)

    def program(self, name: str) -> None:
        """A programme the party is listed under."""
        if name := name.strip(" []"):
            self.programs[name] = None

    def document(
        self, number: str, *, kind: str, country: str | None, passport: bool, claims: tuple[Claim, ...] = ()
    ) -> None:
        """Who issued an identifier, and for how long; the identifier itself is said by its property."""
        entry = identification_entry(
            self.entity_id, self.number, number, kind=kind, country=country, passport=passport, claims=claims
        )
        self._documents.setdefault(entry.entity_id, (Claims(), entry.schema))[0].extend(entry.claims)

    def wallet(self, address: str, currency: str) -> None:
        """A digital currency address, in its exact case; the same address under two currencies is one wallet."""
        self._wallets.setdefault(address, {})[currency] = None

    def link(self, name: str, role: str, other_id: str = "") -> None:
        """A link to another party, by its name, or by its id where the source gives it."""
        self._links[(name, role, other_id)] = None

    def entries(self, source: str, find: FindName | None = None) -> Iterator[ListEntry]:
        """The party, its listing, documents, wallets and links. `source`: the list (SDN or CONSOLIDATED)."""
        if self.programs or self.listing:
            self.claims.add("topics", "sanction")
            yield self.claims.entry(self.entity_id, self.number, self.schema)
            self.listing.add("authorityId", self.number)
            yield sanction_entry(
                self.entity_id,
                self.number,
                authority=AUTHORITY,
                programs=self.programs,
                claims=self.listing,
                suffix="sanction" if source == SDN else "sanction-cons",
            )
        elif self.claims:
            yield self.claims.entry(self.entity_id, self.number, self.schema)
        for document_id, (claims, schema) in self._documents.items():
            yield claims.entry(document_id, self.number, schema)
        for address, currencies in self._wallets.items():
            yield _wallet(self.entity_id, self.number, address, tuple(currencies))
        links = (self._link(name, role, other, find) for name, role, other in self._links)
        yield from {entry.entity_id: entry for entry in links}.values()

    def _link(self, name: str, role: str, other_id: str, find: FindName | None) -> ListEntry:
        found = other_id or (find(name) if find else None)
        return link_entry(self.entity_id, self.number, object_id=found, object_name=name, role=role)


def full_name(party: OfacParty, name: str) -> None:
    """The primary name as OFAC writes it; for a person `SURNAME, Given` is given in parts as well."""
    party.claims.add("name", name)
    surname, comma, given = name.partition(",")
    if party.schema == "Person" and comma:
        party.claims.add("lastName", surname)
        party.claims.add("firstName", given)


def country(party: OfacParty, prop: str, text: str) -> None:
    """A country the record names, or a note when the schema has no such property or the text is no country's name."""
    claim = country_claim(prop, text)
    if claim.original is not None and party.allows(prop):
        party.claims.extend((claim,))
    else:
        party.note(f"{prop}: {text}")


@cache
def _properties(name: str) -> frozenset[str]:
    return frozenset(schemata()[name].properties)


def _wallet(entity_id: str, number: str, address: str, currencies: tuple[str, ...]) -> ListEntry:
    more = tuple(Claim("currency", currency) for currency in currencies[1:])
    return wallet_entry(entity_id, number, address, currency=currencies[0], claims=(*more, Claim("topics", "sanction")))
