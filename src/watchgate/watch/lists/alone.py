"""One load at a time: two that compare with the same state would both append the same difference."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchgate.ledger.home import private_folder
from watchgate.ledger.lock import WriterLock
from watchgate.model.errors import LedgerBusyError

WAIT_S = 60.0
"""A new home is filled in a few seconds, which others may wait for."""
POLL_S = 0.05


@contextmanager
def alone(home: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock of loading in this home; LedgerBusyError when another process does not let go of it in time."""
    folder = home / "lists"
    private_folder(folder)
    lock, end = WriterLock(folder / "load.lock"), time.monotonic() + wait_s
    while not lock.take():
        if time.monotonic() >= end:
            raise LedgerBusyError("another process is loading lists", hint="wait until it is done, then try again")
        time.sleep(POLL_S)
    try:
        yield
    finally:
        lock.release()
