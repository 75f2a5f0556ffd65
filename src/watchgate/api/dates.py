"""Dates as the API writes them: RFC 3339 in UTC, whole seconds, as yente's clients expect."""

from __future__ import annotations

from watchgate.model.clock import MICROSECONDS, iso, parse_instant
from watchgate.model.errors import BadInputError

DATE_LENGTH = len("2026-11-22")


def rfc3339(instant_us: int) -> str:
    """`2026-11-22T02:30:00Z`."""
    return iso(instant_us - instant_us % MICROSECONDS)[:19] + "Z"


def date_time(text: str) -> str:
    """A source's date of any precision: 2024 -> 2024-01-01T00:00:00Z; a text with a time keeps it."""
    if "T" in text:
        return text if text.endswith("Z") or "+" in text else text + "Z"
    return text[:10] + "0000-01-01"[len(text[:10]) :] + "T00:00:00Z"


def instant(text: str, *, where: str, end_of_day: bool) -> int:
    """UTC microseconds of an ISO date or instant; a date alone is its last microsecond, or its first.

    BadInputError names the parameter `where`.
    """
    try:
        if len(text) == DATE_LENGTH and not end_of_day:
            return parse_instant(text + "T00:00:00")
        return parse_instant(text.replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise BadInputError(
            f"{text[:64]!r} is not a date or an instant", where=where, hint="write 2026-11-22 or 2026-11-22T02:30:00Z"
        ) from error
