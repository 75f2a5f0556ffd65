"""Known values of the Wilson interval and of the bound for none found."""

from __future__ import annotations

import pytest

from watchgate.gate.validation.interval import wilson
from watchgate.gate.validation.line import upper_bound


def test_the_interval_is_wilsons() -> None:
    """Worked by hand from the formula with z = 1.96: 10 of 10 leaves n / (n + z^2), 5 of 10 is symmetrical."""
    low, high = wilson(10, 10)
    assert low == pytest.approx(10 / (10 + 1.96**2))
    assert high == 1.0
    assert sum(wilson(5, 10)) == pytest.approx(1.0)
    assert wilson(5, 10)[0] == pytest.approx(0.2366, abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_none_found_in_fifty_nine_rules_out_five_percent() -> None:
    """0.95 to the power of 59 is 0.0485: the smallest sample that rules out 5 % at 95 %."""
    assert upper_bound(59) < 0.05 < upper_bound(58)
    assert upper_bound(0) == 1.0
