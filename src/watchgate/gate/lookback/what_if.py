"""What if: the alerts that a delivery would raise, if it came now or had come then. It leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from watchgate.gate.history.history import History
from watchgate.gate.lookback.lookback import Lookback
from watchgate.gate.lookback.supposed import Supposed
from watchgate.ledger.interface import Ledger
from watchgate.model.alert import Alert
from watchgate.model.clock import Clock, now_us
from watchgate.model.policy import Policy
from watchgate.model.statement import Entry


def what_if(
    ledger: Ledger,
    history: History,
    policy: Policy,
    entries: Sequence[Entry],
    *,
    position: int | None = None,
    clock: Clock = now_us,
    views: Path | None = None,
) -> Iterator[Alert]:
    """The alerts about records decided up to now, if `entries` came after `position`, or after all there is."""
    supposed = Supposed(ledger, entries, ledger.wait(0, 0.0) if position is None else position)
    lookback = Lookback(supposed.as_ledger(), history, policy, clock=clock, views=views)
    yield from lookback.supposing(supposed.delivery)
