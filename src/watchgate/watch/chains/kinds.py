"""Script types of outputs, as the node names them, and the number each is stored under."""

from __future__ import annotations

KINDS = (
    "unknown",
    "nonstandard",
    "pubkey",
    "pubkeyhash",
    "scripthash",
    "multisig",
    "nulldata",
    "witness_v0_keyhash",
    "witness_v0_scripthash",
    "witness_v1_taproot",
    "witness_unknown",
    "anchor",
)
NUMBERS = {name: number for number, name in enumerate(KINDS)}


def number(name: str | None) -> int:
    """The number of a script type; one that is not known here is `unknown`."""
    return NUMBERS.get((name or "").lower(), 0)
