"""The lookback of one home: delivery by delivery, each closed when nothing decided without it is left.

For each delivery: what changes of whom (`Stepping`), which past records that touches (`Past`), each of them decided
again (`Judge`), and an alert, durable, for each that comes out otherwise. A payment that is not executed yet is held on
with a new decision that names the old one. Then it waits until every gate has reported that it decides on this delivery
or a later one, looks at what came in meanwhile, and closes. Ended at any instant it begins again with the first
delivery that was not closed; an alert is there once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.history.alerts import AlertLog
from watchgate.gate.history.entry import Stored
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History
from watchgate.gate.history.touched import first_position, newest, stored
from watchgate.gate.history.workers import close_whole, closed, reached
from watchgate.gate.lookback.changes import Change, Stepping
from watchgate.gate.lookback.judging import Judge, Judged
from watchgate.gate.lookback.past import Past
from watchgate.gate.lookback.past_making import Progress
from watchgate.gate.lookback.records import held_on, said_last
from watchgate.ledger.interface import Ledger
from watchgate.ledger.lock import WriterLock
from watchgate.model.alert import Alert
from watchgate.model.clock import Clock, now_us
from watchgate.model.delivery import Delivery
from watchgate.model.errors import WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy

log = logging.getLogger("watchgate.lookback")

LOCK = "lookback.lock"
FIRST_RECORDS, MOST_RECORDS = 8, 256
"""Records read together: few at first, so that the first alert is there soon."""
MOST_TOGETHER = 200
"""Alerts that share a commit; the first has one of its own."""
WAIT_S = 0.2
"""How long it sleeps at most when there is nothing to do."""
LOOK_S = 0.04
"""How often it looks for new evidence meanwhile; each look wakes a processor that payments need."""
_ALL = 1 << 62
POLL_S = 0.005
"""How often it asks whether all gates have come to the delivery."""


def _nothing() -> None:
    pass


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one delivery. `entities` changed, `records` were decided again. Durations in seconds, of the clock:
    until the `first` alert was durable, until the last, until closed."""

    position: int
    source: str
    entities: int
    records: int
    alerts: tuple[Alert, ...]
    first_s: float = 0.0
    all_s: float = 0.0
    closed_s: float = 0.0


class Lookback:
    """Of one home. One runs at a time: `take` says whether this is the one. Not thread-safe."""

    def __init__(
        self, ledger: Ledger, history: History, policy: Policy, *, clock: Clock = now_us, views: Path | None = None
    ) -> None:
        """`views`: the home's folder of views, for a quicker start."""
        self.ledger = ledger
        self.history = history
        self.policy = policy
        self.clock = clock
        self.past = Past(history, policy)
        self._views = views
        self.alerts = AlertLog(history)
        self._exceptions = ExceptionsLog(history)
        self._lock = WriterLock(history.folder / LOCK)
        self._taken = False
        self._stepping: Stepping | None = None
        self._passed = self._marked = 0

    def take(self) -> bool:
        """Whether this is the one that runs now; False while another does."""
        self._taken = self.past.keeps = self._lock.take()
        return self._taken

    def is_done(self) -> bool:
        """Whether all that stands in the ledger now was closed, so that there is nothing to begin."""
        return self._mark() >= self.ledger.wait(0, 0.0)

    def begin(
        self, since: int | None = None, *, evidence: Evidence | None = None, progress: Progress | None = None
    ) -> int:
        """Make ready; the position it begins after: what was closed last, or `since` to look again at what is later.

        What is kept of the past is read, the rest made of the history, which is minutes for the first million parties,
        and the evidence of that position built. `evidence`: one that stands at `since` already, and that nobody else
        moves.
        """
        start = self._start() if since is None else since
        while since is None and not close_whole(self.history, start, 0 if start > self._mark() else _ALL):
            start = self._start()
        self._stepping = self._ready(start, evidence, progress)
        self._passed = start
        return start

    def supposing(self, delivery: Delivery) -> Iterator[Alert]:
        """The alerts that `delivery` would raise, which the ledger only supposes. Nothing is written."""
        stepping = self._ready(delivery.position - 1)
        changes = stepping.step(delivery, self.clock())
        numbers = newest(self.history, self.past.touched(changes), delivery.position, 0)
        for _, judged in self.judged(stepping.evidence, numbers):
            yield from judged.alerts

    def run(
        self, stop: Event, *, to: int | None = None, follow: bool = False, idle: Callable[[], None] = _nothing
    ) -> Iterator[Looked]:
        """Each delivery after the beginning, up to position `to`; with `follow` also those that are still to come.

        `idle` is called whenever nothing is left to do.
        """
        assert self._stepping is not None
        while not stop.is_set():
            for delivery in self.ledger.follow(self._stepping.position, reader=SYSTEM):
                if to is not None and delivery.position > to:
                    return
                looked = self._look(delivery, stop)
                if looked is None:
                    return
                yield looked
            self._settle()
            if not follow or (to is not None and self._stepping.position >= to):
                return
            self.past.keep_up()
            self.past.save()
            if self.ledger.wait(0, 0.0) <= self._stepping.position:
                idle()
            self._wait(self._stepping.position, stop)

    def close(self) -> None:
        """Let another one run."""
        try:
            if self._taken and self._stepping is not None:
                self.past.save(everything=True)
        finally:
            self._taken = False
            self._lock.release()

    def _wait(self, position: int, stop: Event) -> None:
        """Until the ledger has more, for a while at most."""
        end = time.monotonic() + WAIT_S
        while self.ledger.wait(0, 0.0) <= position and time.monotonic() < end and not stop.wait(LOOK_S):
            pass

    def _ready(self, position: int, evidence: Evidence | None = None, progress: Progress | None = None) -> Stepping:
        """The history indexed, the evidence at `position`."""
        self.past.begin(progress)
        evidence = evidence or self._evidence(position)
        evidence.leave_out_orphaned()  # before chains are opened: what was closed may have been orphaned since
        evidence.warm()
        Judge(evidence, self.policy, self._exceptions.at()).warm(self.clock())
        return Stepping(evidence, lambda: self.past.wallets)

    def _evidence(self, position: int) -> Evidence:
        """As it was known at `position`; where that is the present, as it is kept for a quick start."""
        if position == self.ledger.wait(0, 0.0):
            found = Evidence.at(self.ledger, self.policy, views=self._views)
            if found.position == position:  # nothing came meanwhile
                return found
        return Evidence.at(self.ledger, self.policy, position, views=self._views)

    def _start(self) -> int:
        """What was closed last; without anything closed, the first position anything was decided on, or is now."""
        head = self.ledger.wait(0, 0.0)
        first = first_position(self.history)
        return max(self._mark(), head if first is None else min(head, first))

    def _mark(self) -> int:
        return self.history.read(closed)

    def _look(self, delivery: Delivery, stop: Event) -> Looked | None:
        """None when it was told to stop before the delivery was closed."""
        assert self._stepping is not None
        began = time.perf_counter()
        self.past.follow()
        changes = self._stepping.step(delivery, self.clock())
        self._passed = delivery.position
        looking = _Looking(self, self._stepping.evidence, delivery, changes, began)
        if changes:
            looking.examine()
            while not self._closed(looking, delivery.position):
                if stop.wait(POLL_S):
                    return None
            self._marked = delivery.position
        return looking.looked(time.perf_counter() - began)

    def _closed(self, looking: _Looking, position: int) -> bool:
        """Whether every gate has come so far and nothing was left; what came in meanwhile is looked at first."""
        if (found := reached(self.history)) is not None and found < position:
            return False
        if close_whole(self.history, position, looking.looked_at):
            return True
        looking.examine()
        return False

    def _settle(self) -> None:
        """Close what touched nothing and was passed over, once no gate is behind it."""
        if self._passed > self._marked and close_whole(self.history, self._passed, _ALL):
            self._marked = self._passed

    def judged(self, evidence: Evidence, numbers: Mapping[int, set[str]]) -> Iterator[tuple[Stored, Judged]]:
        """Decisions made again on `evidence`; `numbers`: each with the entities that changed. Nothing is written."""
        judge = Judge(evidence, self.policy, self._exceptions.at())
        order = sorted(numbers)
        start, size = 0, FIRST_RECORDS
        while start < len(order):
            for one in stored(self.history, order[start : start + size]):
                known = said_last(self.alerts, one, evidence.position)
                if known is not None:
                    yield one, judge.judge(one, known, numbers[one.number], self.clock())
            start, size = start + size, MOST_RECORDS


class _Looking:
    """One delivery under way: what was found, and how far the history was looked at."""

    def __init__(
        self, lookback: Lookback, evidence: Evidence, delivery: Delivery, changes: tuple[Change, ...], began: float
    ) -> None:
        self._lookback = lookback
        self._evidence = evidence
        self._delivery = delivery
        self._changes = changes
        self._began = began
        self._alerts: list[Alert] = []
        self._records = 0
        self._first_s = self._all_s = 0.0
        self.looked_at = 0

    def examine(self) -> None:
        """Look at the decisions that were not looked at yet."""
        lookback, position = self._lookback, self._delivery.position
        last = lookback.history.last_number()
        if self._changes and last > self.looked_at:
            lookback.past.follow()
            touched = lookback.past.touched(self._changes)
            numbers = newest(lookback.history, touched, position, self.looked_at)
            self._records += len(numbers)
            waiting: list[Alert] = []
            for one, judged in lookback.judged(self._evidence, numbers):
                found = judged.alerts
                waiting += found if judged.held is None else held_on(lookback.history, one, found, judged.held)
                if len(waiting) >= (MOST_TOGETHER if self._alerts else 1):
                    self._add(waiting)
                    waiting = []
            self._add(waiting)
            self._all_s = time.perf_counter() - self._began
        self.looked_at = max(last, self.looked_at)

    def _add(self, drafts: Sequence[Alert]) -> None:
        added = self._lookback.alerts.add(drafts)
        if added and not self._alerts:
            self._first_s = time.perf_counter() - self._began
        self._alerts += added

    def looked(self, closed_s: float) -> Looked:
        """What came of it."""
        return Looked(
            position=self._delivery.position,
            source=self._delivery.source,
            entities=len(self._changes),
            records=self._records,
            alerts=tuple(self._alerts),
            first_s=self._first_s,
            all_s=self._all_s,
            closed_s=closed_s,
        )


def told(error: Exception) -> str:
    """What went wrong, without a name of anybody."""
    return str(error) if isinstance(error, WatchgateError) else type(error).__name__
