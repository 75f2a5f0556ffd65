"""Messages and the bytes they came in, each kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.preparing import Original, Said, packed_small, record_hash, unpack_original
from watchgate.gate.history.sealing import Sealer, Secrets
from watchgate.model.record import Message, Outcome

MOST_KNOWN = 50_000
SAME = b""
"""The sha256 of a message that is all there was in what came in."""

_TABLES = ("original", "message")
_decoder = msgspec.msgpack.Decoder(tuple[str, str, str, str, tuple[dict[str, str], ...]])


class Messages:
    """Writes `original` and `message`. Not thread-safe: the writer's turn protects it."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._secrets = Secrets()
        self.forget()

    def forget(self) -> None:
        """Another process may have written, or a transaction was taken back."""
        self._originals: dict[bytes, int] = {}
        self._known: dict[tuple[int, bytes], int] = {}
        self._next = (0, 0)
        self._new_originals: list[tuple[object, ...]] = []
        self._new: list[tuple[object, ...]] = []

    def prepare(self, connection: apsw.Connection, originals: Iterable[bytes]) -> None:
        """Before a batch: find out in one question which of these bytes, by their sha256, are there already."""
        if len(self._known) + len(self._originals) >= MOST_KNOWN:
            self.forget()
        unknown = {one for one in originals if one not in self._originals}
        if not unknown:
            return
        rows = connection.execute(
            "SELECT o.key, o.sha256, m.key, m.sha256 FROM original o LEFT JOIN message m ON m.original = o.key "
            "WHERE o.hash IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode([record_hash(one.hex()) for one in unknown]).decode(),),
        ).fetchall()
        for original, original_sha256, key, own_sha256 in cast("list[tuple[int, bytes, int | None, bytes]]", rows):
            self._originals[original_sha256] = original
            if key is not None:
                self._known[original, own_sha256 or original_sha256] = key

    def key(self, connection: apsw.Connection, said: Said, originals: Mapping[bytes, Original]) -> int:
        """The number of a message, written with the batch when it is new; `originals` has the bytes it came in."""
        known = self._originals.get(said.original)
        original = self._add_original(connection, originals[said.original]) if known is None else known
        wanted = (original, said.sha256)
        found = self._known.get(wanted)
        if found is None:
            secret = sealed = None
            if said.words is not None:
                secret = self._secrets.take()
                sealed = self._sealer.seal(secret, said.words)
            self._numbered(connection)
            self._next = (self._next[0], self._next[1] + 1)
            found = self._known[wanted] = self._next[1]
            sha256 = SAME if said.sha256 == said.original else said.sha256
            self._new.append((found, original, sha256, said.kind, said.outcome, secret, sealed))
        return found

    def flush(self, connection: apsw.Connection) -> None:
        """Write what was gathered."""
        if self._new_originals:
            connection.executemany(
                "INSERT INTO original VALUES (?,?,?,?,?,?,?)", cast("list[tuple[int]]", self._new_originals)
            )
        if self._new:
            connection.executemany("INSERT INTO message VALUES (?,?,?,?,?,?,?)", cast("list[tuple[int]]", self._new))
        self._new_originals, self._new = [], []

    def _add_original(self, connection: apsw.Connection, original: Original) -> int:
        self._numbered(connection)
        self._next = (self._next[0] + 1, self._next[1])
        key = self._next[0]
        secret = self._secrets.take()
        sealed = self._sealer.seal(secret, packed_small(original.packed))
        digest = original.sha256
        self._new_originals.append(
            (key, record_hash(digest.hex()), digest, original.received_at, original.size, secret, sealed)
        )
        self._originals[digest] = key
        return key

    def _numbered(self, connection: apsw.Connection) -> None:
        """Learn where the numbers of both tables end."""
        if self._next == (0, 0):
            last = [connection.execute(f"SELECT coalesce(max(key), 0) FROM {table}").get for table in _TABLES]  # noqa: S608
            self._next = (int(last[0] or 0), int(last[1] or 0))


def message_of(
    kind: str, outcome: str, sha256: str, secret: bytes | None, sealed: bytes | None, sealer: Sealer, what: str
) -> Message:
    """The message of a row, without its records; without its words when it was erased."""
    message_id = sender = element = reason = ""
    references: tuple[dict[str, str], ...] = ()
    if secret is not None and sealed is not None:
        message_id, sender, element, reason, references = _decoder.decode(sealer.open(secret, sealed, what))
    return Message(
        kind=kind,
        bytes_sha256=sha256,
        outcome=Outcome(outcome),
        message_id=message_id,
        sender=sender,
        references=references,
        element=element,
        reason=reason,
    )


def read_original(connection: apsw.Connection, sealer: Sealer, key: int) -> bytes | None:
    """The bytes as they came in, checked against their sha256; None when they were erased."""
    row = connection.execute("SELECT sha256, secret, sealed FROM original WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise HistoryDamagedError(f"original {key} is missing")
    digest, secret, sealed = cast("tuple[bytes, bytes | None, bytes | None]", row)
    if secret is None or sealed is None:
        return None
    data = unpack_original(sealer.open(secret, sealed, f"original {key}"))
    if sha256(data).digest() != digest:
        raise HistoryDamagedError(f"original {key} gives another sha256")
    return data
