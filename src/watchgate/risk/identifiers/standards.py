"""Whether a value is valid by the standard of its kind. Check digits come from python-stdnum where it has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

from watchgate.risk.identifiers.iban import is_iban
from watchgate.risk.identifiers.wallets import has_checksum

_BIC = re.compile(r"^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")
_MMSI = re.compile(r"^[2-7]\d{8}$")
_COMPANY_IMO_WEIGHTS = (8, 6, 4, 2, 9, 7)


@lru_cache(maxsize=65_536)
def is_valid(kind: str, value: str) -> bool:
    """Whether a normal `value` of `kind` passes the checks of its standard; kinds without a standard are valid."""
    check = _CHECKS.get(kind)
    return check is None or check(value)


def valid_imo(value: str) -> bool:
    """A ship's IMO number (IMO Res. A.1117(30)) or that of a shipping company (MSC.160(78)): other check digits."""
    return _stdnum("imo", value) or _company_imo(value)


def valid_bic(value: str) -> bool:
    """ISO 9362: 8 or 11 characters, and a country in place of the country."""
    return bool(_BIC.match(value)) and _stdnum("bic", value)


def valid_lei(value: str) -> bool:
    """ISO 17442: 20 characters, ISO 7064 MOD 97-10. The length is checked here: the library checks the digits only."""
    return len(value) == 20 and _stdnum("lei", value)


def valid_mmsi(value: str) -> bool:
    """ITU-R M.585: nine digits; a ship station begins with a digit from 2 to 7."""
    return bool(_MMSI.match(value))


def _company_imo(value: str) -> bool:
    if len(value) != 7 or not value.isdigit() or value == "0000000":
        return False
    total = sum(int(digit) * weight for digit, weight in zip(value, _COMPANY_IMO_WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(value[6])


def _stdnum(module: str, value: str) -> bool:
    return bool(import_module(f"stdnum.{module}").is_valid(value))


def _by_stdnum(module: str) -> Callable[[str], bool]:
    return lambda value: _stdnum(module, value)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "imoNumber": valid_imo,
    "mmsi": valid_mmsi,
    "leiCode": valid_lei,
    "swiftBic": valid_bic,
    "iban": is_iban,
    "isin": _by_stdnum("isin"),
    "isinCode": _by_stdnum("isin"),
    "figiCode": _by_stdnum("figi"),
    "innCode": _by_stdnum("ru.inn"),
    "ogrnCode": _by_stdnum("ru.ogrn"),
    "uscCode": _by_stdnum("cn.uscc"),
    "publicKey": has_checksum,
    "cryptoAddress": has_checksum,
}
