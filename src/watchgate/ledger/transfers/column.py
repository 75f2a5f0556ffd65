"""Column: one file of numbers that only grows, mapped for reading; what a crash left behind its length is cut off."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from watchgate.model.errors import LedgerDamagedError

if TYPE_CHECKING:
    from typing_extensions import Buffer

Array = npt.NDArray[Any]
_COPIED_AT_ONCE = 1 << 24


def bytes_of(rows: Array) -> memoryview:
    """The bytes of a contiguous array."""
    return memoryview(cast("Buffer", rows)).cast("B") if rows.size else memoryview(b"")


class Column:
    """`width` numbers of `dtype` a row. Rows are written at once, durable after `sync`."""

    _file = -1

    def __init__(self, path: Path, dtype: npt.DTypeLike, width: int = 1, *, rows: int | None = None) -> None:
        """`rows`: look at the first so many alone, and write nothing; another process may be writing behind them. Of
        none there need be no file. They are mapped at once: after a fork another file has the name."""
        self.path = path
        self._dtype = np.dtype(dtype)
        self._width = width
        self._row = self._dtype.itemsize * width
        self._map: Array | None = None
        if rows is not None:
            self._map, self.rows = self._first(rows), rows
            return
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.rows = os.fstat(self._file).st_size // self._row

    def _first(self, rows: int) -> Array:
        """The first rows of a file that somebody else may be writing; LedgerDamagedError when there are fewer."""
        shape = self._shape(rows)
        if not rows:
            return _unchanging(np.zeros(shape, self._dtype))
        with self.path.open("rb") as file:
            self.rows = os.fstat(file.fileno()).st_size // self._row
            self._enough(rows)
            return _unchanging(np.memmap(file, self._dtype, "r", 0, shape))

    def _shape(self, rows: int) -> tuple[int, ...]:
        return (rows,) if self._width == 1 else (rows, self._width)

    def append(self, rows: Array) -> None:
        """Write `rows` behind those that are there."""
        data = bytes_of(np.ascontiguousarray(rows, self._dtype))
        at = self.rows * self._row
        done = 0
        while done < len(data):
            done += os.pwrite(self._file, data[done:], at + done)
        self.rows += len(data) // self._row

    def write(self, rows: npt.NDArray[np.int64], values: Array) -> None:
        """Change `rows` that are there: only for what is derived (spent_by)."""
        mapped = np.memmap(self.path, self._dtype, "r+", shape=(self.rows,))
        mapped[rows] = values
        mapped.flush()

    def view(self) -> Array:
        """All rows, read-only, mapped; longer ones are mapped anew when the column has grown."""
        if self._map is None or len(self._map) != self.rows:
            shape = self._shape(self.rows)
            self._map = _unchanging(
                np.zeros(shape, self._dtype) if not self.rows else np.memmap(self.path, self._dtype, "r", 0, shape)
            )
        return self._map

    def cut(self, rows: int) -> None:
        """Keep the first `rows`; LedgerDamagedError when there are fewer."""
        self._enough(rows)
        self._map = None
        os.ftruncate(self._file, rows * self._row)
        self.rows = rows

    def cut_apart(self, rows: int) -> None:
        """Keep the first `rows` in a new file in this one's place: who has mapped the old one goes on reading it.

        A mapped file that becomes shorter kills whoever reads behind its end, so what was acknowledged once is cut in
        this way alone. Costs a copy.
        """
        new = self.path.with_name(f"{self.path.name}.new")
        file = self._copy(new, rows)
        try:
            os.fsync(file)
            new.replace(self.path)
        except BaseException:
            os.close(file)
            raise
        os.close(self._file)
        self._map, self._file, self.rows = None, file, rows

    def copy(self, path: Path, rows: int) -> None:
        """The first `rows` into a file of their own, not durable; LedgerDamagedError when there are fewer."""
        os.close(self._copy(path, rows))

    def _copy(self, path: Path, rows: int) -> int:
        """The handle of a new file that holds the first `rows`."""
        self._enough(rows)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            left, at = rows * self._row, 0
            while left:
                data = os.pread(self._file, min(left, _COPIED_AT_ONCE), at)
                done = 0
                while done < len(data):
                    done += os.pwrite(file, data[done:], at + done)
                at, left = at + len(data), left - len(data)
        except BaseException:
            os.close(file)
            raise
        return file

    def _enough(self, rows: int) -> None:
        if self.rows < rows:
            raise LedgerDamagedError(
                f"{self.path} has {self.rows:,} rows, {rows:,} were acknowledged",
                hint="ingest the chain again into an empty folder",
            )

    def sync(self) -> None:
        """Make all that was written durable."""
        os.fsync(self._file)

    def close(self) -> None:
        """Give the file back; arrays given out stay readable."""
        file, self._file, self._map = self._file, -1, None
        if file >= 0:
            os.close(file)

    def __del__(self) -> None:
        self.close()  # a bare handle, which nobody else would give back when this is dropped unclosed


def _unchanging(rows: Array) -> Array:
    found = rows.view(np.ndarray)
    found.flags.writeable = False
    return found
