"""Haircut (Möser et al. 2014): each output of a transaction carries the same share of each category as its inputs do.

One pass in topological order, one ratio a transaction. `special[t]` is set where a transaction takes a labelled output:
only there are labels looked at, so that labels, which are few, cost nothing elsewhere. A labelled output is a source of
its category and ends what came before it: whoever holds it is known. The share of fees is dropped.

Rows that were never read carry nothing: what of a trail ends in them is counted by `outside_share`, never as clean.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel

Floats = npt.NDArray[np.float32]
Table = npt.NDArray[np.float32]
Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]


@kernel
def one_category(
    tx_in: Longs, in_tx: Rows, in_value: Longs, in_out: Rows, special: Marks, label: Marks, wanted: int, ratio: Floats
) -> None:
    """The share of category `wanted` in each transaction, 0 to 1, into `ratio`.

    `label`: the category of an output, 0 for none. All arrays as in UtxoChain.
    """
    for tx in range(len(ratio)):
        start, end = tx_in[tx], tx_in[tx + 1]
        total, tainted = 0.0, 0.0
        if special[tx]:
            for at in range(start, end):
                value = float(in_value[at])
                total += value
                mark = label[np.int64(in_out[at])]
                if mark == wanted:
                    tainted += value
                elif mark == 0:
                    tainted += np.float64(ratio[np.int64(in_tx[at])]) * value
        elif end == start + 1:
            ratio[tx] = ratio[np.int64(in_tx[start])] if in_value[start] > 0 else np.float32(0.0)
            continue
        else:
            for at in range(start, end):
                value = float(in_value[at])
                total += value
                tainted += np.float64(ratio[np.int64(in_tx[at])]) * value
        ratio[tx] = np.float32(tainted / total) if total > 0.0 else np.float32(0.0)


@kernel
def many_categories(
    tx_in: Longs, in_tx: Rows, in_value: Longs, in_out: Rows, special: Marks, label: Marks, ratio: Table
) -> None:
    """The share of categories 1 to K in each transaction, into ratio[t, 0] to ratio[t, K - 1]."""
    many = ratio.shape[1]
    sums = np.zeros(many, np.float64)
    for tx in range(len(ratio)):
        start, end = tx_in[tx], tx_in[tx + 1]
        marked = special[tx] != 0
        if end == start + 1 and not marked:
            origin = np.int64(in_tx[start])
            if in_value[start] > 0:
                for category in range(many):
                    ratio[tx, category] = ratio[origin, category]
            else:
                for category in range(many):
                    ratio[tx, category] = np.float32(0.0)
            continue
        total = 0.0
        for category in range(many):
            sums[category] = 0.0
        for at in range(start, end):
            value = float(in_value[at])
            total += value
            mark = label[np.int64(in_out[at])] if marked else np.uint8(0)
            if mark:
                if mark <= many:
                    sums[np.int64(mark) - 1] += value
            else:
                origin = np.int64(in_tx[at])
                for category in range(many):
                    sums[category] += np.float64(ratio[origin, category]) * value
        share = 1.0 / total if total > 0.0 else 0.0
        for category in range(many):
            ratio[tx, category] = np.float32(sums[category] * share)


@kernel
def poison(tx_in: Longs, in_tx: Rows, in_out: Rows, special: Marks, label: Marks, wanted: int, bad: Marks) -> None:
    """Whether any part of a transaction, however small, came from category `wanted`: a flag, useless alone."""
    for tx in range(len(bad)):
        found = np.uint8(0)
        marked = special[tx] != 0
        for at in range(tx_in[tx], tx_in[tx + 1]):
            mark = label[np.int64(in_out[at])] if marked else np.uint8(0)
            if mark == wanted or (mark == 0 and bad[np.int64(in_tx[at])]):
                found = np.uint8(1)
                break
        bad[tx] = found


@kernel
def mark_special(outputs: Longs, spent_by: Rows, special: Marks) -> None:
    """The transactions that take one of the labelled `outputs`."""
    for at in range(len(outputs)):
        taker = spent_by[outputs[at]]
        if np.int64(taker) < len(special):
            special[np.int64(taker)] = np.uint8(1)


@kernel
def mark_outputs(address: Rows, categories: Marks, label: Marks) -> None:
    """The category of each output's address; what has no address has none."""
    for at in range(len(label)):
        row = np.int64(address[at])
        if row < len(categories):
            label[at] = categories[row]
