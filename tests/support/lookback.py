"""The lookback of a small home, run to its end, and what it found."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from support.gate_world import NOW
from watchgate.gate.history.alerts import AlertLog, AlertsWanted
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback.lookback import Lookback, Looked
from watchgate.ledger.open import open_ledger
from watchgate.model.alert import Alert
from watchgate.model.clock import Clock
from watchgate.model.policy import Policy
from watchgate.model.policy_file import load_policy


def look_back(
    home: Path, *, policy: Policy | None = None, since: int | None = None, clock: Clock = lambda: NOW
) -> list[Looked]:
    """Everything there is to look back upon."""
    ledger = open_ledger(home, clock=clock)
    history = open_history(home, clock=clock)
    lookback = Lookback(ledger, history, policy or load_policy(home=home), clock=clock)
    try:
        assert lookback.take()
        lookback.begin(since)
        return list(lookback.run(Event()))
    finally:
        lookback.close()
        history.close()
        ledger.close()


def alerts(home: Path) -> list[Alert]:
    """All alerts of a home, in order."""
    history = open_history(home)
    try:
        return AlertLog(history).page(AlertsWanted(after=0), 100_000)
    finally:
        history.close()
