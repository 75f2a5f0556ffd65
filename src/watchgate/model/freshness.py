"""How old a list is: counted from the day its publisher last vouched for it, never from when we happened to read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

HOUR_US = 3_600 * 1_000_000


def age_hours(snapshot_date: str, now_us: int) -> float:
    """Hours from the end of the day `snapshot_date` (UTC) to `now_us`, 0 for today and later.

    A date of reduced precision (2025, 2025-12) counts from its first day, so that an age is never understated.
    `snapshot_date` is that of the newest complete delivery of a source. Raises ValueError when it is no ISO date.
    """
    return max(0.0, (now_us - day_end(snapshot_date)) / HOUR_US)


def day_end(snapshot_date: str) -> int:
    """The end of that day in UTC, in microseconds; of a year or a month, of its first day. ValueError as above."""
    day = date.fromisoformat(
        (snapshot_date + "-01-01")[:10] if len(snapshot_date) == 4 else (snapshot_date + "-01")[:10]
    )
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000 + 24 * HOUR_US
