"""How far a replay is, on standard error and only where somebody looks at it."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ReplayProgress:
    """A bar over the decisions; silent when standard error is no terminal."""

    def __init__(self, decisions: int) -> None:
        self._decisions = decisions
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> ReplayProgress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("deciding again"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[detail]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("", total=self._decisions, detail="reading the evidence of then")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, done: int, differing: int) -> None:
        """So far."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, detail=f"{differing:,} differ" if differing else "")
