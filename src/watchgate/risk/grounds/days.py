"""Days of law: which day it is where the authority sits, and what dates of reduced precision mean on it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from watchgate.model.clock import MICROSECONDS
from watchgate.model.errors import BadInputError

DATE = re.compile(r"(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:[T ].*)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone called `name`; BadInputError when there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:  # not found is a KeyError, a path out of the folder a ValueError
        raise BadInputError(
            f"{name!r} is no time zone", where="policy", hint="write it like Europe/Brussels"
        ) from error


def day_at(at_us: int, time_zone: str) -> str:
    """The ISO date in `time_zone` at an instant in UTC microseconds."""
    moment = _EPOCH + timedelta(seconds=at_us // MICROSECONDS)
    return moment.astimezone(zone(time_zone)).date().isoformat()


def day_of(text: str | None) -> str | None:
    """The date in `text` at its own precision (2024, 2024-03, 2024-03-01), time of day left off; None if it is none."""
    found = DATE.fullmatch(text.strip()) if text else None
    return found[1] if found else None


def begun(day: str, start: str | None) -> bool:
    """Whether what begins on `start` has begun on `day`. No date: it has. A year begins on its first day."""
    return start is None or day >= start


def past(day: str, end: str | None) -> bool:
    """Whether `day` is after all that `end` may mean, the day itself included: 2024 is past from 2025-01-01."""
    return end is not None and day[: len(end)] > end


def ceased(day: str, end: str | None) -> bool:
    """Whether what holds until `end`, that day excluded, has ceased on `day`; a month or year goes to its last day."""
    if end is None:
        return False
    return day >= end if len(end) == len(day) else past(day, end)
