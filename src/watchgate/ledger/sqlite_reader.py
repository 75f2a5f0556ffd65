"""The queries of the reading side. Each is one short transaction; longer reads go in steps over keys that stay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from watchgate.ledger.change_mark import ChangeMark, Marked
from watchgate.ledger.connections import Pool, Rows
from watchgate.ledger.header import Header
from watchgate.ledger.known import KnownHeaders
from watchgate.ledger.rows import key_of
from watchgate.ledger.schema import ORDINAL_BITS
from watchgate.ledger.view import StoredRow
from watchgate.model.errors import LedgerDamagedError

ROWS_PER_STEP = 8_192
COLUMNS = "entry.at, entry.entity, entry.target, entry.crc, entry.payload"


class SqliteReader:
    """Reads rows for snapshots, in ledger order within each group. Safe for any number of threads."""

    def __init__(self, pool: Pool, changed: ChangeMark) -> None:
        """`changed`: the mark that every commit renews."""
        self.pool = pool
        self._newest = Marked(changed, self.head)
        self.known = KnownHeaders(pool)
        self._reached = 0

    def head(self) -> tuple[int, int, int]:
        """(position, recorded_at, entries) of the newest delivery; zeros in an empty ledger."""
        rows = self.pool.rows("SELECT position, recorded_at, total FROM delivery ORDER BY position DESC LIMIT 1")
        return rows[0] if rows else (0, 0, 0)

    def newest(self) -> int:
        """The newest position that anybody was told of, or a later one: asked before every payment."""
        return self._newest.value()[0]

    def reaches(self, position: int) -> bool:
        """Whether the delivery at `position` is there: what was there once stays, and is not asked for again."""
        if position > self._reached:
            self._reached = self.head()[0]
        return position <= self._reached

    def position_at(self, recorded_at: int) -> int:
        """The newest position recorded at or before the instant: instants only rise, so it is found by halving."""
        low, high = 0, self.head()[0]
        while low < high:
            middle = (low + high + 1) // 2
            ((found,),) = self.pool.rows("SELECT recorded_at FROM delivery WHERE position = ?", (middle,))
            if found <= recorded_at:
                low = middle
            else:
                high = middle - 1
        return low

    def of_entity(self, entity_id: str, end: int) -> Rows:
        """The rows of one entity before `end`, and all acts upon it."""
        return self.pool.rows(
            f"SELECT {COLUMNS} FROM entity CROSS JOIN entry ON entry.entity = entity.key "  # noqa: S608
            "WHERE entity.id = ? AND (entry.at < ? OR entry.target IS NOT NULL) ORDER BY entry.at",
            (entity_id, end),
        )

    def one(self, at: int) -> StoredRow | None:
        """The row at a key."""
        rows = self.pool.rows(f"SELECT {COLUMNS} FROM entry WHERE at = ?", (at,))  # noqa: S608
        return rows[0] if rows else None

    def acts_on(self, first: int, end: int) -> Rows:
        """All acts whose target key lies in [first, end), in the order they were made."""
        return self.pool.rows(
            f"SELECT {COLUMNS} FROM entry WHERE target >= ? AND target < ? ORDER BY at",  # noqa: S608
            (first, end),
        )

    def by_entity(self, end: int) -> Iterator[list[StoredRow]]:
        """The rows of every entity, entity by entity in the order they were first named, and all acts upon them."""
        ((last,),) = self.pool.rows("SELECT coalesce(max(key), 0) FROM entity")
        start, width = 1, 256
        while start <= last:
            rows = self.pool.rows(
                f"SELECT {COLUMNS} FROM entry INDEXED BY entry_entity WHERE entity >= ? AND entity < ? "  # noqa: S608
                "AND (at < ? OR target IS NOT NULL) ORDER BY entity, at",
                (start, start + width, end),
            )
            for _, group in groupby(rows, itemgetter(1)):
                yield list(group)
            start += width
            width = max(1, min(65_536, width * ROWS_PER_STEP // max(1, len(rows))))

    def of_delivery(self, position: int) -> Rows:
        """All rows of one delivery."""
        return self.pool.rows(
            f"SELECT {COLUMNS} FROM entry WHERE at >= ? AND at < ? ORDER BY at",  # noqa: S608
            (key_of(position, 0), key_of(position + 1, 0)),
        )

    def whole(self, position: int, rows: Rows) -> Header:
        """The header of a delivery; LedgerDamagedError when `rows` are not all of its rows."""
        header = self.known.get(position)
        if len(rows) != header.row.entries:
            raise LedgerDamagedError(
                f"delivery {position} has {len(rows)} of its {header.row.entries} entries",
                hint="run: watchgate ledger verify",
            )
        return header

    def positions(self, source: str | None, end: int) -> Iterator[int]:
        """The positions of deliveries before row key `end`, of one source or all."""
        last = (end - 1) >> ORDINAL_BITS
        if source is None:
            yield from range(1, last + 1)
            return
        after = 0
        while True:
            rows = self.pool.rows(
                "SELECT position, id, header FROM delivery "
                "WHERE source = (SELECT key FROM source WHERE name = ?) AND position > ? AND position <= ? "
                "ORDER BY position LIMIT ?",
                (source, after, last, ROWS_PER_STEP),
            )
            for position, delivery_id, data in rows:
                header = self.known.keep(position, delivery_id, data)
                if header.row.source != source or position <= after:
                    raise LedgerDamagedError(
                        f"the index of sources names delivery {position} for {source}",
                        hint="run: watchgate ledger verify",
                    )
                after = position
                yield position
            if len(rows) < ROWS_PER_STEP:
                return

    def pointing_to(self, entity_id: str, end: int) -> Rows:
        """The rows of statements whose value is this entity's id."""
        return self.pool.rows(
            f"SELECT {COLUMNS} FROM entity CROSS JOIN entry ON entry.refers = entity.key "  # noqa: S608
            "WHERE entity.id = ? AND entry.at < ? ORDER BY entry.at",
            (entity_id, end),
        )
