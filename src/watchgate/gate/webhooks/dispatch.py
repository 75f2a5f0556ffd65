"""The dispatcher: tells endpoints of decisions, beside the gate, in one process of a home at a time.

A thread for each endpoint: one that stalls keeps no other waiting. A decision is noted for an endpoint in the same
transaction as that it was looked at, and crossed out only when the endpoint has taken it: each arrives at least once.
"""

from __future__ import annotations

import logging
import threading
from random import Random, SystemRandom

from watchgate.gate.history.alerts import AlertLog
from watchgate.gate.history.history import History
from watchgate.gate.history.outbox import Outbox
from watchgate.gate.webhooks import backoff
from watchgate.gate.webhooks.endpoint import Delivery, Endpoint, State
from watchgate.gate.webhooks.payload import alert_id, alert_payload, message_id, payload, trial_payload
from watchgate.gate.webhooks.sending import Tried, send
from watchgate.gate.webhooks.signing import signed_headers
from watchgate.ledger.lock import WriterLock
from watchgate.model.clock import MICROSECONDS, Clock, now_us
from watchgate.model.errors import WatchgateError

log = logging.getLogger("watchgate.webhooks")

TIMEOUT_S = 10.0
"""How long one try may take, from the look-up of the name to the answer."""
LOOK_S = 0.25
"""How often the history is looked at for new decisions."""
STOP_S = TIMEOUT_S + 2


class Dispatcher:
    """`start` and `stop` for a service; `run_once` sends what is due now and returns."""

    def __init__(
        self, history: History, *, clock: Clock = now_us, random: Random | None = None, seconds: float = TIMEOUT_S
    ) -> None:
        self._history = history
        self._clock = clock
        self._random = random or SystemRandom()
        self._seconds = seconds
        self._lock = WriterLock(history.folder / "webhooks.lock")
        self._stopping = threading.Event()
        self._couriers: dict[int, threading.Thread] = {}
        self._outbox: Outbox | None = None
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin; does nothing as long as another process of this home does it."""
        self._thread.start()

    def stop(self) -> None:
        """End; a try that is under way is waited for, and made again later if it was not answered."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(STOP_S)
        for courier in list(self._couriers.values()):
            courier.join(STOP_S)
        if self._outbox is not None:
            self._outbox.close()
        self._lock.release()

    def run_once(self, outbox: Outbox) -> list[tuple[Delivery, Tried]] | None:
        """Take in what was decided and try all that is due, endpoint by endpoint; None when another process does so."""
        if not self._lock.take():
            return None
        try:
            outbox.take_in()
            done: list[tuple[Delivery, Tried]] = []
            for endpoint in outbox.endpoints():
                now = self._clock()
                while (found := outbox.due(endpoint, now)) and not self._stopping.is_set():
                    done.append((found[0], self._try(outbox, endpoint, found[0])))
                    if done[-1][1].error:
                        break
            return done
        finally:
            self._lock.release()

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            try:
                if self._outbox is None:
                    if not self._lock.take():
                        continue
                    self._outbox = Outbox(self._history)
                self._look(self._outbox)
            except Exception as error:
                _note("the webhooks", error)
                self._stopping.wait(1.0)

    def _look(self, outbox: Outbox) -> None:
        outbox.take_in()
        for endpoint in outbox.endpoints():
            courier = self._couriers.get(endpoint.key)
            if (courier is None or not courier.is_alive()) and outbox.due(endpoint, self._clock()):
                courier = threading.Thread(
                    target=self._carry, args=(outbox, endpoint), name=f"webhook-{endpoint.name}", daemon=True
                )
                self._couriers[endpoint.key] = courier
                courier.start()

    def _carry(self, outbox: Outbox, endpoint: Endpoint) -> None:
        """All that is due for one endpoint, until it fails or there is no more."""
        try:
            while not self._stopping.is_set():
                found = outbox.due(endpoint, self._clock())
                if not found or self._try(outbox, endpoint, found[0]).error:
                    return
        except Exception as error:
            _note(f"webhook {endpoint.name}", error)
            self._stopping.wait(1.0)

    def _try(self, outbox: Outbox, endpoint: Endpoint, delivery: Delivery) -> Tried:
        identifier, body = self._told(endpoint, delivery)
        tried = attempt(outbox, endpoint, identifier, body, clock=self._clock, seconds=self._seconds)
        tries = delivery.tries + 1
        now = self._clock()
        if not tried.error:
            outbox.tried(delivery, state=State.DELIVERED, status=tried.status, error="", due_at=now)
            return tried
        wait_s = None if tried.gone else backoff.wait_s(tries, self._random, tried.wait_s)
        state = State.DEAD if wait_s is None else State.PENDING
        due_at = now + round((wait_s or 0.0) * MICROSECONDS)
        outbox.tried(delivery, state=state, status=tried.status, error=tried.error, due_at=due_at)
        log.warning(
            "webhook %s: %s %d, try %d: %s%s",
            *(endpoint.name, "decision" if delivery.number > 0 else "alert", abs(delivery.number), tries, tried.error),
            "; no more tries" if state is State.DEAD else "",
        )
        if tried.gone:
            outbox.end(endpoint, "it answered 410: gone")
        elif state is State.PENDING:
            outbox.put_off(endpoint, min(due_at, now + round(backoff.FIRST_S * MICROSECONDS)))
        return tried

    def _told(self, endpoint: Endpoint, delivery: Delivery) -> tuple[str, bytes]:
        """Id and body of what is told."""
        if delivery.number < 0:
            alert = AlertLog(self._history).get(-delivery.number)
            return alert_id(alert), alert_payload(alert, names=endpoint.names)
        stored = self._history.get(str(delivery.number))
        return message_id(stored), payload(stored, names=endpoint.names)


def attempt(
    outbox: Outbox, endpoint: Endpoint, identifier: str, body: bytes, *, clock: Clock, seconds: float = TIMEOUT_S
) -> Tried:
    """One signed try, and nothing noted of it."""
    headers = signed_headers(outbox.secret(endpoint), identifier, clock() // MICROSECONDS, body)
    return send(endpoint.url, headers, body, private=endpoint.private, seconds=seconds)


def trial(outbox: Outbox, endpoint: Endpoint, *, clock: Clock = now_us, seconds: float = TIMEOUT_S) -> Tried:
    """A try that speaks of no decision, for whoever sets an endpoint up."""
    now = clock()
    return attempt(outbox, endpoint, f"test_{now}", trial_payload(now), clock=clock, seconds=seconds)


def _note(who: str, error: Exception) -> None:
    said = str(error) if isinstance(error, WatchgateError) else type(error).__name__
    log.error("%s cannot go on, and is tried again: %s", who, said)
