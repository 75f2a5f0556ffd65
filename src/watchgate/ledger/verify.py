"""Every stored byte against every stored hash. What does not fit is named, and the reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import apsw

from watchgate.ledger.canonical import UNREADABLE, StatementRow, decode_row, draft_from, encode_entry
from watchgate.ledger.connections import Pool
from watchgate.ledger.header import Header, decode_header
from watchgate.ledger.interface import Head, Verification
from watchgate.ledger.log_tree import LogTree, nodes_after
from watchgate.ledger.merkle import leaf_hash, root_of
from watchgate.ledger.originals import Originals
from watchgate.ledger.references import REFERENCE_PROPS
from watchgate.ledger.rows import is_sound, key_of
from watchgate.ledger.salted import salted_leaves
from watchgate.model.errors import WatchgateError

PROGRESS_EVERY = 32
DAMAGES_MAX = 1_000
"""So many are named; a file that is damaged throughout is not listed row by row."""


Progress = Callable[[int, int], None]
"""Called now and then with the deliveries read and the deliveries there are."""


def verify(pool: Pool, originals: Originals, progress: Progress | None = None) -> Verification:
    """What was found up to the head at the time of the call. Damage is a finding here, never an exception."""
    check = _Check(pool, progress)
    check.pages()
    head = check.log()
    damages = [*check.damages, *originals.verify()]
    if len(damages) > DAMAGES_MAX:
        damages = [*damages[:DAMAGES_MAX], f"and {len(damages) - DAMAGES_MAX} more"]
    return Verification(head=head, deliveries=check.deliveries, entries=check.entries, damages=tuple(damages))


class _Check:
    def __init__(self, pool: Pool, progress: Progress | None) -> None:
        self._progress = progress
        self._pool = pool
        self.damages: list[str] = []
        self.deliveries = 0
        self.entries = 0
        self._recorded_at = 0
        self._total = 0

    def pages(self) -> None:
        """What SQLite itself finds: pages, and indexes that differ from their tables."""
        for (line,) in self._rows("the pages of the file", f"PRAGMA integrity_check({DAMAGES_MAX})"):
            if line != "ok":
                self.damages.append(f"page structure: {line}")

    def log(self) -> Head:
        """Every delivery in order, with the tree built anew beside the stored one."""
        found = self._rows("the head", "SELECT max(position) FROM delivery")
        last = (found[0][0] or 0) if found else 0
        tree = LogTree()
        for position in range(1, last + 1):
            try:
                leaf = self._delivery(position)
            except UNREADABLE as error:
                # A column of another type than was ever stored: nothing further down can be asked of it.
                self.damages.append(f"delivery {position} cannot be read: {error}")
                leaf = bytes(32)
            number = nodes_after(tree.size)
            nodes = tree.append(leaf)
            if self._progress is not None and position % PROGRESS_EVERY == 0:
                self._progress(position, last)
            if nodes:
                self._nodes(number, nodes)
        self._strays(last)
        return Head(position=last, entries=self._total, recorded_at=self._recorded_at, root=tree.root().hex())

    def _delivery(self, position: int) -> bytes:
        name = f"delivery {position}"
        rows = self._rows(
            name,
            "SELECT delivery.id, header, secret, recorded_at, total, source.name FROM delivery "
            "LEFT JOIN source ON source.key = delivery.source WHERE position = ?",
            (position,),
        )
        if not rows:
            self.damages.append(f"{name} is missing or cannot be read")
            return bytes(32)
        delivery_id, data, secret, recorded_at, total, source = rows[0]
        self.deliveries += 1
        leaf = leaf_hash(data)
        if leaf != delivery_id:
            self.damages.append(f"{name}: its header does not give its id")
        header = self._header(name, data)
        if header is None:
            return leaf
        row = header.row
        if row.position != position or row.recorded_at <= self._recorded_at or row.total != self._total + row.entries:
            self.damages.append(f"{name}: its position, instant or count does not follow from the one before")
        if (recorded_at, total, source) != (row.recorded_at, row.total, row.source):
            self.damages.append(f"{name}: its columns or its source's dictionary row are not what its header says")
        self._recorded_at, self._total = row.recorded_at, row.total
        self._entries(position, header, secret)
        return leaf

    def _header(self, name: str, data: bytes) -> Header | None:
        try:
            return decode_header(data)
        except UNREADABLE:
            self.damages.append(f"{name}: its header cannot be read")
            return None

    def _entries(self, position: int, header: Header, secret: bytes) -> None:
        first = key_of(position, 0)
        rows = self._rows(
            f"the entries of delivery {position}",
            "SELECT at, entity, target, crc, payload, d.id, r.id FROM entry "
            "LEFT JOIN entity AS d ON d.key = entry.entity LEFT JOIN entity AS r ON r.key = entry.refers "
            "WHERE at >= ? AND at < ? ORDER BY at",
            (first, key_of(position + 1, 0)),
        )
        whole = len(rows) == header.row.entries
        for ordinal, (at, entity, target, crc, payload, entity_id, refers) in enumerate(rows):
            self.entries += 1
            name = f"entry {position}.{at - first}"
            if at - first != ordinal:
                whole = False
            if not is_sound(at, entity, crc, payload):
                self.damages.append(f"{name} does not give its check sum")
            self._entry(name, position, target, payload, entity_id, refers)
        if not whole:
            self.damages.append(f"delivery {position}: {len(rows)} of its {header.row.entries} entries are there")
        if root_of(salted_leaves(secret, [row[4] for row in rows])).hex() != header.row.root:
            self.damages.append(f"delivery {position}: its entries or its secret do not give its root")

    def _entry(
        self, name: str, position: int, target: int | None, payload: bytes, entity_id: str | None, refers: str | None
    ) -> None:
        try:
            row = decode_row(payload)
            again = encode_entry(draft_from(row))
        except (*UNREADABLE, ValueError):
            self.damages.append(f"{name} cannot be read")
            return
        if again != payload:
            self.damages.append(f"{name} is not in canonical form")
        if isinstance(row, StatementRow):
            pointed = row.value if row.prop in REFERENCE_PROPS else None
            if entity_id != row.entity_id or refers != pointed or target is not None:
                self.damages.append(f"{name}: the dictionary row of its entity is not what it says")
        elif target != key_of(row.target[0] or position, row.target[1]):
            self.damages.append(f"{name}: its target column is not what it says")
        elif not self._same_entity(target, entity_id):
            self.damages.append(f"{name}: it does not stand beside its target")

    def _same_entity(self, target: int, entity_id: str | None) -> bool:
        rows = self._rows(
            "a target",
            "SELECT entity.id FROM entry JOIN entity ON entity.key = entry.entity WHERE entry.at = ?",
            (target,),
        )
        return bool(rows) and rows[0][0] == entity_id

    def _nodes(self, number: int, nodes: list[bytes]) -> None:
        stored = self._rows(
            f"log node {number + 1}",
            "SELECT hash FROM log_node WHERE number > ? AND number <= ? ORDER BY number",
            (number, number + len(nodes)),
        )
        if [found for (found,) in stored] != nodes:
            self.damages.append(f"log nodes {number + 1} to {number + len(nodes)} are not what their deliveries give")

    def _strays(self, last: int) -> None:
        end = key_of(last + 1, 0)
        for (count,) in self._rows(
            "the entries", "SELECT count(*) FROM entry WHERE at < ? OR (at >= ? AND at < ?)", (0, 0, end)
        ):
            if count != self._total:
                self.damages.append(f"{count} entries are stored, the deliveries count {self._total}")

    def _rows(self, name: str, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._pool.rows(sql, values, doing=f"reading {name}")
        except WatchgateError as error:
            self.damages.append(f"{name} cannot be read: {error.message}")
            return []
        except apsw.Error as error:
            self.damages.append(f"{name} cannot be read: {error}")
            return []
