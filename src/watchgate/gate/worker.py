"""What every worker process does at its beginning, and what stands for one where the work is done at once."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Future
from multiprocessing import parent_process
from typing import TypeVar

T = TypeVar("T")


def begin_worker() -> None:
    """Leave Ctrl-C to the parent, which is told as well and ends its workers in order; end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def done(result: T) -> Future[T]:
    """What a process would give later, given now."""
    future: Future[T] = Future()
    future.set_result(result)
    return future


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
