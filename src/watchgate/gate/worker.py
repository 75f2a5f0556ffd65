"""Worker processes: what each does at its beginning, and who works where one is enough: this process, at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, Protocol, TypeVar

from watchgate.model.errors import WatchgateError


class Worker(Protocol):
    """Somebody with files of its own."""

    def close(self) -> None:
        """Let go of them."""


Own = TypeVar("Own", bound=Worker)
Given = TypeVar("Given")
Result = TypeVar("Result")


@contextmanager
def working(
    begin: Callable[[], Own], work: Callable[[Own, Given], Result], workers: int
) -> Iterator[Callable[[Given], Future[Result]]]:
    """A function that has `work` done on what it is given: at once by one worker in this process, or by `workers` new
    processes, to which `begin` and `work` are pickled. What is still waiting when it is left is not begun."""
    if workers == 1:
        worker = begin()
        try:
            yield lambda given: done(work(worker, given))
        finally:
            worker.close()
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(begin,))
    try:
        yield lambda given: pool.submit(_work, work, given)
    finally:
        pool.shutdown(cancel_futures=True)


def begin_worker() -> None:
    """Leave Ctrl-C to the parent, which is told as well and ends its workers in order; end when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def done(result: Result) -> Future[Result]:
    """What a process would give later, given now."""
    future: Future[Result] = Future()
    future.set_result(result)
    return future


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_worker: Any = None
"""That of a process which was started to be one."""


def _begin(begin: Callable[[], Own]) -> None:
    global _worker
    begin_worker()
    _worker = begin()


def _work(work: Callable[[Own, Given], Result], given: Given) -> Result:
    if _worker is None:
        raise WatchgateError("this process was not started as a worker")
    return work(_worker, given)
