"""Lookback: evidence to alert while 500 payments a second are being decided over HTTP.

The service as a user runs it, with its lookback beside it; the load comes from another process. Twice a second somebody
who has just been paid is listed. Measured is from the instant before the delivery is given to the ledger to the instant
its alert is written, both by the clock of the machine; how long the gate took to answer stands beside it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gate_client import Seen, write_bodies
from gate_home import home_copy, listed_count
from gate_payments import Payments
from gate_served import Served, seen, serving
from harness import Result, percentile
from lookback_past import designated
from watchgate.gate.history.alerts import AlertLog, AlertsWanted
from watchgate.gate.history.history import History, open_history
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import now_us
from watchgate.model.errors import WatchgateError
from watchgate.model.party import Name, Party


class Measured(NamedTuple):
    """`lags`: seconds from delivery to alert, None without one; `told`: all alerts; `rate`: answers a second;
    `lookback_cpu`: seconds of the processor, of the lookback beside the service under load."""

    lags: list[float | None]
    asked: Seen
    told: int
    rate: float
    lookback_cpu: float


SEED = 8_111
RATE = 500
SECONDS, SECONDS_FULL = 30, 120
LESS = 100
CONNECTIONS = 48
"""As `gate_speed`: fewer would make the offer wait for answers."""
WARM = 200
EVERY_S = 0.5
WAIT_S = 120.0
START_S = 600.0
LOOKBACK = "watchgate.gate.lookback.process"
READY = "watchgate.lookback ready"


def run(full: bool) -> list[Result]:
    """`full`: two minutes of load. At the rate of the bars, and at one that one service on a small machine takes."""
    return [one for rate in (RATE, LESS) for one in _at(rate, SECONDS_FULL if full else SECONDS)]


def _at(rate: int, seconds: int) -> list[Result]:
    is_bar = rate == RATE
    with home_copy() as home, TemporaryDirectory(prefix="watchgate-bench-") as folder:
        bodies, planted = _bodies(Path(folder), rate * seconds + WARM)
        with serving(home) as service:
            _await_lookback(home)
            ledger, history = open_ledger(home), open_history(home)
            try:
                found = _measured(service, ledger, history, bodies, planted, rate)
                loaded = listed_count(ledger)
            finally:
                history.close()
                ledger.close()
    lags = [one for one in found.lags if one is not None]
    asked = found.asked
    note = (
        f"{len(found.lags)} designations under load of somebody paid before; p50 "
        f"{percentile(lags, 0.5) * 1e3:.0f} ms, most {max(lags) * 1e3:.0f}; {found.told:,} alerts; "
        f"CPU of the lookback {found.lookback_cpu / len(asked.latencies_ms) * 1e3:.2f} ms a payment; {loaded}; "
        f"load {os.getloadavg()[0]:.1f}"
        if lags
        else "no alert came"
    )
    return [
        Result(
            measure=f"evidence to durable alert, {rate} payments/s offered and {found.rate:.0f}/s answered, p99",
            value=round(percentile(lags, 0.99), 3) if lags else WAIT_S,
            unit="s",
            target=1.0 if is_bar else None,
            at_most=True,
            note=note,
        ),
        Result(
            measure=f"designations of somebody who was paid that raised no alert, {rate}/s offered",
            value=len(found.lags) - len(lags),
            unit="designations",
            target=0,
            at_most=True,
        ),
        Result(
            measure=f"payments answered a second, {rate}/s offered",
            value=round(found.rate, 1),
            unit="1/s",
            target=0.99 * RATE if is_bar else None,
        ),
        Result(
            measure=f"the gate beside it, {rate}/s offered: bytes in to durable decision out, p99",
            value=round(percentile(asked.latencies_ms, 0.99), 2),
            unit="ms",
            target=5 if is_bar else None,
            at_most=True,
            note=(
                f"p50 {percentile(asked.latencies_ms, 0.5):.2f} ms; {asked.failed} failed; at worst "
                f"{asked.waiting_max:,} waited for a free connection; CPU of the client {asked.cpu_seconds:.0f} s"
            ),
        ),
    ]


def _bodies(folder: Path, count: int) -> tuple[Path, list[str]]:
    """Payments; a name in each hundredth that nobody else bears. The names by the order they are paid in."""
    payments, rng = Payments(SEED), Random(SEED)
    bodies, planted = [], []
    for number in range(count):
        body = payments.message()
        if number % 100 == 0:
            name = _name(rng)
            planted.append(name)
            start, end = body.index(b"<Cdtr><Nm>") + len(b"<Cdtr><Nm>"), 0
            end = body.index(b"</Nm>", start)
            body = body[:start] + name.encode() + body[end:]
        bodies.append(body)
    return write_bodies(folder / "bodies", bodies), planted


def _name(rng: Random) -> str:
    def word() -> str:
        return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4)).title()

    return f"{word()} {word()} {word()}"


def _measured(
    service: Served, ledger: Ledger, history: History, bodies: Path, planted: list[str], rate: int
) -> Measured:
    cpu = service.cpu_seconds_of(LOOKBACK)
    recorded: dict[int, tuple[int, str]] = {}
    with service.asking(bodies, rate=rate, connections=CONNECTIONS, before=WARM) as client:
        began = time.monotonic()
        time.sleep(3)
        number = 0
        while client.process.poll() is None:
            paid = min(len(planted), int((time.monotonic() - began - 3) * rate / 100))
            if number >= paid:
                time.sleep(EVERY_S / 10)
                continue
            number = max(number, paid - 2)
            entity = Party(id=f"live-{number}", schema="Person", names=(Name(planted[number]),))
            now = now_us()
            recorded[ledger.append(designated(entity, number)).position] = (now, planted[number])
            number += 1
            time.sleep(EVERY_S)
        asked = seen(client)
        answered = len(asked.latencies_ms) / asked.seconds
    log = AlertLog(history)
    due = _paid_before(history, {name: position for position, (_, name) in recorded.items()})
    end = time.monotonic() + WAIT_S
    first: dict[int, int] = {}
    while time.monotonic() < end and not due <= first.keys():
        first = {}
        for alert in log.page(AlertsWanted(after=0), 1_000_000):
            first.setdefault(alert.delivery, alert.at)
        time.sleep(1.0)
    lags = [(first[at] - recorded[at][0]) / 1e6 if at in first else None for at in sorted(due)]
    return Measured(lags, asked, log.last_number(), answered, service.cpu_seconds_of(LOOKBACK) - cpu)


def _paid_before(history: History, listed: dict[str, int]) -> set[int]:
    """The deliveries that came when the payment of whom they list had been decided without them: their alerts are due.

    Where the gate was slower than the list, the payment itself is held, and there is nothing to look back upon.
    """
    due, key = set(), 0
    while parties := history.parties_after(key, 10_000):
        for key, party in parties:
            for position in (listed[one.text] for one in party.names if one.text in listed):
                decided = [history.get(str(number)) for number in history.decisions_of(key)]
                if any(one.position < position for one in decided):
                    due.add(position)
    return due


def _await_lookback(home: Path) -> None:
    """Until the lookback beside the service has its evidence and says so in the service's log."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if READY in (home / "serve.log").read_text(errors="replace"):
            return
        time.sleep(0.2)
    raise WatchgateError("the lookback beside the service did not begin")
