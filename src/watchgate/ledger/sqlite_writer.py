"""Rows in, in ledger order: what one thread does inside one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import cast

import apsw

from watchgate.ledger.draft import Draft, SealedDraft
from watchgate.ledger.entity_keys import EntityKeys
from watchgate.ledger.failures import STORAGE_ERRORS
from watchgate.ledger.header import decode_header, encode_header
from watchgate.ledger.log_tree import LogTree, nodes_after
from watchgate.ledger.merkle import leaf_hash, range_root
from watchgate.ledger.requests import AppendRequest, Placed
from watchgate.ledger.rows import key_of, row_crc
from watchgate.ledger.sqlite_log import stored_subtree
from watchgate.ledger.targets import Targets
from watchgate.model.clock import Clock
from watchgate.model.errors import BadInputError


class SqliteWriter:
    """Owns the writing connection and the right edge of the log. Not thread-safe: one thread calls it."""

    def __init__(self, connection: apsw.Connection, clock: Clock) -> None:
        self.connection = connection
        self._clock = clock
        self._entities = EntityKeys(connection)
        self._sources: dict[str, int] = {}
        self._load()

    def write(self, requests: Sequence[AppendRequest]) -> list[tuple[AppendRequest, BadInputError]]:
        """All requests in one durable transaction, `placed` filled in; returns those refused, with the reason.

        Any other error is raised as it is; then nothing was acknowledged, and this writer is not to be used again.
        """
        refused: list[tuple[AppendRequest, BadInputError]] = []
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            for request in requests:
                try:
                    request.placed = self._place(request)
                except BadInputError as error:
                    refused.append((request, error))
            execute("COMMIT")
        except BaseException:
            with suppress(*STORAGE_ERRORS):
                execute("ROLLBACK")
            raise
        return refused

    def _load(self) -> None:
        self._sources.clear()
        last = self.connection.execute(
            "SELECT position, recorded_at, total FROM delivery ORDER BY position DESC LIMIT 1"
        ).fetchone()
        self._position: int = last[0] if last else 0
        self._recorded_at: int = last[1] if last else 0
        self._total: int = last[2] if last else 0
        self._log = LogTree.load(self._position, stored_subtree(self.connection))

    def _place(self, request: AppendRequest) -> list[Placed]:
        if request.since is not None and (earlier := self._earlier(request, request.since)):
            return earlier
        if len(request.drafts) == 1:
            return [self._insert(request.drafts[0], request.key)]
        before = (self._position, self._recorded_at, self._total, self._log.copy())
        self.connection.execute("SAVEPOINT request")
        try:
            placed = [self._insert(draft, request.key) for draft in request.drafts]
        except BadInputError:
            self.connection.execute("ROLLBACK TO request")
            self.connection.execute("RELEASE request")
            self._position, self._recorded_at, self._total, self._log = before
            self._entities.forget()
            self._sources.clear()
            raise
        self.connection.execute("RELEASE request")
        return placed

    def _insert(self, sealed: SealedDraft, request: str) -> Placed:
        draft = sealed.draft
        position = self._position + 1
        # Targets are looked at before the first row is written: a refused delivery leaves nothing to take back.
        targets = Targets(self.connection, position, draft).check() if draft.targets else {}
        recorded_at = max(self._clock(), self._recorded_at + 1)
        total = self._total + len(draft.payloads)
        header = encode_header(
            draft.delivery,
            position=position,
            recorded_at=recorded_at,
            root=sealed.root,
            entries=len(draft.payloads),
            total=total,
            request=request,
        )
        delivery_id = leaf_hash(header)
        self.connection.execute(
            "INSERT INTO delivery (position, source, recorded_at, total, id, secret, header) VALUES (?,?,?,?,?,?,?)",
            (position, self._source(draft.delivery.source), recorded_at, total, delivery_id, sealed.secret, header),
        )
        self._insert_entries(draft, position, targets)
        number = nodes_after(self._log.size)
        nodes = self._log.append(delivery_id)
        if nodes:
            self.connection.executemany(
                "INSERT INTO log_node VALUES (?, ?)", [(number + i, node) for i, node in enumerate(nodes, 1)]
            )
        self._position, self._recorded_at, self._total = position, recorded_at, total
        return Placed(position, recorded_at, delivery_id, sealed.root, self._log.root())

    def _insert_entries(self, draft: Draft, position: int, targets: dict[int, tuple[int, int | None]]) -> None:
        keys = self._entities.of((*draft.entities, *draft.refers.values()))
        entities = [0 if name is None else keys[name] for name in draft.entities]
        target_of: list[int | None] = [None] * len(entities)
        refers: list[int | None] = [None] * len(entities)
        first = key_of(position, 0)
        for ordinal, (target, entity) in targets.items():
            target_of[ordinal] = target
            entities[ordinal] = entities[target - first] if entity is None else entity
        for ordinal, name in draft.refers.items():
            refers[ordinal] = keys[name]
        ats = range(first, first + len(entities))
        crcs = map(row_crc, ats, entities, draft.payloads)
        self.connection.executemany(
            "INSERT INTO entry (at, entity, target, refers, crc, payload) VALUES (?,?,?,?,?,?)",
            zip(ats, entities, target_of, refers, crcs, draft.payloads, strict=True),
        )

    def _source(self, name: str) -> int:
        if name not in self._sources:
            found = self.connection.execute("SELECT key FROM source WHERE name = ?", (name,)).get
            if found is None:
                self.connection.execute("INSERT INTO source (name) VALUES (?)", (name,))
                found = self.connection.last_insert_rowid()
            self._sources[name] = int(found)
        return self._sources[name]

    def _earlier(self, request: AppendRequest, since: int) -> list[Placed]:
        """What an earlier try of the same request was given, when its answer was lost on the way."""
        placed = []
        rows = self.connection.execute("SELECT header FROM delivery WHERE position > ? ORDER BY position", (since,))

        for (data,) in cast("Iterator[tuple[bytes]]", rows):
            header = decode_header(data)
            row = header.row
            if row.request == request.key:
                log_root = range_root(stored_subtree(self.connection), 0, row.position)
                placed.append(Placed(row.position, row.recorded_at, header.id, row.root, log_root))
        return placed
