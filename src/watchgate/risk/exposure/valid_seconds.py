"""When a statement holds in the world, in seconds: dates of reduced precision as [from, to), in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

BEGINNING, END = -(1 << 62), 1 << 62


def seconds_of_validity(since: str | None, until: str | None) -> tuple[int, int]:
    """[from, to) in Unix time; a bound that is not said is BEGINNING or END. ValueError where one is no date."""
    return (
        _begins(since) if since is not None else BEGINNING,
        _begins(until) if until is not None else END,
    )


def _begins(text: str) -> int:
    """The first second of a year, month or day, or an instant."""
    whole = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01" if len(text) == 7 else text
    at = datetime.fromisoformat(whole)
    return int((at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp())
