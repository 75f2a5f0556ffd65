"""How far a file of parties is."""

from __future__ import annotations

from watchgate.cli.bar import Bar
from watchgate.cli.screen_job import Job


class ScreenProgress(Bar):
    """A bar over the bytes of the input, with rows and matches."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__("screening", size_bytes, "building the index", counted=False, remaining=True)

    def update(self, job: Job) -> None:
        """So far."""
        detail = f"{job.rows:,} rows, {job.matched:,} with a match, {job.errors:,} unreadable"
        self.tell(completed=job.place.offset, detail=detail)
