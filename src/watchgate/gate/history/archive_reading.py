"""Archived days read again: what a row let go of, found in the Parquet file that took it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from types import ModuleType

from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.model.errors import MissingExtraError

FOLDER = "archive"
FILES_KEPT = 2
"""Files whose sealed contents are kept at hand: some hundred bytes a decision."""


class ArchivedFiles:
    """Finds the sealed content of an archived decision. Safe for several threads."""

    def __init__(self, folder: Path, file_of: Callable[[int], tuple[str, str] | None]) -> None:
        """`file_of`: the key of a file -> its name and sha256."""
        self._folder = folder
        self._file_of = file_of
        self._kept: OrderedDict[int, dict[int, bytes | None]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, number: int, key: int) -> bytes | None:
        """The content of decision `number` in the file `key`; HistoryDamagedError when the file is not as it was."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                found = self._read(key)
                self._kept[key] = found
                if len(self._kept) > FILES_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
        return found.get(number)

    def _read(self, key: int) -> dict[int, bytes | None]:
        known = self._file_of(key)
        if known is None:
            raise HistoryDamagedError(f"the archive's file {key} is not known")
        name, digest = known
        path = self._folder / name
        if not path.is_file():
            raise HistoryDamagedError(f"the archived file {path} is missing", hint="restore it from a copy")
        if file_sha256(path) != digest:
            raise HistoryDamagedError(f"the archived file {path} gives another sha256", hint="restore it from a copy")
        return read_sealed(path)


def read_sealed(path: Path) -> dict[int, bytes | None]:
    """Number -> sealed content of every decision in a file."""
    connection = duckdb().connect()
    try:
        rows = connection.execute(f"SELECT number, sealed FROM read_parquet({quoted(path)})").fetchall()  # noqa: S608
    finally:
        connection.close()
    return {int(number): None if sealed is None else bytes(sealed) for number, sealed in rows}


def duckdb() -> ModuleType:
    """The library; MissingExtraError names the install command where it is not there."""
    try:
        import duckdb as found
    except ImportError as error:
        raise MissingExtraError("archive", "duckdb") from error
    return found


def file_sha256(path: Path) -> str:
    """Hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def quoted(path: Path) -> str:
    """A path as DuckDB reads it in a statement."""
    return "'" + str(path).replace("'", "''") + "'"
