"""Column: spellings searched by edits (`spellings.py`), with what was measured of them kept."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from watchgate.risk.names.spellings import Spellings, signature


class KeptColumn(msgspec.Struct, frozen=True, array_like=True):
    """The measures of all spellings, as they lie in memory."""

    signatures: bytes
    lengths: bytes
    hefts: bytes


class Column(Spellings):
    """Growing; measuring the letters of thirty thousand spellings takes a tenth of a second.

    Only those of about the length asked for are looked at, of long words few: `_order` has all by their length, the
    first of each length at its place in `_firsts`.
    """

    def __init__(self, texts: list[str] | None = None, kept: KeptColumn | None = None) -> None:
        """`texts`: those whose measures were `kept`."""
        super().__init__()
        self._order: npt.NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._firsts: npt.NDArray[np.int64] = np.zeros(1, dtype=np.int64)
        if texts and kept is not None:
            self._texts = texts
            self._signatures = np.frombuffer(kept.signatures, dtype="<u8").copy()
            self._lengths = np.frombuffer(kept.lengths, dtype="<i2").copy()
            self._hefts = np.frombuffer(kept.hefts, dtype="<i2").copy()
            self._column = np.array(texts, dtype=np.object_)
            self._measured = len(texts)

    def kept(self) -> KeptColumn:
        """What may be kept of it."""
        end = len(self._texts)
        self._measure(end)
        return KeptColumn(
            signatures=self._signatures[:end].astype("<u8").tobytes(),
            lengths=self._lengths[:end].astype("<i2").tobytes(),
            hefts=self._hefts[:end].astype("<i2").tobytes(),
        )

    def about(self, text: str, *, most: int, slack: int = 0, fewest: int = 0) -> list[int]:
        """As `near`, of all."""
        end, length = len(self._texts), len(text)
        if end != len(self._order):
            self._measure(end)
            sizes = self._lengths[:end]
            self._order = np.argsort(sizes, kind="stable").astype(np.int32)
            self._firsts = np.concatenate([[0], np.cumsum(np.bincount(sizes))])
        longest = len(self._firsts) - 1
        first, last = (min(max(0, one), longest) for one in (length - most, length + most + 1))
        close = self._order[self._firsts[first] : self._firsts[last]]
        if not close.size:
            return []
        others, own = self._signatures[close], np.uint64(signature(text))
        both = (np.bitwise_count(own & ~others) <= most) & (np.bitwise_count(others & ~own) <= most)
        close = close[both]
        if not close.size:
            return []
        longer = np.maximum(self._hefts[close], length - text.count("."))
        admitted = np.where(longer < fewest, 0, np.minimum(most, (longer + slack) // 3))
        distances = cdist([text], self._column[close].tolist(), scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)
        near: list[int] = close[distances[0] <= admitted].tolist()
        return near
