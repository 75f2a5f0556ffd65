"""Appending behind the reader's back: one thread commits while the next file is read, a bounded number ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from watchgate.ledger.interface import Ledger
from watchgate.model.delivery import Delivery
from watchgate.model.errors import BadInputError

TOGETHER = 16
"""Deliveries of one atomic append: a snapshot of up to 64,000 new statements becomes visible at one instant."""
AHEAD = 2
"""Appends waiting at most: bounds memory when the disk is slower than the reader."""

Before = Callable[[Sequence[Delivery]], None]
"""Who is shown deliveries before they are appended."""


def nobody(_deliveries: Sequence[Delivery]) -> None:
    """Is shown anything."""


class Committer:
    """Appends in the order given. A delivery the ledger refuses is told by the promise of its position.

    Anything else that goes wrong (a full disk) ends the load: it is raised by the next call.
    """

    def __init__(self, ledger: Ledger, before: Before = nobody) -> None:
        self._ledger = ledger
        self._before = before
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="watchgate-load")
        self._running: deque[Future[list[int]]] = deque()

    def submit(self, deliveries: Iterable[Delivery]) -> list[Future[list[int]]]:
        """Hand over deliveries, `TOGETHER` an append; returns the promises of their positions."""
        promised: list[Future[list[int]]] = []
        group: list[Delivery] = []
        for delivery in deliveries:
            group.append(delivery)
            if len(group) == TOGETHER:
                promised.append(self._start(group))
                group = []
        if group:
            promised.append(self._start(group))
        return promised

    def drain(self) -> None:
        """Until everything handed over is durable."""
        while self._running:
            self._finish_oldest()

    def _start(self, group: list[Delivery]) -> Future[list[int]]:
        while len(self._running) >= AHEAD:
            self._finish_oldest()
        self._before(group)
        future = self._pool.submit(self._append, group)
        self._running.append(future)
        return future

    def _append(self, group: list[Delivery]) -> list[int]:
        return [receipt.position for receipt in self._ledger.append_many(group)]

    def _finish_oldest(self) -> None:
        error = self._running.popleft().exception()
        if error is not None and not isinstance(error, BadInputError):
            raise error

    def __enter__(self) -> Committer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)
        if kind is None:
            self.drain()
