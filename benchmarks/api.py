"""`watchgate bench api`: /match over loopback, asked by another process, on the lists that come along.

Queries, seeded, none sent twice: half are listed names as written, half given and family names of different entries, so
that most are not on any list. /healthz of the same server, asked by the same client in the same run, is the limit that
HTTP itself sets. There is no bar for these figures: the time of a match is the matcher's, and its bar is in
`bench names`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx
import msgspec

from api_client import Seen
from harness import Result, percentile
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.errors import WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.watch.lists.bundle import ensure

SEED = 20261122
START_S = 120.0
SERVE = "from watchgate.cli.main import main; main()"


def run(full: bool) -> list[Result]:
    """One connection for latency, four for throughput."""
    matches, probes = (2_000, 10_000) if full else (200, 2_000)
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-") as folder:
        home = Path(folder) / "home"
        warm, one, four = (Path(folder) / name for name in ("warm.jsonl", "one.jsonl", "four.jsonl"))
        ledger = open_ledger(home)
        ensure(ledger, home)
        bodies = queries(ledger, 20 + 2 * matches)
        warm.write_bytes(b"\n".join(bodies[:20]))
        one.write_bytes(b"\n".join(bodies[20 : 20 + matches]))
        four.write_bytes(b"\n".join(bodies[20 + matches :]))
        ledger.close()
        began = time.perf_counter()
        with serving(home) as url:
            start_s = time.perf_counter() - began
            ask(url, str(warm), 20, 1)
            health, health4 = ask(url, "-", probes, 1), ask(url, "-", probes, 4)
            match, match4 = ask(url, str(one), matches, 1), ask(url, str(four), matches, 4)
    return [
        Result(measure="start to all answers, bundled lists", value=start_s, unit="s"),
        Result(measure="/healthz, 1 connection, p50", value=percentile(health.latencies_ms, 0.5), unit="ms"),
        Result(measure="/healthz, 4 connections", value=rate(health4), unit="requests/s"),
        latency("p50", 0.5, match, health),
        latency("p99", 0.99, match, health),
        Result(
            measure="/match, 1 connection",
            value=rate(match),
            unit="requests/s",
            against=f"/healthz {rate(health):,.0f}/s",
            ratio=rate(match) / rate(health),
        ),
        Result(
            measure="/match, 4 connections",
            value=rate(match4),
            unit="requests/s",
            against=f"/healthz {rate(health4):,.0f}/s",
            ratio=rate(match4) / rate(health4),
        ),
        Result(
            measure="requests without a 200",
            value=match.failed + match4.failed + health.failed + health4.failed,
            unit="requests",
            target=0,
            at_most=True,
        ),
    ]


def latency(name: str, share: float, match: Seen, health: Seen) -> Result:
    """A quantile of /match beside the same of /healthz."""
    value, limit = percentile(match.latencies_ms, share), percentile(health.latencies_ms, share)
    return Result(
        measure=f"/match, 1 connection, {name}",
        value=value,
        unit="ms",
        against=f"/healthz {limit:.2f} ms",
        ratio=value / limit,
    )


def rate(seen: Seen) -> float:
    """Requests a second."""
    return len(seen.latencies_ms) / seen.seconds


def queries(ledger: Ledger, count: int) -> list[bytes]:
    """Bodies of /match, one name each."""
    random = Random(SEED)
    names = [
        (statement.schema, statement.value)
        for _, spoken in ledger.as_of(reader=SYSTEM).entities()
        for statement in spoken
        if statement.prop == "name" and statement.schema in {"Person", "Company", "Organization", "Vessel"}
    ]
    people = [value.split() for schema, value in names if schema == "Person" and len(value.split()) > 1]
    bodies = []
    for number in range(count):
        schema, name = random.choice(names)
        if number % 2:
            schema, name = "Person", f"{random.choice(people)[0]} {random.choice(people)[-1]}"
        bodies.append(msgspec.json.encode({"queries": {"q": {"schema": schema, "properties": {"name": [name]}}}}))
    return bodies


def ask(url: str, bodies: str, count: int, connections: int) -> Seen:
    """What the client saw."""
    client = Path(__file__).with_name("api_client.py")
    done = subprocess.run(
        [sys.executable, str(client), url, bodies, str(count), str(connections)], check=True, capture_output=True
    )
    return msgspec.json.decode(done.stdout, type=Seen)


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The service in a process of its own, its lists loaded."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--no-keys", "--rate", "0", "--port", str(port)],
        env={**os.environ, "WATCHGATE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await_lists(url, process)
        httpx.get(url + "/catalog", timeout=START_S)  # built beside the first answers, and no part of what is measured
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def await_lists(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return when /readyz no longer says that something is being loaded."""
    end = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < end:
        try:
            reasons = httpx.get(url + "/readyz", timeout=5).json().get("reasons", [])
        except httpx.TransportError:
            reasons = ["being started"]
        if not any("being" in reason for reason in reasons):
            return
        time.sleep(0.05)
    raise WatchgateError("the service did not start; try `watchgate serve --no-keys` to see why")
