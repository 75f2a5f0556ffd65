"""Exposure for the command line: chain, tags and labels opened once for all addresses asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchgate.cli.chain_address import row_of, written
from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.risk.exposure.answer import Answer, exposure_of, marked
from watchgate.risk.exposure.attribution import Attribution


def exposed(
    ledger: Ledger,
    home: Path,
    chain_id: str,
    addresses: Sequence[str],
    *,
    rule: str,
    eps: float,
    refused: Callable[[WatchgateError], None],
    position: int | None = None,
) -> Iterator[Answer]:
    """One answer for each address, in order. What is no address, or not in what was read, is told to `refused`.

    `position`: as the chain and the tags were known then."""
    chain = Chain(Home(home), ledger, chain_id, position=position)
    try:
        tags = Attribution.at(ledger, SYSTEM, position, views=Home(home).views)
        known = marked(chain.rows, chain_id, tags)
        for address in addresses:
            try:
                row_of(chain.rows, address, chain_id)
                yield exposure_of(chain.rows, chain_id, written(address, chain_id), tags, known, rule=rule, eps=eps)
            except (BadInputError, NotFoundError) as error:
                refused(error)
    finally:
        chain.close()
