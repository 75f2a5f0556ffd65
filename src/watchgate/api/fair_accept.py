"""Accepting connections by turns: of several workers on one listening socket, the one that has the fewest takes the
next.

The system wakes all of them, and whoever is quickest would come to have most: of 48 connections 36, so that one worker
computed three quarters of the payments (measured). How many each has stands in a small file beside the general
server's socket; a worker that has more than another leaves a new connection to it for a moment.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

LEFT_S = 0.002
"""How long a connection is left to a worker that has fewer: one that computes does not see it."""
FAILED_S = 1.0
"""How long nothing is accepted after a failure: there are no more files to be had, most likely."""
FULL_S = 0.1
"""How long nothing is accepted while there are as many connections as may be."""
_SLOT = struct.Struct("<II")


class FairAccept:
    """Of one worker; used in its event loop alone. `accepted` is given each new connection, of which there are `most`
    at a time: others wait until one ends."""

    def __init__(
        self, listener: socket.socket, counts: Path, accepted: Callable[[socket.socket], None], *, most: int
    ) -> None:
        self._listener = listener
        self._accepted = accepted
        self._most = most
        self._count = 0
        self._file = os.open(counts, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._at = self._slot()
        self._later: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        listener.setblocking(False)
        self._loop.add_reader(listener, self._ready)

    def ended(self) -> None:
        """One connection is there no more."""
        self._tell(self._count - 1)

    def close(self) -> None:
        """Accept no more."""
        self._loop.remove_reader(self._listener)
        if self._later is not None:
            self._later.cancel()
        self._tell(0)
        os.close(self._file)
        self._file = -1

    def _ready(self) -> None:
        if self._count >= self._most:
            self._wait(FULL_S)
        elif self._count > self._fewest():
            self._wait(LEFT_S)
        else:
            self._accept()

    def _wait(self, seconds: float) -> None:
        self._loop.remove_reader(self._listener)
        self._later = self._loop.call_later(seconds, self._again)

    def _again(self) -> None:
        self._later = None
        self._loop.add_reader(self._listener, self._ready)
        if self._count < self._most:
            self._accept()

    def _accept(self) -> None:
        try:
            found, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another worker has it, or nobody is there any more
        except OSError:
            self._wait(FAILED_S)
            return
        found.setblocking(False)
        self._tell(self._count + 1)
        self._accepted(found)

    def _fewest(self) -> int:
        found = os.pread(self._file, 4_096, 0)
        counts = [count for pid, count in _SLOT.iter_unpack(found) if pid == os.getpid() or _lives(pid)]
        return min(counts, default=0)

    def _tell(self, count: int) -> None:
        self._count = count
        if self._file >= 0:
            os.pwrite(self._file, _SLOT.pack(os.getpid(), count), self._at)

    def _slot(self) -> int:
        """A place that is nobody's, or that of a worker which has ended."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            found = list(_SLOT.iter_unpack(os.pread(self._file, 4_096, 0)))
            free = [number for number, (pid, _) in enumerate(found) if not _lives(pid)]
            at = (free[0] if free else len(found)) * _SLOT.size
            os.pwrite(self._file, _SLOT.pack(os.getpid(), 0), at)
            return at
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)


def _lives(pid: int) -> bool:
    if pid in (0, os.getpid()):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another user's
    return True
