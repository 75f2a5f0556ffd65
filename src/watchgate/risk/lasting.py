"""Building what is large and stays: the collector of cycles is kept from walking it again and again.

Measured on 16,000 parties with 38,000 names: analysing and indexing them takes 3.6 s of processor time, not 6.2 s,
and reading their checkpoint .12 s, not .3 s.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


@atexit.register
def _give_back() -> None:
    """Libraries that count what they have made (DuckDB's) call left what is kept from the collector. Without them the
    end of the process need not walk all of it: that takes seconds."""
    if "duckdb" in sys.modules:
        gc.unfreeze()


_lock = Lock()
_building = 0


@contextmanager
def lasting() -> Iterator[None]:
    """Pause the collector while objects are made, then leave all that exist out of later collections.

    They are still freed when nothing refers to them any more; only cycles among them would not be, and views have none.
    Several threads may build at once: the last one resumes the collector.
    """
    global _building
    with _lock:
        _building += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _building -= 1
            if _building == 0:
                gc.freeze()
                gc.enable()
