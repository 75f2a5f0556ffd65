"""The canonical header of a delivery: a leaf of the log, and with it the delivery's id.

A JSON array in a fixed order, every field present:

    ["d", position, recorded_at, root, entries, total, source, grade, handling, file_sha256, snapshot_date,
          complete, author, note, request]

`root`: Merkle root over the entries, hex. `entries`: how many; `total`: how many in the log with this delivery.
`request`: the random key of the append, by which a repeated request is known. The delivery's id is the RFC 6962 leaf
hash of these bytes; an entry's id is sha256(delivery id || ordinal as 8 bytes, big-endian || canonical bytes).
"""

from __future__ import annotations

import msgspec

from watchgate.ledger.canonical import HandlingRow, handling_fields, handling_from
from watchgate.ledger.merkle import leaf_hash
from watchgate.model.delivery import Delivery
from watchgate.model.handling import Handling
from watchgate.model.statement import Entry


class HeaderRow(msgspec.Struct, frozen=True, array_like=True, tag="d"):
    """The fields of the header as stored."""

    position: int
    recorded_at: int
    root: str
    entries: int
    total: int
    source: str
    grade: str
    handling: HandlingRow
    file_sha256: str | None
    snapshot_date: str | None
    complete: bool
    author: str | None
    note: str | None
    request: str


class Header(msgspec.Struct, frozen=True):
    """A header read from the ledger: its id, its handling, and the rest as stored."""

    id: bytes
    handling: Handling
    row: HeaderRow

    def delivery(self, entries: tuple[Entry, ...] = ()) -> Delivery:
        """The delivery as readers know it."""
        row = self.row
        return Delivery(
            source=row.source,
            entries=entries,
            grade=row.grade,
            handling=self.handling,
            file_sha256=row.file_sha256,
            snapshot_date=row.snapshot_date,
            complete=row.complete,
            author=row.author,
            note=row.note,
            position=row.position,
            recorded_at=row.recorded_at,
            id=self.id.hex(),
            root=row.root,
        )


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(HeaderRow).decode


def encode_header(
    draft: Delivery, *, position: int, recorded_at: int, root: str, entries: int, total: int, request: str
) -> bytes:
    """The canonical header of `draft` at its place in the log."""
    fields = (
        "d",
        position,
        recorded_at,
        root,
        entries,
        total,
        draft.source,
        draft.grade,
        handling_fields(draft.handling),
        draft.file_sha256,
        draft.snapshot_date,
        draft.complete,
        draft.author,
        draft.note,
        request,
    )
    return _encode(fields)


def decode_header(data: bytes) -> Header:
    """The header in canonical bytes; one of `canonical.UNREADABLE` when they are none."""
    row = _decode(data)
    return Header(leaf_hash(data), handling_from(row.handling), row)
