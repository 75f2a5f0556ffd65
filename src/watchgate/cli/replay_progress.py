"""How far a replay is."""

from __future__ import annotations

from watchgate.cli.bar import Bar


class ReplayProgress(Bar):
    """A bar over the decisions."""

    def __init__(self, decisions: int) -> None:
        super().__init__("deciding again", decisions, "reading the evidence of then", remaining=True)

    def update(self, done: int, differing: int) -> None:
        """So far."""
        self.tell(completed=done, detail=f"{differing:,} differ" if differing else "")
