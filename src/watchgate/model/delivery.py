"""Delivery: one batch of entries from one source, the unit the ledger takes, orders and proves."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from watchgate.model.grade import UNGRADED, Grade
from watchgate.model.handling import UNMARKED, Handling
from watchgate.model.statement import Entry


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One batch from one source.

    `source`: the feed it came from (`us_ofac_sdn`, `analyst:kim`); later snapshots of a feed are compared with it.
    `file_sha256`: the original, kept in `ledger/originals`; None when a person typed it.
    `snapshot_date`: ISO date the publisher gives for the snapshot. `note`: one line for people. `complete`: the batch,
    with what is already in force, is the whole snapshot (an empty delivery says "read again, nothing new").
    `author`: the person or key that brought it.
    Given by the ledger, 0 or empty in a draft: `position` (counts deliveries, from 1), `recorded_at` (UTC
    microseconds, strictly increasing), `id` (sha256 hex over the header), `root` (Merkle root over its entries).
    """

    source: str
    entries: tuple[Entry, ...] = ()
    grade: Grade = UNGRADED
    handling: Handling = UNMARKED
    file_sha256: str | None = None
    snapshot_date: str | None = None
    complete: bool = False
    author: str | None = None
    note: str | None = None
    position: int = 0
    recorded_at: int = 0
    id: str = ""
    root: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger's acknowledgement: the delivery is durable under this position.

    `log_root`: root of the log with this delivery in it. `canonicals`: the bytes stored for each entry, in order.
    """

    position: int
    recorded_at: int
    delivery_id: str
    root: str
    log_root: str
    canonicals: tuple[bytes, ...]

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The id of each entry, in order: worked out when asked for, a bulk load never asks."""
        return entry_ids(bytes.fromhex(self.delivery_id), self.canonicals)


def entry_ids(delivery_id: bytes, canonicals: Sequence[bytes]) -> tuple[str, ...]:
    """The ids of all entries of a delivery: sha256(delivery id || ordinal as 8 bytes, big-endian || bytes), hex."""
    return tuple(
        [sha256(delivery_id + ordinal.to_bytes(8, "big") + data).hexdigest() for ordinal, data in enumerate(canonicals)]
    )
