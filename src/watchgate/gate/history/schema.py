"""The tables of the history and how its file is opened.

What is said of a customer stands in `sealed` columns alone, each under a secret of its own row; a row whose `secret`
is NULL was erased. All other columns are numbers, hashes and the words of the policy. `decision` rows form a chain:
`link` is over the link before and the row (`chain`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import apsw

from watchgate.gate.history.failures import HistoryBusyError, HistoryDamagedError, history_errors
from watchgate.ledger.failures import let_go
from watchgate.ledger.home import PRIVATE_FILE
from watchgate.ledger.lock import WriterLock
from watchgate.ledger.schema import check_sqlite
from watchgate.ledger.schema import connect as connect_ledger
from watchgate.model.errors import WatchgateError

FORMAT = 2

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE policy (key INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, content BLOB NOT NULL) STRICT;
CREATE TABLE basis (
    key INTEGER PRIMARY KEY, position INTEGER NOT NULL, policy INTEGER NOT NULL, engine TEXT NOT NULL,
    weights TEXT NOT NULL, exceptions INTEGER NOT NULL, warnings TEXT NOT NULL
) STRICT;
CREATE TABLE original (
    key INTEGER PRIMARY KEY, hash INTEGER NOT NULL, sha256 BLOB NOT NULL, received_at INTEGER NOT NULL,
    size INTEGER NOT NULL, secret BLOB, sealed BLOB
) STRICT;
CREATE INDEX original_hash ON original (hash);
CREATE TABLE message (
    key INTEGER PRIMARY KEY, original INTEGER NOT NULL, sha256 BLOB NOT NULL, kind TEXT NOT NULL,
    outcome TEXT NOT NULL, secret BLOB, sealed BLOB
) STRICT;
CREATE INDEX message_original ON message (original);
CREATE TABLE decision (
    number INTEGER PRIMARY KEY, message INTEGER NOT NULL, verdict INTEGER NOT NULL, decided_at INTEGER NOT NULL,
    basis INTEGER NOT NULL, record_id BLOB NOT NULL, sha256 BLOB NOT NULL, commitment BLOB NOT NULL,
    link BLOB NOT NULL, previous INTEGER, conflict INTEGER, parties BLOB NOT NULL, texts BLOB NOT NULL,
    secret BLOB, sealed BLOB, archived INTEGER
) STRICT;
CREATE INDEX decision_open ON decision (verdict, number) WHERE verdict <> 0;
CREATE TABLE lookup (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) STRICT, WITHOUT ROWID;
CREATE TABLE party (key INTEGER PRIMARY KEY, digest INTEGER, secret BLOB, sealed BLOB) STRICT;
CREATE INDEX party_digest ON party (digest) WHERE digest IS NOT NULL;
CREATE TABLE mention (
    party INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (party, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE text (key INTEGER PRIMARY KEY, digest INTEGER, secret BLOB, sealed BLOB) STRICT;
CREATE INDEX text_digest ON text (digest) WHERE digest IS NOT NULL;
CREATE TABLE quote (text INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (text, number)) STRICT, WITHOUT ROWID;
CREATE TABLE archive (
    key INTEGER PRIMARY KEY, day INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, decisions INTEGER NOT NULL
) STRICT;
CREATE TABLE worker (
    key INTEGER PRIMARY KEY, lock TEXT NOT NULL, started_at INTEGER NOT NULL, position INTEGER NOT NULL,
    reported_at INTEGER NOT NULL
) STRICT;
CREATE TABLE mark (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE exception (
    position INTEGER PRIMARY KEY, at INTEGER NOT NULL, secret BLOB, sealed BLOB, commitment BLOB NOT NULL,
    link BLOB NOT NULL
) STRICT;
CREATE TABLE act (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL, link BLOB NOT NULL) STRICT;
CREATE TABLE legal_hold (
    key INTEGER PRIMARY KEY, what TEXT NOT NULL, target INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER
) STRICT;
"""


_COUNTED = ("times", "first_position", "last_position")
FROM_FORMAT_1 = ";".join(
    (
        "DROP TABLE token",
        *(f"ALTER TABLE {table} DROP COLUMN {column}" for table in ("party", "text") for column in _COUNTED),
        f"UPDATE meta SET value = '{FORMAT}' WHERE name = 'format'",  # noqa: S608
    )
)
"""What was kept of parties and texts and never asked for: how often, at which positions, and the words of texts."""


def connect(path: Path, *, write: bool) -> apsw.Connection:
    """A connection with the ledger's settings; what is deleted is overwritten, or an erased key could be read again."""
    connection = connect_ledger(path, write=write)
    if write:
        connection.execute("PRAGMA secure_delete=ON").fetchall()
    return connection


def make(path: Path, created_at: int) -> None:
    """The file with its tables, made when it is not there. Several processes may do so at once."""
    check_sqlite()
    with history_errors(f"opening {path}"):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, PRIVATE_FILE))
        connection = connect(path, write=True)
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").get
            if mode != "wal":
                raise WatchgateError(f"{path} cannot use a write-ahead log here ({mode})", hint="use a local disk")
            connection.execute("BEGIN IMMEDIATE")
            try:
                if connection.execute("SELECT count(*) FROM sqlite_schema").get == 0:
                    connection.execute(TABLES)
                    connection.executemany(
                        "INSERT INTO meta VALUES (?, ?)",
                        [("format", str(FORMAT)), ("history", secrets.token_hex(16)), ("created_at", str(created_at))],
                    )
                elif _format(connection, path) == "1":
                    _refuse_in_use(path)
                    connection.execute(FROM_FORMAT_1)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            _check(connection, path)
        finally:
            let_go(connection)
        sync_folder(path.parent)


def _refuse_in_use(path: Path) -> None:
    """HistoryBusyError while a process of the version before works on it: it could file nothing any more.

    Whatever a process does with a history for longer, it holds a lock beside it.
    """
    for lock in (*path.parent.glob("*.lock"), *path.parent.glob("workers/*.lock")):
        probe = WriterLock(lock)
        if not probe.take():
            raise HistoryBusyError(
                f"{path} has format 1, and another process works on it (it holds {lock.name})",
                hint="end it first: a service, its lookback, a gate; then try again",
            )
        probe.release()


def _format(connection: apsw.Connection, path: Path) -> str:
    try:
        return str(connection.execute("SELECT value FROM meta WHERE name = 'format'").get)
    except apsw.SQLError as error:
        raise HistoryDamagedError(f"{path} is a database, but not a history", hint="set WATCHGATE_HOME") from error


def _check(connection: apsw.Connection, path: Path) -> None:
    found = _format(connection, path)
    if found != str(FORMAT):
        raise WatchgateError(
            f"{path} has format {found}, this program reads format {FORMAT}", hint="use the version that wrote it"
        )


def sync_folder(path: Path) -> None:
    """Make the names of new files in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
