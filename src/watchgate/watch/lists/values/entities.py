"""Builders shared by the list formats: claims without repeats, and the entities that stand beside a listed one.

Ids of side entities are made from the listed entity's id and what the side entity says, so that the same record in
the next snapshot, or in another format of the same list, gives the same id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from watchgate.model.countries import country_code
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.values.dates import dates_within, iso_date

__all__ = [
    "Claims",
    "address_text",
    "country_claim",
    "date_claims",
    "identification_entry",
    "iso_date",
    "link_entry",
    "sanction_entry",
    "short_hash",
    "wallet_entry",
]


class Claims:
    """Claims of one entry in the order they were said; empty values and repeats are left out.

    The same value of the same property is one claim, whatever its second wording (`1962`, then `circa 1962`).
    """

    __slots__ = ("_claims",)

    def __init__(self) -> None:
        self._claims: dict[tuple[str | None, ...], Claim] = {}

    def add(self, prop: str, value: str | None, *, original: str | None = None, lang: str | None = None) -> None:
        """One claim. Space around `value` is dropped; `original` is kept only where it differs from `value`."""
        if value and (value := value.strip()):
            key = (prop, value, lang, None, None)
            if key not in self._claims:
                self._claims[key] = Claim(prop, value, lang, original if original != value else None)

    def extend(self, claims: Iterable[Claim]) -> None:
        """Several, ready made."""
        for claim in claims:
            key = (claim.prop, claim.value, claim.lang, claim.valid_from, claim.valid_to)
            self._claims.setdefault(key, claim)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)

    def entry(self, entity_id: str, record_id: str, schema: str) -> ListEntry:
        """The entry made of them."""
        return ListEntry(entity_id=entity_id, record_id=record_id, schema=schema, claims=tuple(self._claims.values()))


def country_claim(prop: str, text: str) -> Claim:
    """A country: ISO 3166-1 alpha-2 in lower case with the source's wording as `original`; as written if unknown."""
    text = text.strip()
    code = country_code(text)
    return Claim(prop, code, None, text if text != code else None) if code else Claim(prop, text)


def date_claims(prop: str, text: str) -> tuple[Claim, ...]:
    """The date or the years `text` may mean, each with the source's wording; () when it means none: keep it as a note.

    `prop` is taken once per year of a span (see dates.dates_within).
    """
    text = text.strip()
    return tuple(Claim(prop, value, None, text if text != value else None) for value in dates_within(text))


def address_text(*parts: str | None) -> str:
    """An address on one line: the parts that are there, in the order given, with `, ` between them."""
    return ", ".join(stripped for part in parts if part and (stripped := part.strip(" ,\n\t")))


def short_hash(*parts: str) -> str:
    """Twelve hex digits of the sha256 of `parts`, for ids of side entities."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def sanction_entry(
    entity_id: str,
    record_id: str,
    *,
    authority: str,
    programs: Iterable[str] = (),
    claims: Iterable[Claim] = (),
    suffix: str = "sanction",
) -> ListEntry:
    """The listing itself: schema Sanction, id `<entity_id>-<suffix>`, pointing at the listed entity.

    `authority`: `US-OFAC`, `UN-SC`, `GB-OFSI`, `EU-COUNCIL`, ... Each programme is a claim of its own. `claims`: what
    else the list says of the listing (`listingDate`, `startDate`, `endDate`, `provisions`, `reason`, `unscId`,
    `authorityId`, `program`, `recordId`, `sourceUrl`, `status`, `country`).
    """
    found = Claims()
    found.add("entity", entity_id)
    found.add("authority", authority)
    for program in programs:
        found.add("program", program)
    found.extend(claims)
    return found.entry(f"{entity_id}-{suffix}", record_id, "Sanction")


def identification_entry(
    entity_id: str,
    record_id: str,
    number: str,
    *,
    kind: str,
    country: str | None = None,
    passport: bool = False,
    claims: Iterable[Claim] = (),
) -> ListEntry:
    """A document of the holder: schema Passport or Identification, id `<entity_id>-id-<hash of kind and number>`.

    It says who issued the number and until when it holds, which the holder's own property (`passportNumber`, ...)
    cannot; formats emit both. `kind` is the source's wording; `claims`: `startDate` (issue), `endDate`, `authority`.
    """
    found = Claims()
    found.add("holder", entity_id)
    found.add("number", number)
    found.add("type", kind)
    if country and country.strip():
        found.extend((country_claim("country", country),))
    found.extend(claims)
    digest = short_hash(kind, country_code(country or "") or country or "", number)
    return found.entry(f"{entity_id}-id-{digest}", record_id, "Passport" if passport else "Identification")


def wallet_entry(
    entity_id: str, record_id: str, address: str, *, currency: str, claims: Iterable[Claim] = ()
) -> ListEntry:
    """A wallet held by the listed entity: schema CryptoWallet, id `<entity_id>-wallet-<hash>`; exact case is kept.

    One address that is listed under several currencies is one wallet. The hash is of the address in lower case, so
    that a copy of a list that has lost the case speaks of the same wallet.
    """
    found = Claims()
    found.add("holder", entity_id)
    found.add("publicKey", address)
    found.add("currency", currency)
    found.extend(claims)
    return found.entry(f"{entity_id}-wallet-{short_hash(address.lower())}", record_id, "CryptoWallet")


def link_entry(
    subject_id: str,
    record_id: str,
    *,
    object_id: str | None = None,
    object_name: str | None = None,
    role: str | None = None,
    claims: Iterable[Claim] = (),
) -> ListEntry:
    """A link the list states between two parties: schema UnknownLink, id `<subject_id>-link-<hash>`.

    When the other end is not an entry of the same snapshot it is only named (`namesMentioned`).
    """
    found = Claims()
    found.add("subject", subject_id)
    found.add("object", object_id)
    if object_id is None:
        found.add("namesMentioned", object_name)
    found.add("role", role)
    found.extend(claims)
    digest = short_hash(role or "", object_id or object_name or "")
    return found.entry(f"{subject_id}-link-{digest}", record_id, "UnknownLink")
