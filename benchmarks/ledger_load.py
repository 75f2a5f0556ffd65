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


class Loads(msgspec.Struct, frozen=True):
    """By `append_each`, as long loads are written; by one `append` after the other; and by bare apsw."""

    each: Load
    awaited: Load
    bare: Load


def load(ledger: Ledger, path: Path, bare_path: Path, statements: ListStatements, count: int) -> Loads:
    """Append `count` statements, a durable delivery of `BATCH` at a time; and the same rows by bare apsw.

    In turns of `TURN` deliveries, so that whatever else the machine does meets all alike: a turn by `append_each`, bare
    apsw, a turn by one `append` after the other, bare apsw. Bare apsw writes the rows of the ledger's file at `path`
    into a file of its own with the same tables, indexes, settings and transactions: the ledger without deciding,
    encoding, hashing and proving. Neither making statements nor reading rows is timed.
    """
    each: list[float] = []
    awaited: list[float] = []
    bare: list[float] = []
    with (
        closing(schema.connect(path, write=False)) as rows,
        closing(schema.connect(bare_path, write=True)) as connection,
    ):
        copier = Bare(rows, connection)
        while len(bare) < count // BATCH:
            deliveries = list(statements.deliveries(min(TURN, count // BATCH - len(bare))))
            if len(each) <= len(awaited):
                each += _append_each(ledger, deliveries)
            else:
                awaited += [_append(ledger, delivery) for delivery in deliveries]
            del deliveries
            bare += [copier.copy(position) for position in range(len(bare) + 1, len(each) + len(awaited) + 1)]
    return Loads(each=_load_of(each), awaited=_load_of(awaited), bare=_load_of(bare))


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


def _append_each(ledger: Ledger, deliveries: list[Delivery]) -> list[float]:
    """Seconds from one acknowledgement to the next, the first from the call."""
    seconds = []
    start = perf_counter()
    for _ in ledger.append_each(deliveries):
        now = perf_counter()
        seconds.append(now - start)
        start = now
    return seconds


def _load_of(seconds: list[float]) -> Load:
    tenth = max(1, len(seconds) // 10)
    tenths = [seconds[start : start + tenth] for start in range(0, len(seconds) - tenth + 1, tenth)]
    return Load(
        per_s=len(seconds) * BATCH / sum(seconds),
        slowest_tenth_per_s=min(len(part) * BATCH / sum(part) for part in tenths),
        batch_p99_ms=percentile(seconds, 0.99) * 1e3,
    )
