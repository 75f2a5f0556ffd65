"""Numbers of parties and accounts as identifiers: by the scheme the message names, by their own check digits else."""

from __future__ import annotations

import re
from functools import lru_cache

from watchgate.model.countries import country_code
from watchgate.model.party import Identifier
from watchgate.risk.identifiers.iban import has_check_digits
from watchgate.risk.identifiers.kinds import UNKNOWN
from watchgate.risk.identifiers.normal import normal
from watchgate.risk.identifiers.wallets import has_checksum, looks_like_wallet, normal_wallet

SCHEMES: dict[str, str] = {
    "ARNU": "idNumber",
    "CCPT": "passportNumber",
    "DRLC": "idNumber",
    "NIDN": "idNumber",
    "POID": "idNumber",
    "SOSE": "socialSecurityNumber",
    "TXID": "taxNumber",
    "COID": "registrationNumber",
    "CHID": "registrationNumber",
    "CINC": "registrationNumber",
    "SREN": "registrationNumber",
    "SRET": "registrationNumber",
    "DUNS": "dunsCode",
    "LEI": "leiCode",
    "BIC": "swiftBic",
    "OGRN": "ogrnCode",
    "INN": "innCode",
    "KPP": "kppCode",
    "IMO": "imoNumber",
}
"""ISO 20022 external codes (OrganisationIdentification, PersonIdentification) and words used in their place -> kind."""

OWN_NUMBERS: dict[str, str] = {
    "CUST": "a number that one firm gives its customer",
    "BANK": "a number that one bank gives its customer",
    "EMPL": "a number that one employer gives",
    "GS1G": "a location number, which no list gives",
    "TELE": "a telephone number: a selector, not an identifier",
}
"""Schemes whose numbers say nothing outside the firm that gave them."""

FEWEST_CHANGES = 6
"""How often letters and digits take turns in an address; references have a few runs of each."""

_CHANGES = re.compile(r"(?<=[0-9])[A-Za-z]|(?<=[A-Za-z])[0-9]")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_CLEARING = re.compile(r"([A-Z]{2})[A-Z]{3}")


def scheme_kind(scheme: str) -> str:
    """The kind of identifier a scheme's numbers are; `unknown` (compared with all kinds) for a scheme of its own."""
    return SCHEMES.get(scheme.strip().upper(), UNKNOWN)


@lru_cache(maxsize=16_384)
def valid_iban(value: str) -> bool:
    """ISO 13616: form and ISO 7064 MOD 97-10. `value` in normal form."""
    if not _IBAN.fullmatch(value):
        return False
    return has_check_digits(value)


def wallet(text: str) -> Identifier | None:
    """A wallet address, if `text` proves to be one or has the form of a kind that bears no check sum, or lost its case.

    What has that form and is none meets nobody.
    """
    if len(text) < 25 or not looks_like_wallet(text):
        return None
    address = normal_wallet(text)
    if address is None:
        return None
    mixed = len(address) >= 32 and any(c.isdigit() for c in address) and address not in (address.lower(), text.upper())
    proven = mixed or has_checksum(address) or len(_CHANGES.findall(address)) >= FEWEST_CHANGES
    return Identifier("publicKey", address) if proven else None


def account(text: str) -> Identifier | None:
    """An account number of any kind: IBAN where it is one, wallet where it is one, a bank's own number else."""
    iban = normal("iban", text)
    if iban is not None and valid_iban(iban.value):
        return iban
    return wallet(text.strip()) or normal("accountNumber", text)


def iban_country(value: str) -> str | None:
    """The country of an IBAN in normal form."""
    return country_code(value[:2]) if value[:2].isalpha() and len(value) > 4 else None


def bic_country(value: str) -> str | None:
    """The country of a BIC in normal form."""
    return country_code(value[4:6]) if len(value) in (8, 11) else None


def clearing_number(text: str, system: str) -> Identifier | None:
    """A bank's number in a national clearing system (`USABA`, `RUCBC`, or a country code), by that country."""
    code = system.strip().upper()
    if code == "RUCBC":
        return normal("bikCode", text)
    found = _CLEARING.fullmatch(code)
    country = country_code(found.group(1) if found else code) if len(code) in (2, 5) else None
    return normal("registrationNumber", text, country)
