"""Sums of money are integers of the smallest unit, or a reason why they are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.gate.records.money import decimals, money
from watchgate.model.record import Amount


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [
        ("12.50", "EUR", 1250),
        ("12,5", "EUR", 1250),
        ("100,", "JPY", 100),
        ("0.125", "KWD", 125),
        ("1.00001", "XAU", 100001),
        ("-3", "USD", -300),
        (" 7.10 ", "usd", 710),
        ("12.5000", "EUR", 1250),
        ("1.000001", "USDT", 1_000_001),
        ("0.00000001", "XBT", 1),
        ("2.000000000000000001", "eth", 2 * 10**18 + 1),
    ],
)
def test_a_sum_is_in_the_smallest_unit_of_its_currency(text: str, currency: str, units: int) -> None:
    assert money(text, currency) == Amount(currency.upper(), units)


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("12.345", "EUR", "finer"),
        ("1.5", "JPY", "finer"),
        ("1,250.75", "EUR", "not a sum"),
        ("1e5", "EUR", "not a sum"),
        ("NaN", "EUR", "not a sum"),
        ("", "EUR", "not a sum"),
        ("١٢", "EUR", "not a sum"),
        ("12", "EURO", "no currency"),
        ("12", "", "no currency"),
        ("1.0000001", "USDC", "finer"),
        ("9" * 39, "EUR", "not a sum"),
    ],
)
def test_what_is_no_sum_says_why(text: str, currency: str, reason: str) -> None:
    found = money(text, currency)
    assert isinstance(found, str)
    assert reason in found


@given(st.integers(-(10**20), 10**20), st.sampled_from(["EUR", "JPY", "KWD", "CLF", "XAU", "XBT", "USDC"]))
def test_every_sum_comes_back(units: int, currency: str) -> None:
    written = f"{Decimal(units).scaleb(-decimals(currency)):f}"
    assert money(written, currency) == Amount(currency, units)
