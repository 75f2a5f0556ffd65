"""A column of numbers as bytes, for what is kept between starts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt


class KeptArray(msgspec.Struct, frozen=True, array_like=True):
    """One dimension; `type` as numpy writes it, with the order of bytes."""

    type: str
    body: memoryview

    def array(self) -> npt.NDArray[Any]:
        """As numbers of one's own, which may be written to."""
        return np.frombuffer(self.body, dtype=np.dtype(self.type)).copy()


def kept_array(array: npt.NDArray[Any]) -> KeptArray:
    """The column, to be kept."""
    whole = np.ascontiguousarray(array)
    return KeptArray(whole.dtype.str, whole.view(np.uint8).data)


class KeptLists(msgspec.Struct, frozen=True, array_like=True):
    """Lists of numbers, end to end, and how many each has."""

    counts: KeptArray
    numbers: KeptArray

    def lists(self) -> list[npt.NDArray[np.int32]]:
        """Each list as a column."""
        counts = self.counts.array()
        return np.split(self.numbers.array(), np.cumsum(counts)[:-1]) if len(counts) else []


def kept_lists(lists: Iterable[npt.ArrayLike]) -> KeptLists:
    """The lists, to be kept; their numbers have 32 bits."""
    columns = [np.asarray(one, dtype=np.int32) for one in lists]
    counts = np.array([len(one) for one in columns], dtype=np.int32)
    whole = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int32)
    return KeptLists(kept_array(counts), kept_array(whole))
