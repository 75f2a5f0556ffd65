"""The evidence of one gate process: kept up with the ledger, and reported to the history.

Who decides says so first (`at_work`), so that a position is reported only when nothing that stands on an older one is
still on its way into the history.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.history.history import History
from watchgate.gate.history.workers import Worker, register
from watchgate.ledger.interface import Ledger
from watchgate.model.errors import WatchgateError

log = logging.getLogger("watchgate.gate")

LAG_S = 1.0
"""How long a decision waits for evidence that the ledger has and this process has not; then it holds and says so."""
LOOK_S = 0.05
"""How often the follower looks for new evidence by itself; a decision that sees some wakes it at once. Each look takes
a tenth of a millisecond from those who decide (measured at 300 payments/s with a look each .01 s)."""
REPORT_S = 0.005
"""How often it is asked whether what stands on an older position is durable, once there is a newer one."""
WAIT_S = 0.05
"""How long the follower waits after a failure."""
MOMENT_S = 0.02
"""How long a caller that must not wait waits for what one delivery changes: it takes some milliseconds."""
LONG_S = 0.5
FIRST_TRIES = 100


class Following:
    """Follows in a thread of its own, and reports in another: the history may keep who reports waiting for long, and
    the next evidence is not to wait with him. `stop` ends both."""

    def __init__(self, ledger: Ledger, evidence: Evidence, history: History) -> None:
        self._ledger = ledger
        self._evidence = evidence
        self._history = history
        self._floors: Counter[int] = Counter()
        self._counting = threading.Lock()
        self._moved = threading.Condition()
        self._stopping = threading.Event()
        self._needed = threading.Event()
        self._to_report = threading.Event()
        self._worker = self._register()
        self._position = evidence.position
        """Moved on when the evidence has: its own views move one after the other, and are not asked in between."""
        self._trouble = ""
        self._long_until = 0.0
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._run, "gate-follow"), (self._report, "gate-report"))
        ]
        for one in self._threads:
            one.start()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around a decision, from before it looks at the evidence until it is durable."""
        floor = self.begin()
        try:
            yield
        finally:
            self.end(floor)

    def begin(self) -> int:
        """As `at_work`; the number is given back to `end`."""
        with self._counting:
            floor = self._position
            self._floors[floor] += 1
        return floor

    def end(self, floor: int) -> None:
        """What began with `floor` is durable, or was given up."""
        with self._counting:
            self._floors[floor] -= 1
            if not self._floors[floor]:
                del self._floors[floor]

    def lag(self) -> str:
        """Empty when this process has all the ledger has, if need be after a short wait; else why nothing may pass."""
        head = self._ledger.wait(0, 0.0)
        if self._position >= head:
            return ""
        end = time.monotonic() + LAG_S
        self._needed.set()
        with self._moved:
            while self._position < head and (left := end - time.monotonic()) > 0 and not self._trouble:
                self._moved.wait(left)
        return self._evidence.behind(head)

    def is_current(self) -> bool:
        """Whether this process has all the ledger has, if need be after a moment: one delivery is taken in meanwhile.

        Where that was not enough, nobody waits again for a while: many deliveries are on their way.
        """
        head = self._ledger.wait(0, 0.0)
        if self._position >= head:
            return True
        self._needed.set()
        end = time.monotonic() + MOMENT_S
        if end < self._long_until:
            return False
        with self._moved:
            while self._position < head and (left := end - time.monotonic()) > 0:
                self._moved.wait(left)
        if self._position >= head:
            return True
        self._long_until = end + LONG_S
        return False

    @property
    def position(self) -> int:
        """The position the evidence has come to: what is decided from now on stands on it or on a later one."""
        return self._position

    @property
    def reported(self) -> int:
        """The position this process has promised not to go back behind."""
        return self._worker.reported

    def stop(self) -> None:
        """End, and leave the register."""
        self._stopping.set()
        self._needed.set()
        self._to_report.set()
        for one in self._threads:
            one.join()
        self._worker.leave()

    def _register(self) -> Worker:
        for _ in range(FIRST_TRIES):
            worker = register(self._history, self._evidence.position)
            if worker is not None:
                return worker
            self._evidence.catch_up()
        raise WatchgateError("the evidence at hand cannot keep up with the ledger", hint="try again")

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._ledger.wait(0, 0.0) > self._position:
                    self._move()
                self._trouble = ""
            except Exception as error:
                # Decisions go on, and hold for lag: what is behind is never taken for what is there.
                self._trouble = _told("the gate cannot follow the ledger", error, self._trouble)
                self._tell()
                self._stopping.wait(WAIT_S)
            self._needed.wait(LOOK_S)
            self._needed.clear()

    def _report(self) -> None:
        """Report each position once nothing that stands on an older one is on its way any more."""
        trouble = ""
        while not self._stopping.is_set():
            if self._worker.reported == self._position:
                self._to_report.wait()
                self._to_report.clear()
                continue
            try:
                self._worker.report(self._settled())
                trouble = ""
            except Exception as error:
                trouble = _told("the gate cannot report how far it has come", error, trouble)
                self._stopping.wait(WAIT_S)
            if self._worker.reported < self._position:
                self._stopping.wait(REPORT_S)

    def _move(self) -> None:
        reached = self._evidence.catch_up()
        with self._counting:
            self._position = reached
        self._tell()
        self._to_report.set()

    def _tell(self) -> None:
        with self._moved:
            self._moved.notify_all()

    def _settled(self) -> int:
        with self._counting:
            return min(self._floors, default=self._position)


def _told(what: str, error: Exception, before: str) -> str:
    """Log why, unless that is what was said `before`; what was said now."""
    said = str(error) if isinstance(error, WatchgateError) else type(error).__name__
    if said != before:
        log.error("%s: %s", what, said)
    return said
