"""The writer's lock: one process writes, whoever holds the flock on `writer.lock`.

The kernel gives it back when the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from watchgate.ledger.home import PRIVATE_FILE


class WriterLock:
    """Taken by `take`, given back by `release` or by the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Whether it is now held; never waits."""
        if self._handle is not None:
            return True
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        _held.add(self)
        return True

    @property
    def held(self) -> bool:
        return self._handle is not None

    def release(self) -> None:
        """Give it back; harmless when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
            _held.discard(self)


_held: weakref.WeakSet[WriterLock] = weakref.WeakSet()


def _forget_in_child() -> None:
    # A forked child shares the open file and would keep the lock alive after its parent's death.
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_forget_in_child)
