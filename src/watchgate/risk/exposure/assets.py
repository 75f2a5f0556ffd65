"""Which assets count, by chain and contract; and whom a token's symbol imitates.

A token is what its contract is. Symbols are claims that anybody can make: they are compared, after letters that look
alike are made one, only to warn.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from watchgate.risk.names import tables

_SIGNS = {"₮": "T", "€": "E", "₿": "B", "Ξ": "E"}
"""Signs that tokens write for a letter; the other look-alikes are those of names."""


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One verified asset. `decimals`: digits behind the point; `source`: whose it is, what it was compared with."""

    chain: str
    contract: str
    symbol: str
    decimals: int
    source: str
    checked: date

    def amount(self, units: int) -> str:
        """Units in whole coins, exact."""
        sign, whole = "-" if units < 0 else "", abs(units)
        high, low = divmod(whole, 10**self.decimals)
        behind = f"{low:0{self.decimals}d}".rstrip("0") if self.decimals else ""
        return f"{sign}{high:,}.{behind}" if behind else f"{sign}{high:,}"


def digits_of(chain_id: str) -> Callable[[str], int | None]:
    """Says of a contract of `chain_id` how many digits behind the point its token has; None where it is unverified."""
    known = verified(chain_id)
    return lambda contract: known[contract].decimals if contract in known else None


@cache
def verified(chain_id: str) -> dict[str, Asset]:
    """The verified assets of a chain (`eth`, or a case of it, `eth-lazarus`), by contract."""
    coin = chain_id.partition("-")[0]
    return {one.contract: one for one in every() if one.chain == coin}


def imitated(symbol: str, chain_id: str) -> str:
    """The verified symbol that `symbol` looks like; empty where it looks like none."""
    folded = folded_symbol(symbol)
    return next((one.symbol for one in verified(chain_id).values() if folded_symbol(one.symbol) == folded), "")


def folded_symbol(symbol: str) -> str:
    """Letters and digits alone, of one case, those that look alike as one."""
    lookalike = tables.mapping("homoglyphs")
    plain = unicodedata.normalize("NFKD", symbol)
    letters = (_SIGNS.get(one) or lookalike.get(one) or lookalike.get(one.lower(), one) for one in plain)
    return "".join(one for one in "".join(letters).casefold() if one.isalnum())


@cache
def every() -> tuple[Asset, ...]:
    """The verified assets of all chains."""
    text = resources.files("watchgate").joinpath("risk/exposure/verified_assets.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text)["asset"], tuple[Asset, ...])
