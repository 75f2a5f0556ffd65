"""The writer thread: what arrives while one commit is under way shares the next, and with it one fsync."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import apsw

from watchgate.gate.history.failures import history_errors
from watchgate.ledger.change_mark import ChangeMark
from watchgate.ledger.failures import STORAGE_ERRORS, let_go
from watchgate.model.errors import WatchgateError

Result = TypeVar("Result")

GROUP_WEIGHT_MAX = 2_000
"""Transactions in one commit, unless one piece of work brings more: bounds how long the others wait."""


class Work(Generic[Result]):
    """Something to do inside a commit; `result` waits until it is durable."""

    def __init__(self, do: Callable[[apsw.Connection], Result], weight: int, *, numbers: bool = False) -> None:
        """`numbers`: it numbers decisions, so that nobody else may until it is durable."""
        self.do = do
        self.weight = weight
        self.numbers = numbers
        self._done = threading.Event()
        self._result: list[Result] = []
        self._error: BaseException | None = None

    def run(self, connection: apsw.Connection) -> None:
        """Inside the transaction; called again when the transaction was taken back for the sake of another."""
        self._result = [self.do(connection)]

    def finish(self, error: BaseException | None = None) -> None:
        """Called once, when the commit is durable or has failed."""
        self._error = error
        self._done.set()

    def result(self) -> Result:
        """Wait for the commit; raises what the work was refused with."""
        self._done.wait()
        if self._error is None:
            return self._result[0]
        if isinstance(self._error, WatchgateError):
            # One failed commit answers many: each raises an error of its own, with its own traceback.
            copied = self._error.__class__.__new__(self._error.__class__)
            copied.__dict__.update(self._error.__dict__)
            copied.args = self._error.args
            raise copied from self._error
        raise self._error


class Writing:
    """Commits work, in a thread of its own or, for who comes alone, in his.

    `connect` opens the writing connection, `refresh` is called with it at the start of each transaction: another
    process may have written since. `numbering` keeps others from numbering decisions meanwhile. `changed` is renewed
    after every commit, before anybody is told. After a failure of the disk the connection is thrown away.
    """

    def __init__(
        self,
        connect: Callable[[], apsw.Connection],
        refresh: Callable[[apsw.Connection], None],
        numbering: Callable[[], AbstractContextManager[None]],
        changed: ChangeMark,
    ) -> None:
        self._connect = connect
        self._refresh = refresh
        self._numbering = numbering
        self._changed = changed
        self._connection: apsw.Connection | None = None
        self._queue: SimpleQueue[Work[object] | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._turn = threading.Lock()
        """Held while the connection is used."""
        self._closed = False
        self._alone = True
        self._inside = 0
        self._thread = threading.Thread(target=self._run, name="history-writer", daemon=True)
        self._thread.start()

    def do(self, work: Work[Result]) -> Result:
        """Commit now and wait. Who is alone commits in his own thread: handing over and back costs as much."""
        if self._alone and self._queue.empty() and self._turn.acquire(blocking=False):
            try:
                if not self._closed:
                    self._commit([work])  # type: ignore[list-item]
                    return work.result()
            finally:
                self._turn.release()
        self.submit(work)
        return work.result()

    @property
    def is_inside(self) -> bool:
        """Whether this very thread is in a transaction of the writer."""
        return self._inside == threading.get_ident()

    def submit(self, work: Work[Result]) -> None:
        """Queue it; `work.result()` waits for the commit."""
        with self._gate:
            if self._closed:
                raise WatchgateError("the history is closed", hint="open it again")
            self._queue.put(work)  # type: ignore[arg-type]

    def close(self) -> None:
        """Commit what is queued, then end."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        with self._turn:
            self._drop()

    def _run(self) -> None:
        while group := self._gather():
            with self._turn:
                self._alone = len(group) == 1
                self._commit(group)

    def _gather(self) -> list[Work[object]]:
        group: list[Work[object]] = []
        weight = 0
        while weight < GROUP_WEIGHT_MAX:
            try:
                work = self._queue.get(block=not group)
            except Empty:
                break
            if work is None:
                # Put back for the next turn, which then ends.
                self._queue.put(None)
                break
            group.append(work)
            weight += work.weight
        return group

    def _commit(self, group: list[Work[object]]) -> None:
        error = self._try(group)
        if error is not None and len(group) > 1:
            # Whoever caused it, the others are not to be refused for it.
            for work in group:
                work.finish(self._try([work]))
            return
        for work in group:
            work.finish(error)

    def _try(self, group: list[Work[object]]) -> BaseException | None:
        try:
            with history_errors("writing the history"), ExitStack() as held:
                if self._connection is None:
                    self._connection = self._connect()
                connection = self._connection
                connection.execute("BEGIN IMMEDIATE")
                self._refresh(connection)
                if any(work.numbers for work in group):
                    held.enter_context(self._numbering())
                self._inside = threading.get_ident()
                for work in group:
                    work.run(connection)
                connection.execute("COMMIT")
                self._changed.renew()
        except BaseException as error:
            # After a failed write or fsync nothing this connection believes can be trusted.
            self._drop()
            return error
        finally:
            self._inside = 0
        return None

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*STORAGE_ERRORS):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            let_go(connection)
