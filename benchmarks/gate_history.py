"""`watchgate bench gate_history`: what it costs to keep a decision, and how many bytes it takes.

Realistic pacs.008, read by the gate's own reader; the decisions are made beforehand, so that the history alone is
measured. Rows a second stand beside bare SQLite writing one blob of as many bytes a transaction, with the same commits
and the same fsync; one commit stands beside a bare write and fsync of as many bytes on the same disk.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from gate_payments import Payments
from harness import Result
from watchgate.gate.decide import rules
from watchgate.gate.history.entry import Entry, Received
from watchgate.gate.history.history import History, open_history
from watchgate.gate.records.read import read_messages
from watchgate.gate.service_uetr import uetrs_of
from watchgate.ledger.schema import connect
from watchgate.model.decision import Decision, Verdict, sealed
from watchgate.model.policy_file import default_policy

SEED = 20_261_122
ROWS, ROWS_FULL = 20_000, 500_000
BATCH = 250
SINGLES = 1_000
PAGE, PAGES = 4_120, 12
"""What one commit writes to the log: a dozen pages with their frames."""
ROWS_A_SECOND = 10_000
BYTES = 1_536
MAKE_AT_ONCE = 5_000


def run(full: bool) -> list[Result]:
    """Batches, single commits, bytes a transaction; `full`: 500,000 transactions."""
    rows = ROWS_FULL if full else ROWS
    with TemporaryDirectory(prefix="watchgate-bench-") as folder:
        home = Path(folder)
        history = open_history(home)
        history.know_policy(default_policy())
        payments = Payments(SEED)
        rate, cpu_us = _batches(history, payments, rows)
        sizes = _sizes(history, rows)
        singles, fsyncs = _singles(history, payments, home)
        single, fsync = _percentiles(singles), _percentiles(fsyncs)
        history.close()
        bare_rate = _bare_rows(home, rows, round(sizes["all"]))
    note = f"{rows:,} transactions, batches of {BATCH}, synchronous=FULL"
    return [
        Result(
            measure="history alone: transactions made durable in batches",
            value=round(rate),
            unit="1/s",
            target=ROWS_A_SECOND,
            against=f"bare SQLite, one blob of as many bytes each: {bare_rate:,.0f}/s",
            ratio=rate / bare_rate,
            note=f"{note}; {cpu_us:.0f} us CPU each",
        ),
        Result(
            measure="bytes on disk a passed transaction: record, decision, parties, texts, indexes",
            value=round(sizes["all"] - sizes["original"]),
            unit="B",
            target=BYTES,
            at_most=True,
            against=f"the message itself: {sizes['message']:,.0f} B",
            ratio=(sizes["all"] - sizes["original"]) / sizes["message"],
            note="; ".join(f"{name} {size:.0f}" for name, size in sizes.items() if name not in ("all", "message")),
        ),
        Result(
            measure="bytes on disk of its original bytes, kept beside",
            value=round(sizes["original"]),
            unit="B",
            against=f"the message itself: {sizes['message']:,.0f} B",
            ratio=sizes["original"] / sizes["message"],
        ),
        Result(
            measure="one transaction made durable alone, p50",
            value=round(single[0], 2),
            unit="ms",
            against=f"bare write and fsync of as many pages: p50 {fsync[0]:.2f} ms",
            ratio=single[0] / fsync[0],
        ),
        Result(
            measure="one transaction made durable alone, p99",
            value=round(single[1], 2),
            unit="ms",
            against=f"bare write and fsync of as many pages: p99 {fsync[1]:.2f} ms",
            ratio=single[1] / fsync[1],
        ),
    ]


def entries(payments: Payments, count: int) -> list[Entry]:
    """Payments read by the gate's reader, each with a decision that it passes."""
    found = []
    policy = default_policy().sha256
    for number in range(count):
        data = payments.message()
        (message,) = read_messages(data)
        (record,) = message.records
        decision = sealed(
            Decision(
                record_id=record.id,
                verdict=Verdict.PASS,
                decided_at=1_795_000_000_000_000 + number,
                position=67,
                policy_sha256=policy,
                engine="watchgate bench",
                weights="0123456789abcdef",
                not_compared=record.not_compared,
                rule=rules.NOT_FOUND,
                reason="not found: nobody in it reached the threshold in the evidence at position 67",
            )
        )
        header = msgspec.structs.replace(message, records=())
        received = Received(data, sha256(data).hexdigest(), decision.decided_at)
        found.append(Entry(received, header, record, decision, uetrs_of(message, record)))
    return found


def _batches(history: History, payments: Payments, rows: int) -> tuple[float, float]:
    """(transactions a second, microseconds of CPU each)."""
    seconds = cpu = 0.0
    for _ in range(0, rows, MAKE_AT_ONCE):
        made = entries(payments, MAKE_AT_ONCE)
        started, cpu_before = time.perf_counter(), _cpu()
        for at in range(0, MAKE_AT_ONCE, BATCH):
            history.keep(made[at : at + BATCH])
        seconds += time.perf_counter() - started
        cpu += _cpu() - cpu_before
    return rows / seconds, cpu / rows * 1e6


def _singles(history: History, payments: Payments, home: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of one commit after the other, and of a bare write and fsync of as many pages between them."""
    handle, page = os.open(home / "fsync", os.O_RDWR | os.O_CREAT, 0o600), os.urandom(PAGE)
    singles, fsyncs = [], []
    for number, one in enumerate(entries(payments, SINGLES)):
        singles.append(_timed(lambda one=one: history.keep([one])))  # type: ignore[misc]
        for at in range(PAGES):
            os.pwrite(handle, page, (number * PAGES + at) * PAGE)
        fsyncs.append(_timed(lambda: os.fdatasync(handle)))
    os.close(handle)
    return singles, fsyncs


def _sizes(history: History, rows: int) -> dict[str, float]:
    history.settle()
    connection = connect(history.path, write=False)
    found: list[tuple[Any, ...]] = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
    message = connection.execute("SELECT avg(size) FROM original").get
    connection.close()
    sizes = {str(name): int(size) / rows for name, size in found}
    originals = sizes.pop("original") + sizes.pop("original_hash")
    parties = sum(sizes.pop(name) for name in ("party", "party_digest", "mention"))
    texts = sum(sizes.pop(name) for name in ("text", "text_digest", "quote", "token"))
    decision = sizes.pop("decision")
    rest = sum(sizes.values())
    return {
        "all": originals + parties + texts + decision + rest,
        "message": float(message or 0),
        "original": originals,
        "decision": decision,
        "parties": parties,
        "texts": texts,
        "ids and messages": rest,
    }


def _bare_rows(home: Path, rows: int, size: int) -> float:
    connection = connect(home / "bare.sqlite", write=True)
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, content BLOB)")
    blob = os.urandom(size)
    started = time.perf_counter()
    for at in range(0, rows, BATCH):
        with connection:
            connection.executemany("INSERT INTO row VALUES (?,?)", [(at + turn, blob) for turn in range(BATCH)])
    seconds = time.perf_counter() - started
    connection.close()
    return rows / seconds


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1e3


def _percentiles(found: list[float]) -> tuple[float, float]:
    ordered = sorted(found)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
