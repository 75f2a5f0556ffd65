"""What is kept between starts of the past, and of the customers: blocks of rows, each sealed in a file.

A block holds what was made of the rows whose numbers lie in its range. Its file stands in `history/past`, sealed under
a secret of its own as rows are; the secret stands in the history, so that an erasure overwrites it together with those
of the rows: then the file can be read by nobody, and the block is made anew from the rows that are left.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from typing import Literal, TypeAlias, cast

import apsw

from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.history import History
from watchgate.gate.history.schema import sync_folder
from watchgate.gate.history.sealing import SECRET_BYTES
from watchgate.ledger.home import PRIVATE_FILE, private_folder

What: TypeAlias = Literal["party", "text", "customer"]
"""The table the rows are of."""
PARTY: What = "party"
TEXT: What = "text"
CUSTOMER: What = "customer"
WIDTH: dict[What, int] = {PARTY: 1 << 17, TEXT: 1 << 16, CUSTOMER: 1 << 17}
"""Rows of a block: as many as are made anew in some ten seconds when one of them is erased."""
FOLDER, SUFFIX = "past", ".past"

TABLE = """
CREATE TABLE IF NOT EXISTS past_block (
    what TEXT NOT NULL, number INTEGER NOT NULL, last INTEGER NOT NULL, made_by TEXT NOT NULL, file TEXT NOT NULL,
    secret BLOB, PRIMARY KEY (what, number)
) STRICT, WITHOUT ROWID;
"""


class PastBlocks:
    """The blocks of one history. Safe for several processes: a block counts as it was kept last."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._folder = history.folder / FOLDER

    def numbers(self, what: What, made_by: str) -> set[int]:
        """Which blocks are there that the same code made and nothing was erased of."""

        def do(connection: apsw.Connection) -> set[int]:
            if not there(connection):
                return set()
            rows = connection.execute(
                "SELECT number FROM past_block WHERE what = ? AND made_by = ? AND secret IS NOT NULL", (what, made_by)
            )
            return {int(cast("int", row[0])) for row in rows}

        return self._history.glance(do)

    def open(self, what: What, number: int, made_by: str) -> tuple[int, bytes] | None:
        """(The last row it was made of, what was kept of it); None where it is not there, or no longer whole."""

        def do(connection: apsw.Connection) -> tuple[object, ...] | None:
            if not there(connection):
                return None
            return connection.execute(
                "SELECT last, file, secret FROM past_block "
                "WHERE what = ? AND number = ? AND made_by = ? AND secret IS NOT NULL",
                (what, number, made_by),
            ).fetchone()

        row = self._history.glance(do)
        if row is None:
            return None
        last, file, secret = cast("tuple[int, str, bytes]", row)
        with suppress(OSError, HistoryDamagedError):
            sealed = (self._folder / file).read_bytes()
            return last, self._history.sealer.open(secret, sealed, f"{FOLDER}/{file}")
        return None

    def keep(self, what: What, number: int, last: int, made_by: str, body: bytes, acts: int) -> bool:
        """Keep what was made of the rows up to `last`, in place of what was kept of the block before.

        `acts`: the number of the last act on the history that it accounts for. False, and nothing is kept, where there
        was another since (it may have erased a row of it), or where the disk takes it not.
        """
        secret = secrets.token_bytes(SECRET_BYTES)
        file = f"{what}-{number}-{secrets.token_hex(4)}{SUFFIX}"
        try:
            private_folder(self._folder)
            self._write(file, self._history.sealer.seal(secret, body))
        except OSError:
            return False

        def do(connection: apsw.Connection) -> tuple[bool, str]:
            connection.execute(TABLE)
            if connection.execute("SELECT coalesce(max(number), 0) FROM act").get != acts:
                return False, file
            where = "FROM past_block WHERE what = ? AND number = ?"
            before = connection.execute(f"SELECT file {where}", (what, number)).get
            connection.execute(f"DELETE {where}", (what, number))
            connection.execute(
                "INSERT INTO past_block VALUES (?,?,?,?,?,?)", (what, number, last, made_by, file, secret)
            )
            return True, str(before or "")

        kept, gone = self._history.write(do, filed=False)
        if gone:
            (self._folder / gone).unlink(missing_ok=True)
        return kept

    def tidy(self, what: What) -> None:
        """Remove files that no block names, of those who were killed. Only for whoever alone keeps such blocks now."""

        def do(connection: apsw.Connection) -> set[str]:
            rows = (
                connection.execute("SELECT file FROM past_block WHERE secret IS NOT NULL") if there(connection) else ()
            )
            return {str(row[0]) for row in rows}

        if self._folder.is_dir():
            named = self._history.glance(do)
            for path in self._folder.glob(f"{what}-*"):
                if path.name not in named:
                    path.unlink(missing_ok=True)

    def _write(self, file: str, sealed: bytes) -> None:
        path = self._folder / file
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(sealed)
                target.flush()
                os.fsync(target.fileno())
            sync_folder(self._folder)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def there(connection: apsw.Connection) -> bool:
    """Whether this history has the table: it is made with the first block."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'past_block'").get is not None


def block_of(what: What, key: int) -> int:
    """The block a row stands in; rows count from 1."""
    return (key - 1) // WIDTH[what]


def close_blocks(connection: apsw.Connection, what: What, keys: Iterable[int]) -> None:
    """Overwrite the secrets of the blocks in which these rows stand, which are being erased."""
    numbers = {block_of(what, key) for key in keys}
    if numbers and there(connection):
        connection.executemany(
            "UPDATE past_block SET secret = NULL WHERE what = ? AND number = ?", [(what, one) for one in numbers]
        )


def last_act(history: History) -> int:
    """The number of the last act on the history; 0 without any."""
    return history.read(lambda connection: int(connection.execute("SELECT coalesce(max(number), 0) FROM act").get or 0))


def last_row(history: History, what: What) -> int:
    """The number of the last row of that table, which has to be there; 0 without any."""
    asked = f"SELECT coalesce(max(key), 0) FROM {what}"  # noqa: S608 - one of three tables
    return history.read(lambda connection: int(connection.execute(asked).get or 0))


def last_filed(history: History, what: What) -> int:
    """As `last_row`, without what is still in the journal."""
    asked = f"SELECT coalesce(max(key), 0) FROM {what}"  # noqa: S608 - one of three tables
    return history.glance(lambda connection: int(connection.execute(asked).get or 0))


def erased_texts(history: History, first: int, last: int) -> set[int]:
    """The texts from `first` to `last` that were erased."""
    return history.read(
        lambda connection: {
            int(cast("int", row[0]))
            for row in connection.execute(
                "SELECT key FROM text WHERE key BETWEEN ? AND ? AND secret IS NULL", (first, last)
            )
        }
    )
