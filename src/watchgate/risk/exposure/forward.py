"""Forward trace: where coins went from here, hop by hop, by haircut, until a labelled address, the present or `hops`.

Each transaction is met once, in order, with all that reaches it; what a labelled output receives ends there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.views import Labels
from watchgate.risk.exposure.waiting import EMPTY, place_of, put, take

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
Doubles = npt.NDArray[np.float64]
LABELLED, HELD, FAR = 1, 2, 3
"""Why a flow ends: at a label, unspent, beyond the hops or the room."""


class Flow(NamedTuple):
    """`amount` satoshi went over `output`, taken by transaction `taker` (-1: by none), `hop` steps from the beginning.

    `end`: why it goes no further, 0 where it does.
    """

    output: int
    amount: float
    hop: int
    end: int
    taker: int


@kernel
def _reach(
    heap: Longs, size: int, slots: Rows, amount: Doubles, hop: Longs, touched: Longs, tx: Any, value: float, step: Any
) -> int:
    """`value` reaches `tx`; -1 where there is no room for it."""
    place = place_of(slots, tx)
    if slots[place] != EMPTY:
        amount[place] += value
        hop[place] = min(hop[place], step)
        return size
    if touched[0] + 1 >= len(touched):
        return -1
    touched[0] += 1
    touched[touched[0]] = place
    slots[place] = np.uint32(tx)
    amount[place] = value
    hop[place] = step
    return put(heap, size, tx)


@kernel
def follow(
    outputs: Longs,
    begun: Doubles,
    tx_in: Longs,
    tx_out: Longs,
    in_value: Longs,
    out_value: Longs,
    spent_by: Rows,
    kept: Marks,
    label: Marks,
    hops: int,
    least: float,
    heap: Longs,
    slots: Rows,
    amount: Doubles,
    hop: Longs,
    touched: Longs,
    flow_output: Longs,
    flow_amount: Doubles,
    flow_hop: Longs,
    flow_end: Marks,
    lost: Doubles,
) -> int:
    """Follow `begun` satoshi of each of `outputs`. Flows of less than `least` satoshi end as FAR.

    Answers how many flows there are; what is beyond the room of `flow_output` is added to `lost[0]`. What is taken by
    transactions that are not looked at (later ones) is held. `kept[o]` is 1 where output o stays with its sender, so
    that it is no step further (empty: nowhere).
    """
    size, many = 0, 0
    transactions = np.int64(len(tx_in) - 1)
    touched[0] = 0
    for at in range(len(outputs)):
        if many >= len(flow_output):
            lost[0] += begun[at]
            continue
        flow_output[many], flow_amount[many], flow_hop[many] = outputs[at], begun[at], 0
        flow_end[many] = HELD
        taker = spent_by[outputs[at]]
        if np.int64(taker) < transactions:
            found = _reach(heap, size, slots, amount, hop, touched, np.int64(taker), begun[at], np.int64(1))
            flow_end[many] = np.uint8(0) if found >= 0 else np.uint8(FAR)
            size = found if found >= 0 else size
        many += 1
    while size:
        tx = heap[0]
        size = take(heap, size)
        place = place_of(slots, tx)
        reached, step = amount[place], hop[place]
        total = 0.0
        for at in range(tx_in[tx], tx_in[tx + 1]):
            total += float(in_value[at])
        if total <= 0.0:
            continue
        share = reached / total
        for row in range(tx_out[tx], tx_out[tx + 1]):
            value = share * float(out_value[row])
            if value <= 0.0:
                continue
            if many >= len(flow_output):
                lost[0] += value
                continue
            far = step
            if len(kept) and kept[row] == 1:
                far -= 1
            flow_output[many], flow_amount[many], flow_hop[many] = row, value, far
            taker = spent_by[row]
            if label[row]:
                flow_end[many] = LABELLED
            elif np.int64(taker) >= transactions:
                flow_end[many] = HELD
            elif far >= hops or value < least:
                flow_end[many] = FAR
            else:
                found = _reach(heap, size, slots, amount, hop, touched, np.int64(taker), value, far + 1)
                flow_end[many] = np.uint8(0) if found >= 0 else np.uint8(FAR)
                size = found if found >= 0 else size
            many += 1
    for at in range(1, touched[0] + 1):
        slots[touched[at]] = np.uint32(EMPTY)
    return many


class ForwardRoom:
    """Working room for at most `transactions` and `flows`, used again and again."""

    def __init__(self, transactions: int = 1 << 15, flows: int = 1 << 17) -> None:
        slots = 1 << (2 * transactions - 1).bit_length()
        self.work = (
            np.zeros(transactions + 1, np.int64),
            np.full(slots, EMPTY, np.uint32),
            np.zeros(slots),
            np.zeros(slots, np.int64),
            np.zeros(transactions + 1, np.int64),
        )
        self.flows = (np.zeros(flows, np.int64), np.zeros(flows), np.zeros(flows, np.int64), np.zeros(flows, np.uint8))


def forward(
    chain: UtxoChain,
    labels: Labels,
    outputs: Longs,
    *,
    hops: int,
    least: float = 1.0,
    amounts: Longs | Doubles | None = None,
    room: ForwardRoom | None = None,
) -> tuple[list[Flow], float]:
    """The flows from `outputs` on, in order, and the satoshi there was no room to follow. `amounts`: what of each
    output is followed; all of it where nothing is said."""
    room = room or ForwardRoom()
    spent_by = chain.view("spent_by")
    lost = np.zeros(1)
    many = follow(
        outputs,
        (chain.view("out_value")[outputs] if amounts is None else amounts).astype(np.float64),
        chain.view("tx_in"),
        chain.view("tx_out"),
        chain.view("in_value"),
        chain.view("out_value"),
        spent_by,
        chain.kept,
        labels.label,
        hops,
        least,
        *room.work,
        *room.flows,
        lost,
    )
    found = []
    for at in range(many):
        row = int(room.flows[0][at])
        taker = int(spent_by[row])
        amount, hop, end = float(room.flows[1][at]), int(room.flows[2][at]), int(room.flows[3][at])
        found.append(Flow(row, amount, hop, end, taker if taker < chain.counts.transactions else -1))
    return found, float(lost[0])
