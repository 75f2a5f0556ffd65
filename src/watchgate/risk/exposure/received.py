"""What an address received from others: what it gave itself in the same transaction is change, and no income.

Counted as income, change would let its holder thin what came from a thief by paying himself, or blow up its sum.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.utxo import UtxoChain

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]


def received_by(chain: UtxoChain, address: int) -> tuple[Longs, Longs]:
    """The outputs of an address, and what of each came from others, in satoshi.

    An output counts less what the address itself put into its transaction, the first outputs first. Where nothing is
    left of any, all count whole: then no more is known than that it moved its own.
    """
    outputs = chain.outputs_to(address)
    gross = np.array(chain.view("out_value")[outputs])
    origin = np.searchsorted(chain.view("tx_out"), outputs, "right").astype(np.int64) - 1
    net = np.zeros(len(outputs), np.int64)
    columns = (chain.view("tx_in"), chain.view("in_out"), chain.view("in_value"), chain.view("out_address"))
    take_change_off(origin, gross, address, *columns, net)
    return outputs, net if net.any() else gross


@kernel
def take_change_off(
    origin: Longs,
    gross: Longs,
    address: int,
    tx_in: Longs,
    in_out: Rows,
    in_value: Longs,
    out_address: Rows,
    net: Longs,
) -> None:
    """`net[i]`: what is left of `gross[i]`, an output of transaction `origin[i]`, less what the address put in.

    Outputs come in order, so that those of one transaction stand together.
    """
    own, before = np.int64(0), np.int64(-1)
    for at in range(len(origin)):
        tx = origin[at]
        if tx != before:
            own, before = np.int64(0), tx
            for place in range(tx_in[tx], tx_in[tx + 1]):
                if np.int64(out_address[np.int64(in_out[place])]) == address:
                    own += in_value[place]
        taken = min(own, gross[at])
        own -= taken
        net[at] = gross[at] - taken
