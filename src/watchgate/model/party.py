"""Party: a person, company, vessel, aircraft, wallet, account or address, as a record or an entity shows it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class NameKind(StrEnum):
    """What a source says of a name. Weak ones support a hit and do not raise one (OFAC FAQ 122-125)."""

    PRIMARY = "primary"
    ALIAS = "alias"
    WEAK = "weak"
    PREVIOUS = "previous"


class Name(msgspec.Struct, frozen=True):
    """One name as written. `lang` is ISO 639-3 where the source says it."""

    text: str
    kind: NameKind = NameKind.PRIMARY
    lang: str | None = None


class Identifier(msgspec.Struct, frozen=True):
    """An identifier in normal form. `kind` is the FtM property (`imoNumber`, `leiCode`, `passportNumber`, ...).

    `country` is the issuer (ISO 3166-1 alpha-2, lower case) where known: numbers of two issuers do not meet.
    """

    kind: str
    value: str
    country: str | None = None


class Party(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What screening compares.

    `schema` is FtM's (Person, Company, Organization, LegalEntity, Vessel, Airplane, CryptoWallet, Address ...).
    `birth_dates`: ISO 8601 at their own precision (1962, 1962-03, 1962-03-01). `countries`: ISO 3166-1 alpha-2, lower
    case, of any connection. `genders`: `male`, `female`. `addresses` as written.
    """

    id: str
    schema: str = "LegalEntity"
    names: tuple[Name, ...] = ()
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[str, ...] = ()
