"""In which currency sums are given beside coins, and the words for it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from watchgate.model.errors import BadInputError
from watchgate.risk.exposure.prices import AGE_HOURS
from watchgate.risk.exposure.worth import CURRENCY, Worth, written


class Money(msgspec.Struct, frozen=True):
    """In which currency sums are given, and how old a price may be."""

    currency: str = CURRENCY
    age_hours: float = AGE_HOURS

    @classmethod
    def of(cls, currency: str, age_hours: float) -> Money:
        """As somebody typed it."""
        if not (currency.isascii() and currency.isalpha() and len(currency) == 3):
            raise BadInputError(
                f"{currency[:40]!r} is no currency", where="currency", hint="three letters: USD, EUR, KRW"
            )
        return cls(currency.upper(), age_hours)


def sum_of(worth: Worth | None, amount: Callable[[int], str]) -> str:
    """`, worth 12,345.67 USD` and what has no price; `amount` writes smallest units."""
    if worth is None:
        return ""
    said = f", worth {written(worth.cents, worth.currency)}" if worth.prices else ""
    missing = f"no price for {amount(worth.unpriced)}" if worth.unpriced else ""
    return f"{said}, {missing}" if missing else said


def worth_at(cents: int, unpriced: int, units: int, currency: str, amount: Callable[[int], str]) -> str:
    """` (12,345.67 USD)`, or that there is no price; of so many smallest `units`."""
    if not units or unpriced >= units:
        return " (no price)"
    missing = f", no price for {amount(unpriced)}" if unpriced else ""
    return f" ({written(cents, currency)}{missing})"


def part_of(worth: Worth | None, category: str) -> str:
    """`, 12,345.67 USD` of what was worth something."""
    cents = next((one.cents for one in worth.shares if one.category == category), None) if worth is not None else None
    return f", {written(cents, worth.currency)}" if worth is not None and cents is not None else ""


def stands_on(worth: Worth | None) -> str:
    """The prices a sum stands on."""
    if worth is None or not worth.prices:
        return ""
    more = f" and {worth.prices_more:,} more" if worth.prices_more else ""
    return f"prices: statements {', '.join(worth.prices)}{more}, none older than {worth.age_hours:g} hours then"
