"""Standing: where ledger, gates and lookback are, and what work is open, at one glance and without any of them."""

from __future__ import annotations

import msgspec

from watchgate.gate.history.alerts import AlertCounts, AlertLog
from watchgate.gate.history.cases import CaseLog
from watchgate.gate.history.history import History
from watchgate.gate.history.touched import gates
from watchgate.gate.history.workers import closed, reached
from watchgate.gate.lookback.lookback import LOCK
from watchgate.ledger.interface import Ledger
from watchgate.ledger.lock import WriterLock
from watchgate.model.clock import MICROSECONDS
from watchgate.model.handling import SYSTEM


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: the ledger's position. `gates` that live, and the position all of them have reported, None without one.

    `closed`: all that was decided without this delivery was looked back upon; `behind`: how many deliveries are not
    closed, the oldest of them `behind_s` seconds old. `running`: whether a lookback is at work.
    """

    head: int
    recorded_at: int
    decisions: int
    gates: int
    gates_at: int | None
    closed: int
    behind: int
    behind_s: float
    running: bool
    alerts: AlertCounts
    cases: dict[str, int]


def standing(ledger: Ledger, history: History) -> Standing:
    """As it is now."""
    head = ledger.head()
    gates_at = reached(history)

    mark = history.read(closed)
    now = history.clock()
    behind = max(0, head.position - mark)
    oldest = ledger.as_of(reader=SYSTEM).delivery(mark + 1) if behind else None
    probe = WriterLock(history.folder / LOCK)
    running = not probe.take()
    probe.release()
    return Standing(
        head=head.position,
        recorded_at=head.recorded_at,
        decisions=history.last_number(),
        gates=gates(history),
        gates_at=gates_at,
        closed=min(mark, head.position),
        behind=behind,
        behind_s=max(0.0, (now - oldest.recorded_at) / MICROSECONDS) if oldest is not None else 0.0,
        running=running,
        alerts=AlertLog(history).counts(now),
        cases={state.value: count for state, count in CaseLog(history).counts().items()},
    )
