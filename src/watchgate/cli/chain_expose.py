"""Exposure for the command line: chain, tags and labels opened once for all addresses asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from watchgate.cli.chain_address import row_of, written
from watchgate.cli.chain_worth import Money, tags_and_prices
from watchgate.ledger.home import Home
from watchgate.ledger.interface import Ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.errors import BadInputError, NotFoundError, WatchgateError
from watchgate.risk.exposure.answer import Answer, exposure_of, marked
from watchgate.risk.exposure.received import received_by
from watchgate.risk.exposure.worth import valuing
from watchgate.risk.exposure.worth_shares import worth_of


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
    money: Money | None = None,
) -> Iterator[Answer]:
    """One answer for each address, in order. What is no address, or not in what was read, is told to `refused`.

    `position`: as the chain, tags and prices were known then. `money`: the currency sums are given in as well."""
    money = money or Money()
    chain = Chain(Home(home), ledger, chain_id, position=position)
    try:
        tags, prices = tags_and_prices(ledger, home, position)
        how = valuing(prices, chain_id, currency=money.currency, age_hours=money.age_hours)
        known = marked(chain.rows, chain_id, tags)
        for address in addresses:
            try:
                row = row_of(chain.rows, address, chain_id)
                text = written(address, chain_id)
                answer = exposure_of(chain.rows, chain_id, text, tags, known, rule=rule, eps=eps)
                outputs, net = received_by(chain.rows, row)
                worth = worth_of(chain.rows, known, outputs, net.tolist(), how, rule=rule, eps=eps)
                yield msgspec.structs.replace(answer, worth=worth)
            except (BadInputError, NotFoundError) as error:
                refused(error)
    finally:
        chain.close()
