"""Checkpoint: what a watchlist was made of at one position, kept in a file so that a start need not read it all again.

It holds nothing that the ledger does not: a file that is missing, damaged, of another ledger or made by other code is
thrown away and the watchlist is built from the ledger. Only the system's own view is kept; what others may read is a
matter of the present.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.risk.kept import keep, kept
from watchgate.risk.names.analysis import Analysis
from watchgate.risk.names.remembered import packed, unpacked
from watchgate.risk.parties import Profile
from watchgate.risk.version import fingerprint

FILE_NAME = "watchlist.msgpack"
NAMES_FILE = "names.msgpack"
MADE_BY = (
    "risk/identifiers",
    "risk/birth_dates.py",
    "risk/parties.py",
    "risk/party_names.py",
    "risk/party_papers.py",
    "risk/party_parts.py",
    "risk/party_places.py",
    "risk/checkpoint.py",
    "model/countries.py",
    "model/ftm.py",
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


class KnownNames(Mapping[str, Analysis]):
    """The analyses of names that were kept in `folder` by the same code, by text; read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, text: str) -> Analysis:
        return self._names[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @cached_property
    def _names(self) -> Mapping[str, Analysis]:
        body = kept(self._folder / NAMES_FILE)
        return {} if body is None else unpacked(body, name_makers())


def save_names(folder: Path, analyses: Iterable[Analysis]) -> None:
    """Replace the analyses kept in `folder`."""
    keep(folder / NAMES_FILE, packed(dict.fromkeys(analyses), name_makers()))


def names_made_by(ledger: Ledger, position: int) -> str:
    """What an index of all names at `position` is made by: code, tables and the deliveries up to there."""
    delivery = ledger.as_of(reader=SYSTEM, position=position).delivery(position)
    return f"{name_makers()} {makers()} {delivery.id if delivery is not None else position}"


@cache
def name_makers() -> str:
    """A fingerprint of the code and tables that take names apart."""
    return fingerprint(resources.files("watchgate.risk"), ("names",))


@cache
def makers() -> str:
    """A fingerprint of the code that makes profiles."""
    return fingerprint(resources.files("watchgate"), MADE_BY)
