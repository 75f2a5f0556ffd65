"""Headers this process has read. They never change, so that they are kept without asking again."""

from __future__ import annotations

from watchgate.ledger.canonical import UNREADABLE
from watchgate.ledger.connections import Pool
from watchgate.ledger.header import Header, decode_header
from watchgate.model.errors import LedgerDamagedError

HEADERS_KEPT = 100_000


class KnownHeaders:
    """Headers by position, read when first asked for and checked against the stored id."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._headers: dict[int, Header] = {}

    def get(self, position: int) -> Header:
        """The header of a delivery that exists; LedgerDamagedError names it when its bytes are not what was stored."""
        found = self._headers.get(position)
        if found is not None:
            return found
        rows = self._pool.rows("SELECT id, header FROM delivery WHERE position = ?", (position,))
        if not rows:
            raise LedgerDamagedError(f"delivery {position} is missing", hint="run: watchgate ledger verify")
        return self.keep(position, *rows[0])

    def keep(self, position: int, delivery_id: bytes, data: bytes) -> Header:
        """Check and remember a header that was read together with others."""
        try:
            header = decode_header(data)
        except UNREADABLE as error:
            raise LedgerDamagedError(f"the header of delivery {position} cannot be read") from error
        if header.id != delivery_id or header.row.position != position:
            raise LedgerDamagedError(f"the header of delivery {position} does not give its id")
        if len(self._headers) >= HEADERS_KEPT:
            self._headers.clear()
        self._headers[position] = header
        return header
