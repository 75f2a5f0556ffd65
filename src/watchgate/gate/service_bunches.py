"""Bunches: what came together is read some records ahead of what is decided.

Read one by one between decisions they take twice the time: the processor has the tables of names at hand then, and not
those of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

One = TypeVar("One")

MOST = 64
"""Records in a bunch: the first of them waits for the last to be read, and for what is asked of all of them."""


def bunches(records: Iterable[One]) -> Iterator[list[One]]:
    """`records`, in their order, some at a time. A message with many is in several bunches, and so is a file."""
    bunch: list[One] = []
    for one in records:
        bunch.append(one)
        if len(bunch) >= MOST:
            yield bunch
            bunch = []
    if bunch:
        yield bunch
