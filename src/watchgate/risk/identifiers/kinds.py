"""The kinds of identifiers that are compared, by the FollowTheMoney property that carries them.

A table for domain people: which numbers live in one space, which are unique by their standard, who issues them.
E-mail addresses and telephone numbers are selectors, not identifiers: they are not compared here.
"""

from __future__ import annotations

from enum import IntEnum

import msgspec


class Strength(IntEnum):
    """What an agreement is worth when nothing makes it certain.

    WEAK (reassigned, short or shared values: call signs, KPP) only supports a hit. PLAIN is one issuer's number, which
    another issuer may give as well. STRONG has a check digit or one register in the world.
    """

    WEAK = 1
    PLAIN = 2
    STRONG = 3


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind.

    `space`: values of different spaces are never compared. `groups`: inside the space `number`, kinds meet when they
    share a group (a tax number of one list is the VAT number of another). `unique`: by its standard one value has one
    holder, so that an agreement is certain identity once the value is valid. `by_country`: unique for its issuer only.
    `country`: the issuer, where the kind itself says it.
    """

    title: str
    space: str = "number"
    groups: frozenset[str] = frozenset()
    strength: Strength = Strength.PLAIN
    unique: bool = False
    by_country: bool = False
    country: str | None = None


UNKNOWN = "unknown"
"""The kind of a query's identifier when the user does not say it: compared with all kinds whose form it has."""

_PASSPORT, _PERSONAL, _TAX, _COMPANY, _CRAFT = (
    frozenset({name}) for name in ("passport", "personal", "tax", "company", "craft")
)
_DOCUMENT = _PASSPORT | _PERSONAL | _TAX | _COMPANY

KINDS: dict[str, Kind] = {
    UNKNOWN: Kind(title="identifier", groups=_DOCUMENT | _CRAFT),
    # Ships, companies of ships, aircraft
    "imoNumber": Kind(title="IMO number", space="imo", strength=Strength.STRONG, unique=True),
    "mmsi": Kind(title="MMSI", space="mmsi", strength=Strength.PLAIN),  # reassigned with the flag
    "callSign": Kind(title="call sign", groups=_CRAFT, strength=Strength.WEAK),
    "serialNumber": Kind(title="aircraft serial number", groups=_CRAFT, strength=Strength.WEAK),
    "icaoCode": Kind(title="ICAO 24-bit address", groups=_CRAFT),
    "crsNumber": Kind(title="Canadian register of ships", groups=_CRAFT, strength=Strength.WEAK),
    # Financial standards
    "leiCode": Kind(title="LEI", space="lei", strength=Strength.STRONG, unique=True),
    "swiftBic": Kind(title="BIC", space="bic", strength=Strength.STRONG, unique=True),
    "iban": Kind(title="IBAN", space="iban", strength=Strength.STRONG, unique=True),
    "accountNumber": Kind(title="account number", space="account"),
    "isin": Kind(title="ISIN", space="isin", strength=Strength.STRONG),
    "isinCode": Kind(title="ISIN", space="isin", strength=Strength.STRONG),
    "figiCode": Kind(title="FIGI", space="figi", strength=Strength.STRONG),
    "publicKey": Kind(title="wallet address", space="wallet", strength=Strength.STRONG, unique=True),
    "cryptoAddress": Kind(title="wallet address", space="wallet", strength=Strength.STRONG, unique=True),
    # Documents of persons
    "passportNumber": Kind(title="passport", groups=_PASSPORT, unique=True, by_country=True),
    "idNumber": Kind(title="identity document", groups=_DOCUMENT),
    "personalNumber": Kind(title="personal number", groups=_PERSONAL),
    "socialSecurityNumber": Kind(title="social security number", groups=_PERSONAL | _TAX),
    # Registers of companies and tax offices
    "registrationNumber": Kind(title="registration number", groups=_COMPANY | _CRAFT),
    "taxNumber": Kind(title="tax number", groups=_TAX),
    "licenseNumber": Kind(title="licence number", groups=_COMPANY, strength=Strength.WEAK),
    "vatCode": Kind(title="VAT number", groups=_TAX, strength=Strength.STRONG),
    "innCode": Kind(title="INN", groups=_TAX, strength=Strength.STRONG, country="ru"),
    "ogrnCode": Kind(title="OGRN", groups=_COMPANY, strength=Strength.STRONG, country="ru"),
    "okpoCode": Kind(title="OKPO", groups=_COMPANY, country="ru"),
    "kppCode": Kind(title="KPP", groups=_TAX, strength=Strength.WEAK, country="ru"),  # one tax office, many companies
    "bikCode": Kind(title="BIK", groups=_COMPANY, country="ru"),
    "uscCode": Kind(title="Chinese social credit code", groups=_COMPANY | _TAX, strength=Strength.STRONG, country="cn"),
    "dunsCode": Kind(title="D-U-N-S number", groups=_COMPANY, strength=Strength.STRONG),
    "uniqueEntityId": Kind(title="US entity id", groups=_COMPANY, strength=Strength.STRONG),
    "npiCode": Kind(title="US provider id", groups=_PERSONAL | _COMPANY, country="us"),
    "cageCode": Kind(title="CAGE code", space="cage"),
    "cikCode": Kind(title="CIK", groups=_COMPANY, country="us"),
    "irsCode": Kind(title="US tax number", groups=_TAX, country="us"),
    "voenCode": Kind(title="VÖEN", groups=_TAX, country="az"),
    "jibCode": Kind(title="JIB", groups=_TAX, country="ba"),
    "mbsCode": Kind(title="MBS", groups=_COMPANY, country="ba"),
    "permId": Kind(title="PermID", space="permid", strength=Strength.STRONG),
    "wikidataId": Kind(title="Wikidata id", space="wikidata", strength=Strength.STRONG),
    "giiNumber": Kind(title="GIIN", space="giin", strength=Strength.STRONG),
}

ALIASES: dict[str, str] = {
    "imo": "imoNumber",
    "lei": "leiCode",
    "bic": "swiftBic",
    "swift": "swiftBic",
    "wallet": "publicKey",
    "address": "publicKey",
    "account": "accountNumber",
    "passport": "passportNumber",
    "id": "idNumber",
    "national_id": "idNumber",
    "nationalid": "idNumber",
    "ssn": "socialSecurityNumber",
    "tax": "taxNumber",
    "registration": "registrationNumber",
    "inn": "innCode",
    "ogrn": "ogrnCode",
    "vat": "vatCode",
    "duns": "dunsCode",
    "uei": "uniqueEntityId",
    "cage": "cageCode",
}
"""Short words people write for a kind, lower case."""


def kind_named(word: str) -> str | None:
    """The kind that `word` means: an FtM property or an alias, case ignored; None when it is neither."""
    lowered = word.strip().lower()
    if lowered in ALIASES:
        return ALIASES[lowered]
    return next((name for name in KINDS if name.lower() == lowered), None)
