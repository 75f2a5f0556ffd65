"""Withdrawals of validators, as blocks of Ethereum list them since April 2023: value that consensus gives.

No transaction says so. They come behind all transactions of their block, like a reward, and so under the block's own
hash; amounts are in gwei. What somebody staked comes back this way and cannot be told from what was earned: the way
back to the deposit ends here. https://eips.ethereum.org/EIPS/eip-4895
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from watchgate.ledger.transfers.account_batch import MADE
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_files import FileRows
from watchgate.watch.chains.account_moves import BY_TRACE, LAST, About, Move, each_row
from watchgate.watch.chains.account_values import Addresses, hash_in, number_in, seconds_in

GWEI = 10**9
AFTER_REWARDS = 1 << 62
"""Rewards are ordered by their rows, and withdrawals come behind them."""


class Withdrawal(msgspec.Struct, frozen=True):
    """One of a block. `index` counts them over the whole chain."""

    index: int
    address: str
    amount: int


def withdrawals(rows: FileRows, addresses: Addresses) -> Iterator[tuple[About, list[Move]]]:
    """Each block that has any, with its moves; BadInputError where they are out of order or twice."""

    def said(_row: int, cells: tuple[Any, ...]) -> tuple[About, list[Move]] | None:
        number, block_hash, time, listed = cells
        found = _listed(listed)
        if not found:
            return None
        height = number_in(number, "number")
        for at, one in enumerate(found):
            if at and one.index <= found[at - 1].index:
                raise BadInputError(f"withdrawal {one.index} comes behind withdrawal {found[at - 1].index}")
            if not 0 <= one.amount < 1 << 64:
                raise BadInputError(f"withdrawal {one.index} has the amount {one.amount}, in gwei of 64 bits")
            if not one.address:
                raise BadInputError(f"withdrawal {one.index} names no address")
        about = About(height, hash_in(block_hash, "hash"), seconds_in(time), b"", LAST)
        return about, [
            Move(
                height,
                LAST,
                BY_TRACE,
                (AFTER_REWARDS, one.index),
                at,
                b"",
                "",
                addresses.written(one.address),
                "",
                one.amount * GWEI,
                MADE,
                0,
            )
            for at, one in enumerate(found)
            if one.amount
        ]

    return each_row(rows, ("number", "hash", "timestamp", "withdrawals"), said)


def _listed(cell: Any) -> list[Withdrawal]:
    """A list, or the text of one; ethereum-etl's CSV leaves the brackets out."""
    if cell in (None, "", []):
        return []
    try:
        if isinstance(cell, str):
            text = cell.strip()
            cell = msgspec.json.decode(text if text.startswith("[") else f"[{text}]")
        return msgspec.convert(cell, list[Withdrawal], strict=False)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadInputError(f"withdrawals cannot be read: {error}") from error
