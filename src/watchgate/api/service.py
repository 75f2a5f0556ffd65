"""Service: the ledger, the policy, the views and the gate of one process, opened and followed beside the requests."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from watchgate.api.deciding import Deciding
from watchgate.api.door import NOBODY
from watchgate.api.incoming import Incoming
from watchgate.api.jobs import Jobs
from watchgate.api.jobs_process import JobsProcess
from watchgate.api.keys import KeyStore
from watchgate.api.problems import RefusedError, places
from watchgate.api.settings import Settings
from watchgate.api.tracing import Tracing
from watchgate.api.view import Rights, View
from watchgate.api.work import Workers
from watchgate.gate.collecting import Collecting
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import Clock, now_us
from watchgate.model.errors import LedgerBusyError, WatchgateError
from watchgate.model.handling import SYSTEM, Reader
from watchgate.model.policy import Policy
from watchgate.risk.expiries import Expiries
from watchgate.risk.lasting import lasting

log = logging.getLogger("watchgate.api")

WAIT_S = 0.5
"""How long the follower waits when the ledger is busy."""
LOOK_S = 0.025
"""How long the follower of views leaves new evidence to the gate, which is not to wait for these views."""
IDLE_S = 0.1
"""How often it looks for new evidence: each look takes time from those who decide."""
STOP_S = 3.0
"""How long the end waits for the follower."""
MOST_VIEWS = 16
"""A view holds a card of every entity: more distinct rights than this are refused, rather than memory exhausted."""


class Service:
    """Opened by `start`, which returns at once: until loading is done, `unready` says what is missing."""

    def __init__(
        self, settings: Settings, policy: Policy, open_ledger: Callable[[], Ledger], *, clock: Clock = now_us
    ) -> None:
        self.settings = settings
        self.policy = policy
        self.clock = clock
        self.keys = KeyStore(settings.keys_file, clock=clock)
        self.workers = Workers(settings.threads, settings.waiting, settings.request_seconds)
        self.deciding = Deciding(settings, policy, clock)
        self.tracing = Tracing(settings, clock)
        self.incoming = Incoming(settings.incoming, settings.upload_bytes, settings.incoming_bytes)
        self.jobs = Jobs(settings.jobs)
        self.jobs_process = JobsProcess(settings, self.jobs)
        self._open_ledger = open_ledger
        self._ledger: Ledger | None = None
        self._views: dict[Rights, View] = {}
        self._building = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchgate-follow", daemon=True)
        self._trouble = "the ledger is being opened"
        self._behind_since: float | None = None
        self._expiries = Expiries()
        self._followed = 0
        self._collecting = Collecting()

    def start(self) -> None:
        """Open the ledger and build the first views, in a thread of their own."""
        self._thread.start()
        self.jobs_process.start()

    def stop(self) -> None:
        """Let running requests end, stop following, close the ledger. Loading is not waited for: it only reads."""
        self.workers.close()
        self.tracing.workers.close()
        self.jobs_process.stop()
        self.deciding.stop()
        self._stopping.set()
        self._thread.join(0.0 if self._trouble else STOP_S)

    @property
    def ledger(self) -> Ledger:
        """The open ledger; RefusedError 503 before it is."""
        if self._ledger is None:
            raise RefusedError(503, f"not ready: {self._trouble}", retry_s=1)
        return self._ledger

    def view(self, reader: Reader) -> View:
        """The view for `reader`'s rights, built now when it is the first of them."""
        rights = Rights.of(reader)
        found = self._views.get(rights)
        if found is not None:
            return found
        ledger = self.ledger
        with self._building:
            if rights not in self._views:
                if len(self._views) >= MOST_VIEWS:
                    raise RefusedError(503, f"more than {MOST_VIEWS} different sets of rights are in use at once")
                self._views[rights] = View(ledger, reader, self.policy, self.clock, self.settings.views)
            return self._views[rights]

    def wait_for(self, view: View, position: int, seconds: float) -> None:
        """Return when `view` has come to `position`, or after `seconds`: being late is told by `unready`, not here."""
        end = time.monotonic() + seconds
        while view.position < position and time.monotonic() < end:
            time.sleep(0.002)

    def unready(self) -> list[str]:
        """Why answers could be wrong or late now; empty when nothing stands against them."""
        if self._trouble:
            return [self._trouble]
        if self._behind_since is not None:
            behind_s = time.monotonic() - self._behind_since
            if behind_s > self.settings.lag_seconds:
                return [f"the view has been behind the ledger for {behind_s:.0f} s"]
        return sorted({reason for view in list(self._views.values()) for reason in view.unready()}) + (
            self.deciding.unready()
        )

    def _run(self) -> None:
        try:
            self._ledger = self._open_ledger()
            self._trouble = "the lists are being loaded"
            for reader in self._first_readers():
                self.view(reader)
            self._trouble = ""
            self.deciding.start(self._ledger)
            with lasting():
                for view in list(self._views.values()):
                    _ = view.directory
        except Exception as error:
            self._fail("the ledger could not be opened", error)
            return
        try:
            while not self._stopping.is_set():
                self._follow()
        finally:
            self._ledger.close()

    def _first_readers(self) -> list[Reader]:
        """Those who may ask now; without any, still somebody: readiness is about the lists, not about keys."""
        now = self.clock()
        valid = [key.reader for key in self.keys.all_keys() if key.is_valid(now)]
        readers = valid if self.settings.keys and valid else [NOBODY.reader, *valid]
        return list({Rights.of(reader): reader for reader in readers}.values())[:MOST_VIEWS]

    def _follow(self) -> None:
        ledger = self.ledger
        try:
            views = list(self._views.values())
            position = min([self._followed, *(view.position for view in views)])
            if ledger.wait(position, 0.0) > position:
                self._behind_since = self._behind_since or time.monotonic()
                self._stopping.wait(LOOK_S)
                for view in views:
                    view.catch_up()
                self._note_expiries(ledger)
            ended = self._expiries.due(self.clock())
            for view in views:
                view.forget(ended)
            self.deciding.look()
            self._collecting.look()
            self._behind_since, self._trouble = None, ""
            self._stopping.wait(IDLE_S)
        except LedgerBusyError:
            self._behind_since = self._behind_since or time.monotonic()
            self._stopping.wait(WAIT_S)
        except Exception as error:
            self._fail("the view cannot follow the ledger", error)
            self._stopping.wait(1.0)

    def _note_expiries(self, ledger: Ledger) -> None:
        """Learn when sharing of something ends, from all deliveries since the last time."""
        system = ledger.as_of(reader=SYSTEM)
        for delivery in ledger.follow(self._followed, reader=SYSTEM):
            if delivery.position <= system.position:
                self._expiries.add((delivery,), system)
                self._followed = delivery.position

    def _fail(self, what: str, error: Exception) -> None:
        said = f": {error}" if isinstance(error, WatchgateError) else ""
        self._trouble = f"{what}{said}"
        log.error("%s%s (%s at %s)", what, said, type(error).__name__, places(error))
