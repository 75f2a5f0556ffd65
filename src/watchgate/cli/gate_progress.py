"""How far a folder of payments is, on standard error and only where somebody looks at it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from watchgate.cli.gate_summary import Summary

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class GateProgress:
    """A bar over the files, with verdicts so far; silent when standard error is no terminal."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> GateProgress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("deciding"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[detail]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("", total=self._files, detail="reading the evidence")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, files: int, summary: Summary, path: Path) -> None:
        """So far."""
        if self._bar is not None and self._task is not None:
            counts = ", ".join(f"{count:,} {verdict}" for verdict, count in summary.verdicts.items() if count)
            self._bar.update(self._task, completed=files, detail=f"{counts}; {path.name[:40]}")
