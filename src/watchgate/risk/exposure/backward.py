"""Backward query: where what an output holds came from, asked for one output, with nothing worked out beforehand.

Haircut read from its end: weights go from a transaction to those it takes from, in shares of value, newest first, so
that each is met once. What weighs less than `eps` is not followed: it is told as `cut`. So

    sum of categories + mined + outside + cut = 1

and only what is named by a label or mined is explained; the rest was not traced, which is not the same as clean.

Most of what is met stays light: of 10,000 transactions 1,500 are followed. So a transaction waits in the heap only
from when it weighs enough. It is put there by one that takes from it, hence before its turn, and the order in which
transactions are followed is the same as if all waited. The light ones are told apart in the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.risk.exposure.waiting import put, take
from watchgate.risk.names.engine.search_fetch import fetch

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
Doubles = npt.NDArray[np.float64]
MINED, OUTSIDE, CUT = 0, 1, 2
NUMBER_BITS = 21
"""A waiting transaction's key is its row and, in the lowest bits, its number among those met (at most two million); in
the heap negative, so that the newest comes first. Slots have the same, or EMPTY."""
EMPTY = -1
MET, WAITING, RECENT = 0, 1, 2
RECENT_MAX = 64
"""Transactions that began to wait in the last step. Where their inputs are is asked of memory at once, the inputs one
step later: when their turn comes, both are there."""
AHEAD = 16
"""So many rows ahead of the last loop its reads are asked of memory."""


@inlined
def push(
    tx: Any,
    share: float,
    step: Any,
    eps: float,
    counts: Longs,
    recent: Longs,
    heap: Longs,
    slots: Longs,
    met: Rows,
    place: Rows,
    weight: Doubles,
    hops_to: Longs,
    rest: Doubles,
) -> None:
    """Add a share to `tx`, which waits in the heap once it weighs `eps`; where there is no room the share is cut."""
    mask = len(slots) - 1
    at = np.int64((np.uint64(tx) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while slots[at] != EMPTY and slots[at] >> NUMBER_BITS != tx:
        at = (at + 1) & mask
    number, before = counts[MET], -1.0
    if slots[at] != EMPTY:
        number = slots[at] & ((1 << NUMBER_BITS) - 1)
        before = weight[number]
        weight[number] = before + share
        hops_to[number] = min(hops_to[number], step)
    elif number < len(met):
        counts[MET] += 1
        slots[at] = np.int64(tx) << NUMBER_BITS | number
        met[number], place[number] = np.uint32(tx), np.uint32(at)
        weight[number], hops_to[number] = share, step
    else:
        rest[CUT] += share
        return
    if before < eps and weight[number] >= eps:
        recent[counts[RECENT] & (RECENT_MAX - 1)] = tx
        counts[RECENT] += 1
        counts[WAITING] = put(heap, counts[WAITING], -slots[at])


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
    counts: Longs,
    recent: Longs,
    heap: Longs,
    slots: Longs,
    met: Rows,
    place: Rows,
    weight: Doubles,
    hops_to: Longs,
    direct: Doubles,
    indirect: Doubles,
    hops: Longs,
    rest: Doubles,
    met_output: Rows,
    met_share: Doubles,
) -> Any:
    """Follow outputs of the transactions `origin` back, each with its weight; the weights sum to 1.

    `direct[c]`, `indirect[c]`: the share of category c that these transactions took from a labelled output, and that
    came over more steps; `hops[c]`: the fewest steps, 0 where there is none. `rest`: mined, outside, cut. `special[t]`:
    whether t takes a labelled output; only there are labels looked at. `kept[o]` is 1 where taking output o is no step
    further (empty: nowhere). `met_output`, `met_share`: each labelled output that was come to, and the share it
    brought, as many as there is room for.

    Working room: `met`, `place`, `weight`, `hops_to` have a row for each transaction in the order of meeting, `heap` as
    many; `slots`, a power of two, at least twice that and at most 2^NUMBER_BITS, all EMPTY, and left so; `counts` three
    and `recent` RECENT_MAX numbers. Where the room is full, the rest is cut. Answers how many transactions and how many
    labelled outputs were met.
    """
    named = 0
    counts[:] = 0
    for at in range(len(origin)):
        push(origin[at], weights[at], 1, eps, counts, recent, heap, slots, met, place, weight, hops_to, rest)
    while counts[WAITING]:
        tx = -heap[0] >> NUMBER_BITS
        number = -heap[0] & ((1 << NUMBER_BITS) - 1)
        counts[WAITING] = take(heap, counts[WAITING])
        for at in range(min(counts[RECENT], RECENT_MAX)):
            begin = tx_in[recent[at]]
            fetch(in_value, begin)
            fetch(in_tx, begin)
        counts[RECENT] = 0
        own, step = weight[number], hops_to[number]
        start, end = tx_in[tx], tx_in[tx + 1]
        if start == end:
            rest[OUTSIDE if tx_block[tx] == NO_BLOCK else MINED] += own
            continue
        marked = special[tx] != 0
        total = 0.0
        for at in range(start, end):
            total += float(in_value[at])
        if total <= 0.0:
            rest[CUT] += own
            continue
        for at in range(start, end):
            share = own * float(in_value[at]) / total
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
                maker = np.int64(in_tx[at])
                further = step + 1
                if len(kept) and kept[np.int64(in_out[at])] == 1:
                    further = step
                before = counts[RECENT]
                push(maker, share, further, eps, counts, recent, heap, slots, met, place, weight, hops_to, rest)
                if counts[RECENT] != before:
                    fetch(tx_in, int(maker))
                    fetch(special, int(maker))
    for number in range(counts[MET]):
        slots[place[number]] = EMPTY
        fetch(tx_in, int(met[min(number + AHEAD, counts[MET] - 1)]))
        if weight[number] < eps:
            tx = np.int64(met[number])
            if tx_in[tx] != tx_in[tx + 1]:
                rest[CUT] += weight[number]
            else:
                rest[OUTSIDE if tx_block[tx] == NO_BLOCK else MINED] += weight[number]
    return counts[MET], named
