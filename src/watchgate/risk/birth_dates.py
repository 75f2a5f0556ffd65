"""Which values are dates that can be compared: anything else would contradict every date and hide who was meant."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?")
_REST = "-01-01"


def comparable_date(text: str) -> str | None:
    """The ISO 8601 date in `text` at its own precision (1984, 1984-01, 1984-01-08), time of day left off; else None."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    value = found[1]
    try:
        date.fromisoformat(value + _REST[len(value) - 4 :])
    except ValueError:
        return None
    return value
