"""The chain: each row's link is a hash over the link before it and all the row says, but for what may be erased.

What may be erased is in it by its commitment. A row that is changed, taken away or put in between breaks the chain
from there on; a chain rewritten as a whole shows against any link that was noted elsewhere (`gate verify --head`).
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

import msgspec

START = bytes(32)
"""The link before the first row."""

_encoder = msgspec.msgpack.Encoder()


class DecisionLink(NamedTuple):
    """What the link of a decision is over, in this order."""

    number: int
    bytes_sha256: bytes
    kind: str
    outcome: str
    record_id: bytes
    verdict: int
    decided_at: int
    position: int
    policy_sha256: str
    engine: str
    weights: str
    exceptions: int
    warnings: str
    sha256: bytes
    commitment: bytes
    previous: int | None
    conflict: int | None


def decision_link(before: bytes, row: DecisionLink) -> bytes:
    """The link of a decision's row."""
    return sha256(before + _encoder.encode(tuple(row))).digest()


def event_link(before: bytes, number: int, at: int, body: bytes) -> bytes:
    """The link of a row in one of the other two chains: exceptions, and what was done to the history itself."""
    return sha256(before + _encoder.encode((number, at, body))).digest()
