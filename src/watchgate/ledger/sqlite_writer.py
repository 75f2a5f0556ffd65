"""Rows in, in ledger order: what one thread does inside one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple, cast

import apsw

from watchgate.ledger.change_mark import ChangeMark
from watchgate.ledger.draft import Draft, SealedDraft
from watchgate.ledger.entity_keys import EntityKeys
from watchgate.ledger.failures import STORAGE_ERRORS
from watchgate.ledger.header import decode_header, encode_header
from watchgate.ledger.log_tree import LogTree, nodes_after
from watchgate.ledger.merkle import leaf_hash, range_root
from watchgate.ledger.requests import AppendRequest, Placed
from watchgate.ledger.rows import key_of, row_crcs
from watchgate.ledger.sqlite_log import stored_subtree
from watchgate.ledger.targets import Targets
from watchgate.model.clock import Clock
from watchgate.model.errors import BadInputError


class SqliteWriter:
    """Owns the writing connection and the right edge of the log. Not thread-safe: one thread calls it."""

    def __init__(self, connection: apsw.Connection, clock: Clock, changed: ChangeMark) -> None:
        """`changed`: renewed after every commit, before anybody is told of it."""
        self.connection = connection
        self._changed = changed
        self._clock = clock
        self._entities = EntityKeys(connection)
        self._sources: dict[str, int] = {}
        self._pending: list[_Pending] = []
        """Placed in the log, their rows not yet written: the rows of a group go in together."""
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
            self._flush()
            for request in requests:
                if request.on_commit is not None:
                    request.on_commit()
            execute("COMMIT")
        except BaseException:
            with suppress(*STORAGE_ERRORS):
                execute("ROLLBACK")
            raise
        self._changed.renew()
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
        self._flush()
        before = (self._position, self._recorded_at, self._total, self._log.copy())
        self.connection.execute("SAVEPOINT request")
        try:
            placed = [self._insert(draft, request.key) for draft in request.drafts]
            self._flush()
        except BadInputError:
            self._pending.clear()
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
        targets = {}
        if draft.targets:
            # Looked at before anything is placed: a refused delivery leaves nothing to take back.
            self._flush()
            targets = Targets(self.connection, position, draft).check()
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
        row = (
            position,
            self._source(draft.delivery.source),
            recorded_at,
            total,
            delivery_id,
            sealed.secret,
            header,
        )
        number = nodes_after(self._log.size)
        nodes = list(enumerate(self._log.append(delivery_id), number + 1))
        self._pending.append(_Pending(row, nodes, draft, targets))
        self._position, self._recorded_at, self._total = position, recorded_at, total
        return Placed(position, recorded_at, delivery_id, sealed.root, self._log.root())

    def _flush(self) -> None:
        """Write the rows of what was placed."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        keys = self._entities.of(
            chain.from_iterable(chain(one.draft.entities, one.draft.refers.values()) for one in pending)
        )
        write = self.connection.executemany
        write(
            "INSERT INTO delivery (position, source, recorded_at, total, id, secret, header) VALUES (?,?,?,?,?,?,?)",
            [one.row for one in pending],
        )
        write(
            "INSERT INTO entry (at, entity, target, refers, crc, payload) VALUES (?,?,?,?,?,?)",
            chain.from_iterable(_entry_rows(one, keys) for one in pending),
        )
        write("INSERT INTO log_node VALUES (?, ?)", [node for one in pending for node in one.nodes])

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


class _Pending(NamedTuple):
    """A delivery placed in the log: its row, the nodes it completes, its entries, and the targets of its acts."""

    row: tuple[int, int, int, int, bytes, bytes, bytes]
    nodes: list[tuple[int, bytes]]
    draft: Draft
    targets: dict[int, tuple[int, int | None]]


def _entry_rows(
    pending: _Pending, keys: dict[str, int]
) -> Iterator[tuple[int, int, int | None, int | None, int, bytes]]:
    draft, first = pending.draft, key_of(pending.row[0], 0)
    size = len(draft.payloads)
    target_of: list[int | None] = [None] * size
    refers: list[int | None] = [None] * size
    if pending.targets:
        entities = [0 if name is None else keys[name] for name in draft.entities]
        for ordinal, (target, entity) in pending.targets.items():
            target_of[ordinal] = target
            entities[ordinal] = entities[target - first] if entity is None else entity
    else:
        entities = list(map(keys.__getitem__, cast("list[str]", draft.entities)))
    for ordinal, name in draft.refers.items():
        refers[ordinal] = keys[name]
    ats = range(first, first + size)
    crcs = row_crcs(first, entities, draft.payloads)
    return zip(ats, entities, target_of, refers, crcs, draft.payloads, strict=True)
