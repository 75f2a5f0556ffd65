"""Column: spellings searched by edits (`spellings.py`), with what was measured of them kept."""

from __future__ import annotations

import msgspec
import numpy as np

from watchgate.risk.names.spellings import Spellings


class KeptColumn(msgspec.Struct, frozen=True, array_like=True):
    """The measures of all spellings, as they lie in memory."""

    signatures: bytes
    lengths: bytes
    hefts: bytes


class Column(Spellings):
    """Growing; measuring the letters of thirty thousand spellings takes a tenth of a second."""

    def __init__(self, texts: list[str] | None = None, kept: KeptColumn | None = None) -> None:
        """`texts`: those whose measures were `kept`."""
        super().__init__()
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
