"""Durable loading: the ledger, and bare apsw writing the same rows with the same settings in the same run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import apsw
import msgspec

from harness import percentile
from ledger_statements import ListStatements
from watchgate.ledger import schema
from watchgate.ledger.interface import Ledger

BATCH = 1_000


class Load(msgspec.Struct, frozen=True):
    """Statements/s over the whole load, the slowest tenth of it, and the 99th percentile of one batch in ms."""

    per_s: float
    slowest_tenth_per_s: float
    batch_p99_ms: float


def load(ledger: Ledger, statements: ListStatements, count: int) -> Load:
    """Append `count` statements, a durable delivery of `BATCH` at a time; making them is not timed."""
    return _load_of(_timed_appends(ledger, statements, count // BATCH))


def load_bare(source: Path, target: Path) -> Load:
    """Write the rows of the ledger file `source` into a new file with its tables, indexes and settings, in its batches.

    Rows are read before the clock starts: this is the ledger without deciding, encoding, hashing and proving.
    """
    with (
        closing(apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)) as rows,
        closing(schema.connect(target, write=True)) as bare,
    ):
        bare.execute("PRAGMA journal_mode=WAL").fetchall()
        bare.execute(schema.TABLES)
        return _load_of(_timed_copies(rows, bare))


def sync_ms(folder: Path, times: int = 300) -> tuple[float, float]:
    """p50 and p99 of fdatasync after a write of 128 KiB, about what a batch writes: the disk's own share."""
    path = folder / "sync-probe"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    samples = []
    try:
        for number in range(times):
            os.pwrite(handle, os.urandom(131_072), (number % 64) * 131_072)
            start = perf_counter()
            os.fdatasync(handle)
            samples.append((perf_counter() - start) * 1e3)
    finally:
        os.close(handle)
        path.unlink()
    return percentile(samples, 0.50), percentile(samples, 0.99)


def _load_of(seconds: Iterator[float]) -> Load:
    taken = list(seconds)
    tenth = max(1, len(taken) // 10)
    tenths = [taken[start : start + tenth] for start in range(0, len(taken) - tenth + 1, tenth)]
    return Load(
        per_s=len(taken) * BATCH / sum(taken),
        slowest_tenth_per_s=min(len(part) * BATCH / sum(part) for part in tenths),
        batch_p99_ms=percentile(taken, 0.99) * 1e3,
    )


def _timed_appends(ledger: Ledger, statements: ListStatements, count: int) -> Iterator[float]:
    for delivery in statements.deliveries(count):
        start = perf_counter()
        ledger.append(delivery)
        yield perf_counter() - start


def _timed_copies(rows: apsw.Connection, bare: apsw.Connection) -> Iterator[float]:
    tables = [str(name) for (name,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    columns: dict[str, Any] = {
        name: rows.execute(f"SELECT count(*) FROM pragma_table_info('{name}')").get for name in tables
    }
    inserts = {name: f"INSERT INTO {name} VALUES ({', '.join('?' * columns[name])})" for name in tables}
    follows = {name: iter(rows.execute(f"SELECT * FROM {name}")) for name in ("entity", "log_node")}
    highest_entity = 0
    for row in rows.execute("SELECT * FROM delivery ORDER BY position"):
        delivery = cast("tuple[Any, ...]", row)
        position = int(delivery[0])
        low, end = position << schema.ORDINAL_BITS, (position + 1) << schema.ORDINAL_BITS
        entries = cast(
            "list[tuple[Any, ...]]", rows.execute("SELECT * FROM entry WHERE at >= ? AND at < ?", (low, end)).fetchall()
        )
        entities = list(islice(follows["entity"], max(0, max(int(one[1]) for one in entries) - highest_entity)))
        highest_entity += len(entities)
        nodes = list(islice(follows["log_node"], (position & -position).bit_length() - 1))
        start = perf_counter()
        with bare:
            bare.execute(inserts["delivery"], delivery)
            bare.executemany(inserts["entity"], entities)
            bare.executemany(inserts["entry"], entries)
            bare.executemany(inserts["log_node"], nodes)
        yield perf_counter() - start
