"""FIFO forward: what very coins every output of a chain holds, in one pass (Anderson et al. 2018).

Inputs form one queue in their order, and outputs take from it in theirs; what is left over is the fee. A labelled
output is wholly of its category, whatever came before it. Only outputs that hold coins of a category are written down,
as stretches from front to back, so that a chain in which little is labelled costs little more than reading it once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import WatchgateError
from watchgate.risk.exposure.views import Labels

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
FIRST_ROOM = 1 << 16
STRETCHES_MAX = 1 << 28
"""Two and a half gigabytes."""


class Held(NamedTuple):
    """Stretches of all outputs that hold coins of a category. `begin[output]`: its first stretch and one, or 0 where it
    holds none; its stretches go on until they are its value. `category` is 0 for coins that no label explains."""

    begin: Rows
    category: Marks
    amount: Longs

    def of(self, output: int, value: int) -> list[tuple[int, int]]:
        """(category, satoshi) of an output worth `value`, from front to back; empty where it holds none."""
        found: list[tuple[int, int]] = []
        at = int(self.begin[output]) - 1
        while at >= 0 and value > 0:
            found.append((int(self.category[at]), int(self.amount[at])))
            value -= int(self.amount[at])
            at += 1
        return found


def coins_held(chain: UtxoChain, labels: Labels, *, stretches: int = FIRST_ROOM) -> Held:
    """What each output holds by FIFO, other than by its own label; `stretches`: how many there is room for at first."""
    begin = np.zeros(chain.counts.outputs, np.uint32)
    bad = np.zeros(chain.counts.transactions, np.uint8)
    names = ("tx_in", "tx_out", "in_tx", "in_out", "in_value", "out_value")
    tx_in, tx_out, in_tx, in_out, in_value, out_value = (chain.view(name) for name in names)
    special = labels.special(chain)
    category, amount = np.empty(stretches, np.uint8), np.empty(stretches, np.int64)
    tx, used = 0, 0
    while True:
        room = (special, labels.label, bad, begin, category, amount)
        tx, used = sweep(tx, used, tx_in, tx_out, in_tx, in_out, in_value, out_value, *room)
        if tx == len(bad):
            return Held(begin, category[:used], amount[:used])
        if len(category) >= STRETCHES_MAX:
            raise WatchgateError(
                f"more than {STRETCHES_MAX:,} stretches of labelled coins", hint="label fewer addresses"
            )
        category = np.concatenate((category, np.empty_like(category)))
        amount = np.concatenate((amount, np.empty_like(amount)))


@kernel
def sweep(
    first: int,
    used: int,
    tx_in: Longs,
    tx_out: Longs,
    in_tx: Rows,
    in_out: Rows,
    in_value: Longs,
    out_value: Longs,
    special: Marks,
    label: Marks,
    bad: Marks,
    begin: Rows,
    category: Marks,
    amount: Longs,
) -> tuple[int, int]:
    """Transactions from `first` on, `used` stretches being written; answers the next one, and how many are then.

    It stops short where the next transaction finds no room. `bad[t]`: whether an output of t holds labelled coins.
    """
    for tx in range(first, len(bad)):
        start, end = tx_in[tx], tx_in[tx + 1]
        met = special[tx]
        for at in range(start, end):
            met |= bad[np.int64(in_tx[at])]
        if not met:
            continue
        before = used
        at, place = start - 1, np.int64(-1)
        rest, left, mark = np.int64(0), np.int64(0), np.uint8(0)  # of the input, of its stretch, whose that is
        for output in range(tx_out[tx], tx_out[tx + 1]):
            opened, wanted, holds = used, out_value[output], False
            while wanted > 0:
                if left == 0:
                    if rest == 0:
                        at += 1
                        mark, place, rest = np.uint8(0), np.int64(-1), wanted
                        if at < end:
                            taken = np.int64(in_out[at])
                            rest = in_value[at]
                            mark = label[taken] if special[tx] else np.uint8(0)
                            place = np.int64(begin[taken]) - 1 if mark == 0 else np.int64(-1)
                    left = rest
                    if place >= 0:
                        mark, left = category[place], amount[place]
                        place += 1
                    rest -= left
                    continue
                part = min(left, wanted)
                if used > opened and category[used - 1] == mark:
                    amount[used - 1] += part
                elif used < len(category):
                    category[used], amount[used] = mark, part
                    used += 1
                else:
                    return tx, before
                holds = holds or mark != 0
                left -= part
                wanted -= part
            if holds:
                begin[output] = np.uint32(opened + 1)
                bad[tx] = 1
            else:
                used = opened
    return len(bad), used
