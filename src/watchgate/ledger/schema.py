"""The tables of the ledger and how its file is opened.

Everything the ledger says is in `delivery.header`, `delivery.secret` and `entry.payload`; the other columns are ways
to find it, are derived from it, and are compared with it by `verify`.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import apsw

from watchgate.ledger.failures import let_go, storage_errors
from watchgate.ledger.home import PRIVATE_FILE
from watchgate.model.errors import LedgerDamagedError, WatchgateError

FORMAT = 1
SQLITE_MIN = (3, 51, 3)
"""Older ones can corrupt a WAL file when a checkpoint resets it beside a reader (SQLite 3.51.3 release notes)."""

ORDINAL_BITS = 20
"""An entry's key is position << 20 | ordinal, so that rows lie in ledger order and a delivery is one range of keys."""
ENTRIES_MAX = 1 << ORDINAL_BITS

BUSY_MS = 10_000
WRITER_CACHE_KIB = 128 * 1024
READER_CACHE_KIB = 16 * 1024
CHECKPOINT_PAGES = 4_000
"""16 MiB of log between checkpoints: large enough to write each index page once for many deliveries."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE source (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE entity (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE delivery (
    position INTEGER PRIMARY KEY, source INTEGER NOT NULL, recorded_at INTEGER NOT NULL, total INTEGER NOT NULL,
    id BLOB NOT NULL, secret BLOB NOT NULL, header BLOB NOT NULL
) STRICT;
CREATE TABLE entry (
    at INTEGER PRIMARY KEY, entity INTEGER NOT NULL, target INTEGER, refers INTEGER, crc INTEGER NOT NULL,
    payload BLOB NOT NULL
) STRICT;
CREATE TABLE log_node (number INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT;
CREATE INDEX delivery_source ON delivery (source);
CREATE INDEX entry_entity ON entry (entity);
CREATE INDEX entry_target ON entry (target) WHERE target IS NOT NULL;
CREATE INDEX entry_refers ON entry (refers) WHERE refers IS NOT NULL;
"""


def connect(path: Path, *, write: bool, vfs: str | None = None, synchronous: str = "FULL") -> apsw.Connection:
    """A connection with the ledger's settings; errors of the database are raised as they are."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags, vfs=vfs)
    connection.set_busy_timeout(BUSY_MS)
    cache = WRITER_CACHE_KIB if write else READER_CACHE_KIB
    for setting in (
        f"synchronous={synchronous}",
        "mmap_size=0",
        f"cache_size=-{cache}",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()
    if not write:
        connection.execute("PRAGMA query_only=ON").fetchall()
    return connection


def is_ready(path: Path, vfs: str | None) -> bool:
    """Whether the file is there and holds a ledger of this format; LedgerDamagedError or WatchgateError otherwise."""
    if vfs is None and (not path.exists() or path.stat().st_size == 0):
        return False
    with storage_errors(f"opening {path}"):
        connection = connect(path, write=False, vfs=vfs)
        try:
            tables = connection.execute("SELECT count(*) FROM sqlite_schema").get
            if tables == 0:
                return False
            found = connection.execute("SELECT value FROM meta WHERE name = 'format'").get
        except apsw.SQLError as error:
            raise LedgerDamagedError(f"{path} is a database, but not a ledger", hint="set WATCHGATE_HOME") from error
        finally:
            let_go(connection)
    if found != str(FORMAT):
        raise WatchgateError(
            f"{path} has format {found}, this program reads format {FORMAT}", hint="use the version that wrote it"
        )
    return True


def create(path: Path, *, vfs: str | None, synchronous: str, created_at: int) -> None:
    """Make an empty ledger; the caller holds the writer's lock."""
    with storage_errors(f"creating {path}"):
        if vfs is None:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, PRIVATE_FILE))
        connection = connect(path, write=True, vfs=vfs, synchronous=synchronous)
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").get
            if mode != "wal":
                raise WatchgateError(f"{path} cannot use a write-ahead log here ({mode})", hint="use a local disk")
            with connection:
                connection.execute(TABLES)
                connection.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [("format", str(FORMAT)), ("ledger", secrets.token_hex(16)), ("created_at", str(created_at))],
                )
        finally:
            let_go(connection)


def settle(connection: apsw.Connection, path: Path) -> None:
    """Make durable what a writer before this one left behind; apsw.BusyError when readers do not let go.

    A new file in a new home is durable only when the folders that name them are. And after a failed fsync the system
    may show pages of the log that never reached the disk: they are copied into the file, which is synced, and the log
    is cut, before anything more is acknowledged on top of them.
    """
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    if busy:
        raise apsw.BusyError("a reader keeps the log from being cut")
    _sync_folder(path.parent)
    with suppress(PermissionError):
        _sync_folder(path.parent.parent)


def check_sqlite() -> None:
    """WatchgateError when the SQLite at hand is older than the ledger may use."""
    version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if version < SQLITE_MIN:
        raise WatchgateError(
            f"SQLite {apsw.sqlite_lib_version()} can damage a ledger",
            hint=f"install apsw {'.'.join(map(str, SQLITE_MIN))} or newer",
        )


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
