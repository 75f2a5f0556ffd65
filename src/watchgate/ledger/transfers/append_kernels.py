"""Inputs meet the outputs they take: rows, values, and what cannot be."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.batch import COINS_MAX

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
UNSPENT = 0xFFFFFFFF
FINE, LATER, NO_OUTPUT, SPENT, VALUE, MORE = 0, 1, 2, 3, 4, 5
"""What was found wrong: spends what comes after it, an output that is not there, one that is spent already, another
value than the output has; more goes out than comes in."""


@kernel
def resolve(
    first: int,
    input_end: Longs,
    spent_tx: Rows,
    spent_index: Longs,
    value: Longs,
    tx_out: Longs,
    out_value: Longs,
    spent_by: Rows,
    in_out: Rows,
) -> Any:
    """Give each input of the transactions from row `first` on the row of its output and its value.

    `spent_tx`: the row of the transaction that it spends from; `tx_out`: cumulative ends, with a 0 in front. `spent_by`
    is changed. Answers (what is wrong, transaction from 0, input).
    """
    start = np.int64(0)
    for tx in range(len(input_end)):
        for at in range(start, input_end[tx]):
            origin = np.int64(spent_tx[at])
            if origin >= first + tx:
                return LATER, tx, at
            row = tx_out[origin] + spent_index[at]
            if row >= tx_out[origin + 1]:
                return NO_OUTPUT, tx, at
            if spent_by[row] != UNSPENT:
                return SPENT, tx, at
            if value[at] >= 0 and value[at] != out_value[row]:
                return VALUE, tx, at
            value[at] = out_value[row]
            spent_by[row] = np.uint32(first + tx)
            in_out[at] = np.uint32(row)
        start = input_end[tx]
    return FINE, 0, 0


@kernel
def infer_values(input_end: Longs, output_end: Longs, value: Longs, output_value: Longs) -> int:
    """Inputs whose value nobody says (UNKNOWN) share what the outputs need beyond the others: a lower bound, in place.

    Answers how many were inferred.
    """
    inferred = 0
    start, out_start = np.int64(0), np.int64(0)
    for tx in range(len(input_end)):
        unknown, needed = 0, np.int64(0)
        for at in range(start, input_end[tx]):
            if value[at] < 0:
                unknown += 1
            elif needed > -COINS_MAX:
                needed -= value[at]
        if unknown:
            for at in range(out_start, output_end[tx]):
                needed += output_value[at]
                if needed > COINS_MAX:
                    break  # refused by `balance`
            needed = max(needed, np.int64(0))
            for at in range(start, input_end[tx]):
                if value[at] < 0:
                    share = needed // unknown
                    value[at] = share
                    needed -= share
                    unknown -= 1
                    inferred += 1
        start, out_start = input_end[tx], output_end[tx]
    return inferred


@kernel
def balance(input_end: Longs, value: Longs, output_end: Longs, output_value: Longs, fee: Longs) -> int:
    """The fee of each transaction; a coinbase has none. The first that gives more than it takes, or more than there are
    coins, or -1. Each value is at most COINS_MAX, so that a sum is looked at before it can overflow."""
    start, out_start = np.int64(0), np.int64(0)
    for tx in range(len(input_end)):
        total, given = np.int64(0), np.int64(0)
        for at in range(start, input_end[tx]):
            total += value[at]
            if total > COINS_MAX:
                return tx
        for at in range(out_start, output_end[tx]):
            given += output_value[at]
            if given > COINS_MAX:
                return tx
        coinbase = start == input_end[tx]
        fee[tx] = 0 if coinbase else total - given
        if not coinbase and total < given:
            return tx
        start, out_start = input_end[tx], output_end[tx]
    return -1
