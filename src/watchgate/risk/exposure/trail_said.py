"""The path of the very coins in words, beside the shares of an exposure that holds: what a person looks at first."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.account_answer import carried_in, received_in
from watchgate.risk.exposure.account_ground import asset_of
from watchgate.risk.exposure.answer import Answer
from watchgate.risk.exposure.asset_rows import row_of_asset
from watchgate.risk.exposure.assets import Asset
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.received import received_by
from watchgate.risk.exposure.trail import Trail, largest_trail

Longs = npt.NDArray[np.int64]
COIN = 10**8
NAMED = 8
"""Transactions of a path that are named; of a longer one the first and the last."""


def trail_said(
    chain: UtxoChain, known: Marked, answer: Answer, categories: Collection[str], *, transaction: bool
) -> str:
    """By FIFO the largest part of what `answer` is about that came from `categories`. `transaction`: it is about one,
    and not about an address."""
    asset = asset_of(answer) if isinstance(chain, AccountChain) else None
    outputs = _asked(chain, answer, asset, transaction=transaction)
    wanted = {number for number, one in enumerate(known.categories) if number and one in categories}
    found = largest_trail(chain, known.labels, outputs, wanted)
    if found.trail is not None:
        return f"by FIFO {_path(chain, known, found.trail, asset)}"
    if found.all_seen:
        return "by FIFO none of the very coins came from there"
    return "by FIFO not among the largest stretches of the very coins, as far as they were followed"


def _path(chain: UtxoChain, known: Marked, trail: Trail, asset: Asset | None) -> str:
    tag = known.tag_at(chain, trail.output)
    address = chain.text_keys.text(int(chain.view("out_address")[trail.output]))
    amount = f"{asset.amount(trail.units)} {asset.symbol}" if asset is not None else f"{trail.units / COIN:,.8f}"
    hashes = list(dict.fromkeys(chain.hash_of(row) for row in trail.through))
    if len(hashes) > NAMED:
        hashes = [*hashes[: NAMED // 2], f"{len(hashes) - NAMED} more", *hashes[-NAMED // 2 :]]
    named = f" [statement {tag.statement}]" if tag is not None else ""
    return f"{amount} came from {address}{named} by way of {', '.join(hashes)}"


def _asked(chain: UtxoChain, answer: Answer, asset: Asset | None, *, transaction: bool) -> Longs:
    """The outputs that an answer is about."""
    if isinstance(chain, AccountChain) and asset is not None:
        number = row_of_asset(chain, asset)
        assert number is not None
        if transaction:
            carried = carried_in(chain, answer.address)
            of_asset: Longs = carried[chain.asset_of(carried) == number]
            return of_asset
        return received_in(chain, chain.address(answer.address) or 0, number)
    if transaction:
        return np.array(chain.outputs_of(chain.transaction(answer.address) or 0), np.int64)
    outputs, net = received_by(chain, chain.address(answer.address) or 0)
    return outputs[net > 0]
