"""Where an append goes: to the writer of this process, or, when another process is the writer, to it.

The first append decides. Who takes the lock owns the writer until `close`; the others are its clients and take over
when it has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import apsw

from watchgate.ledger.draft import Draft
from watchgate.ledger.group_commit import GroupCommit
from watchgate.ledger.home import Home
from watchgate.ledger.lock import WriterLock
from watchgate.ledger.requests import AppendRequest, Placed
from watchgate.ledger.sqlite_writer import SqliteWriter
from watchgate.model.clock import Clock
from watchgate.model.errors import LedgerBusyError


class Appender:
    def __init__(self, home: Home, connect: Callable[[], apsw.Connection], clock: Clock, on_commit: Callable[[], None]):
        self._lock = WriterLock(home.lock)
        self._connect = connect
        self._clock = clock
        self._on_commit = on_commit
        self._group: GroupCommit | None = None

    def append(self, drafts: Sequence[Draft]) -> list[Placed]:
        if self._group is None:
            if not self._lock.take():
                raise LedgerBusyError("another process writes")
            self._group = GroupCommit(lambda: SqliteWriter(self._connect(), self._clock), self._on_commit)
        request = AppendRequest(drafts)
        self._group.submit(request)
        return request.result()

    def close(self) -> None:
        if self._group is not None:
            self._group.close()
            self._group = None
        self._lock.release()
