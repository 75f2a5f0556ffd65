"""When a delivery that failed is tried again: later each time, and never all at once."""

from __future__ import annotations

from random import Random

FIRST_S = 5.0
GROWTH = 3.0
LONGEST_S = 6 * 3_600.0
MOST_TRIES = 12
"""Some 30 hours in all: 5 s, 15 s, 45 s, 2 min, 7 min, 20 min, 1 h, 3 h, and then every 6 hours."""


def wait_s(tries: int, random: Random, asked_s: float = 0.0) -> float | None:
    """Seconds until the next try after `tries` have failed; None when that was the last.

    Between half of the time and all of it, by chance: endpoints that fell over together are not hit together. Never
    sooner than the endpoint asked for (`asked_s`).
    """
    if tries >= MOST_TRIES:
        return None
    longest = min(LONGEST_S, FIRST_S * GROWTH ** (tries - 1))
    return max(asked_s, longest * random.uniform(0.5, 1.0))
