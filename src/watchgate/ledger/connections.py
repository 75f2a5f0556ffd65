"""Reading connections: as many as threads read at once, lent out and taken back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw

from watchgate.ledger.failures import STORAGE_ERRORS, let_go, storage_errors, translate
from watchgate.model.errors import WatchgateError

Rows = list[tuple[Any, ...]]


class Pool:
    """Lends each caller a connection of its own, because a connection serves one thread at a time."""

    def __init__(self, connect: Callable[[], apsw.Connection]) -> None:
        self._connect = connect
        self._idle: list[apsw.Connection] = []
        self._process = os.getpid()
        self._closed = False

    def rows(self, sql: str, values: tuple[Any, ...] = (), *, doing: str = "reading the ledger") -> Rows:
        """All rows of one query, read in one short transaction: a long one would keep the log from being cut."""
        # As with `lend`, written out: entering and leaving it costs as much as a small query.
        connection = self._take(doing)
        try:
            found = connection.execute(sql, values).fetchall()
        except STORAGE_ERRORS as error:
            let_go(connection)
            raise translate(error, doing) from error
        except BaseException:
            self._take_back(connection)
            raise
        self._take_back(connection)
        return found

    @contextmanager
    def lend(self, doing: str = "reading the ledger") -> Iterator[apsw.Connection]:
        """A connection for the block; one that failed is not used again."""
        connection = self._take(doing)
        try:
            yield connection
        except STORAGE_ERRORS as error:
            let_go(connection)
            raise translate(error, doing) from error
        except BaseException:
            self._take_back(connection)
            raise
        self._take_back(connection)

    def _take(self, doing: str) -> apsw.Connection:
        if self._closed:
            raise WatchgateError("the ledger is closed", hint="open it again")
        if self._process != os.getpid():
            # SQLite connections do not survive a fork; the parent's are left to the parent, unclosed.
            self._abandoned, self._idle, self._process = self._idle, [], os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            with storage_errors(doing):
                return self._connect()

    def _take_back(self, connection: apsw.Connection) -> None:
        self._idle.append(connection)
        if self._closed:
            self.close()

    def close(self) -> None:
        """Close what is idle; what is lent is closed when it comes back."""
        self._closed = True
        while self._idle:
            let_go(self._idle.pop())
