"""How sure a share is that was counted on a sample."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.96


def wilson(found: int, tried: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion, as shares of 1; (0, 1) where nothing was tried."""
    if tried == 0:
        return 0.0, 1.0
    share, weight = found / tried, Z_95 * Z_95 / tried
    centre = share + weight / 2
    spread = Z_95 * sqrt(share * (1 - share) / tried + weight / (4 * tried))
    return max(0.0, (centre - spread) / (1 + weight)), min(1.0, (centre + spread) / (1 + weight))
