"""The base follows the evidence: each delivery's changed entities are asked about from the other side.

Whoever may meet one of them is compared again, and the delivery is noted as asked. Who is new, was compared under
another policy, or a day ago, is compared in between. Ended at any instant it begins again where it stood.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import msgspec

from watchgate.gate.customers.attesting import attest
from watchgate.gate.customers.reverse import Reverse
from watchgate.gate.customers.screening import Screening, basis_of
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.history.customer_answers import CustomerAnswers, Due
from watchgate.gate.history.customer_base import CustomerBase
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import CUSTOMER, last_row
from watchgate.gate.lookback.changes import Change, Stepping
from watchgate.gate.lookback.past_making import Progress
from watchgate.ledger.interface import Ledger
from watchgate.ledger.lock import WriterLock
from watchgate.model.alert import Alert
from watchgate.model.clock import MICROSECONDS, Clock, now_us
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM
from watchgate.model.policy import Policy
from watchgate.risk.lasting import lasting

LOCK = "customers.lock"
EVERY_S = 86_400
"""How often everybody is compared again, whatever the evidence says: the law of the day may be another one."""
AHEAD_S = 3_600
"""So much earlier than they are due rows are taken up, so that a day is never exceeded."""
READ, COMPARED, FEW = 20_000, 250, 50
"""Rows with an answer read in one piece; compared in one; compared before the evidence is looked at again."""
ATTESTED_S, LEAST_S = 43_200, 60
"""How often it is attested while nothing changes, and how long after the last time at least while much does."""
WAIT_S, LOOK_S = 0.2, 60.0
"""How long it sleeps at most; how often it looks for rows that have become due by time alone."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one delivery: `entities` changed, `customers` may meet one of them and were compared. `took_s` in
    seconds by the clock, until all of it was durable."""

    position: int
    source: str
    entities: int
    customers: int
    alerts: tuple[Alert, ...]
    took_s: float


class Following:
    """Of one home. One runs at a time: `take` says whether this is the one. Not thread-safe."""

    def __init__(
        self, ledger: Ledger, history: History, policy: Policy, *, clock: Clock = now_us, views: Path | None = None
    ) -> None:
        """`views`: the home's folder of views, for a quicker start."""
        self.ledger = ledger
        self.history = history
        self.policy = policy
        self.clock = clock
        self.answers = CustomerAnswers(history)
        self.base = CustomerBase(history)
        self.reverse = Reverse(history, policy)
        self.compared = self.raised = 0
        """Rows that were compared because they were due (new, after a day, under another policy), and their alerts."""
        self._views = views
        self._lock = WriterLock(history.folder / LOCK)
        self._stepping: Stepping | None = None
        self._screening: Screening | None = None
        self._read = self._cursor = self._noted = 0
        self._seen = self._taken = -1
        self._changed, self._attested, self._attested_at = 0, (-1, -1, -1), 0
        self._looked_s = 0.0

    def take(self) -> bool:
        """Whether this is the one that runs now; False while another does."""
        return self._lock.take()

    def is_there(self) -> bool:
        """Whether there is a base to follow with."""
        return self.base.last_load() is not None

    def begin(self, progress: Progress | None = None) -> int:
        """Read the base, indexed as it is kept, and build the evidence; the position it begins at."""
        basis = basis_of(self.answers, self.policy)
        start = self.answers.begins_at(basis, self.ledger.wait(0, 0.0))
        evidence = Evidence.at(self.ledger, self.policy, start, views=self._views)
        self._stepping = Stepping(evidence)
        self._screening = Screening(evidence, self.history, self.policy, self.clock)
        self.answers.start(start, basis)
        self._noted = start
        with lasting():
            self.reverse.begin(progress)
            self._follow_base()
        return start

    def run(self, stop: Event, *, follow: bool = False) -> Iterator[Asked]:
        """Each delivery after the beginning; between them who is due. With `follow` also what is still to come."""
        assert self._stepping is not None
        while not stop.is_set():
            for delivery in self.ledger.follow(self._stepping.position, reader=SYSTEM):
                yield self._ask(delivery)
                if stop.is_set():
                    return
            self._note()
            self.reverse.save()
            if self._screen_due():
                continue
            self._attest(at_once=not follow)
            if not follow:
                return
            self.ledger.wait(self._stepping.position, WAIT_S)

    def close(self) -> None:
        """Let another one run."""
        try:
            if self._screening is not None:
                self.reverse.save(everything=True)
        finally:
            self._screening = None
            self._lock.release()

    def _ask(self, delivery: Delivery) -> Asked:
        assert self._stepping is not None
        began = time.perf_counter()
        changes = self._stepping.step(delivery, self.clock())
        keys: set[int] = set()
        alerts: list[Alert] = []
        if changes:
            self.answers.asking(delivery.position)
            self._follow_base()
            keys = self._touched(changes)
            alerts = self._screen(sorted(keys))
            self.answers.asked(delivery.position)
            self._noted = self._changed = delivery.position
        return Asked(
            position=delivery.position,
            source=delivery.source,
            entities=len(changes),
            customers=len(keys),
            alerts=tuple(alerts),
            took_s=time.perf_counter() - began,
        )

    def _touched(self, changes: Sequence[Change]) -> set[int]:
        assert self._screening is not None
        entities = {one.entity_id for one in changes}
        keys = {key for key, met in self._screening.met.items() if met & entities}
        for change in changes:
            keys |= self.reverse.touched(change.parties())
        return keys

    def _screen(self, keys: Sequence[int]) -> list[Alert]:
        assert self._screening is not None
        raised: list[Alert] = []
        for start in range(0, len(keys), COMPARED):
            raised += self._screening.screen(keys[start : start + COMPARED])
        return raised

    def _screen_due(self) -> bool:
        """Compare some of those that are due; whether there were any."""
        assert self._screening is not None
        standing, now = self.base.moment(), time.monotonic()
        if standing == self._seen and now - self._looked_s < LOOK_S:
            return False
        cutoff = self.clock() - (EVERY_S - AHEAD_S) * MICROSECONDS
        due = Due(basis=self._screening.basis, cutoff=cutoff)
        keys = self.answers.due(due, self._cursor, FEW)
        if not keys and self._cursor:
            keys = self.answers.due(due, 0, FEW)
        self._cursor = keys[-1] if keys else 0
        self.raised += len(self._screen(keys))
        self.compared += len(keys)
        if not keys:
            self._seen, self._looked_s = standing, now
        return bool(keys)

    def _note(self) -> None:
        """Deliveries that changed nothing of anybody count as asked about."""
        assert self._stepping is not None
        if self._stepping.position > self._noted:
            self.answers.asked(self._stepping.position)
            self._noted = self._stepping.position

    def _attest(self, *, at_once: bool) -> None:
        """Nobody is due: how the base stands is attested where anything was compared or changed, and twice a day."""
        now = self.clock()
        standing = (self._changed, self.base.moment(), self.compared)
        wait_s = 0 if at_once else LEAST_S
        if standing == self._attested:
            wait_s = ATTESTED_S
        if now - self._attested_at >= wait_s * MICROSECONDS:
            attest(self.ledger, self.history, self.policy)
            self._attested, self._attested_at = standing, now

    def _follow_base(self) -> None:
        """Take in rows that are new, and forget those that have ended."""
        assert self._screening is not None
        standing, last = self.base.moment(), last_row(self.history, CUSTOMER)
        if standing == self._taken:
            return
        self.reverse.follow()
        while found := self.base.rows_after(self._read, READ, answered=True):
            for row in found:
                if row.answer is not None and (answer := self.answers.answer(row.answer)) is not None:
                    self._screening.met[row.key] = frozenset(answer.known_by)
            self._read = found[-1].key
        self._read, self._taken = max(self._read, last), standing
