"""FIFO over accounts, compiled: the stretches of `account_fifo.py`, in numbers of 128 bits (two words, lower first).

Sums of an honest asset need no more: whoever meets a larger number answers BEYOND, and is asked in plain Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.key_kernels import NO_BLOCK

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
BEYOND, FULL = -1, -2
"""A number has more than 128 bits; there is no room for another stretch."""
MADE, OUTSIDE, CUT = 0, 1, 2


@kernel
def follow_units(
    waiting: int,
    stack: Longs,
    amounts: Words,
    tx_in: Longs,
    tx_out: Longs,
    in_tx: Rows,
    in_out: Rows,
    out_units: Words,
    out_kind: Marks,
    tx_block: Rows,
    special: Marks,
    label: Marks,
    steps_max: int,
    found: Longs,
    found_units: Words,
    rest: Words,
) -> Any:
    """Follow the first `waiting` stretches of `stack`: output, move that gave it, hops; `amounts`: its units, and the
    stretch of it from low to high, two words each.

    `found` receives (labelled output, hops) and `found_units` the units of each stretch that ends at a label; `rest`:
    units made, held before the first block, cut, two words each. Answers how many stretches were found, or BEYOND, or
    FULL, when nothing that is written counts.
    """
    many, steps = 0, 0
    while waiting:
        waiting -= 1
        output, move, hops = stack[waiting, 0], stack[waiting, 1], stack[waiting, 2]
        units, units_high = amounts[waiting, 0], amounts[waiting, 1]
        low, low_high = amounts[waiting, 2], amounts[waiting, 3]
        high, high_high = amounts[waiting, 4], amounts[waiting, 5]
        length, length_high = minus(high, high_high, low, low_high)
        steps += 1
        start, end = tx_in[move], tx_in[move + 1]
        if steps > steps_max or start == end:
            place = CUT
            if steps <= steps_max:
                place = OUTSIDE if tx_block[move] == NO_BLOCK else MADE
            add_to(rest, place, length, length_high)
            continue
        behind = output == tx_out[move + 1] - 1
        if behind:  # of the end of the queue: counted from there
            low, low_high = minus(units, units_high, high, high_high)
            high, high_high = plus(low, low_high, length, length_high)
        marked = special[move] != 0
        left, left_high = np.uint64(0), np.uint64(0)
        for step in range(end - start):
            at = end - 1 - step if behind else start + step
            source = np.int64(in_out[at])
            if out_units[source, 2] | out_units[source, 3]:
                return BEYOND
            value, value_high = out_units[source, 0], out_units[source, 1]
            right, right_high = plus(left, left_high, value, value_high)
            if less(right, right_high, left, left_high):
                return BEYOND
            if less(low, low_high, right, right_high):
                first, first_high = left, left_high
                if less(left, left_high, low, low_high):
                    first, first_high = low, low_high
                last, last_high = right, right_high
                if less(high, high_high, right, right_high):
                    last, last_high = high, high_high
                if marked and label[source]:
                    if many >= len(found):
                        return FULL
                    found[many, 0], found[many, 1] = source, hops
                    found_units[many, 0], found_units[many, 1] = minus(last, last_high, first, first_high)
                    many += 1
                else:
                    if waiting >= len(stack):
                        return FULL
                    stack[waiting, 0], stack[waiting, 1] = source, np.int64(in_tx[at])
                    stack[waiting, 2] = hops if out_kind[source] == KEPT else hops + 1
                    amounts[waiting, 0], amounts[waiting, 1] = value, value_high
                    if behind:
                        amounts[waiting, 2], amounts[waiting, 3] = minus(right, right_high, last, last_high)
                        amounts[waiting, 4], amounts[waiting, 5] = minus(right, right_high, first, first_high)
                    else:
                        amounts[waiting, 2], amounts[waiting, 3] = minus(first, first_high, left, left_high)
                        amounts[waiting, 4], amounts[waiting, 5] = minus(last, last_high, left, left_high)
                    waiting += 1
            left, left_high = right, right_high
            if not less(left, left_high, high, high_high):
                break
    return many


@kernel
def plus(one: Any, one_high: Any, other: Any, other_high: Any) -> Any:
    """The sum, without what is beyond 128 bits."""
    found = one + other
    carry = np.uint64(1) if found < one else np.uint64(0)
    return found, one_high + other_high + carry


@kernel
def minus(one: Any, one_high: Any, other: Any, other_high: Any) -> Any:
    """The difference, which is not negative."""
    borrow = np.uint64(1) if one < other else np.uint64(0)
    return one - other, one_high - other_high - borrow


@kernel
def less(one: Any, one_high: Any, other: Any, other_high: Any) -> bool:
    """Whether one is below the other."""
    return bool(one_high < other_high or (one_high == other_high and one < other))


@kernel
def add_to(sums: Words, at: int, units: Any, units_high: Any) -> None:
    """Add to sums[at]."""
    found, high = plus(sums[at, 0], sums[at, 1], units, units_high)
    sums[at, 0], sums[at, 1] = found, high
