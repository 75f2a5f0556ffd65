"""View file: what a view is made of at one position, kept so that a start need not read the whole ledger again.

It holds nothing that the ledger does not: a file that is missing, damaged, of another ledger or made by other code is
thrown away and the view is built from the ledger. Only the system's own view is kept; what others may read is a matter
of the present.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from watchgate.ledger.interface import Ledger
from watchgate.model.handling import SYSTEM
from watchgate.risk.kept import keep, kept
from watchgate.risk.version import fingerprint

Part = TypeVar("Part")


class Kept(msgspec.Struct, Generic[Part], frozen=True, kw_only=True):
    """`delivery_id` is that of the delivery at `position`, which no other ledger has; `entries` of the log by then."""

    made_by: str
    position: int
    delivery_id: str
    entries: int
    parts: tuple[Part, ...]


class ViewFile(Generic[Part]):
    """One file of a folder of views."""

    def __init__(self, name: str, part: Any, made_by: Iterable[str]) -> None:
        """`part`: what a view is made of, one for each entity. `made_by`: the code and tables that decide what it says,
        as paths in the package."""
        self.name = name
        self._kind: Any = Kept[part]
        self._made_by = ("risk/view_file.py", *made_by)

    @cached_property
    def makers(self) -> str:
        """A fingerprint of that code."""
        return fingerprint(resources.files("watchgate"), self._made_by)

    def save(self, folder: Path, ledger: Ledger, position: int, parts: Iterable[Part]) -> None:
        """Replace the file in `folder`. A disk that is full or read-only costs the file, nothing else."""
        delivery = ledger.as_of(reader=SYSTEM, position=position).delivery(position)
        if delivery is None:
            return
        body = Kept(
            made_by=self.makers,
            position=position,
            delivery_id=delivery.id,
            entries=ledger.head().entries,
            parts=tuple(parts),
        )
        keep(folder / self.name, msgspec.msgpack.encode(body))

    def load(self, folder: Path, ledger: Ledger, position: int) -> Kept[Part] | None:
        """What was kept, when it is whole, of this ledger, of this code, and at `position` or before it."""
        body = kept(folder / self.name)
        if body is None:
            return None
        try:
            found: Kept[Part] = msgspec.msgpack.decode(body, type=self._kind)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        if found.made_by != self.makers or not 0 < found.position <= position:
            return None
        delivery = ledger.as_of(reader=SYSTEM, position=found.position).delivery(found.position)
        return found if delivery is not None and delivery.id == found.delivery_id else None
