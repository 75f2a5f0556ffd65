"""Where an append goes: to the writer of this process, or, when another process is the writer, to that one.

The first append decides. Who takes the lock is the writer until `close`, and serves the others over the socket; when
it has gone, one of them takes over. An append whose answer was lost on the way is asked again under the same key, and
the writer looks whether it is there already, so that it is never taken twice.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence

from watchgate.ledger.draft import Draft, SealedDraft, check_delivery, seal
from watchgate.ledger.failures import storage_errors
from watchgate.ledger.group_commit import ClosedError, GroupCommit
from watchgate.ledger.home import Home
from watchgate.ledger.lock import WriterLock
from watchgate.ledger.originals import Originals
from watchgate.ledger.random_bytes import random_bytes
from watchgate.ledger.requests import AppendRequest, Placed
from watchgate.ledger.socket_address import socket_path
from watchgate.ledger.socket_client import SocketClient
from watchgate.ledger.socket_frames import AppendMessage, Gone
from watchgate.ledger.socket_server import SocketServer
from watchgate.ledger.sqlite_writer import SqliteWriter
from watchgate.model.errors import LedgerBusyError, WatchgateError

PATIENCE_S = 15.0
"""How long an append looks for a writer while one process ends and the next takes over."""
PAUSE_S = 0.005
PAUSE_MAX_S = 0.1
KEY_BYTES = 16


class Appender:
    """Safe for any number of threads. `head`: the newest position, read from the file."""

    _since: int
    """The newest position this process was given: a request made after it lies after it."""

    def __init__(
        self, home: Home, originals: Originals, open_writer: Callable[[], SqliteWriter], head: Callable[[], int]
    ) -> None:
        self._home = home
        self._socket = socket_path(home)
        self._originals = originals
        self._open_writer = open_writer
        self._head = head
        self._closed = False
        self._begin()

    def prepare(self, draft: Draft) -> Draft | SealedDraft:
        """What can be done before `append` by whoever has the time: the writer's hashing, where this is the writer."""
        return draft if self._group is None else seal(draft)

    def append(self, drafts: Sequence[Draft | SealedDraft], on_wait: Callable[[], None] | None = None) -> list[Placed]:
        """Durable on return, all or none. LedgerBusyError when no writer is found in time.

        `on_wait` is called when nothing is left to do but to wait: for the disk, or for the writing process.
        """
        if self._process != os.getpid():
            self._begin()
        key, repeated = random_bytes()[:KEY_BYTES].hex(), False
        since = self._since
        give_up, pause = time.monotonic() + PATIENCE_S, PAUSE_S
        while True:
            group = self._group or (None if self._client.connected else self._become_writer())
            if group is not None:
                sealed = [one if isinstance(one, SealedDraft) else seal(one) for one in drafts]
                return group.append(AppendRequest(sealed, key, since if repeated else None, on_commit=on_wait))
            if since < 0:
                # The first try lies after what is there now, so that a repeat need not look further back.
                since = self._head()
            plain = [one.draft if isinstance(one, SealedDraft) else one for one in drafts]
            message = AppendMessage(key, since if repeated else None, tuple(draft.delivery for draft in plain))
            try:
                placed = self._client.append(message, on_wait)
            except Gone:
                repeated = True
            else:
                self._since = placed[-1].position
                return placed
            if time.monotonic() > give_up:
                raise LedgerBusyError(
                    f"another process holds {self._home.lock} and does not answer", hint="end it or try again"
                )
            time.sleep(pause)
            pause = min(2 * pause, PAUSE_MAX_S)

    def _begin(self) -> None:
        # Again in a forked child: threads, lock and connections stayed with the parent.
        self._process = os.getpid()
        self._lock = WriterLock(self._home.lock)
        self._gate = threading.Lock()
        self._group: GroupCommit | None = None
        self._server: SocketServer | None = None
        self._client = SocketClient(self._socket)
        self._since = -1

    def close(self) -> None:
        """Answer what was asked, then give the lock back."""
        with self._gate:
            self._closed = True
            group, server = self._group, self._server
            self._group = self._server = None
        self._client.close()
        if server is not None:
            server.close()
        if group is not None:
            group.close()
        self._lock.release()

    def _become_writer(self) -> GroupCommit | None:
        with self._gate:
            if self._closed:
                raise WatchgateError("the ledger is closed", hint="open it again")
            if self._group is None:
                with storage_errors("becoming the writer"):
                    self._take_over()
            return self._group

    def _take_over(self) -> None:
        if not self._lock.take():
            return
        group = GroupCommit(self._open_writer)
        try:
            self._server = SocketServer(self._socket, self.serve)
        except BaseException:
            group.close()
            self._lock.release()
            raise
        self._group = group

    def stop_serving(self) -> None:
        """Let other processes go; this one goes on writing."""
        with self._gate:
            server, self._server = self._server, None
        if server is not None:
            server.close()

    def serve(self, message: AppendMessage, on_done: Callable[[AppendRequest], None]) -> None:
        """Begin an append of another process; Gone when this one is closing."""
        group = self._group
        if group is None:
            raise Gone
        drafts = [seal(check_delivery(delivery, self._originals)) for delivery in message.deliveries]
        try:
            group.submit(AppendRequest(drafts, message.key, message.since, on_done))
        except ClosedError as error:
            raise Gone from error
