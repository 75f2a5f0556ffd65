"""Addresses of Bitcoin that begin and end alike, each with a checksum that fits: made as poisoners make them, by
trying."""

from __future__ import annotations

from watchgate.model.wallet_addresses import base58check
from watchgate.risk.exposure.lookalike import shape_of


def two_alike(salt: int = 0) -> tuple[str, str]:
    """The first two of a row of addresses that share their first and last characters; another `salt`, another row."""
    known: dict[str, str] = {}
    number = 0
    while True:
        number += 1
        found = base58check(0, bytes([200, 100, 50, 25, salt]) + number.to_bytes(15, "big"))
        other = known.setdefault(shape_of(found), found)
        if other != found:
            return other, found
