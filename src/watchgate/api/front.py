"""The front: takes payments off the socket in the event loop itself, and passes every other byte on.

A general server hands a request from thread to thread: one reads the socket, one waits for the interpreter, one runs
the event loop, and back. For a payment of two milliseconds these were fourteen changes of threads (measured at 500
payments/s), each with cold caches and most behind the interpreter lock. Here the thread that decides reads and writes.

Only one form of request is taken: `POST /decisions`, a few known headers each once, a body of a length that is told,
short or from who may send more. The first request of any other form, and with it all that comes on its connection
afterwards, goes byte by byte through a socket of this machine to the general server (`beyond`): nothing is read twice
or read differently, because the front reads nothing any more once it has passed something on.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import NamedTuple

from litestar.types import ASGIApp

from watchgate.api.fair_accept import FairAccept
from watchgate.api.front_connection import Connection
from watchgate.api.front_head import Head
from watchgate.model.clock import MICROSECONDS, now_us

BACKLOG = 1024
IDLE_S = 10.0
"""How long a connection may say nothing, and how long an unfinished request is waited for before the general server
waits for the rest of it, with limits of its own."""
LOOK_S = 1.0
END_S = 10.0
"""How long the end waits for payments that are being decided."""


FILES_KEPT = 256
"""Open files that are left to whoever decides, files for databases and threads among them."""
FILES_EACH = 3
"""Open files of a connection that is passed on: the client's socket, and both ends of the one to the general server."""
FILES_WANTED = 65_536


class Opening(NamedTuple):
    """`listener`: a listening socket, which several workers share; `beyond`: where the general server listens."""

    listener: socket.socket
    beyond: Path


def most_connections() -> int:
    """How many one worker may have at a time, so that what decides always has files to open. As many open files are
    asked for as the system grants, up to FILES_WANTED."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    granted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, FILES_WANTED)
    if soft != resource.RLIM_INFINITY and soft < granted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
        soft = granted
    files = FILES_WANTED if soft == resource.RLIM_INFINITY else soft
    return max(1, (files - FILES_KEPT) // FILES_EACH)


class Front:
    """Of one worker."""

    def __init__(self, app: ASGIApp, opening: Opening, is_known: Callable[[Head], bool]) -> None:
        """`is_known`: whether a request comes from who may send it: more than a small body is read of nobody else."""
        self.app = app
        self.is_known = is_known
        self.beyond = opening.beyond
        self.connections: set[Connection] = set()
        self._opening = opening
        self._accepting: FairAccept | None = None
        self._looking: asyncio.Task[None] | None = None
        self._date = (0, b"")

    def start(self) -> None:
        """Accept from now on. Called in the event loop."""
        counts = self.beyond.with_name("connections")
        self._accepting = FairAccept(self._opening.listener, counts, self._accepted, most=most_connections())
        self._looking = asyncio.get_running_loop().create_task(self._look())

    async def stop(self) -> None:
        """Accept no more; let payments that are being decided be answered."""
        assert self._accepting is not None
        assert self._looking is not None
        self._looking.cancel()
        self._accepting.close()
        end = time.monotonic() + END_S
        while any(one.busy for one in self.connections) and time.monotonic() < end:
            await asyncio.sleep(0.01)
        for one in list(self.connections):
            one.close()

    def date(self) -> bytes:
        """The present second, as HTTP says it."""
        now = now_us() // MICROSECONDS
        if now != self._date[0]:
            self._date = (now, formatdate(now, usegmt=True).encode())
        return self._date[1]

    def ended(self, connection: Connection) -> None:
        """It is there no more."""
        self.connections.discard(connection)
        if self._accepting is not None:
            self._accepting.ended()

    def _accepted(self, found: socket.socket) -> None:
        connection = Connection(self)
        self.connections.add(connection)
        connection.begin(found)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            before = time.monotonic() - IDLE_S
            for one in list(self.connections):
                one.too_long(before)
