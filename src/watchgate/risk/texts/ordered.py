"""Ordered: spellings in order, and of a beginning the lengths of those that begin so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import msgspec
import numpy as np
import numpy.typing as npt

LONGEST = 62
"""Letters; longer spellings share the last bit."""

MOST_LATE = 256
"""Spellings kept apart until all are sorted anew."""


class KeptOrder(msgspec.Struct, frozen=True, array_like=True):
    """The spellings in order, and the bits of their lengths as they lie in memory."""

    texts: list[str]
    bits: bytes


class Ordered:
    """Growing; each spelling once or more."""

    def __init__(self, kept: KeptOrder | None = None) -> None:
        self._sorted: list[str] = []
        self._bits: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._late: list[str] = []
        if kept is not None:
            self._sorted, self._bits = kept.texts, np.frombuffer(kept.bits, dtype="<i8")

    def kept(self) -> KeptOrder:
        """What may be kept of it."""
        self._sort()
        return KeptOrder(texts=self._sorted, bits=self._bits.astype("<i8").tobytes())

    def append(self, text: str) -> None:
        """One more spelling."""
        self._late.append(text)

    def lengths(self, beginning: str) -> int:
        """The lengths of longer spellings that begin so, as bits."""
        if len(self._late) > MOST_LATE:
            self._sort()
        start = bisect_right(self._sorted, beginning)
        end = bisect_left(self._sorted, beginning + chr(0x10FFFF), lo=start)
        bits = int(np.bitwise_or.reduce(self._bits[start:end])) if end > start else 0
        for text in self._late:
            if len(text) > len(beginning) and text.startswith(beginning):
                bits |= length_bit(len(text))
        return bits

    def _sort(self) -> None:
        self._sorted = sorted({*self._sorted, *self._late})
        self._bits = np.array([length_bit(len(text)) for text in self._sorted], dtype=np.int64)
        self._late.clear()


def length_bit(length: int) -> int:
    """The bit of a length."""
    return 1 << min(length, LONGEST)
