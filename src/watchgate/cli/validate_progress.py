"""How far a validation is."""

from __future__ import annotations

from watchgate.cli.bar import Bar


class ValidateProgress(Bar):
    """A bar over the cases of each list."""

    def __init__(self) -> None:
        super().__init__("validating", 1, "counting the lists")

    def reading(self, source: str) -> None:
        """A list is being read again."""
        self.update(f"reading {source} again", 0, 1)

    def update(self, what: str, done: int, total: int) -> None:
        """So far."""
        self.tell(completed=done, total=total, detail=what)
