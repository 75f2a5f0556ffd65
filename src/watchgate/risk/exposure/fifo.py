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
from watchgate.risk.names.engine.search_fetch import fetch

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
MINED, OUTSIDE, CUT, STEPS = 0, 1, 2, 3
AT_ONCE = 64
"""Stretches that are followed side by side: each is a row here and a row there, and the processor waits for many at
once. In which order stretches are followed changes no amount."""
NEAR = 8
"""What most transactions take at most, and is asked of memory beforehand; the rest when it is walked to."""


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
    taken: Longs,
    found: Longs,
    amount: Longs,
    rest: Longs,
) -> int:
    """Follow all of `output`, of transaction `origin`, back to where its coins were labelled, mined or not read.

    `amount[c]`: satoshi of category c. `rest`: satoshi mined, outside, cut, and then how many stretches were followed.
    `found` receives (labelled output, amount, hops) for each stretch that ends at a label, as far as it has rows.
    `stack`: a row of five for each stretch that waits; one that finds no row, or comes after `steps_max`, is cut.
    `taken`: AT_ONCE rows of five, working room. Answers how many rows of `found` are filled; amounts and the first
    three of rest are the value of the output.
    """
    many = 0
    steps = np.int64(0)
    depth = 1
    stack[0, 0], stack[0, 1], stack[0, 2], stack[0, 3], stack[0, 4] = output, origin, 0, out_value[output], 1
    while depth:
        some = min(depth, AT_ONCE)
        depth -= some
        for one in range(some):
            for column in range(5):
                taken[one, column] = stack[depth + one, column]
            tx = taken[one, 1]
            start, end = tx_in[tx], tx_in[tx + 1]
            if start < end:
                for at in (start, min(start + NEAR, end - 1)):
                    fetch(in_value, at)
                    fetch(in_out, at)
                    fetch(in_tx, at)
                fetch(out_value, tx_out[tx])
        for one in range(some):
            row, tx, low = taken[one, 0], taken[one, 1], taken[one, 2]
            high, hops = taken[one, 3], taken[one, 4]
            steps += 1
            start, end = tx_in[tx], tx_in[tx + 1]
            if start == end:
                rest[OUTSIDE if tx_block[tx] == NO_BLOCK else MINED] += high - low
                continue
            if steps > steps_max:
                rest[CUT] += high - low
                continue
            for other in range(tx_out[tx], row):
                low += out_value[other]
                high += out_value[other]
            left = np.int64(0)
            marked = special[tx] != 0
            for at in range(start, end):
                right = left + in_value[at]
                first, last = max(low, left), min(high, right)
                if first < last:
                    source, maker = np.int64(in_out[at]), np.int64(in_tx[at])
                    mark = np.int64(label[source]) if marked else np.int64(0)
                    if mark:
                        amount[mark] += last - first
                        if many < len(found):
                            found[many, 0], found[many, 1], found[many, 2] = source, last - first, hops
                            many += 1
                    elif depth < len(stack):
                        fetch(tx_in, int(maker))
                        fetch(tx_in, int(maker) + 1)
                        fetch(tx_out, int(maker))
                        fetch(special, int(maker))
                        stack[depth, 0], stack[depth, 1], stack[depth, 2] = source, maker, first - left
                        stack[depth, 3], stack[depth, 4] = last - left, hops + 1
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
