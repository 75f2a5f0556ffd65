"""The only place that asks what time it is. Everything else is given a `Clock`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

Clock = Callable[[], int]
"""Gives the present instant in microseconds since 1970-01-01T00:00:00Z."""

MICROSECONDS = 1_000_000
_TO_THE_SECOND = len("2026-11-22T02:30:00")


def now_us() -> int:
    """The present instant, UTC microseconds."""
    return int(datetime.now(UTC).timestamp() * MICROSECONDS)


def today() -> str:
    """Today's date in UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def iso(instant_us: int) -> str:
    """`2026-11-22T02:30:00.000000Z` for an instant in UTC microseconds."""
    seconds, micros = divmod(instant_us, MICROSECONDS)
    return f"{_to_the_second(seconds)}.{micros:06d}Z"


@lru_cache(maxsize=64)
def _to_the_second(seconds: int) -> str:
    """What hundreds of payments a second have alike."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:_TO_THE_SECOND]  # a fifth of what strftime takes


def parse_instant(text: str) -> int:
    """UTC microseconds from ISO 8601; a date alone means its last microsecond; no zone means UTC.

    Raises ValueError when the text is neither a date nor a date with a time.
    """
    if len(text) == len("2026-11-22"):
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * MICROSECONDS + (
            86_400 * MICROSECONDS - 1
        )
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.replace(microsecond=0).timestamp()) * MICROSECONDS + moment.microsecond
