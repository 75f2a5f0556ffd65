"""How far a folder of payments is."""

from __future__ import annotations

from pathlib import Path

from watchgate.cli.bar import Bar
from watchgate.cli.gate_summary import Summary


class GateProgress(Bar):
    """A bar over the files, with verdicts so far."""

    def __init__(self, files: int) -> None:
        super().__init__("deciding", files, "reading the evidence")

    def update(self, files: int, summary: Summary, path: Path) -> None:
        """So far."""
        counts = ", ".join(f"{count:,} {verdict}" for verdict, count in summary.verdicts.items() if count)
        self.tell(completed=files, detail=f"{counts}; {path.name[:40]}")
