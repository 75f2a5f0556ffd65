"""Dictionaries of a chain: transaction hash -> row, address -> row. The columns are the truth, slots can be rebuilt."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

import numpy as np

from watchgate.ledger.transfers import key_kernels as kernels
from watchgate.ledger.transfers.batch import TWICE, Strings, hashes
from watchgate.ledger.transfers.column import Column
from watchgate.ledger.transfers.key_kernels import ABSENT, Bytes, Longs, Slots
from watchgate.model.errors import BadInputError, LedgerDamagedError

_MAGIC = 0x57_47_53_4C_4F_54_31_00
_HEADER = 4
"""Numbers before the slots: magic, rows, seed, how many slots; 8 bytes each."""
FEWEST = 1 << 10


class _Slots:
    """The slots of one dictionary, in memory, kept in a file beside the columns when they are whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table: Slots = np.zeros(FEWEST, np.uint32)
        self.seed = np.uint64(secrets.randbits(64))

    def load(self, rows: int, *, writing: bool) -> bool:
        """Take those kept for exactly `rows`, or for more where nothing is written; False where there are none."""
        try:
            header = np.fromfile(self.path, np.uint64, _HEADER)
            if len(header) < _HEADER or header[0] != _MAGIC or header[1] < rows:
                return False
            if writing and header[1] != rows:
                return False
            slots = int(header[3])
            if slots < FEWEST or slots & (slots - 1) or self.path.stat().st_size != _HEADER * 8 + slots * 4:
                return False
            mapped = np.memmap(self.path, np.uint32, "c", offset=_HEADER * 8, shape=(slots,))
        except OSError:
            return False
        self.table, self.seed = mapped.view(np.ndarray), np.uint64(header[2])
        return True

    def keep(self, rows: int) -> None:
        """Write them for `rows`; never half of them."""
        new = self.path.with_suffix(".new")
        with new.open("wb") as file:
            np.array([_MAGIC, rows, self.seed, len(self.table)], np.uint64).tofile(file)
            self.table.tofile(file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)

    def room_for(self, rows: int) -> bool:
        """Make the table larger when `rows` would fill it; True when it is empty now, to be filled again."""
        size = len(self.table)
        while size < 2 * rows:
            size *= 2
        if size == len(self.table):
            return False
        self.table = np.zeros(size, np.uint32)
        return True


class HashKeys:
    """Rows by 32-byte hash; those whose `block` is NO_BLOCK stand for transactions that were never read, and have no
    slot."""

    def __init__(self, column: Column, block: Column, slots: Path, *, writing: bool = True) -> None:
        self._column = column
        self._block = block
        self._slots = _Slots(slots)
        if not self._slots.load(column.rows, writing=writing):
            self.rebuild()

    def find(self, hashes: Bytes) -> Slots:
        """The row of each hash, or ABSENT."""
        out = np.empty(len(hashes), np.uint32)
        keys = np.ascontiguousarray(hashes).view(np.uint64)
        kernels.find_hashes(self._slots.table, self._words(), keys, self._slots.seed, out)
        return out

    def added(self, first: int) -> None:
        """Rows from `first` on were appended to the columns. BadInputError when a hash is there already."""
        if self._slots.room_for(self._column.rows):
            first = 0
        twice = self._insert(first)
        if twice >= 0:
            raise BadInputError(f"transaction {self._column.view()[twice].tobytes().hex()} comes a second time")

    def rebuild(self) -> None:
        """Fill the slots from the column."""
        self._slots.table = np.zeros(FEWEST, np.uint32)
        self._slots.room_for(self._column.rows)
        if self._insert(0) >= 0:
            raise LedgerDamagedError(f"{self._column.path} holds a hash twice")

    def keep(self) -> None:
        """Keep the slots for the next process."""
        self._slots.keep(self._column.rows)

    def _insert(self, first: int) -> int:
        rows = self._column.rows
        return kernels.insert_hashes(
            self._slots.table, self._words(), self._block.view(), first, rows, self._slots.seed, again()
        )

    def _words(self) -> kernels.Words:
        return self._column.view().view(np.uint64)


class TextKeys:
    """Rows by text: `pool` holds the bytes, `ends` where each ends."""

    def __init__(self, pool: Column, ends: Column, slots: Path, *, writing: bool = True) -> None:
        self._pool = pool
        self._ends = ends
        self._slots = _Slots(slots)
        if not self._slots.load(ends.rows, writing=writing):
            self.rebuild()

    def number(self, texts: Strings) -> Slots:
        """The row of each text, new ones in order of their first appearance; ABSENT for empty ones."""
        out = np.empty(len(texts.end), np.uint32)
        fresh = np.empty(len(texts.end), np.int64)
        if self._slots.room_for(self._ends.rows + len(texts.end) // 2):
            self._fill()
        while True:
            new = kernels.number_texts(
                self._slots.table, *self._arrays(), texts.pool, texts.end, self._slots.seed, out, fresh
            )
            if new >= 0:
                break
            self._slots.room_for(len(self._slots.table))
            self._fill()
        if new:
            self._append(texts, fresh[:new])
        return out

    def find(self, texts: Strings) -> Slots:
        """The row of each text, or ABSENT."""
        out = np.empty(len(texts.end), np.uint32)
        kernels.find_texts(self._slots.table, *self._arrays(), texts.pool, texts.end, self._slots.seed, out)
        return out

    def text(self, row: int) -> str:
        """The text of a row."""
        if row == ABSENT:
            return ""
        return Strings(*self._arrays()).text(row)

    def rebuild(self) -> None:
        """Fill the slots from the columns."""
        self._slots.table = np.zeros(FEWEST, np.uint32)
        self._slots.room_for(self._ends.rows)
        self._fill()

    def keep(self) -> None:
        """Keep the slots for the next process."""
        self._slots.keep(self._ends.rows)

    def _append(self, texts: Strings, chosen: Longs) -> None:
        new = texts.chosen(chosen)
        before = self._pool.rows
        self._pool.append(new.pool)
        self._ends.append(new.end + before)

    def _fill(self) -> None:
        kernels.insert_texts(self._slots.table, *self._arrays(), self._slots.seed)

    def _arrays(self) -> tuple[Bytes, Longs]:
        return self._pool.view(), self._ends.view()


@cache
def again() -> kernels.Words:
    """The hashes that may come a second time."""
    return hashes(TWICE).view(np.uint64)
