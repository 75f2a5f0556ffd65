"""The writer thread: what arrives while one commit is under way shares the next, and with it one fsync."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from watchgate.ledger.failures import STORAGE_ERRORS, let_go, translate
from watchgate.ledger.requests import AppendRequest, Placed
from watchgate.ledger.sqlite_writer import SqliteWriter
from watchgate.model.errors import WatchgateError

GROUP_ENTRIES_MAX = 50_000
"""Entries in one transaction, unless a single request brings more: bounds what one failed commit answers."""

GATHER_S = 0.002
"""How long a commit waits for those the last one answered: the time in which many processes send their next request.
At 16 of them, waiting half as long costs a third more processor time an append, in smaller groups."""


class ClosedError(WatchgateError):
    """The ledger was closed while an append was on its way."""


class GroupCommit:
    """Runs a `SqliteWriter` in a thread of its own. `open_writer` makes one for the first append, and again
    after every failure of the disk."""

    def __init__(self, open_writer: Callable[[], SqliteWriter]) -> None:
        self._open_writer = open_writer
        self._writer: SqliteWriter | None = None
        self._waiting: deque[AppendRequest] = deque()
        self._changed = threading.Condition(threading.Lock())
        self._idle = False
        """The writer's thread wants to know of the next request, however few there are."""
        self._closed = False
        self._turn = threading.Lock()
        """Held while the writer is used."""
        self._expected = 1
        """How many requests the last commit held, and how many had come meanwhile."""
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def append(self, request: AppendRequest) -> list[Placed]:
        """Wait until the request is durable.

        Who appends alone commits in his own thread: handing over and back costs as much as the commit. As soon as
        somebody else is there, both meet in the queue.
        """
        if not (self._expected == 1 and not self._waiting and self._commit_here(request)):
            self.submit(request)
        return request.result()

    def submit(self, request: AppendRequest) -> None:
        """Queue it; `request.result()` waits for the commit. ClosedError when the ledger is closed."""
        with self._changed:
            if self._closed:
                raise ClosedError("the ledger is closed", hint="open it again")
            self._waiting.append(request)
            # Waking the writer for every request costs more than the request: it is woken for the whole group.
            if self._idle or len(self._waiting) == self._expected:
                self._changed.notify()

    def close(self) -> None:
        """Commit what is queued, then end."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify()
        self._thread.join()
        with self._turn:
            self._drop()

    def _run(self) -> None:
        while group := self._gather():
            with self._turn:
                self._commit(group)

    def _commit_here(self, request: AppendRequest) -> bool:
        if not self._turn.acquire(blocking=False):
            return False
        try:
            if self._closed:
                return False
            self._commit([request])
        finally:
            self._turn.release()
        return True

    def _gather(self) -> list[AppendRequest]:
        """The requests of the next commit; none at the end.

        Who was answered by the last commit is most likely preparing the next request: all who were then at it are
        waited for, though not for long. A commit for each would cost more than the wait.
        """
        group: list[AppendRequest] = []
        weight = 0
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._waiting) >= self._expected, GATHER_S)
            self._idle = True
            self._changed.wait_for(lambda: self._closed or self._waiting)
            self._idle = False
            while self._waiting and weight < GROUP_ENTRIES_MAX:
                group.append(self._waiting.popleft())
                weight += group[-1].weight
        return group

    def _commit(self, group: list[AppendRequest]) -> None:
        try:
            if self._writer is None:
                self._writer = self._open_writer()
            refused = dict(self._writer.write(group))
            # Before anyone is answered: who asks again at once would be counted twice.
            self._expected = len(group) + len(self._waiting)
        except BaseException as error:
            # After a failed write or fsync nothing this connection believes can be trusted: it is thrown away.
            self._drop()
            failed = translate(error, "appending") if isinstance(error, STORAGE_ERRORS) else error
            for request in group:
                request.finish(failed)
            return
        for request in group:
            request.finish(refused.get(request))

    def _drop(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            let_go(writer.connection)
