"""Worth: sums of an asset in a currency people keep books in, each output at the price of the instant it was given.

What has no price, or none young enough, is `unpriced` and stands beside the sum: it is never counted as nothing, and
no price is guessed from others.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.prices import AGE_HOURS, Price, Prices, names_of

Longs = npt.NDArray[np.int64]
CURRENCY = "USD"
PRICES_SHOWN = 20
_EXACT = Context(prec=120)


class CategoryWorth(msgspec.Struct, frozen=True):
    """A category, and hundredths of the currency that came from it, directly or not."""

    category: str
    cents: int


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What was received, in hundredths of `currency`. `unpriced`: smallest units for which there is no price.

    `shares`: by category, where a share of the worth was asked for: each output weighs by what it was worth. `prices`:
    the statements the sum stands on (at most 20, and how many more); none is older than `age_hours` at its transfer.
    """

    currency: str
    cents: int
    unpriced: int
    age_hours: float
    prices: tuple[str, ...]
    prices_more: int
    shares: tuple[CategoryWorth, ...] = ()


class Valuing(NamedTuple):
    """How one asset is valued: `names` its prices stand under, `digits` behind the point of one whole coin."""

    prices: Prices
    names: tuple[str, ...]
    digits: int
    currency: str = CURRENCY
    age_hours: float = AGE_HOURS

    def price(self, second: int | None) -> Price | None:
        """At an instant (Unix time); None: no price, or no instant."""
        if second is None:
            return None
        return self.prices.worth(self.names, second, self.currency, self.age_hours)

    def cents(self, units: int | float, price: Price) -> int:
        """What so many smallest units are worth, rounded to the hundredth."""
        worth = _EXACT.multiply(Decimal(units), price.value)
        return int(worth.scaleb(2 - self.digits, _EXACT).to_integral_value(ROUND_HALF_EVEN))


def valuing(
    prices: Prices,
    chain_id: str,
    *,
    contract: str = "",
    digits: int = 8,
    currency: str = CURRENCY,
    age_hours: float = AGE_HOURS,
) -> Valuing:
    """How an asset of a chain is valued: the coin, or the token of `contract`."""
    return Valuing(prices, names_of(chain_id, contract), digits, currency, age_hours)


class Priced(NamedTuple):
    """`cents[i]` of each of the outputs asked about, 0 where it has no price; `known[i]` whether it has one."""

    cents: list[int]
    known: list[bool]
    used: tuple[Price, ...]

    def worth(self, units: Sequence[int], how: Valuing) -> Worth:
        """The sum of outputs of so many smallest `units`."""
        said = [one.statement for one in self.used]
        return Worth(
            currency=how.currency,
            cents=sum(self.cents),
            unpriced=sum(one for one, known in zip(units, self.known, strict=True) if not known),
            age_hours=how.age_hours,
            prices=tuple(said[:PRICES_SHOWN]),
            prices_more=max(0, len(said) - PRICES_SHOWN),
        )


def priced(chain: UtxoChain, outputs: Longs, units: Sequence[int | float], how: Valuing) -> Priced:
    """What each output, of so many smallest units, was worth when its transaction gave it."""
    seconds = seconds_of(chain, outputs)
    at = {second: how.price(second) for second in dict.fromkeys(seconds)}
    cents, known = [], []
    for second, many in zip(seconds, units, strict=True):
        price = at[second]
        known.append(price is not None)
        cents.append(0 if price is None else how.cents(many, price))
    used = dict.fromkeys(price for price in at.values() if price is not None)
    return Priced(cents, known, tuple(used))


def seconds_of(chain: UtxoChain, outputs: Longs) -> list[int | None]:
    """When each output was given (Unix time of its block); None where its transaction was never read, or nobody said
    the time of its block."""
    tx = np.searchsorted(chain.view("tx_out"), outputs, "right") - 1
    block, time = chain.view("tx_block")[tx], chain.view("block_time")
    return [None if one == NO_BLOCK else int(time[int(one)]) or None for one in block]


def written(cents: int, currency: str) -> str:
    """`12,345.67 USD`."""
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100:,}.{whole % 100:02d} {currency}"
