"""FIFO backward (Anderson et al. 2018): which very coins an output holds, by the rule of Clayton's Case.

Inputs form one queue in their order, outputs take from it in theirs, fees take what is left. So a stretch of an output
is a stretch of inputs, and following it back is exact: nothing is shared out, nothing is lost. This is the evidential
path; haircut is the figure for exposure.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.key_kernels import NO_BLOCK

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
MINED, OUTSIDE, CUT, STEPS = 0, 1, 2, 3


@kernel
def fifo_back(
    output: int,
    origin: int,
    tx_in: Longs,
    tx_out: Longs,
    in_tx: Rows,
    in_value: Longs,
    in_out: Rows,
    out_value: Longs,
    tx_block: Rows,
    special: Marks,
    label: Marks,
    steps_max: int,
    stack: Longs,
    found: Longs,
    amount: Longs,
    rest: Longs,
) -> int:
    """Follow all of `output`, of transaction `origin`, back to where its coins were labelled, mined or not read.

    `amount[c]`: satoshi of category c. `rest`: satoshi mined, outside, cut, and then how many stretches were followed.
    `found` receives (labelled output, amount, hops) for each stretch that ends at a label, flat, as far as it has room.
    `stack`: working room, five numbers a stretch; a stretch that has no room, or comes after `steps_max` steps, is cut.
    Answers how many stretches `found` has; amounts and the first three of rest are the value of the output.
    """
    many = 0
    steps = np.int64(0)
    depth = 1
    stack[0], stack[1], stack[2], stack[3], stack[4] = output, origin, 0, out_value[output], 1
    while depth:
        depth -= 1
        row, tx = stack[5 * depth], stack[5 * depth + 1]
        low, high, hops = stack[5 * depth + 2], stack[5 * depth + 3], stack[5 * depth + 4]
        steps += 1
        start, end = tx_in[tx], tx_in[tx + 1]
        if start == end:
            rest[OUTSIDE if tx_block[tx] == NO_BLOCK else MINED] += high - low
            continue
        if steps > steps_max:
            rest[CUT] += high - low
            continue
        before = np.int64(0)
        for other in range(tx_out[tx], row):
            before += out_value[other]
        low += before
        high += before
        left = np.int64(0)
        marked = special[tx] != 0
        for at in range(start, end):
            right = left + in_value[at]
            first, last = max(low, left), min(high, right)
            if first < last:
                taken = np.int64(in_out[at])
                mark = np.int64(label[taken]) if marked else np.int64(0)
                if mark:
                    amount[mark] += last - first
                    if 3 * many + 3 <= len(found):
                        found[3 * many], found[3 * many + 1], found[3 * many + 2] = taken, last - first, hops
                        many += 1
                elif 5 * depth + 5 <= len(stack):
                    stack[5 * depth], stack[5 * depth + 1] = taken, np.int64(in_tx[at])
                    stack[5 * depth + 2], stack[5 * depth + 3] = first - left, last - left
                    stack[5 * depth + 4] = hops + 1
                    depth += 1
                else:
                    rest[CUT] += last - first
            left = right
            if left >= high:
                break
        if high > left:
            rest[OUTSIDE] += high - max(low, left)
    rest[STEPS] = steps
    return many
