"""Requests per second and key: a token bucket each."""

from __future__ import annotations

import time
from collections.abc import Callable


class RateLimit:
    """Each name may do `per_second` requests in the long run and `burst` at once. `per_second` 0 means no limit.

    `seconds` gives monotonic seconds. Full buckets are forgotten, so that memory is bounded by the names in use.
    """

    def __init__(self, per_second: float, burst: int, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = float(max(burst, 1))
        self._seconds = seconds
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> float:
        """Takes one request for `name`: 0 when it may go ahead, else the seconds until it may."""
        if self._per_second <= 0:
            return 0.0
        now = self._seconds()
        tokens, since = self._buckets.get(name, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        if tokens < 1.0:
            self._buckets[name] = (tokens, now)
            return (1.0 - tokens) / self._per_second
        self._buckets[name] = (tokens - 1.0, now)
        if len(self._buckets) > 10_000:
            self._forget_full(now)
        return 0.0

    def _forget_full(self, now: float) -> None:
        self._buckets = {
            name: (tokens, since)
            for name, (tokens, since) in self._buckets.items()
            if tokens + (now - since) * self._per_second < self._burst
        }
