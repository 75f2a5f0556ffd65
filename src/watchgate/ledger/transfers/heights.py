"""How far a chain was read."""

from __future__ import annotations

from watchgate.ledger.transfers.ranges import Chain


def height_of(chain: Chain) -> int:
    """The newest block, or -1."""
    heights = chain.rows.view("block_height")
    return int(heights[-1]) if len(heights) else -1
