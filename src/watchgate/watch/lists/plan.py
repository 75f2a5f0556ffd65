"""In which order list files are loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from watchgate.watch.lists.entry import ListFile
from watchgate.watch.lists.snapshot_dates import SnapshotDate, snapshot_date


class Planned(msgspec.Struct, frozen=True):
    """A recognised file, the date of its snapshot, and its size with its companions."""

    file: ListFile
    date: SnapshotDate
    size_bytes: int


def planned(files: Iterable[ListFile], date: str | None) -> list[Planned]:
    """The files of each source by date, then by path; the largest source first: it is committed while others are read.

    `date`: the user's, of files that state none.
    """
    steps = [
        Planned(file, snapshot_date(file, date), sum(path.stat().st_size for path in file.paths)) for file in files
    ]
    sizes = Counter[str]()
    for step in steps:
        sizes[step.file.source] += step.size_bytes
    steps.sort(key=lambda step: (-sizes[step.file.source], step.file.source, step.date.value, str(step.file.paths[0])))
    return steps
