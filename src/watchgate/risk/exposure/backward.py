"""Backward query: where what an output holds came from, asked for one output, with nothing worked out beforehand.

Haircut read from its end: weights go from a transaction to those it takes from, in shares of value, newest first, so
that each is met once. What weighs less than `eps` is not followed: it is told as `cut`. So

    sum of categories + mined + outside + cut = 1

and only what is named by a label or mined is explained; the rest was not traced, which is not the same as clean.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.risk.exposure.waiting import EMPTY, place_of, put, take

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
Doubles = npt.NDArray[np.float64]
MINED, OUTSIDE, CUT = 0, 1, 2
PLACE_BITS = 21
"""A heap's key is the transaction and, in its lowest bits, its slot (at most two million), negative: newest first."""


@kernel
def push(
    heap: Longs,
    size: int,
    slots: Rows,
    slot_weight: Doubles,
    slot_hops: Longs,
    touched: Longs,
    tx: Any,
    weight: float,
    step: int,
    rest: Doubles,
) -> int:
    """Add weight to `tx`, which is put on the heap when it is new; where there is no room the weight is cut."""
    place = place_of(slots, tx)
    if slots[place] != EMPTY:
        slot_weight[place] += weight
        slot_hops[place] = min(slot_hops[place], step)
        return size
    if touched[0] + 1 >= len(touched):
        rest[CUT] += weight
        return size
    touched[0] += 1
    touched[touched[0]] = place
    slots[place] = np.uint32(tx)
    slot_weight[place] = weight
    slot_hops[place] = step
    return put(heap, size, -(np.int64(tx) << PLACE_BITS | place))


@kernel
def trace_back(
    origin: Longs,
    weights: Doubles,
    tx_in: Longs,
    in_tx: Rows,
    in_value: Longs,
    in_out: Rows,
    kept: Marks,
    tx_block: Rows,
    special: Marks,
    label: Marks,
    eps: float,
    heap: Longs,
    slots: Rows,
    slot_weight: Doubles,
    slot_hops: Longs,
    touched: Longs,
    direct: Doubles,
    indirect: Doubles,
    hops: Longs,
    rest: Doubles,
    met_output: Rows,
    met_share: Doubles,
) -> Any:
    """Follow outputs of the transactions `origin` back, each with its weight; the weights sum to 1.

    `direct[c]`, `indirect[c]`: the share of category c that these transactions took from a labelled output, and that
    came over more steps; `hops[c]`: the fewest steps, 0 where there is none. `rest`: mined, outside, cut. `heap`,
    `slots`, `slot_weight`, `slot_hops`, `touched` are working room; slots a power of two, at least twice the heap and
    at most 2^PLACE_BITS, all EMPTY, and are left so. `special[t]`: whether t takes a labelled output; only there are
    labels looked at. `kept[o]` is 1 where taking output o is no step further (empty: nowhere). `met_output`,
    `met_share`: each labelled output that was come to, and the share it brought, as many as there is room for. Answers
    how many transactions and how many labelled outputs were met; where the room is full, the rest is cut.
    """
    size = 0
    met, named = 0, 0
    touched[0] = 0
    for at in range(len(origin)):
        size = push(heap, size, slots, slot_weight, slot_hops, touched, origin[at], weights[at], 1, rest)
    while size:
        tx = -heap[0] >> PLACE_BITS
        place = -heap[0] & ((1 << PLACE_BITS) - 1)
        size = take(heap, size)
        met += 1
        weight, step = slot_weight[place], slot_hops[place]
        start, end = tx_in[tx], tx_in[tx + 1]
        if start == end:
            rest[OUTSIDE if tx_block[tx] == NO_BLOCK else MINED] += weight
            continue
        if weight < eps:
            rest[CUT] += weight
            continue
        marked = special[tx] != 0
        total = 0.0
        for at in range(start, end):
            total += float(in_value[at])
        if total <= 0.0:
            rest[CUT] += weight
            continue
        for at in range(start, end):
            share = weight * float(in_value[at]) / total
            if share == 0.0:
                continue
            mark = np.int64(label[np.int64(in_out[at])]) if marked else np.int64(0)
            if mark:
                if named < len(met_output):
                    met_output[named], met_share[named] = in_out[at], share
                named += 1
                if step == 1:
                    direct[mark] += share
                else:
                    indirect[mark] += share
                if hops[mark] == 0 or step < hops[mark]:
                    hops[mark] = step
            else:
                origin_tx = np.int64(in_tx[at])
                further = step + 1
                if len(kept) and kept[np.int64(in_out[at])] == 1:
                    further = step
                size = push(heap, size, slots, slot_weight, slot_hops, touched, origin_tx, share, further, rest)
    for at in range(1, touched[0] + 1):
        slots[touched[at]] = np.uint32(EMPTY)
    return met, named
