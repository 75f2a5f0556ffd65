"""Whole numbers in a row that grows at the end."""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


class Column:
    """Appended one by one, read as an array; what was read stays as it was."""

    def __init__(self) -> None:
        self._new = array("q")
        self._values: Numbers = np.zeros(0, dtype=np.int64)
        self._size = 0

    def append(self, value: int) -> None:
        """The next one."""
        self._new.append(value)

    def __len__(self) -> int:
        return self._size + len(self._new)

    @property
    def values(self) -> Numbers:
        """All so far."""
        if self._new:
            size = len(self)
            if size > len(self._values):
                grown = np.zeros(max(size, 2 * len(self._values)), dtype=np.int64)
                grown[: self._size] = self._values[: self._size]
                self._values = grown
            self._values[self._size : size] = self._new
            self._new = array("q")
            self._size = size
        return self._values[: self._size]
