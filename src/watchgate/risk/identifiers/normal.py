"""Identifiers in normal form, so that equal ones are equal text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from watchgate.model.countries import country_code
from watchgate.model.errors import BadInputError
from watchgate.model.party import Identifier
from watchgate.risk.identifiers.kinds import KINDS, UNKNOWN, kind_named
from watchgate.risk.identifiers.standards import is_valid
from watchgate.risk.identifiers.wallets import looks_like_wallet, normal_wallet

LONGEST = 512
"""Characters; FollowTheMoney's own limit for the longest kind (wallet addresses)."""

SHORTEST_NUMBER = 3
"""Characters; shorter values are placeholders or serials that everyone has."""

PLACEHOLDERS = ({"0"}, {"9"}, {"X"})
"""What forms are filled with when nobody knows: 000000, 999999."""

_LABEL = re.compile(
    r"^(?:(?:MMSI|LEI|BIC|SWIFT|IBAN|ISIN|INN|OGRN|D-?U-?N-?S|VAT|NO|NR|NUM|NUMBER)[\s.:#]+)+|^IMO[\s.:#-]*(?=\d)",
    re.IGNORECASE,
)
_MARK = re.compile(r"^[A-Z]{1,2}-[A-Z]{3,4}$", re.IGNORECASE)
_LOOK_ALIKE = str.maketrans("АВЕЗКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABE3KMHOPCTYXIJSABEZHIKMNOPTYX")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_VAT_PREFIX = {"EL": "gr", "XI": "gb"}


@lru_cache(maxsize=131_072)
def normal(kind: str, text: str, country: str | None = None) -> Identifier | None:
    """`text` as an identifier of `kind` (an FtM property); None when nothing in it can be compared.

    A value that fails its standard's check is kept: lists carry typing errors, and two equal wrong numbers still mean
    the same record. It is then never certain. Of unknown kinds the text is kept as written, see `readings`.
    """
    if len(text) > LONGEST or kind not in KINDS:
        return None
    issuer = KINDS[kind].country or country
    if kind == UNKNOWN:
        return Identifier(kind, text.strip(), issuer) if text.strip() else None
    space = KINDS[kind].space
    if space == "wallet":
        address = normal_wallet(text)
        return Identifier(kind, address) if address else None
    value = _alphanumeric(text)
    if space == "imo":
        return _imo(kind, value)
    if space == "bic":
        return Identifier(kind, value[:8] if len(value) == 11 and value.endswith("XXX") else value) if value else None
    if kind == "vatCode":
        return _vat(value, issuer)
    if len(value) < SHORTEST_NUMBER or not (_has_digit(value) or _is_craft(kind, text, value)):
        return None
    if set(value) in PLACEHOLDERS:
        return None
    if space not in {"number", "account"}:
        return Identifier(kind, value)
    return Identifier(kind, value, issuer)


@lru_cache(maxsize=65_536)
def readings(text: str, country: str | None = None) -> tuple[Identifier, ...]:
    """Everything an identifier of unknown kind may be: each standard whose form and check it meets, and a plain number.

    Standards with a check digit are taken only when it is right; otherwise any seven digits would be a ship.
    """
    found = [normal("publicKey", text)] if looks_like_wallet(text) else []
    for kind in ("imoNumber", "mmsi", "leiCode", "swiftBic", "iban", "isin", "figiCode"):
        identifier = normal(kind, text)
        if identifier is not None and is_valid(kind, identifier.value):
            found.append(identifier)
    found.extend(normal(kind, text) for kind in ("permId", "cageCode", "giiNumber", "accountNumber"))
    found.append(_wikidata(text))
    plain = normal("idNumber", text, country)
    if plain is not None:
        found.append(Identifier(UNKNOWN, plain.value, country))
    return tuple(identifier for identifier in found if identifier is not None)


def parse_identifier(text: str) -> Identifier:
    """`9187629`, `imo:9187629`, `passport:kp:563410081`: kind and issuing country are optional.

    BadInputError when there is nothing to compare in it.
    """
    kind, country, value = UNKNOWN, None, text.strip()
    head, colon, rest = value.partition(":")
    named = kind_named(head) if colon else None
    if named is not None:
        kind, value = named, rest.strip()
        issuer, colon, number = value.partition(":")
        if colon and KINDS[kind].space == "number":
            country, value = country_code(issuer), number.strip()
            if country is None:
                raise BadInputError(
                    f"{issuer!r} is not a country", where=f"identifier {text!r}", hint="write kp or KOR"
                )
    found = normal(kind, value, country)
    if found is None or (kind == UNKNOWN and not readings(found.value, country)):
        raise BadInputError(
            "nothing in it can be compared", where=f"identifier {text!r}", hint="write KIND:VALUE, such as imo:9187629"
        )
    return found


def _alphanumeric(text: str) -> str:
    """Upper case letters and digits of any script, without labels before them (`No. `, `INN: `, `IMO`).

    Full-width forms are folded, and Cyrillic and Greek letters that look like Latin ones: lists mix them by mistake.
    """
    folded = unicodedata.normalize("NFKC", text.replace("№", " ")).strip()
    return _NOT_ALPHANUMERIC.sub("", _LABEL.sub("", folded)).upper().translate(_LOOK_ALIKE)


def _has_digit(value: str) -> bool:
    return any(character.isdigit() for character in value)


def _is_craft(kind: str, text: str, value: str) -> bool:
    """Call signs (EQKF) and marks of aircraft (EP-MMH, G-VAIR) may be letters alone; of five where the dash is gone."""
    if kind == "callSign":
        return True
    return kind in {"registrationNumber", "idNumber"} and (
        bool(_MARK.match(text.strip())) or (kind == "registrationNumber" and len(value) == 5)
    )


def _imo(kind: str, value: str) -> Identifier | None:
    """Sources commonly strip leading zeros; other lengths are kept as they are, and never valid."""
    if not value.isdigit():
        return None
    if len(value) in (5, 6) and is_valid(kind, value.zfill(7)):
        value = value.zfill(7)
    return Identifier(kind, value) if len(value) >= 5 and len(set(value)) > 1 else None


def _vat(value: str, issuer: str | None) -> Identifier | None:
    """A valid EU number names its country in front: taken off, so that it meets the same number written without."""
    if len(value) < SHORTEST_NUMBER or not _has_digit(value):
        return None
    prefix = value[:2]
    if prefix.isalpha() and prefix.isascii():
        from stdnum.eu import vat

        if vat.is_valid(value):
            return Identifier("vatCode", value[2:], _VAT_PREFIX.get(prefix, prefix.lower()))
    return Identifier("vatCode", value, issuer)


def _wikidata(text: str) -> Identifier | None:
    value = text.strip().upper()
    return Identifier("wikidataId", value) if re.fullmatch(r"Q[1-9]\d{2,11}", value) else None
