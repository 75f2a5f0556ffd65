"""Durable loading: the ledger, and bare apsw writing the same rows with the same settings in the same run."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import apsw
import msgspec

from harness import percentile
from ledger_statements import ListStatements
from watchgate.ledger import schema
from watchgate.ledger.interface import Ledger
from watchgate.model.delivery import Delivery

BATCH = 1_000
TURN = 50


class Load(msgspec.Struct, frozen=True):
    """Statements/s over the whole load, the slowest tenth of it, and the 99th percentile of one batch in ms."""

    per_s: float
    slowest_tenth_per_s: float
    batch_p99_ms: float


def load(ledger: Ledger, path: Path, bare_path: Path, statements: ListStatements, count: int) -> tuple[Load, Load]:
    """Append `count` statements, a durable delivery of `BATCH` at a time; and the same rows by bare apsw.

    In turns of `TURN` deliveries, so that whatever else the machine does meets both alike. Bare apsw writes the rows of
    the ledger's file at `path` into a file of its own with the same tables, indexes, settings and transactions: the
    ledger without deciding, encoding, hashing and proving. Neither making statements nor reading rows is timed.
    """
    ours: list[float] = []
    theirs: list[float] = []
    with (
        closing(schema.connect(path, write=False)) as rows,
        closing(schema.connect(bare_path, write=True)) as connection,
    ):
        bare = Bare(rows, connection)
        while len(ours) < count // BATCH:
            turn = min(TURN, count // BATCH - len(ours))
            ours += [_append(ledger, delivery) for delivery in statements.deliveries(turn)]
            theirs += [bare.copy(position) for position in range(len(theirs) + 1, len(ours) + 1)]
    return _load_of(ours), _load_of(theirs)


class Bare:
    """Copies a ledger's rows, delivery by delivery."""

    def __init__(self, rows: apsw.Connection, connection: apsw.Connection) -> None:
        self._rows = rows
        self._connection = connection
        self._entities = self._nodes = 0
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
        connection.execute(schema.TABLES)

    def copy(self, position: int) -> float:
        """Write one delivery durably; the seconds that took."""
        low, end = position << schema.ORDINAL_BITS, (position + 1) << schema.ORDINAL_BITS
        tables = {
            "delivery": self._read("SELECT * FROM delivery WHERE position = ?", position),
            "entry": self._read("SELECT * FROM entry WHERE at >= ? AND at < ?", low, end),
        }
        newest = max(int(one[1]) for one in tables["entry"])
        zeros = (position & -position).bit_length() - 1
        tables["entity"] = self._read("SELECT * FROM entity WHERE key > ? AND key <= ?", self._entities, newest)
        tables["log_node"] = self._read("SELECT * FROM log_node WHERE number > ? LIMIT ?", self._nodes, zeros)
        self._entities, self._nodes = max(self._entities, newest), self._nodes + zeros
        start = perf_counter()
        with self._connection:
            for table, found in tables.items():
                if found:
                    marks = ", ".join("?" * len(found[0]))
                    self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
        return perf_counter() - start

    def _read(self, sql: str, *values: int) -> list[tuple[Any, ...]]:
        return cast("list[tuple[Any, ...]]", self._rows.execute(sql, values).fetchall())


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


def _append(ledger: Ledger, delivery: Delivery) -> float:
    start = perf_counter()
    ledger.append(delivery)
    return perf_counter() - start


def _load_of(seconds: list[float]) -> Load:
    tenth = max(1, len(seconds) // 10)
    tenths = [seconds[start : start + tenth] for start in range(0, len(seconds) - tenth + 1, tenth)]
    return Load(
        per_s=len(seconds) * BATCH / sum(seconds),
        slowest_tenth_per_s=min(len(part) * BATCH / sum(part) for part in tenths),
        batch_p99_ms=percentile(seconds, 0.99) * 1e3,
    )
