"""Progress of loading and updating lists, on standard error and only where somebody looks at it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class LoadProgress:
    """A bar over the bytes of all files, with the name of the one being read and its statements so far.

    Is both a `load.Progress` and an `update.UpdateProgress`; silent when standard error is no terminal.
    """

    def __init__(self, title: str, *, at_once: bool = True) -> None:
        """`at_once`: show the bar from the beginning; else from the first file on, and never when there is none."""
        self._title = title
        self._at_once = at_once
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._name = ""

    def __enter__(self) -> LoadProgress:
        if self._at_once:
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def total(self, files: int, size_bytes: int) -> None:
        """A load begins."""
        self._start()
        self._update(total=float(size_bytes), completed=0.0, description=f"{self._title}: {files} files")

    def file(self, name: str) -> None:
        """The next file."""
        self._name = name
        self._update(detail=name)

    def statements(self, count: int) -> None:
        """So many of its statements are read."""
        self._update(detail=f"{self._name}: {count:,} statements")

    def done(self, size_bytes: int) -> None:
        """It is read."""
        self._advance(size_bytes)

    def feed(self, title: str) -> None:
        """The next feed of an update."""
        self._update(description=title, detail="", completed=0.0)

    def bytes(self, count: int) -> None:
        """So many bytes more of it have come."""
        self._advance(count)
        if self._bar is not None and self._task is not None:
            self._update(detail=f"{self._bar.tasks[0].completed / 1e6:,.1f} MB")

    def _start(self) -> None:
        if self._bar is None and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[detail]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._title, total=None, detail="")
            self._bar.start()

    def _update(
        self,
        *,
        total: float | None = None,
        completed: float | None = None,
        description: str | None = None,
        detail: str | None = None,
    ) -> None:
        if self._bar is None or self._task is None:
            return
        self._bar.update(self._task, total=total, completed=completed, description=description)
        if detail is not None:
            self._bar.update(self._task, detail=detail)

    def _advance(self, amount: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=float(amount))
