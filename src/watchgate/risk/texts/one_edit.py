"""OneEdit: of many spellings those within one edit of a given one, without looking at the others.

Two spellings one edit apart (optimal string alignment: a letter more, less, other, or two neighbours swapped) have a
spelling in common when from each no letter or one is left out. Of these a checksum is kept, sorted. Equal checksums of
different spellings cost a comparison, nothing else. A checksum is the higher half of a sum over the letters, so that
those of all spellings are made at once, without making the spellings. Most of what is asked about is near nothing: so
of each checksum one bit is set in a table that is looked into first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

_HALF = 32
_MASK = (1 << 2 * _HALF) - 1
_STEP = 0x9E3779B97F4A7C15
"""A letter counts as often as this to the power of its place; odd, so that there is a step back."""
_BACK = pow(_STEP, -1, _MASK + 1)
_powers = [_STEP]

Checksums = npt.NDArray[np.uint32]

_BITS = 24
"""The table has so many bits for the highest ones of a checksum: two megabytes, a few in a hundred of them set."""
_REST = _HALF - _BITS

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
        self._keys: Checksums = np.zeros(1, dtype=np.uint32)
        self._numbers: npt.NDArray[np.int32] = np.full(1, -1, dtype=np.int32)
        self._late: dict[int, list[int]] = defaultdict(list)
        self._known = 0
        self._bits = b""
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
        if not self._bits:
            self._bits = _bits_of(self._keys)
        keys = self._keys.data
        return [self._near(shortened(text), keys) if text else [] for text in texts]

    def _near(self, asked: list[int], keys: memoryview) -> list[int]:
        found: dict[int, None] = {}
        bits, late = self._bits, self._late
        for key in asked:
            if bits[key >> _REST + 3] >> (key >> _REST & 7) & 1:
                place = bisect_left(keys, key)
                while place < len(keys) and keys[place] == key:
                    found[int(self._numbers[place])] = None
                    place += 1
        if late:
            for key in asked:
                if key in late:
                    found.update(dict.fromkeys(late[key]))
        found.pop(-1, None)
        return list(found)

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
        keys, counts = all_shortened(self._texts)
        numbers = np.repeat(np.arange(new.start, new.stop, dtype=np.int32), counts)
        joined = np.concatenate([self._keys, keys])
        order = np.argsort(joined, kind="stable")
        self._keys, self._numbers = joined[order], np.concatenate([self._numbers, numbers])[order]
        self._bits = b""
        self._sorted = self._known = new.stop
        self._texts = []
        self._late = defaultdict(list)


def _bits_of(keys: Checksums) -> bytes:
    """The table of checksums."""
    told = np.zeros(1 << _BITS, dtype=np.bool_)
    told[keys >> np.uint32(_REST)] = True
    return np.packbits(told, bitorder="little").tobytes()


def shortened(text: str) -> list[int]:
    """Checksums of the spelling, and of it with each letter left out."""
    terms = [ord(letter) * power for letter, power in zip(text, powers(len(text)), strict=True)]
    after = sum(terms)
    found = [(after & _MASK) >> _HALF]
    before = 0
    for term in terms:
        after -= term
        found.append((before + after * _BACK & _MASK) >> _HALF)
        before += term
    return found


def all_shortened(texts: Sequence[str]) -> tuple[Checksums, npt.NDArray[np.int64]]:
    """The same of many spellings, one after the other, and how many each has."""
    counts = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    starts = np.cumsum(counts) - counts
    place = np.arange(len(letters)) - np.repeat(starts, counts)
    power = np.array(powers(int(counts.max(initial=0))), dtype=np.uint64)
    terms = letters * power[place]
    summed = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(terms, dtype=np.uint64)])
    whole = summed[starts + counts] - summed[starts]
    before = summed[:-1] - np.repeat(summed[starts], counts)
    without = before + (np.repeat(summed[starts + counts], counts) - summed[1:]) * np.uint64(_BACK)
    found = np.zeros(len(letters) + len(texts), dtype=np.uint64)
    heads = starts + np.arange(len(texts))
    found[heads] = whole
    rest = np.ones(len(found), dtype=np.bool_)
    rest[heads] = False
    found[rest] = without
    return (found >> np.uint64(_HALF)).astype(np.uint32), counts + 1


def powers(count: int) -> list[int]:
    """The factors of the first `count` letters of a checksum."""
    while len(_powers) < count:
        _powers.append(_powers[-1] * _STEP & _MASK)
    return _powers[:count]
