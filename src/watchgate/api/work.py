"""Work off the event loop: a few threads, a bounded queue, a deadline for each request."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from watchgate.api.problems import RefusedError

T = TypeVar("T")
log = logging.getLogger("watchgate.api")


class Deadline:
    """When an answer is due. Long work calls `check` between its steps, so that nobody computes for no one."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._seconds = seconds

    def check(self) -> None:
        """RefusedError 504 when the time is up."""
        if time.monotonic() >= self._end:
            raise self.error()

    def error(self) -> RefusedError:
        """What the client is told when the time is up."""
        return RefusedError(504, f"no answer within {self._seconds:g} s; ask for less at once, or narrow the question")


class Workers:
    """`threads` at work and at most `waiting` requests beyond them; each has `seconds`."""

    def __init__(self, threads: int, waiting: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="watchgate-api")
        self._places = threads + waiting
        self._seconds = seconds
        self._taken = 0
        self._begun: dict[object, float] = {}

    async def run(self, work: Callable[[Deadline], T]) -> T:
        """The result of `work`; RefusedError 503 when too many wait already, 504 when it takes too long.

        A thread cannot be stopped from outside: late work goes on until its next `check` and keeps its place so long.
        """
        if self._taken >= self._places:
            raise RefusedError(503, "too many requests are waiting; try again", retry_s=1)
        deadline = Deadline(self._seconds)
        self._taken += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, self._in_time, work, deadline)
        future.add_done_callback(self._leave)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(future)
        except TimeoutError:
            raise deadline.error() from None

    def here(self, work: Callable[[], T]) -> T:
        """The result of short work, done in this very thread."""
        mark = object()
        self._begun[mark] = time.monotonic()
        try:
            return work()
        finally:
            del self._begun[mark]

    def close(self) -> None:
        """Lets running work end and takes no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def longest_s(self) -> float:
        """How long the work that has been running longest has been, in seconds; 0 when none is."""
        began = min(list(self._begun.values()), default=None)
        return 0.0 if began is None else time.monotonic() - began

    def _in_time(self, work: Callable[[Deadline], T], deadline: Deadline) -> T:
        deadline.check()
        self._begun[deadline] = time.monotonic()
        try:
            return work(deadline)
        finally:
            del self._begun[deadline]

    def _leave(self, future: asyncio.Future[T]) -> None:
        self._taken -= 1
        if not future.cancelled():
            future.exception()


class Watch:
    """Ends this process when some work has been running for `seconds`, to be started anew by its supervisor.

    A thread cannot be stopped from outside. One request whose work never ends would otherwise hold its thread, and
    whatever lock it has, until somebody looks. It watches from a thread of its own: some work is done on the event
    loop.
    """

    def __init__(self, all_workers: Sequence[Workers], seconds: float, end: Callable[[], None] | None = None) -> None:
        self._workers = all_workers
        self._seconds = seconds
        self._end = end or _end
        self._stopping = threading.Event()
        threading.Thread(target=self._run, name="watchgate-watch", daemon=True).start()

    def stop(self) -> None:
        """Watch no longer."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(min(1.0, self._seconds / 4)):
            if any(workers.longest_s() > self._seconds for workers in self._workers):
                log.critical(
                    "a request has been worked on for more than %g s: this worker ends and is started anew",
                    self._seconds,
                )
                self._end()
                return


def _end() -> None:
    logging.shutdown()
    os._exit(70)
