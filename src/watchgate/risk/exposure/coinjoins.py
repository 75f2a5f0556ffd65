"""CoinJoins: transactions in which several holders pay together, so that their inputs join nobody.

Each is a graded guess from the shape of a transaction alone, after the detectors that GraphSense publishes:

| kind | shape |
|---|---|
| Whirlpool | 5 to 10 inputs and as many outputs, all of one pool's value (0.001, 0.01, 0.05, 0.5 BTC) |
| Wasabi 1 | 10 inputs or more; 3 outputs or more of one value within 5 % of 0.1 BTC |
| Wasabi 2 | 20 inputs or more, at most a tenth of one address; half of the outputs of a value that comes again |
| JoinMarket | 3 equal outputs or more, above dust, half of all outputs at least, no more than there are payers |

Four outputs or fewer of which exactly two are equal (Stonewall) is what one holder alone can make: it is none.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.utxo import UtxoChain

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
NAMES = ("", "whirlpool", "wasabi 1", "wasabi 2", "joinmarket")
WHIRLPOOL, WASABI_1, WASABI_2, JOINMARKET = 1, 2, 3, 4
DUST = 2_730
_TENTH = 10_000_000


def coinjoins(chain: UtxoChain) -> Marks:
    """The kind of each transaction, 0 for none."""
    found = np.zeros(chain.counts.transactions, np.uint8)
    columns = ("tx_in", "tx_out", "in_out", "out_value", "out_address")
    tx_in, tx_out, in_out, out_value, out_address = (chain.view(name) for name in columns)
    mark(tx_in, tx_out, in_out, out_value, out_address, found)
    return found


@kernel
def mark(tx_in: Longs, tx_out: Longs, in_out: Rows, out_value: Longs, out_address: Rows, found: Marks) -> None:
    """Look at every transaction with three inputs or more and three outputs or more."""
    for tx in range(len(found)):
        first, last = tx_out[tx], tx_out[tx + 1]
        start, end = tx_in[tx], tx_in[tx + 1]
        outputs, inputs = last - first, end - start
        if inputs < 3 or outputs < 3:
            continue
        values = np.sort(out_value[first:last])
        equal, repeated, common, run = 1, 0, values[0], 1
        for at in range(1, outputs + 1):
            if at < outputs and values[at] == values[at - 1]:
                run += 1
                continue
            if run > 1 and values[at - 1] > DUST:
                repeated += run
                if run > equal:
                    equal, common = run, values[at - 1]
            run = 1
        if equal < 3:
            continue
        payers = np.empty(inputs, np.uint32)
        for at in range(inputs):
            payers[at] = out_address[np.int64(in_out[start + at])]
        payers.sort()
        different, most, run = 1, 1, 1
        for at in range(1, inputs):
            run = run + 1 if payers[at] == payers[at - 1] else 1
            different += 1 if payers[at] != payers[at - 1] else 0
            most = max(most, run)
        pool = common in (100_000, 1_000_000, 5_000_000, 50_000_000)
        if pool and equal == outputs and outputs == inputs and 5 <= inputs <= 10:
            found[tx] = WHIRLPOOL
        elif inputs >= 10 and different >= 3 and abs(common - _TENTH) * 20 <= _TENTH:
            found[tx] = WASABI_1
        elif inputs >= 20 and most * 10 <= inputs and repeated * 2 >= outputs:
            found[tx] = WASABI_2
        elif equal * 2 >= outputs and different >= equal:
            found[tx] = JOINMARKET
