"""Statements waiting until their whole file has been read: in memory while they are few, on disk when they are many.

Nothing of a file goes into the ledger before its last row was understood, so that a broken file changes nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

import msgspec

from watchgate.model.errors import WatchgateError
from watchgate.model.statement import Statement

KEPT_IN_MEMORY = 250_000
"""Statements, about 120 MB: more than any list of one authority has."""
SPILL_AT_ONCE = 5_000


class Spool:
    """Append-only; `iterate` gives the statements in the order they came."""

    def __init__(self, kept_in_memory: int = KEPT_IN_MEMORY) -> None:
        self._limit = kept_in_memory
        self._kept: list[Statement] = []
        self._tail: list[Statement] = []
        self._file: IO[bytes] | None = None
        self._count = 0
        self._encoder = msgspec.msgpack.Encoder()

    def add(self, statement: Statement) -> None:
        """One more."""
        self._count += 1
        if len(self._kept) < self._limit:
            self._kept.append(statement)
            return
        self._tail.append(statement)
        if len(self._tail) >= SPILL_AT_ONCE:
            self._spill()

    def iterate(self) -> Iterator[Statement]:
        """All of them; what has been given out of memory is let go."""
        self._spill()
        kept, self._kept = self._kept, []
        kept.reverse()
        while kept:
            yield kept.pop()
        if self._file is None:
            return
        decoder = msgspec.msgpack.Decoder(list[Statement])
        self._file.seek(0)
        while length := self._file.read(8):
            yield from decoder.decode(self._file.read(int.from_bytes(length, "big")))
        self._file.close()
        self._file = None

    def __len__(self) -> int:
        return self._count

    def _spill(self) -> None:
        if not self._tail:
            return
        block = self._encoder.encode(self._tail)
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="watchgate-load-")  # noqa: SIM115 - lives with the spool
            self._file.write(len(block).to_bytes(8, "big") + block)
        except OSError as error:
            raise WatchgateError(
                f"a large list could not be set aside while it is read: {error.strerror}",
                hint=f"make room in {tempfile.gettempdir()}, or set TMPDIR",
            ) from error
        self._tail = []
