"""Sums of money as integers of the currency's smallest unit (ISO 4217), and of virtual assets in theirs."""

from __future__ import annotations

import re
from decimal import Decimal

from watchgate.model.record import Amount

NO_DECIMALS = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
FOUR_DECIMALS = frozenset({"CLF", "UYW"})
NO_UNIT = frozenset({"XAU", "XAG", "XPD", "XPT", "XDR", "XSU", "XUA", "XBA", "XBB", "XBC", "XBD", "XTS", "XXX"})
"""Metals, drawing rights and codes without a smallest unit: ISO 20022 gives at most five decimals, so those count."""

VIRTUAL_ASSETS = {
    **dict.fromkeys(("BTC", "XBT", "BCH", "LTC", "DOGE", "DASH", "ZEC", "WBTC"), 8),
    **dict.fromkeys(("ETH", "ETC", "WETH", "DAI", "BNB", "POL", "MATIC", "LINK", "SHIB", "TUSD", "USDD"), 18),
    **dict.fromkeys(("USDT", "USDC", "EURC", "PYUSD", "TRX", "XRP", "ADA"), 6),
    "SOL": 9,
    "XLM": 7,
    "XMR": 12,
    "DOT": 10,
}
"""Decimals by the symbol that is traded, of none of which ISO 4217 knows; of a token those of its contract on Ethereum.
XBT is how exchanges write BTC."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})")
_CURRENCY = re.compile(r"[A-Z]{3}")


def money(text: str, currency: str) -> Amount | str:
    """The amount `text` (comma or point before the decimals) in `currency`; else the reason why it is none."""
    number, code = text.strip(), currency.strip().upper()
    if not _CURRENCY.fullmatch(code) and code not in VIRTUAL_ASSETS:
        return f"{currency.strip()[:16]!r} is no currency code, and no virtual asset known here"
    if not _NUMBER.fullmatch(number):
        return f"{number[:40]!r} is not a sum of money"
    value = Decimal(number.replace(",", "."))
    units = value.scaleb(decimals(code))
    whole = int(units)
    if whole != units:
        return f"{number} is finer than the smallest unit of {code}"
    if abs(whole) >= 1 << 127:
        return f"{number} {code} is larger than any sum of money"
    return Amount(code, whole)


def decimals(currency: str) -> int:
    """How many decimals the currency, or virtual asset, has."""
    if currency in VIRTUAL_ASSETS:
        return VIRTUAL_ASSETS[currency]
    if currency in NO_DECIMALS:
        return 0
    if currency in THREE_DECIMALS:
        return 3
    if currency in FOUR_DECIMALS:
        return 4
    return 5 if currency in NO_UNIT else 2
