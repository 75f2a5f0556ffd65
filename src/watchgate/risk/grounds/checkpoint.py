"""Checkpoint: the facts at one position, kept in a file so that a start need not read the whole ledger again.

It holds nothing that the ledger does not: a file that is missing, damaged, of another ledger or made by other code is
thrown away. Only the system's own view is kept; what others may read is a matter of the present.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.risk.grounds.facts import Facts
from watchgate.risk.kept import keep, kept
from watchgate.risk.version import fingerprint

FILE_NAME = "grounds.msgpack"
MADE_BY = (
    "risk/grounds/facts.py",
    "risk/grounds/name_key.py",
    "risk/names/normal.py",
    "risk/names/latinise.py",
    "risk/names/tables.py",
    "risk/names/data",
    "risk/grounds/checkpoint.py",
    "risk/parties.py",
    "model/ftm.py",
    "model/ftm_schema.json",
)
"""The code and tables that decide what facts say."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`delivery_id` is that of the delivery at `position`, which no other ledger has; `entries` of the log by then."""

    made_by: str
    position: int
    delivery_id: str
    entries: int
    facts: tuple[Facts, ...]


def save(folder: Path, ledger: Ledger, position: int, facts: Iterable[Facts]) -> None:
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
            facts=tuple(facts),
        )
    )
    keep(folder / FILE_NAME, body)


def load(folder: Path, ledger: Ledger, position: int) -> Checkpoint | None:
    """The checkpoint, when it is whole, of this ledger, of this code, and at `position` or before it."""
    body = kept(folder / FILE_NAME)
    if body is None:
        return None
    try:
        found = msgspec.msgpack.decode(body, type=Checkpoint)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if found.made_by != makers() or not 0 < found.position <= position:
        return None
    delivery = ledger.as_of(reader=SYSTEM, position=found.position).delivery(found.position)
    return found if delivery is not None and delivery.id == found.delivery_id else None


@cache
def makers() -> str:
    """A fingerprint of the code that makes facts."""
    return fingerprint(resources.files("watchgate"), MADE_BY)
