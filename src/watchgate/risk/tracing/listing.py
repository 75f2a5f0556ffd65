"""The chains that were read, and how far."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.heights import height_of
from watchgate.ledger.transfers.ranges import Chain, chains


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One chain as it stands."""

    chain: str
    height: int
    blocks: int
    transactions: int
    inputs: int
    outputs: int
    addresses: int
    damages: tuple[str, ...] = ()


def listed(ledger: Ledger, home: Path, *, verify: bool) -> Iterator[Listed]:
    """Every chain of the home."""
    for chain_id in chains(home, ledger):
        chain = Chain(Home(home), ledger, chain_id)
        counts = chain.rows.counts
        yield Listed(
            chain=chain_id,
            height=height_of(chain),
            blocks=counts.blocks,
            transactions=counts.sent or counts.transactions - counts.outside,
            inputs=counts.inputs,
            outputs=counts.outputs - counts.outside,
            addresses=counts.addresses,
            damages=tuple(chain.verify()) if verify else (),
        )
        chain.rows.close()
