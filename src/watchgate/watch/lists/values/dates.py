"""Dates as lists write them, in ISO 8601 at the precision the source gives: never a day it did not say.

Read: `03 Apr 1962`, `25 April 2006`, `Apr 1962`, `1962`, `circa 1962`, `1962-04-03`, `1962-04`, `1962-04-03T00:00:00`,
`2019-03-08+01:00`, `16.7.2009`, `03/04/1962` (day first, unless the list is American), `00/04/1962` (day unknown),
`19620403`, `April 3, 1962`. A span (`1962 to 1964`, `between 1962 and 1964`) is not one date: `dates_within` gives
every year of it, so that a birth year inside the span agrees with it and none outside does.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

LONGEST_SPAN_YEARS = 30
"""A wider span says too little to compare with; it stays a note."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ABOUT = re.compile(
    r"^(?:circa|approximately|approx\.?|about|around|ca\.?|c\.|born in|late|early|mid)[\s:-]*", re.IGNORECASE
)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:T[\d:.]*)?(?:Z|[+-]\d\d:?\d\d)?$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_NUMERIC = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s+[\d:]+)?$")
_DAY_MONTH_YEAR = re.compile(r"^(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+)?([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})$")
_MONTH_DAY_YEAR = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_YEAR = re.compile(r"^(\d{4})s?$")
_SPAN = re.compile(
    r"^(?:between\s+|from\s+)?(.*?\d{4}|\d{1,2} [a-z]+|[a-z]+)"
    r"\s*(?:\s+to\s+|\s+and\s+|\s+or\s+|\s*[–-]\s*)(.*\d{4})$",
    re.IGNORECASE,
)


@lru_cache(maxsize=65_536)
def iso_date(text: str, *, day_first: bool = True) -> str | None:
    """The one date in `text`, ISO 8601 at its own precision (`1962`, `1962-04`, `1962-04-03`); None if there is none.

    `circa 1962` gives 1962: keep the source's wording beside it. `1960s` gives None: it is a span.
    """
    text = _ABOUT.sub("", text.strip())
    if match := _YEAR.match(text):
        return None if text.endswith("s") else _iso(match[1], None, None)
    if match := _ISO.match(text) or _COMPACT.match(text):
        return _iso(match[1], match[2], match[3])
    if match := _NUMERIC.match(text):
        day, month = (match[1], match[2]) if day_first else (match[2], match[1])
        return _iso(match[3], month, day)
    if match := _DAY_MONTH_YEAR.match(text):
        return _iso(match[3], _month(match[2]), match[1])
    if match := _MONTH_DAY_YEAR.match(text):
        return _iso(match[3], _month(match[1]), match[2])
    return None


def dates_within(text: str) -> tuple[str, ...]:
    """All dates `text` may mean: one date, or each year (each month, inside one year) of a span; () if neither.

    A span of more than LONGEST_SPAN_YEARS gives ().
    """
    one = iso_date(text)
    if one is not None:
        return (one,)
    text = _ABOUT.sub("", text.strip())
    if (match := _YEAR.match(text)) and text.endswith("0s"):
        decade = int(match[1])
        return tuple(str(year) for year in range(decade, decade + 10))
    if not (match := _SPAN.match(text)):
        return ()
    last = iso_date(match[2])
    first = iso_date(match[1]) or (last and iso_date(f"{match[1]} {last[:4]}"))
    if not first or not last or first > last:
        return ()
    if len(first) > 4 and len(last) > 4 and first[:4] == last[:4]:
        return tuple(f"{first[:4]}-{month:02d}" for month in range(int(first[5:7]), int(last[5:7]) + 1))
    years = range(int(first[:4]), int(last[:4]) + 1)
    return tuple(map(str, years)) if len(years) <= LONGEST_SPAN_YEARS else ()


def _month(word: str) -> str:
    return str(_MONTHS.get(word.lower(), 13))


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    """Parts as ISO 8601; an unknown day or month (absent or 0) is left out; an impossible date gives None."""
    if month is None or int(month) == 0:
        return year if 1000 <= int(year) <= 2999 and not int(day or 0) else None
    if day is None or int(day) == 0:
        return f"{year}-{int(month):02d}" if int(month) <= 12 and 1000 <= int(year) <= 2999 else None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
