"""Transactions that wait their turn: a heap of numbers, the least first, and slots that find one by its row.

Those who want the newest first put the negative number in.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
EMPTY = 0xFFFFFFFF


@kernel
def place_of(slots: Rows, tx: Any) -> Any:
    """Where `tx` is, or where it would be; slots are a power of two, never full, EMPTY where there is nothing."""
    mask = len(slots) - 1
    place = np.int64((np.uint64(tx) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while slots[place] != EMPTY and np.int64(slots[place]) != tx:
        place = (place + 1) & mask
    return place


@kernel
def put(heap: Longs, size: int, key: Any) -> int:
    """Add `key` to the first `size` of `heap`; answers how many there are."""
    at = size
    while at:
        above = (at - 1) >> 1
        if heap[above] <= key:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = key
    return size + 1


@kernel
def take(heap: Longs, size: int) -> int:
    """Take the least, `heap[0]`, away; answers how many are left."""
    size -= 1
    last = heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= last:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = last
    return size
