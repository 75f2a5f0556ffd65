"""`watchgate bench gate_speed`: bytes in to durable decision out, over HTTP on this machine, all lists loaded.

Payments are clean ones (gate_clean), every name new, four parties and more in each; the load comes from another process
and is open: a request is due at its instant whatever the service does, and its latency counts from then. Evidence is
appended by this process beside the load: each time somebody is listed, and the next payment names them.
"""

from __future__ import annotations

import http.client
import os
import re
import time
from pathlib import Path
from random import Random

from gate_clean import CleanPayments
from gate_client import Seen, write_bodies
from gate_home import home_copy, listed_count, listed_names
from gate_served import Served, seen, serving
from harness import Result, percentile
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.grade import OFFICIAL
from watchgate.model.handling import PUBLIC
from watchgate.model.statement import Statement

SEED = 20_261_122
RATE = 500
WARM_S = 4
SECONDS, SECONDS_FULL = 20, 60
CONNECTIONS = 48
IN_A_BATCH = 50
BATCHES, BATCHES_FULL = 100, 800
BATCH_CONNECTIONS = 8
"""More than workers: the system gives each new connection to one of them, and two may both come to the same."""
APPENDS, APPENDS_FULL = 40, 300
BETWEEN_APPENDS_S = 0.1
P50_MS, P99_MS, FRESH_MS = 2.0, 5.0, 10.0
SUSTAINED = 1_500
FSYNCS = 500
SAID = re.compile(rb'"(?:verdict|reason)":"[^"]*"')
SYLLABLES = [head + vowel for head in "bdfgklmnprstvz" for vowel in "aeiou"]


def run(full: bool) -> list[Result]:
    """20 s at 500 a second, 5,000 transactions in batches, 40 designations; `full`: 60 s, 40,000, 300."""
    seconds, batches = (SECONDS_FULL, BATCHES_FULL) if full else (SECONDS, BATCHES)
    appends = APPENDS_FULL if full else APPENDS
    beside_s = WARM_S + round(appends * BETWEEN_APPENDS_S * 1.3) + 2
    with home_copy() as home:
        ledger = open_ledger(home)
        payments = CleanPayments(SEED, listed_names(ledger))
        said = listed_count(ledger)
        one = write_bodies(home / "one", [payments.pacs008() for _ in range(RATE * (WARM_S + seconds))])
        beside = write_bodies(home / "beside", [payments.pacs008() for _ in range(RATE * beside_s)])
        many = write_bodies(home / "many", [_batch(payments) for _ in range(batches)])
        with serving(home) as service:
            before = service.cpu_seconds()
            single = service.ask(one, rate=RATE, connections=CONNECTIONS, before=RATE * WARM_S)
            single_cpu = service.cpu_seconds() - before
            before = service.cpu_seconds()
            batched = service.ask(many, rate=0, connections=BATCH_CONNECTIONS, before=BATCH_CONNECTIONS)
            batched_cpu = service.cpu_seconds() - before
            with service.asking(beside, rate=RATE, connections=CONNECTIONS) as client:
                time.sleep(WARM_S)
                fresh, unseen = _appended(service, ledger, payments, appends)
                loaded = seen(client)
        ledger.close()
        fsync = _fsyncs(home)
    note = (
        f"{RATE}/s for {seconds} s from another process, {said}; {_verdicts(single)}; CPU: service "
        f"{single_cpu / (seconds + WARM_S):.2f} cores, load {single.cpu_seconds / (seconds + WARM_S):.2f} cores; "
        f"at worst {single.waiting_max} requests waited for one of {CONNECTIONS} connections"
    )
    against = f"write and fsync of 16 KiB on the same disk: p50 {percentile(fsync, 0.5):.2f} ms"
    against_p99 = f"write and fsync of 16 KiB on the same disk: p99 {percentile(fsync, 0.99):.2f} ms"
    rate = (batches - BATCH_CONNECTIONS) * IN_A_BATCH / batched.seconds
    each_us = batched_cpu / (batches * IN_A_BATCH) * 1e6
    return [
        _latency("p50", 0.50, single, P50_MS, against, fsync, note),
        _latency("p99", 0.99, single, P99_MS, against_p99, fsync, None),
        Result(
            measure=f"answers that came within {P99_MS:g} ms",
            value=round(sum(one <= P99_MS for one in single.latencies_ms) / len(single.latencies_ms), 4),
            unit="share",
        ),
        Result(
            measure=f"sustained in batches of {IN_A_BATCH}",
            value=round(rate),
            unit="transactions/s",
            target=SUSTAINED,
            note=f"{batches * IN_A_BATCH:,} transactions on {BATCH_CONNECTIONS} connections; gravest of each batch: "
            f"{_verdicts(batched)}; {each_us:.0f} us CPU of the service each, load "
            f"{batched.cpu_seconds / batched.seconds:.2f} cores",
        ),
        Result(
            measure=f"evidence appended -> in the next decision, under {RATE}/s, p99",
            value=round(percentile(fresh, 0.99), 2),
            unit="ms",
            target=FRESH_MS,
            at_most=True,
            against=f"the load's own p99 meanwhile: {percentile(loaded.latencies_ms, 0.99):.2f} ms",
            ratio=percentile(fresh, 0.99) / percentile(loaded.latencies_ms, 0.99),
            note=f"{appends} persons listed, one every {BETWEEN_APPENDS_S * 1e3:.0f} ms; from the append's "
            f"acknowledgement to the answer that holds a payment naming them; p50 {percentile(fresh, 0.5):.2f} ms",
        ),
        Result(
            measure="of them not held in the next decision",
            value=len(unseen),
            unit="payments",
            target=0,
            at_most=True,
            note=f"what was answered instead: {', '.join(unseen)}" if unseen else None,
        ),
        Result(
            measure="requests without an answer of 200",
            value=single.failed + batched.failed + loaded.failed,
            unit="requests",
            target=0,
            at_most=True,
            note=single.first_failure or batched.first_failure or loaded.first_failure or None,
        ),
    ]


def _latency(
    name: str, share: float, single: Seen, target: float, against: str, fsync: list[float], note: str | None
) -> Result:
    value = percentile(single.latencies_ms, share)
    return Result(
        measure=f"one pacs.008: bytes in to durable decision out over HTTP at {RATE}/s, {name}",
        value=round(value, 2),
        unit="ms",
        target=target,
        at_most=True,
        against=against,
        ratio=value / percentile(fsync, share),
        note=note,
    )


def _verdicts(found: Seen) -> str:
    return ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(found.verdicts.items()))


def _batch(payments: CleanPayments) -> bytes:
    """Several messages in one body, one after the other."""
    messages = [payments.pacs008().partition(b"?>")[2] for _ in range(IN_A_BATCH)]
    return b"<Batch>" + b"".join(messages) + b"</Batch>"


def _appended(service: Served, ledger: Ledger, payments: CleanPayments, count: int) -> tuple[list[float], list[str]]:
    """Milliseconds from each append's return to the answer; of answers that did not hold for the person just listed,
    what they said: to hold because evidence is behind is safe, to pass is not."""
    random = Random(SEED)
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    headers = {"authorization": f"ApiKey {service.secret}"}
    took: list[float] = []
    unseen: list[str] = []
    for number in range(count):
        name = " ".join("".join(random.choice(SYLLABLES) for _ in range(4)).title() for _ in "ab")
        body = _naming(payments.pacs008(), name)
        entity = f"bench-{number}"
        ledger.append(_listing(entity, name))
        started = time.perf_counter()
        connection.request("POST", "/decisions", body, headers)
        answer = connection.getresponse().read()
        took.append((time.perf_counter() - started) * 1e3)
        if entity.encode() not in answer or b'"verdict":"hold"' not in answer:
            unseen.append("; ".join(one.decode()[:200] for one in SAID.findall(answer)))
        time.sleep(BETWEEN_APPENDS_S * random.uniform(0.5, 1.5))
    connection.close()
    return took, unseen


def _naming(message: bytes, name: str) -> bytes:
    head, middle, tail = message.partition(b"<Cdtr><Nm>")
    return head + middle + name.encode() + b"</Nm>" + tail.partition(b"</Nm>")[2]


def _listing(entity: str, name: str) -> Delivery:
    said = [
        Statement(entity_id=entity, schema="Person", prop="name", value=name, dataset="us_ofac_sdn"),
        Statement(entity_id=f"{entity}-s", schema="Sanction", prop="entity", value=entity, dataset="us_ofac_sdn"),
        Statement(entity_id=f"{entity}-s", schema="Sanction", prop="program", value="BENCH", dataset="us_ofac_sdn"),
    ]
    return Delivery(source="us_ofac_sdn", entries=tuple(said), grade=OFFICIAL, handling=PUBLIC)


def _fsyncs(home: Path) -> list[float]:
    handle, data = os.open(home / "fsync", os.O_RDWR | os.O_CREAT, 0o600), os.urandom(16_384)
    found = []
    for _ in range(FSYNCS):
        started = time.perf_counter()
        os.write(handle, data)
        os.fsync(handle)
        found.append((time.perf_counter() - started) * 1e3)
    os.close(handle)
    return found
