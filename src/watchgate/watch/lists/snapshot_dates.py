"""The date of a snapshot: what the file says of itself, else what the user, a folder or file name, or the disk says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum

import msgspec

from watchgate.model.clock import MICROSECONDS, Clock, now_us
from watchgate.model.errors import BadInputError
from watchgate.watch.lists.entry import ListFile

IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
CELEX = re.compile(r"(?<!\d)\d{5}[A-Z]{1,2}\d{4}(?!\d)")
"""Number of an EU act, 32017R2063: its last four digits are no year."""
NAMES_LOOKED_AT = 3
"""The file's own name and two folders above it: beyond that a date speaks of something else."""


class DateSource(StrEnum):
    """Who says the date, most trusted first."""

    FILE = "file"
    USER = "user"
    NAME = "name"
    DISK = "disk"


class SnapshotDate(msgspec.Struct, frozen=True):
    """ISO 8601 at its own precision (2022, 2022-01, 2022-01-31) and who says it."""

    value: str
    said_by: DateSource


def snapshot_date(file: ListFile, given: str | None = None) -> SnapshotDate:
    """The date of the snapshot in `file`; `given` is the user's, and used where the file states none itself."""
    if file.snapshot_date:
        return SnapshotDate(file.snapshot_date, DateSource.FILE)
    if given:
        return SnapshotDate(given, DateSource.USER)
    path = file.paths[0].absolute()
    for name in [path.name, *(folder.name for folder in path.parents)][:NAMES_LOOKED_AT]:
        found = date_in_name(name)
        if found:
            return SnapshotDate(found, DateSource.NAME)
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    return SnapshotDate(changed, DateSource.DISK)


def date_in_name(name: str) -> str | None:
    """`2026-05-13` in `uk_covyr_2026-05-13`, `2022` in `ofac_2022.csv`; the most precise one; None without any."""
    found = ["-".join(part for part in match.groups() if part) for match in IN_NAME.finditer(CELEX.sub("", name))]
    usable = [text for text in found if _is_date(text)]
    return max(usable, key=len) if usable else None


def checked_date(text: str, today: date) -> str:
    """A date the user gave: YYYY, YYYY-MM or YYYY-MM-DD, not after `today`; BadInputError otherwise."""
    if not (re.fullmatch(r"\d{4}(-\d\d){0,2}", text) and _is_date(text)):
        raise BadInputError(f"{text!r} is not a date", where="--date", hint="write 2026, 2026-05 or 2026-05-13")
    if older(today.isoformat(), text):
        raise BadInputError(
            f"{text} is still to come: no list is of that day", where="--date", hint=f"today is {today.isoformat()}"
        )
    return text


def today_here(clock: Clock = now_us) -> date:
    """The date where the user is, or in UTC where that is further on."""
    instant = clock() / MICROSECONDS
    return max(datetime.fromtimestamp(instant, UTC).date(), datetime.fromtimestamp(instant, UTC).astimezone().date())


def older(one: str, other: str) -> bool:
    """Whether `one` is surely before `other`: dates of different precision are compared as far as both reach."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10] if len(text) == len("2026") else (text + "-01")[:10])
    except ValueError:
        return False
    return True
