"""Where the processor time of one payment goes: a gate in this process, all lists loaded, each phase timed by itself.

Phases are told apart at the doors between the rooms: what is measured is the code that serves, not a copy of it. Time
of this thread alone, so that what other processes do beside it counts as little as it can; queue and network are not in
it (`gate_speed` has both), and neither is filing, which another thread does.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import msgspec

from gate_clean import CleanPayments
from gate_home import home_copy, listed_names, open_gate
from harness import Result, percentile
from watchgate.gate import service
from watchgate.gate.collecting import COLLECT_AFTER
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.history.history import History
from watchgate.gate.records.read import read_messages
from watchgate.ledger.open import open_ledger

SEED = 20_261_122
WARM = 1_000
PAYMENTS, PAYMENTS_FULL = 1_000, 10_000
IN_A_BATCH = 50
READ, NAMES, TEXTS, DECIDE, DURABLE, ANSWER = "read", "names", "texts", "decide", "durable", "answer"
DOORS: tuple[tuple[object, str, str], ...] = (
    (Evidence, "hits", NAMES),
    (Evidence, "look_up", NAMES),
    (Evidence, "spelled", NAMES),
    (Evidence, "spotted", TEXTS),
    (service, "decide", DECIDE),
    (History, "keep", DURABLE),
)


def run(full: bool) -> list[Result]:
    """1,000 payments after 1,000 that warm it up, one by one and then as many more in batches; `full`: 10,000."""
    count = PAYMENTS_FULL if full else PAYMENTS
    with home_copy() as home:
        ledger = open_ledger(home)
        payments = CleanPayments(SEED, listed_names(ledger))
        ledger.close()
        bodies = [payments.pacs008() for _ in range(WARM + count)]
        batches = [_batch(payments) for _ in range(count // IN_A_BATCH)]
        encoder = msgspec.json.Encoder()
        with open_gate(home) as gate, _timed() as clock:
            gc.freeze()  # as in the service
            gc.set_threshold(*COLLECT_AFTER)
            for body in bodies[:WARM]:
                encoder.encode(gate.decide_bytes(body))
            clock.rows.clear()
            for body in bodies[WARM:]:
                clock.begin()
                encoder.encode(gate.decide_bytes(body))
                clock.end()
            began = time.thread_time()
            for body in batches:
                encoder.encode(gate.decide_bytes(body))
            batched = (time.thread_time() - began) / (len(batches) * IN_A_BATCH)
    note = f"{count:,} clean pacs.008, each name new, load average {os.getloadavg()[0]:.1f}"
    whole = [sum(row.values()) for row in clock.rows]
    found = [_result("the whole of it", whole, note)]
    found += [
        _result(phase, [row.get(phase, 0.0) for row in clock.rows], None)
        for phase in (READ, NAMES, TEXTS, DECIDE, DURABLE, ANSWER)
    ]
    in_batches = Result(
        measure=f"processor time of one payment in batches of {IN_A_BATCH}: the whole of it",
        value=round(batched * 1e6),
        unit="us",
        note=f"{len(batches) * IN_A_BATCH:,} payments in this process, each name new",
    )
    return [*found, in_batches]


def _batch(payments: CleanPayments) -> bytes:
    """Several messages in one body, one after the other."""
    return b"<Batch>" + b"".join(payments.pacs008().partition(b"?>")[2] for _ in range(IN_A_BATCH)) + b"</Batch>"


def _result(phase: str, seconds: list[float], note: str | None) -> Result:
    mean = sum(seconds) / len(seconds)
    said = f"p50 {percentile(seconds, 0.5) * 1e6:.0f} us, p99 {percentile(seconds, 0.99) * 1e6:.0f} us"
    return Result(
        measure=f"processor time of one payment: {phase}",
        value=round(mean * 1e6),
        unit="us",
        note=f"{said}; {note}" if note else said,
    )


class _Clock:
    """Gives the time of this thread to whatever phase is innermost."""

    def __init__(self) -> None:
        self.rows: list[dict[str, float]] = []
        self._row: dict[str, float] = {}
        self._phases = [ANSWER]
        self._since = 0.0

    def begin(self) -> None:
        """The next payment; what is in no phase is counted as the making of its answer."""
        self._row, self._phases, self._since = {}, [ANSWER], time.thread_time()

    def end(self) -> None:
        """It is answered."""
        self._count()
        self.rows.append(self._row)
        self._row = {}  # what is done next is no part of it

    @contextmanager
    def within(self, phase: str) -> Iterator[None]:
        """What is done here belongs to `phase`, but for what a phase inside takes."""
        self._count()
        self._phases.append(phase)
        try:
            yield
        finally:
            self._count()
            self._phases.pop()

    def _count(self) -> None:
        now = time.thread_time()
        phase = self._phases[-1]
        self._row[phase] = self._row.get(phase, 0.0) + now - self._since
        self._since = now


@contextmanager
def _timed() -> Iterator[_Clock]:
    """A clock at every door."""
    clock = _Clock()
    with ExitStack() as stack:
        for owner, name, phase in DOORS:
            stack.enter_context(patch.object(owner, name, _door(clock, phase, getattr(owner, name))))
        # Messages are read one after the other while they are decided: reading is what the generator itself takes.
        stack.enter_context(patch.object(service, "read_messages", _reading(clock)))
        yield clock


def _door(clock: _Clock, phase: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        with clock.within(phase):
            return call(*given, **named)

    return timed


def _reading(clock: _Clock) -> Callable[..., Iterator[Any]]:
    def timed(*given: Any, **named: Any) -> Iterator[Any]:
        with clock.within(READ):
            messages = iter(read_messages(*given, **named))
        while True:
            with clock.within(READ):
                message = next(messages, None)
            if message is None:
                return
            yield message

    return timed
