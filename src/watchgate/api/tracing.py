"""Questions about chains in the service: one at a time in a thread of its own, on evidence kept by kind of reader.

What is decided never waits for them, and kernels hold no interpreter lock. The thread is not among those whose work,
when it never ends, has the process started anew: that would interrupt the gate for somebody's trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchgate.api.settings import Settings
from watchgate.api.view import Rights
from watchgate.api.work import Workers
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import Clock
from watchgate.model.handling import Reader

if TYPE_CHECKING:
    from watchgate.risk.tracing.evidence import Evidence

AT_ONCE = 1
WAITING = 8
"""More questions than these are refused with 503."""
MOST_RIGHTS = 16
"""Kinds of readers whose evidence is kept at hand; of more, the first is let go."""


class Tracing:
    """Its `workers`, and what each kind of reader may know. `evidence` is called in those workers alone."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.workers = Workers(AT_ONCE, WAITING, settings.request_seconds)
        self._home = settings.home
        self._clock = clock
        self._known: dict[Rights, Evidence] = {}

    def evidence(self, ledger: Ledger, reader: Reader) -> Evidence:
        """Tags, prices and merges as `reader` may know them now. The first of some rights reads the whole ledger."""
        from watchgate.risk.tracing.evidence import Evidence

        rights = Rights.of(reader)
        found = self._known.get(rights)
        if found is None:
            found = Evidence(ledger, self._home, reader=reader)
            if len(self._known) >= MOST_RIGHTS:
                del self._known[next(iter(self._known))]
            self._known[rights] = found
        found.catch_up(self._clock())
        return found
