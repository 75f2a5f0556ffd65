"""The gate of one process, shared by its requests: opened beside them, decided in threads of its own."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from watchgate.api.problems import RefusedError, places
from watchgate.api.settings import Settings
from watchgate.api.work import Workers
from watchgate.gate.memory_pages import gather
from watchgate.gate.service import Gate
from watchgate.gate.webhooks.dispatch import Dispatcher
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import Clock
from watchgate.model.errors import LedgerBusyError, WatchgateError
from watchgate.model.policy import Policy
from watchgate.risk.lasting import lasting

log = logging.getLogger("watchgate.api")

OPENED_WITHIN_S = 60.0
"""How long the end waits for a gate that is still being opened: it only reads."""


class GateStanding(msgspec.Struct, frozen=True):
    """Where the gate stands: the position its decisions are made on, and by how many deliveries it lags the ledger."""

    position: int
    behind: int


class Deciding:
    """`start` opens the gate in a thread of its own and returns at once; `unready` says what is missing."""

    def __init__(self, settings: Settings, policy: Policy, clock: Clock) -> None:
        self.policy = policy
        self.workers = Workers(settings.gate_threads, settings.waiting, settings.request_seconds)
        self._home: Path = settings.home
        self._lag_seconds = settings.lag_seconds
        self._clock = clock
        self._gate: Gate | None = None
        self._dispatcher: Dispatcher | None = None
        self._trouble = "the gate is being opened"
        self._head = 0
        self._behind_since: float | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, ledger: Ledger) -> None:
        """Open the gate over `ledger`, which stays open."""
        self._thread = threading.Thread(target=self._open, args=(ledger,), name="gate-open", daemon=True)
        self._thread.start()

    @property
    def gate(self) -> Gate:
        """The open gate; RefusedError 503 before it is."""
        if self._gate is None or self._ended.is_set():
            raise RefusedError(503, f"not ready: {self._trouble}", retry_s=1)
        return self._gate

    @property
    def standing(self) -> GateStanding | None:
        """Where the gate stands; None before it is open."""
        gate = self._gate
        if gate is None or self._ended.is_set():
            return None
        with suppress(LedgerBusyError):  # then the head that was seen last
            self._head = gate.ledger.wait(0, 0.0)
        position = gate.evidence.position
        return GateStanding(position, max(0, self._head - position))

    def look(self) -> None:
        """Note since when the gate has been behind the ledger. Called every half second."""
        standing = self.standing
        if standing is None or not standing.behind:
            self._behind_since = None
        else:
            self._behind_since = self._behind_since or time.monotonic()

    def unready(self) -> list[str]:
        """Why nothing can be decided now, or nothing may pass."""
        if self._trouble:
            return [self._trouble]
        since = self._behind_since
        behind_s = 0.0 if since is None else time.monotonic() - since
        if behind_s <= self._lag_seconds:
            return []
        return [f"the gate has been behind the ledger for {behind_s:.0f} s, so that nothing passes"]

    def stop(self) -> None:
        """Let running decisions end, commit what is queued, let go of the history."""
        self.workers.close()
        self._ended.set()
        if self._thread is not None:
            self._thread.join(OPENED_WITHIN_S)
        self._close()

    def _open(self, ledger: Ledger) -> None:
        try:
            gate = Gate(self._home, self.policy, ledger=ledger, clock=self._clock)
            self._gate = gate
            if not self._ended.is_set():
                with lasting():
                    gate.evidence.warm()
                self._dispatcher = Dispatcher(gate.history, clock=self._clock)
                self._dispatcher.start()
            self._trouble = ""
        except Exception as error:
            self._fail(error)
            return
        try:
            gather(self._ended)
        except Exception as error:  # only time is lost: a gate that decides stays open
            log.warning("the memory was not gathered in large pages: %s at %s", type(error).__name__, places(error))

    def _fail(self, error: Exception) -> None:
        said = f": {error}" if isinstance(error, WatchgateError) else ""
        self._trouble = f"the gate could not be opened{said}"
        log.error("%s (%s at %s)", self._trouble, type(error).__name__, places(error))

    def _close(self) -> None:
        if self._dispatcher is not None:
            self._dispatcher.stop()
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.close()
