"""Many at once: producers acknowledged, a reader beside a loading writer, a new delivery seen by another process."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import msgspec

from harness import percentile
from ledger_client import append_for, read_for, small_delivery
from ledger_load import BATCH
from ledger_processes import clients
from ledger_statements import ListStatements
from watchgate.ledger.interface import Ledger

PRODUCERS = 16


class Rate(msgspec.Struct, frozen=True):
    """Acknowledged appends/s of all together, and the 99th percentile of one, ms."""

    per_s: float
    p99_ms: float


def threads_appending(ledger: Ledger, seconds: float) -> Rate:
    """`PRODUCERS` threads of this process, each waiting for its acknowledgement before it appends again."""
    with ThreadPoolExecutor(PRODUCERS) as pool:
        seen = list(pool.map(lambda seed: append_for(ledger, 100 + seed, seconds), range(PRODUCERS)))
    return _rate([one.latencies_us for one in seen], seconds)


def processes_appending(home: Path, seconds: float) -> Rate:
    """`PRODUCERS` processes, whose appends go over the socket to this one, which only serves them."""
    with clients("append", home, PRODUCERS, seconds) as go:
        seen = go()()
    return _rate([one.latencies_us for one in seen], seconds)


def reader_beside_writer(
    ledger: Ledger, home: Path, entities: list[str], statements: ListStatements, seconds: float
) -> tuple[float, float, float]:
    """p99 in ms of a reading process, and of a reading thread, while this process loads; and its statements/s."""
    loaded = 0
    stop = threading.Event()

    def writer() -> None:
        nonlocal loaded
        while not stop.is_set():
            for delivery in statements.deliveries(1):
                ledger.append(delivery)
                loaded += BATCH

    with clients("read", home, 1, seconds) as go:
        loading = threading.Thread(target=writer)
        loading.start()
        start = time.perf_counter()
        process = go()()[0].latencies_us
        thread = read_for(ledger, entities, 7, seconds).latencies_us
        taken = time.perf_counter() - start
        stop.set()
        loading.join()
    return percentile(process, 0.99) / 1e3, percentile(thread, 0.99) / 1e3, loaded / taken


def seen_by_another(ledger: Ledger, home: Path, seconds: float) -> list[float]:
    """ms from the call of append here until the delivery has been read by another process that waits for it."""
    random = Random(5)
    asked: dict[int, int] = {}
    with clients("watch", home, 1, seconds) as go:
        gather = go()
        end = time.monotonic() + seconds - 0.5
        while time.monotonic() < end:
            time.sleep(random.uniform(0.005, 0.05))
            start = time.monotonic_ns()
            asked[ledger.append(small_delivery(0, len(asked))).position] = start
        seen = gather()[0].seen_ns
    missing = asked.keys() - seen.keys()
    if missing:
        raise RuntimeError(f"{len(missing)} deliveries were never seen by the other process")
    return [(seen[position] - start) / 1e6 for position, start in asked.items()]


def _rate(latencies_us: list[list[float]], seconds: float) -> Rate:
    every = [latency for one in latencies_us for latency in one]
    return Rate(per_s=len(every) / seconds, p99_ms=percentile(every, 0.99) / 1e3)
