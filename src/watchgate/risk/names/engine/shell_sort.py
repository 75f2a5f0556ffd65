"""Sorting a part of an array in place, in kernels that make no arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined


@inlined
def sort(numbers: npt.NDArray[np.int64], start: int, end: int) -> None:
    """From `start` to `end`, the least first (D. L. Shell's sort). What is in order costs one look at each."""
    place = start + 1
    while place < end and numbers[place - 1] <= numbers[place]:
        place += 1
    if place >= end:
        return
    gap = 1
    while gap < (end - start) // 9:
        gap = 3 * gap + 1
    while gap:
        for at in range(start + gap, end):
            moved = numbers[at]
            place = at
            while place >= start + gap and numbers[place - gap] > moved:
                numbers[place] = numbers[place - gap]
                place -= gap
            numbers[place] = moved
        gap //= 3
