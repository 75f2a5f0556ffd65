"""Token transfers of an account chain as moves: as the contract says; what comes from the zero address is made.

They are most of what such a chain writes, and so are read by column: what all rows of one hold at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from watchgate.ledger.transfers.account_batch import MADE, ROUNDED, TOKEN
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_files import FileRows
from watchgate.watch.chains.account_moves import (
    BY_LOG,
    Move,
    OfBlock,
    each_row,
    index_in,
    name_in,
    of_block_in,
    once_a_block,
    placed,
)
from watchgate.watch.chains.account_values import (
    ZERO_ADDRESS,
    Addresses,
    are_units,
    hashes_in,
    number_in,
    numbers_in,
    units_in,
)


def token_transfers(
    rows: FileRows,
    addresses: Addresses,
    coin: str,
    index_of: Callable[[int, bytes, int], tuple[bytes, int]],
    *,
    alone: bool,
) -> Iterator[tuple[OfBlock, Move]]:
    """Each event of a token's contract, with what it says of its block: the same object for rows that say the same.

    `alone`: no transactions were read that they have to be among."""
    zero, row = ZERO_ADDRESS[coin], 0
    hashes = rows.each("transaction_hash", name_in, hashes_in)
    indexes = rows.each("transaction_index", index_in, _no_index)
    givers, takers, assets = (
        rows.each(name, addresses.named, addresses.all_named)
        for name in ("from_address", "to_address", "token_address")
    )
    places = rows.each("log_index", lambda cell: number_in(cell, "log_index"), numbers_in)
    values, rounded = _values(rows)
    blocks = _of_blocks(rows)
    try:
        for row, (of_block, name, index, giver, taker, asset, units, mark, place) in enumerate(  # noqa: B007 (errors)
            zip(blocks, hashes, indexes, givers, takers, assets, values, rounded, places, strict=True)
        ):
            height = of_block[0]
            number = index if alone and name else index_of(height, name, index)[1]
            sender, kind = ("", MADE) if giver == zero else (giver, TOKEN)
            yield (
                of_block,
                Move(height, number, BY_LOG, (place,), place, name, sender, taker, asset, units, kind, mark),
            )
    except BadInputError as error:
        raise placed(error, rows, row) from error


def _no_index(cells: Sequence[Any]) -> list[int] | None:
    """Of a column that says nothing; None where it does."""
    return [-1] * len(cells) if set(map(type, cells)) == {type(None)} else None


def _values(rows: FileRows) -> tuple[Sequence[int], Sequence[int]]:
    """The values of a column, and the mark of each."""
    cells = rows.of("value")
    if are_units(cells):
        return cells, bytes(len(cells))
    pairs = rows.each("value", units_in)
    return [units for units, _ in pairs], [ROUNDED if rounded else 0 for _, rounded in pairs]


def _of_blocks(rows: FileRows) -> list[OfBlock]:
    """What each row says of its block."""
    columns = (rows.of("block_number"), rows.of("block_hash"), rows.of("block_timestamp"))
    try:
        return list(map(once_a_block, *columns))
    except (BadInputError, TypeError):
        return list(
            each_row(rows, ("block_number", "block_hash", "block_timestamp"), lambda _row, cells: of_block_in(*cells))
        )
