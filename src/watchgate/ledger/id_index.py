"""Which row has which id: a file beside the ledger, derived from it, filled when it is first asked.

Ids are hashes, so that an index of them would touch a random page for every statement appended. It is therefore no
part of the ledger's file and of no append; thrown away, it is built again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import apsw

from watchgate.ledger.failures import let_go, storage_errors
from watchgate.ledger.home import PRIVATE_FILE
from watchgate.ledger.rows import key_of
from watchgate.ledger.sqlite_reader import SqliteReader

BATCH = 200_000
PREFIX_HEX = 16
_SIGN = 1 << 63
"""Prefixes are kept as signed integers in the order of the hex."""

_TABLES = """
CREATE TABLE IF NOT EXISTS reach (position INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS id (prefix INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (prefix, at))
    STRICT, WITHOUT ROWID;
"""


class IdIndex:
    """`candidates` by prefix of an id; the caller compares the whole id."""

    def __init__(self, path: Path, store: SqliteReader) -> None:
        self._path = path
        self._store = store

    def candidates(self, prefix: str) -> list[int]:
        """The row keys of statements whose id begins with `prefix` (hex, its first 16 characters count)."""
        low = int(prefix[:PREFIX_HEX].ljust(PREFIX_HEX, "0"), 16) - _SIGN
        high = int(prefix[:PREFIX_HEX].ljust(PREFIX_HEX, "f"), 16) - _SIGN
        with storage_errors("looking up an id"):
            connection = self._open()
            try:
                self._extend(connection)
                rows: list[Any] = connection.execute(
                    "SELECT at FROM id WHERE prefix BETWEEN ? AND ?", (low, high)
                ).fetchall()
            finally:
                let_go(connection)
        return [at for (at,) in rows]

    def _open(self) -> apsw.Connection:
        try:
            return self._connect()
        except (apsw.CorruptError, apsw.NotADBError):
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> apsw.Connection:
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, PRIVATE_FILE))
        connection = apsw.Connection(str(self._path))
        try:
            connection.set_busy_timeout(60_000)
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
            connection.execute("PRAGMA synchronous=NORMAL").fetchall()
            connection.execute(_TABLES)
        except apsw.Error:
            let_go(connection)
            raise
        return connection

    def _extend(self, connection: apsw.Connection) -> None:
        head = self._store.head()[0]
        while True:
            connection.execute("BEGIN IMMEDIATE")
            try:
                reached = self._extend_once(connection, head)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            if reached >= head:
                return

    def _extend_once(self, connection: apsw.Connection, head: int) -> int:
        reached = int(connection.execute("SELECT position FROM reach").get or 0)
        batch: list[tuple[int, int]] = []
        while reached < head and len(batch) < BATCH:
            reached += 1
            batch += self._ids(reached)
        # Sorted, so that a batch goes through the pages of the index once, in order.
        batch.sort()
        connection.executemany("INSERT OR IGNORE INTO id VALUES (?, ?)", batch)
        connection.execute("DELETE FROM reach")
        connection.execute("INSERT INTO reach VALUES (?)", (reached,))
        return reached

    def _ids(self, position: int) -> Iterator[tuple[int, int]]:
        delivery_id, first = self._store.known.get(position).id, key_of(position, 0)
        for at, _, target, _, payload in self._store.of_delivery(position):
            if target is None:
                digest = sha256(delivery_id + (at - first).to_bytes(8, "big") + payload).digest()
                yield int.from_bytes(digest[:8], "big") - _SIGN, at
