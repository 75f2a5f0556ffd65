"""Record: one piece of traffic, normalised. One transaction, its parties with their roles."""

from __future__ import annotations

import msgspec

from watchgate.model.party import Party


class Amount(msgspec.Struct, frozen=True):
    """`units` is an integer in the asset's smallest unit (cent, satoshi, wei), |units| < 2**127."""

    asset: str
    units: int


class RecordParty(msgspec.Struct, frozen=True):
    """A party in a role (`debtor`, `creditor_agent`, `ultimate_debtor`, ...) and the element it was read from."""

    role: str
    party: Party
    element: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One transaction: identified by its sender, message and transaction ids and the sha256 of the original bytes."""

    id: str
    kind: str
    bytes_sha256: str
    parties: tuple[RecordParty, ...] = ()
    amounts: tuple[Amount, ...] = ()
    references: dict[str, str] = msgspec.field(default_factory=dict)
    texts: tuple[str, ...] = ()
