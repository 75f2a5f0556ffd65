"""Prices: what an asset was worth at an instant, from what was loaded; and `no price` where that is too old.

A view of the ledger: a price that is withdrawn is gone, and with it the sums that stood on it.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import Reader
from watchgate.model.statement import Statement, Status
from watchgate.risk.exposure.assets import verified
from watchgate.risk.view import View
from watchgate.risk.view_file import ViewFile

AGE_HOURS = 48.0
"""A price older than this at the instant of a transfer is none: daily prices, and one that is missing."""
COINS = {"testnet": ""}
"""Coins of chains of outputs whose symbol is not the name of the chain in capitals; empty: worth nothing."""


class Price(msgspec.Struct, frozen=True, gc=False, order=True):
    """Of one whole `asset`, from `at` (seconds, Unix time) on. `statement`: where the ledger says it."""

    at: int
    position: int
    ordinal: int
    asset: str
    currency: str
    amount: str

    @property
    def statement(self) -> str:
        """Its locator."""
        return f"{self.position}.{self.ordinal}"

    @property
    def value(self) -> Decimal:
        """The number."""
        return Decimal(self.amount)


Part: TypeAlias = tuple[str, Price | None]
_FILE: ViewFile[Part] = ViewFile("prices.view", Part, ("risk/exposure/prices.py",))


class Prices(View[Part]):
    """All prices, by asset and currency."""

    title = "the prices"
    file = _FILE

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        super().__init__(ledger, reader)
        self._of: dict[str, Price] = {}
        self._by_asset: dict[tuple[str, str], list[Price]] = defaultdict(list)

    def worth(self, names: Iterable[str], second: int, currency: str, age_hours: float = AGE_HOURS) -> Price | None:
        """The newest price at or before `second`, under the first of `names` that has one; None where none is there, or
        none young enough. Of several for one instant the one that was loaded last."""
        for name in names:
            known = self._by_asset.get((name, currency), ())
            place = bisect_right(known, second, key=lambda one: one.at)
            if place and second - known[place - 1].at <= age_hours * 3_600:
                return known[place - 1]
        return None

    def spans(self) -> list[tuple[str, str, int, int, int]]:
        """What there is: asset, currency, how many prices, the first and the last instant."""
        return [(*key, len(known), known[0].at, known[-1].at) for key, known in sorted(self._by_asset.items()) if known]

    def _read(self, entity_id: str, statements: Sequence[Statement]) -> Part:
        return entity_id, price_of(statements)

    def _take(self, parts: Iterable[Part]) -> None:
        for entity_id, price in parts:
            old = self._of.pop(entity_id, None)
            if old is not None:
                self._by_asset[old.asset, old.currency].remove(old)
            if price is not None:
                self._of[entity_id] = price
                insort(self._by_asset[price.asset, price.currency], price)

    def _parts_of_all(self) -> Iterable[Part]:
        return list(self._of.items())


def price_of(statements: Sequence[Statement]) -> Price | None:
    """What the statements of one entity say, when they are confirmed and whole."""
    said = [one for one in statements if one.schema == "Asset" and one.status is Status.CONFIRMED]
    amount = next((one for one in said if one.prop == "amount"), None)
    words = dict(one.value.partition(":")[::2] for one in said if one.prop == "keywords")
    currency = next((one.value for one in said if one.prop == "currency"), "")
    if amount is None or not currency or "asset" not in words or "time" not in words:
        return None
    try:
        at = datetime.fromisoformat(words["time"])
        if at.tzinfo is None or not 0 < Decimal(amount.value) < 10**18:
            return None
    except (ValueError, ArithmeticError):
        return None
    return Price(int(at.timestamp()), amount.position, amount.ordinal, words["asset"], currency, amount.value)


def names_of(chain_id: str, contract: str = "") -> tuple[str, ...]:
    """Under which names the prices of an asset stand: its contract's first, then its symbol's."""
    coin = chain_id.partition("-")[0]
    asset = verified(chain_id).get(contract)
    if asset is not None:
        return (*([f"{coin}:{contract}"] if contract else []), asset.symbol.upper())
    symbol = COINS.get(coin, coin.upper())
    return (symbol,) if symbol and not contract else ()
