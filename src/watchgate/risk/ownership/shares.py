"""Shares: how much of a thing is owned, as a source says it: exact, a band, a bound, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import msgspec

UNIT = 1_000_000
"""Parts of one percent: shares are whole numbers of them, so that 33.333333 + 16.666667 is exactly 50."""

WHOLE = 100 * UNIT

_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_SIGNS = {
    "not more than": "<=",
    "no more than": "<=",
    "not less than": ">=",
    "no less than": ">=",
    "more than": ">",
    "greater than": ">",
    "less than": "<",
    "at least": ">=",
    "at most": "<=",
    "up to": "<=",
    "over": ">",
    "above": ">",
    "under": "<",
    "below": "<",
    "≥": ">=",
    "≤": "<=",
    ",": ".",
    "per cent": "",
    "percent": "",
    "%": "",
}
"""Applied in this order, so that the longer wording wins."""

_OR_MORE = re.compile(rf"{_NUMBER}(?:ormore|\+)")
_EXACT = re.compile(_NUMBER)
_LOW = re.compile(rf"(>=?){_NUMBER}")
_HIGH = re.compile(rf"(<=?){_NUMBER}")
_BAND = re.compile(rf"(>=?)?{_NUMBER}(?:-|–|—|to|and|but)(<=?)?{_NUMBER}")


class Share(msgspec.Struct, frozen=True):
    """From `low` to `high`, in millionths of a percent of the whole; `above`: more than `low`, not just as much."""

    low: int
    high: int
    above: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number and no band."""
        return self.low == self.high


def share_of(text: str) -> Share | None:
    """The share in `51`, `51 %`, `25-50`, `>25-50`, `more than 25 but not more than 50`, `75 or more`; None if none.

    What is more than the whole, or a band upside down, says nothing that can be counted.
    """
    plain = text.casefold()
    for words, sign in _SIGNS.items():
        plain = plain.replace(words, sign)
    plain = "".join(plain.split())
    if found := _EXACT.fullmatch(plain):
        return _share(found[1], found[1])
    if found := _OR_MORE.fullmatch(plain):
        return _share(found[1], "100")
    if found := _BAND.fullmatch(plain):
        return _share(found[2], found[4], above=found[1] == ">")
    if found := _LOW.fullmatch(plain):
        return _share(found[2], "100", above=found[1] == ">")
    if found := _HIGH.fullmatch(plain):
        return _share("0", found[2])
    return None


def widest(shares: list[Share]) -> Share | None:
    """What several sources, or one at odds with itself, leave possible."""
    if not shares:
        return None
    lowest = min(shares, key=lambda one: (one.low, one.above))
    return Share(lowest.low, max(one.high for one in shares), lowest.above)


def percent(amount: int) -> str:
    """`51 %`, `33.333333 %`."""
    return f"{Decimal(amount) / UNIT:f}".rstrip("0").rstrip(".") + " %" if amount % UNIT else f"{amount // UNIT} %"


def _share(low: str, high: str, *, above: bool = False) -> Share | None:
    try:
        found = Share(int(Decimal(low) * UNIT), int(Decimal(high) * UNIT), above)
    except InvalidOperation:
        return None
    return found if 0 <= found.low <= found.high <= WHOLE else None
