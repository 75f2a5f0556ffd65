"""How far a file is, on standard error and only where somebody looks at it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from watchgate.cli.screen_job import Job

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ScreenProgress:
    """A bar over the bytes of the input, with rows and matches; silent when standard error is no terminal."""

    def __init__(self, size_bytes: int, job: Job) -> None:
        self._size = size_bytes
        self._start = job
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> ScreenProgress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("screening"),
                BarColumn(),
                TextColumn("{task.fields[detail]}"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("", total=self._size, detail="building the index")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, job: Job) -> None:
        """So far."""
        if self._bar is not None and self._task is not None:
            detail = f"{job.rows:,} rows, {job.matched:,} with a match, {job.errors:,} unreadable"
            self._bar.update(self._task, completed=job.place.offset, detail=detail)
