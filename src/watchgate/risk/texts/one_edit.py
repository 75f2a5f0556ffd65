"""OneEdit: of many spellings those within one edit of a given one, without looking at the others.

Two spellings one edit apart (optimal string alignment: a letter more, less, other, or two neighbours swapped) have a
spelling in common when from each no letter or one is left out. Of these a checksum is kept, sorted. Equal checksums of
different spellings cost a comparison, nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

MOST_LATE = 4_096
"""Spellings kept apart until all are sorted anew."""


class KeptEdits(msgspec.Struct, frozen=True, array_like=True):
    """All that are sorted, `count` of them: `keys` and their `numbers`, as they lie in memory."""

    count: int
    keys: bytes
    numbers: bytes


class OneEdit:
    """Spellings by number, in order of arrival. `_texts`: those that are not sorted yet, from number `_sorted` on."""

    def __init__(self, kept: KeptEdits | None = None) -> None:
        self._texts: list[str] = []
        self._sorted = 0
        self._keys: npt.NDArray[np.uint32] = np.zeros(1, dtype=np.uint32)
        self._numbers: npt.NDArray[np.int32] = np.full(1, -1, dtype=np.int32)
        self._late: dict[int, list[int]] = defaultdict(list)
        self._known = 0
        if kept is not None:
            self._sorted = self._known = kept.count
            self._keys = np.frombuffer(kept.keys, dtype="<u4")
            self._numbers = np.frombuffer(kept.numbers, dtype="<i4")

    def kept(self) -> KeptEdits:
        """What may be kept of it."""
        self._sort()
        keys, numbers = self._keys.astype("<u4"), self._numbers.astype("<i4")
        return KeptEdits(count=self._sorted, keys=keys.tobytes(), numbers=numbers.tobytes())

    def append(self, text: str) -> None:
        """The next spelling."""
        self._texts.append(text)

    def near(self, texts: Sequence[str]) -> list[list[int]]:
        """For each of `texts` the numbers of those that may be one edit from it or equal; each once, some are not. None
        for an empty text."""
        self._take_in()
        asked: list[int] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            if text:
                keys = shortened(text)
                asked += keys
                owners += [owner] * len(keys)
        found: list[dict[int, None]] = [{} for _ in texts]
        if not asked:
            return [[] for _ in texts]
        flat = np.array(asked, dtype=np.uint32)
        low = np.searchsorted(self._keys, flat)
        low[low == len(self._keys)] = 0
        for at in np.flatnonzero(self._keys[low] == flat).tolist():
            place, key, own = int(low[at]), asked[at], found[owners[at]]
            while place < len(self._keys) and self._keys[place] == key:
                number = int(self._numbers[place])
                if number >= 0:
                    own[number] = None
                place += 1
        if self._late:
            late = self._late
            for owner, key in zip(owners, asked, strict=True):
                if key in late:
                    found[owner].update(dict.fromkeys(late[key]))
        return [list(one) for one in found]

    def _take_in(self) -> None:
        if len(self._texts) > MOST_LATE:
            self._sort()
        end = self._sorted + len(self._texts)
        for number in range(self._known, end):
            for key in shortened(self._texts[number - self._sorted]):
                self._late[key].append(number)
        self._known = end

    def _sort(self) -> None:
        """All spellings at once; what is sorted already is merged."""
        new = range(self._sorted, self._sorted + len(self._texts))
        keys = [shortened(text) for text in self._texts]
        counts = [len(one) for one in keys]
        flat = np.fromiter((key for one in keys for key in one), dtype=np.uint32, count=sum(counts))
        numbers = np.repeat(np.arange(new.start, new.stop, dtype=np.int32), counts)
        joined = np.concatenate([self._keys, flat])
        order = np.argsort(joined, kind="stable")
        self._keys, self._numbers = joined[order], np.concatenate([self._numbers, numbers])[order]
        self._sorted = self._known = new.stop
        self._texts = []
        self._late = defaultdict(list)


def shortened(text: str) -> list[int]:
    """Checksums of the spelling, and of it with each letter left out."""
    if text.isascii():
        body = text.encode()
        return [crc32(body), *[crc32(body[:at] + body[at + 1 :]) for at in range(len(body))]]
    return [crc32(text.encode()), *[crc32((text[:at] + text[at + 1 :]).encode()) for at in range(len(text))]]
