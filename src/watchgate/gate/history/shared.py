"""Parties and texts, kept once for all the records they stand in.

The lookback asks these tables: new evidence is compared with each distinct party once, however often it paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

import apsw
import msgspec

from watchgate.gate.history.fresh import Fresh
from watchgate.gate.history.preparing import Part
from watchgate.gate.history.sealing import Sealer, Secrets, number_of

MOST_KNOWN = 200_000
"""Digests remembered, some 30 MB: those who pay often are found without asking the database."""


class Shared:
    """Writes one of the two tables, `party` and `text`. Not thread-safe: the writer's turn protects it."""

    def __init__(self, table: Literal["party", "text"], sealer: Sealer) -> None:
        self._table = table
        self._kind = table.encode()
        self._mentions = {"party": "mention", "text": "quote"}[table]
        self._sealer = sealer
        self._secrets = Secrets()
        self._known: dict[bytes, int] = {}
        self.fresh = Fresh()
        self.forget()

    def forget(self) -> None:
        """Another process may have written, or a transaction was taken back."""
        self._known.clear()
        self._next = 0
        self._new: list[tuple[int, int, bytes, bytes]] = []
        self._mentioned: list[tuple[int, int]] = []
        self._digests: dict[bytes, bytes] = {}

    def prepare(self, connection: apsw.Connection, parts: Iterable[Part]) -> None:
        """Before a batch: find out in one question which of its parts are there already."""
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        digests = self._digests = {content: self._digest(content) for content in {part.content for part in parts}}
        unknown = {digest for digest in digests.values() if digest not in self._known}
        if not unknown:
            return
        rows = connection.execute(
            f"SELECT key, secret, sealed FROM {self._table} "  # noqa: S608
            "WHERE digest IN (SELECT value FROM json_each(?)) AND secret IS NOT NULL",
            (msgspec.json.encode([number_of(digest) for digest in unknown]).decode(),),
        ).fetchall()
        for key, secret, sealed in cast("list[tuple[int, bytes, bytes]]", rows):
            content = self._sealer.open(secret, sealed, f"{self._table} {key}")
            self._known[self._digest(content)] = key

    def keys(self, connection: apsw.Connection, parts: tuple[Part, ...], number: int) -> list[int]:
        """The numbers of `parts`, which stand in the record decided as `number`; those not known are added."""
        found: list[int] = []
        for part in parts:
            digest = self._digests.get(part.content) or self._digest(part.content)
            key = self._known.get(digest)
            found.append(self._add(connection, part, digest) if key is None else key)
        self._mentioned.extend([(key, number) for key in dict.fromkeys(found)])
        return found

    def flush(self, connection: apsw.Connection) -> None:
        """Write what was gathered."""
        if self._new:
            connection.executemany(f"INSERT INTO {self._table} VALUES (?,?,?,?)", self._new)  # noqa: S608
        if self._mentioned:
            connection.executemany(f"INSERT INTO {self._mentions} VALUES (?,?)", sorted(self._mentioned))  # noqa: S608
        self._new, self._mentioned, self._digests = [], [], {}

    def _add(self, connection: apsw.Connection, part: Part, digest: bytes) -> int:
        if not self._next:
            self._next = int(connection.execute(f"SELECT coalesce(max(key), 0) FROM {self._table}").get or 0)  # noqa: S608
        self._next += 1
        key = self._next
        secret = self._secrets.take()
        self._new.append((key, number_of(digest), secret, self._sealer.seal(secret, part.content)))
        self.fresh.put(secret, part.content)
        self._known[digest] = key
        return key

    def _digest(self, content: bytes) -> bytes:
        return self._sealer.digest(self._kind, content)
