"""Checkpoint: what a watchlist was made of at one position, kept in a file so that a start need not read it all again.

It holds nothing that the ledger does not: a file that is missing, damaged, of another ledger or made by other code is
thrown away and the watchlist is built from the ledger. Only the system's own view is kept; what others may read is a
matter of the present.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.risk.parties import Profile
from watchgate.risk.version import fingerprint

FILE_NAME = "watchlist.msgpack"
DIGEST_BYTES = 32
MADE_BY = (
    "risk/identifiers",
    "risk/parties.py",
    "risk/party_names.py",
    "risk/party_papers.py",
    "risk/party_parts.py",
    "risk/party_places.py",
    "risk/checkpoint.py",
    "model/countries.py",
    "model/ftm_schema.json",
    "model/party.py",
)
"""The code and tables that decide what a profile says."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`delivery_id` is that of the delivery at `position`, which no other ledger has; `entries` of the log by then."""

    made_by: str
    position: int
    delivery_id: str
    entries: int
    profiles: tuple[Profile, ...]


def save(folder: Path, ledger: Ledger, position: int, profiles: Iterable[Profile]) -> None:
    """Replace the checkpoint in `folder`. A disk that is full or read-only costs the checkpoint, nothing else."""
    delivery = ledger.as_of(reader=SYSTEM, position=position).delivery(position)
    if delivery is None:
        return
    body = msgspec.msgpack.encode(
        Checkpoint(
            made_by=makers(),
            position=position,
            delivery_id=delivery.id,
            entries=ledger.head().entries,
            profiles=tuple(profiles),
        )
    )
    temporary = folder / f".{FILE_NAME}.{secrets.token_hex(4)}"
    with suppress(OSError):
        try:
            temporary.write_bytes(sha256(body).digest() + body)
            temporary.replace(folder / FILE_NAME)
        finally:
            temporary.unlink(missing_ok=True)


def load(folder: Path, ledger: Ledger, position: int) -> Checkpoint | None:
    """The checkpoint, when it is whole, of this ledger, of this code, and at `position` or before it."""
    try:
        content = (folder / FILE_NAME).read_bytes()
    except OSError:
        return None
    body = memoryview(content)[DIGEST_BYTES:]
    if sha256(body).digest() != content[:DIGEST_BYTES]:
        return None
    try:
        found = msgspec.msgpack.decode(body, type=Checkpoint)
    except msgspec.MsgspecError:
        return None
    if found.made_by != makers() or not 0 < found.position <= position:
        return None
    delivery = ledger.as_of(reader=SYSTEM, position=found.position).delivery(found.position)
    return found if delivery is not None and delivery.id == found.delivery_id else None


@cache
def makers() -> str:
    """A fingerprint of the code that makes profiles."""
    return fingerprint(resources.files("watchgate"), MADE_BY)
