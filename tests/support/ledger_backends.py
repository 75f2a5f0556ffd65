"""The backends one contract suite runs against; another is a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import Clock

OpenBackend = Callable[[Path, Clock], Ledger]


def open_sqlite(home: Path, clock: Clock) -> Ledger:
    return open_ledger(home, clock=clock)


BACKENDS: dict[str, OpenBackend] = {"sqlite": open_sqlite}

START_US = 1_764_000_000_000_000
"""2025-11-24T16:00:00Z."""


class TestClock:
    """A clock that stands until it is moved, back as well."""

    __test__ = False

    def __init__(self, now_us: int = START_US) -> None:
        self.now_us = now_us

    def __call__(self) -> int:
        return self.now_us


@contextmanager
def opened(backend: str, home: Path, clock: Clock) -> Iterator[Ledger]:
    """A ledger for the block."""
    ledger = BACKENDS[backend](home, clock)
    try:
        yield ledger
    finally:
        ledger.close()
