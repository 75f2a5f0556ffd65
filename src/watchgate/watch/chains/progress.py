"""Who is told how far long work on a chain is: a bar for those who look on, the state of a job for those who ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Tell: TypeAlias = Callable[[int, int | None, str], None]
"""Told how much is done, of how much (None: nobody knows), and a few words. It may raise, to end the work there."""


def silent(_done: int, _total: int | None, _words: str) -> None:
    """Nobody is told."""
