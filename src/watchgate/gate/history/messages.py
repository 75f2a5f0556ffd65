"""Messages and the bytes they came in, each kept once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from typing import cast

import apsw
import msgspec

from watchgate.gate.history.entry import Entry, Received
from watchgate.gate.history.failures import HistoryDamagedError
from watchgate.gate.history.preparing import pack_original, record_hash, unpack_original
from watchgate.gate.history.sealing import SECRET_BYTES, Sealer
from watchgate.model.record import Message, Outcome

MOST_KNOWN = 50_000
SAME = b""
"""The sha256 of a message that is all there was in what came in."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[str, str, str, str, tuple[dict[str, str], ...]])


class Messages:
    """Writes `original` and `message`. Not thread-safe: the writer's turn protects it."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self.forget()

    def forget(self) -> None:
        """Another process may have written, or a transaction was taken back."""
        self._originals: dict[str, int] = {}
        self._known: dict[tuple[int, str], int] = {}

    def key(self, connection: apsw.Connection, entry: Entry) -> int:
        """The number of the entry's message, written now when it is new."""
        original = self._original(connection, entry.received)
        message = entry.message
        wanted = (original, message.bytes_sha256)
        if wanted not in self._known:
            same = message.bytes_sha256 == entry.received.sha256
            secret = sealed = None
            if message.outcome is not Outcome.READ:
                secret = os.urandom(SECRET_BYTES)
                said = (message.message_id, message.sender, message.element, message.reason, message.references)
                sealed = self._sealer.seal(secret, _encoder.encode(said))
            connection.execute(
                "INSERT INTO message (original, sha256, kind, outcome, secret, sealed) VALUES (?,?,?,?,?,?)",
                (
                    original,
                    SAME if same else bytes.fromhex(message.bytes_sha256),
                    message.kind,
                    message.outcome.value,
                    secret,
                    sealed,
                ),
            )
            self._known[wanted] = connection.last_insert_rowid()
        return self._known[wanted]

    def _original(self, connection: apsw.Connection, received: Received) -> int:
        known = self._originals.get(received.sha256)
        if known is not None:
            return known
        if len(self._known) + len(self._originals) >= MOST_KNOWN:
            self.forget()
        found = connection.execute(
            "SELECT key FROM original WHERE hash = ? AND sha256 = ?",
            (record_hash(received.sha256), bytes.fromhex(received.sha256)),
        ).get
        if found is None:
            secret = os.urandom(SECRET_BYTES)
            connection.execute(
                "INSERT INTO original (hash, sha256, received_at, size, secret, sealed) VALUES (?,?,?,?,?,?)",
                (
                    record_hash(received.sha256),
                    bytes.fromhex(received.sha256),
                    received.at,
                    len(received.data),
                    secret,
                    self._sealer.seal(secret, pack_original(received)),
                ),
            )
            found = connection.last_insert_rowid()
        else:
            rows = connection.execute("SELECT key, sha256 FROM message WHERE original = ?", (int(found),))
            for key, sha256 in cast("Iterator[tuple[int, bytes]]", rows):
                self._known[int(found), sha256.hex() if sha256 else received.sha256] = key
        self._originals[received.sha256] = int(found)
        return int(found)


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
