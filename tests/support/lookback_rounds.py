"""Rounds of traffic, evidence and kills over one home, and what broke."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import msgspec

from support.gate_home import fill
from support.gate_world import NOW
from support.lookback import alerts, look_back
from support.lookback_evidence import POLICY, Arrivals
from support.lookback_offline import Told, rescreened
from watchgate.gate.history.history import open_history
from watchgate.gate.history.verifying import verify
from watchgate.ledger.open import open_ledger

TESTS = Path(__file__).resolve().parents[1]


class Toll(msgspec.Struct):
    """What a round came to."""

    records: int = 0
    alerts: int = 0
    kills: int = 0
    broken: list[str] = msgspec.field(default_factory=list)


def lookback_round(home: Path, seed: int, *, deliveries: int, kills: int) -> Toll:
    """Evidence arrives while two gates decide and the lookback follows; some of the three are killed at any moment."""
    random = Random(seed)
    fill(home, policy=POLICY)
    toll = Toll()
    children = [_Child("gate", home, 1_000_000), _Child("gate", home, 2_000_000), _Child("lookback", home, 0)]
    ledger = open_ledger(home, clock=lambda: NOW)
    arrivals = Arrivals(ledger, seed)
    when = sorted(random.sample(range(deliveries), min(kills, deliveries)))
    try:
        for child in children:
            child.wait()
        for turn in range(deliveries):
            arrivals.next()
            time.sleep(random.random() ** 2 * 0.2)
            if turn in when:
                at = random.randrange(len(children))
                children[at].kill()
                toll.kills += 1
                children[at] = _Child(children[at].what, home, children[at].first + 100_000)
                if random.random() < 0.5:
                    children[at].wait()
        for child in children:
            child.end()
    finally:
        for child in children:
            child.kill()
        ledger.close()
    look_back(home)
    toll.broken += compared(home)
    history = open_history(home)
    toll.broken += verify(history).damages
    toll.records, toll.alerts = history.last_number(), len(alerts(home))
    history.close()
    return toll


def compared(home: Path) -> list[str]:
    """Alerts that are missing, that should not be there, and that are there twice."""
    told = [Told(one.target, one.delivery, one.entity_id, one.kind.value) for one in alerts(home)]
    expected = rescreened(home)
    broken = [f"missing: {one}" for one in sorted(expected - set(told))]
    broken += [f"too much: {one}" for one in sorted(set(told) - expected)]
    return broken + (["told twice"] if len(set(told)) < len(told) else [])


class _Child:
    def __init__(self, what: str, home: Path, first: int) -> None:
        self.what, self.first = what, first
        environment = {**os.environ, "PYTHONPATH": str(TESTS)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.lookback_child", what, str(home), str(first)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def wait(self) -> None:
        """Until it is at work."""
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise AssertionError(f"the {self.what} ended with {self._process.wait()}")

    def end(self) -> None:
        """Let it come to its end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait() == 0, f"the {self.what} ended badly"

    def kill(self) -> None:
        """At once, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()
