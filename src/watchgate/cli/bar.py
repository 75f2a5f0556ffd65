"""One bar for long work, on standard error and only where somebody looks at it; what it counts is said by others."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """Silent when standard error is no terminal."""

    def __init__(
        self,
        title: str,
        total: float | None,
        detail: str = "",
        *,
        counted: bool = True,
        remaining: bool = False,
        at_once: bool = True,
    ) -> None:
        """`counted`: show done and total as numbers. `remaining`: the time that is left as well. `at_once`: show it
        from the beginning, else from `start` on."""
        self._title = title
        self._total = total
        self._detail = detail
        self._counted = counted
        self._remaining = remaining
        self._at_once = at_once
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if self._at_once:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self) -> None:
        """Show it, once."""
        if self._bar is not None or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns: list[ProgressColumn] = [TextColumn("{task.description}"), BarColumn()]
        columns += [MofNCompleteColumn()] if self._counted else []
        columns += [TextColumn("{task.fields[detail]}"), TimeElapsedColumn()]
        columns += [TimeRemainingColumn()] if self._remaining else []
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self._title, total=self._total, detail=self._detail)
        self._bar.start()

    @property
    def completed(self) -> float:
        """How far it is; 0 when it is not shown."""
        return self._bar.tasks[0].completed if self._bar is not None else 0.0

    def tell(
        self,
        *,
        completed: float | None = None,
        advance: float | None = None,
        total: float | None = None,
        title: str | None = None,
        detail: str | None = None,
    ) -> None:
        """What has changed."""
        if self._bar is None or self._task is None:
            return
        self._bar.update(self._task, completed=completed, advance=advance, total=total, description=title)
        if detail is not None:
            self._bar.update(self._task, detail=detail)
