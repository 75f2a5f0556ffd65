"""Exposure for the command line: chain, tags and labels opened once for all addresses asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.handling import SYSTEM
from watchgate.risk.exposure.answer import Answer, exposure_of, marked
from watchgate.risk.exposure.attribution import Attribution


def exposed(
    ledger: Ledger, home: Path, chain_id: str, addresses: Sequence[str], *, rule: str, eps: float
) -> Iterator[Answer]:
    """One answer for each address, in order."""
    chain = Chain(Home(home), ledger, chain_id)
    try:
        tags = Attribution.at(ledger, SYSTEM, views=Home(home).views)
        known = marked(chain.rows, chain_id, tags)
        for address in addresses:
            yield exposure_of(chain.rows, chain_id, address, tags, known, rule=rule, eps=eps)
    finally:
        chain.close()
