"""One tag more, or less: what haircut would say changes by a signed delta, pushed forward through what it touches.

Haircut is linear in its labels, so that a tag that arrives, is corrected or is taken back is one operation, and taking
it back with `eps` 0, or on a chain that has not grown, is the exact inverse. Where a delta has thinned to less than
`eps` of a transaction's value it stops, and what is lost by that is added up and told: the ratio of no transaction is
further from the exact one than the lost amount over the value of the transaction.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.risk.exposure.waiting import put, take

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
Doubles = npt.NDArray[np.float64]


@kernel
def push_forward(
    outputs: Longs,
    share: Doubles,
    tx_in: Longs,
    tx_out: Longs,
    in_tx: Rows,
    in_value: Longs,
    in_out: Rows,
    spent_by: Rows,
    label: Marks,
    eps: float,
    dust: float,
    change: Doubles,
    waiting: Marks,
    own: Doubles,
    heap: Longs,
    touched: Longs,
    lost: Doubles,
) -> int:
    """The share of a category that `outputs` carry changes by `share` (-1 to 1).

    `change[t]`, all 0 before, is what the ratio of transaction t changes by. Other labelled outputs stop it. `waiting`
    marks what is on the heap, `own[t]` adds up what the outputs themselves bring in satoshi: both all 0, and left so.
    `touched` receives the transactions whose change is not 0, in order; where it has no room, what is left is lost.
    `lost[0]`: satoshi that were not followed. Answers how many were touched.
    """
    size, many = 0, 0
    transactions = np.int64(len(tx_in) - 1)
    for at in range(len(outputs)):
        taker = spent_by[outputs[at]]
        if np.int64(taker) >= transactions:
            continue
        tx = np.int64(taker)
        if not waiting[tx]:
            if size >= len(heap):
                lost[0] += abs(share[at])
                continue
            waiting[tx] = np.uint8(1)
            size = put(heap, size, tx)
        for place in range(tx_in[tx], tx_in[tx + 1]):
            if np.int64(in_out[place]) == outputs[at]:
                own[tx] += share[at] * float(in_value[place])
                break
    while size:
        tx = heap[0]
        size = take(heap, size)
        waiting[tx] = np.uint8(0)
        total, moved = 0.0, own[tx]
        own[tx] = 0.0
        for at in range(tx_in[tx], tx_in[tx + 1]):
            value = float(in_value[at])
            total += value
            if label[np.int64(in_out[at])] == 0:
                moved += change[np.int64(in_tx[at])] * value
        if moved == 0.0 or total <= 0.0:
            continue
        if abs(moved) < eps * total or abs(moved) < dust or many >= len(touched):
            lost[0] += abs(moved)
            continue
        change[tx] = moved / total
        touched[many] = tx
        many += 1
        for row in range(tx_out[tx], tx_out[tx + 1]):
            taker = spent_by[row]
            if np.int64(taker) >= transactions or label[row]:
                continue
            further = np.int64(taker)
            if waiting[further]:
                continue
            if size >= len(heap):
                lost[0] += abs(change[tx]) * total
                continue
            waiting[further] = np.uint8(1)
            size = put(heap, size, further)
    return many
