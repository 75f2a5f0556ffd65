"""Downstream: which of some addresses received anything, however little, that came by way of others.

What a tag more or less may change, for whoever was asked about before: a superset, from which no share is cut. What is
reached is followed one by one, which costs what is reached; where that is much, the rest of the chain is swept once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
SWEEP_FROM = 50
"""Of so many transactions one is followed by itself: a step costs some thirty times one of a sweep."""


def downstream(chain: UtxoChain, sources: Iterable[str], among: Collection[str]) -> set[str]:
    """Those of `among` that may have received something of what `sources` gave, by any number of hops."""
    begun, asked = _rows(chain, sources), _rows(chain, among)
    if not begun or not asked:
        return set()
    received = received_downstream(chain, begun)
    return {text for row, text in asked.items() if received[row]}


def received_downstream(chain: UtxoChain, sources: Iterable[int]) -> Marks:
    """1 for each address, by row, that may have received something of what these gave."""
    outputs = np.concatenate([chain.outputs_to(row) for row in sources])
    received = np.zeros(chain.counts.addresses, np.uint8)
    transactions = chain.counts.transactions
    reached, waiting = np.zeros(transactions, np.uint8), np.empty(transactions, np.uint32)
    tx_out, out_address = chain.view("tx_out"), chain.view("out_address")
    most = transactions // SWEEP_FROM
    if not reach(outputs, tx_out, chain.view("spent_by"), out_address, most, reached, waiting, received):
        sweep(chain.view("tx_in"), chain.view("in_tx"), tx_out, out_address, reached, received)
    return received


@kernel
def reach(
    outputs: Longs,
    tx_out: Longs,
    spent_by: Rows,
    out_address: Rows,
    most: int,
    reached: Marks,
    waiting: Rows,
    received: Marks,
) -> bool:
    """Mark in `received` who gets anything from the transactions that take `outputs`, and from all that follow.

    `reached`, all 0 before, marks transactions; `waiting` has room for all of them. False where more than `most` were
    followed: then `sweep` goes on.
    """
    size, followed = 0, 0
    for at in range(len(outputs)):
        taker = np.int64(spent_by[outputs[at]])
        if taker < len(reached) and not reached[taker]:
            reached[taker] = np.uint8(1)
            waiting[size] = np.uint32(taker)
            size += 1
    while size:
        if followed > most:
            return False
        followed += 1
        size -= 1
        tx = np.int64(waiting[size])
        for row in range(tx_out[tx], tx_out[tx + 1]):
            address = np.int64(out_address[row])
            if address < len(received):
                received[address] = np.uint8(1)
            taker = np.int64(spent_by[row])
            if taker < len(reached) and not reached[taker]:
                reached[taker] = np.uint8(1)
                waiting[size] = np.uint32(taker)
                size += 1
    return True


@kernel
def sweep(tx_in: Longs, in_tx: Rows, tx_out: Longs, out_address: Rows, reached: Marks, received: Marks) -> None:
    """The same in one pass: a transaction is reached that was, or that takes from one that is."""
    for tx in range(len(reached)):
        found = reached[tx]
        if not found:
            for at in range(tx_in[tx], tx_in[tx + 1]):
                if reached[np.int64(in_tx[at])]:
                    found = np.uint8(1)
                    break
        if not found:
            continue
        reached[tx] = np.uint8(1)
        for row in range(tx_out[tx], tx_out[tx + 1]):
            address = np.int64(out_address[row])
            if address < len(received):
                received[address] = np.uint8(1)


def _rows(chain: UtxoChain, addresses: Iterable[str]) -> dict[int, str]:
    listed = [one for one in dict.fromkeys(addresses) if one.isascii()]
    rows = chain.text_keys.find(strings([chain.as_stored(one) for one in listed])) if listed else np.zeros(0, np.uint32)
    return {int(row): text for row, text in zip(rows, listed, strict=True) if row != ABSENT}
