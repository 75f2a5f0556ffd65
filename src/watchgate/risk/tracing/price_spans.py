"""Which prices there are, and which of them no asset is called by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.ranges import chains
from watchgate.model.clock import MICROSECONDS, iso
from watchgate.model.handling import SYSTEM
from watchgate.risk.exposure.assets import every
from watchgate.risk.exposure.prices import Prices, names_of


class Span(msgspec.Struct, frozen=True):
    """The prices of one asset in one currency. `used`: whether an asset of a chain that can be read is called so."""

    asset: str
    currency: str
    prices: int
    first: str
    last: str
    used: bool

    @property
    def sentence(self) -> str:
        """For people."""
        unused = "" if self.used else "; no coin or verified token is called so: they are not used"
        return f"{self.asset} in {self.currency}: {self.prices:,} prices, {self.first} to {self.last}{unused}"


def told(ledger: Ledger, home: Path) -> Iterator[Span]:
    """Every asset and currency that has a price now, as the system knows them."""
    prices = Prices(ledger, SYSTEM)
    prices.begin(None, Home(home).views)
    yield from spans(prices, ledger, home)


def spans(prices: Prices, ledger: Ledger, home: Path) -> Iterator[Span]:
    """Every asset and currency among `prices`."""
    known = {name for one in every() for name in names_of(one.chain, one.contract)}
    known |= {name for chain_id in ("btc", "ltc", "bch", *chains(home, ledger)) for name in names_of(chain_id)}
    for asset, currency, many, first, last in prices.spans():
        yield Span(asset, currency, many, _instant(first), _instant(last), asset in known)


def _instant(second: int) -> str:
    return iso(second * MICROSECONDS)[:16] + "Z"
