"""Handling: who may see a statement, and Reader: who is asking.

TLP 2.0 (FIRST, August 2022) with a releasable-to set, originator control and an end of sharing. No marking means
AMBER+STRICT. What is joined from several statements takes the strictest TLP and only the readers all of them allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import msgspec


class Tlp(IntEnum):
    """Traffic Light Protocol 2.0, in order of strictness."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER_STRICT = 3
    RED = 4

    @property
    def label(self) -> str:
        """`TLP:AMBER+STRICT` and so on, as the standard writes it."""
        return "TLP:" + self.name.replace("_", "+")


def parse_tlp(text: str) -> Tlp:
    """The level in `TLP:AMBER+STRICT`, `amber+strict`, `WHITE` (TLP 1.0 for CLEAR); ValueError otherwise."""
    name = text.strip().upper().removeprefix("TLP:").replace("+", "_").replace("-", "_")
    name = "CLEAR" if name == "WHITE" else name
    if name not in Tlp.__members__:
        raise ValueError(f"{text!r} is not a TLP level: CLEAR, GREEN, AMBER, AMBER+STRICT or RED")
    return Tlp[name]


class Handling(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who may see a statement.

    `releasable_to`: organisations that may see it; empty means no restriction beyond the TLP.
    `originator`: the organisation it came from, which always may see it.
    `originator_control` (ORCON): only the originator and organisations named in `releasable_to`.
    `expires_at`: UTC microseconds; from then on only the originator may see it.
    """

    tlp: Tlp = Tlp.AMBER_STRICT
    releasable_to: frozenset[str] = frozenset()
    originator: str | None = None
    originator_control: bool = False
    expires_at: int | None = None


PUBLIC = Handling(tlp=Tlp.CLEAR)
UNMARKED = Handling()


class Reader(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is asking: the strictest TLP they are cleared for and the organisations they belong to.

    `everything` is the system itself (the gate, replay, verification), which sees every statement.
    """

    name: str
    clearance: Tlp = Tlp.CLEAR
    organisations: frozenset[str] = frozenset()
    everything: bool = False


SYSTEM = Reader(name="system", clearance=Tlp.RED, everything=True)
ANYONE = Reader(name="anyone")


def may_read(handling: Handling, reader: Reader, now_us: int) -> bool:
    """Whether `reader` may see what is marked `handling` at the instant `now_us`."""
    if reader.everything:
        return True
    if handling.originator is not None and handling.originator in reader.organisations:
        return True
    if handling.expires_at is not None and now_us >= handling.expires_at:
        return False
    named = not handling.releasable_to.isdisjoint(reader.organisations)
    if (handling.originator_control or handling.releasable_to) and not named:
        return False
    return handling.tlp <= reader.clearance


def join(parts: Iterable[Handling]) -> Handling:
    """The handling of something derived from `parts`: strictest TLP, intersection of readers, earliest end.

    Of several originators none keeps the originator's privilege; an empty intersection of restricted sets is kept as
    originator control with nobody named, so that it opens to no one.
    """
    found = list(parts)
    if not found:
        return UNMARKED
    restricted = [part.releasable_to for part in found if part.releasable_to or part.originator_control]
    allowed = frozenset.intersection(*restricted) if restricted else frozenset()
    originators = {part.originator for part in found}
    ends = [part.expires_at for part in found if part.expires_at is not None]
    return Handling(
        tlp=max(part.tlp for part in found),
        releasable_to=allowed,
        originator=originators.pop() if len(originators) == 1 else None,
        originator_control=any(part.originator_control for part in found) or (bool(restricted) and not allowed),
        expires_at=min(ends) if ends else None,
    )
