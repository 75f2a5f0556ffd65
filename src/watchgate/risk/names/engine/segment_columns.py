"""Columns: how the encoded things of one kind (words, pairs, names, parties ...) lie in a segment.

A column is an array by name: one value, or one row of a two-dimensional array, for each thing. A ragged column `x` has
`x_at` beside it, one longer than the things are many: those of thing i are `x[x_at[i]:x_at[i + 1]]`. Encoders give
columns, segments are written from them, and merging picks and joins them without looking at what they mean: so no
column may hold a number that counts inside its own segment (a word's, a row's, an offset into another column), apart
from `x_at`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Columns = Mapping[str, Array]
Order = npt.NDArray[np.int64]
AT = "_at"


def size(columns: Columns) -> int:
    """How many things the columns describe."""
    for name, column in columns.items():
        if name.endswith(AT):
            return len(column) - 1
        if name + AT not in columns:
            return len(column)
    return 0


def take(columns: Columns, order: Order) -> dict[str, Array]:
    """The things numbered in `order`, in that order."""
    return {
        name: column
        for source in columns
        if not source.endswith(AT)
        for name, column in _taken(columns, source, order).items()
    }


def joined(parts: Sequence[Columns]) -> dict[str, Array]:
    """The things of all `parts`, one part after the other."""
    if len(parts) == 1:
        return dict(parts[0])
    found: dict[str, Array] = {}
    for name in parts[0]:
        columns = [part[name] for part in parts]
        if name.endswith(AT):
            ends = np.cumsum([0, *(int(column[-1]) for column in columns[:-1])])
            shifted = [column[1:] + end for column, end in zip(columns, ends.tolist(), strict=True)]
            columns = [columns[0][:1], *shifted]
        found[name] = np.concatenate(columns)
    return found


def spread(starts: Order, sizes: Order) -> Order:
    """The numbers start .. start + size - 1 of each start, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)


def offsets(sizes: npt.NDArray[Any]) -> Order:
    """Where each of things of these sizes begins, and where the last one ends."""
    at = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=at[1:])
    return at


def _taken(columns: Columns, name: str, order: Order) -> dict[str, Array]:
    at = columns.get(name + AT)
    if at is None:
        return {name: columns[name][order]}
    sizes = at[order + 1] - at[order]
    return {name: columns[name][spread(at[order], sizes)], name + AT: offsets(sizes)}
