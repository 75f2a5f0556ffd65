"""OneEdit: of many spellings those within one edit of a given one, without looking at the others.

Two spellings one edit apart (optimal string alignment: a letter more, less, other, or two neighbours swapped) have a
spelling in common when from each no letter or one is left out. Of these a hash is kept, sorted. Equal hashes of
different spellings cost a comparison, nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
MOST_LATE = 4_096
"""Spellings kept apart until all are sorted anew."""


class OneEdit:
    """Spellings by number, in order of arrival."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._sorted = 0
        self._keys: npt.NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
        self._numbers: npt.NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._late: dict[int, list[int]] = defaultdict(list)
        self._known = 0

    def append(self, text: str) -> None:
        """The next spelling."""
        self._texts.append(text)

    def near(self, texts: Sequence[str]) -> list[list[int]]:
        """For each of `texts` the numbers of those that may be one edit from it or equal; each once, some are not."""
        self._take_in()
        keys = [shortened(text) for text in texts]
        flat = np.array([key for own in keys for key in own], dtype=np.uint64)
        low = np.searchsorted(self._keys, flat, side="left")
        high = np.searchsorted(self._keys, flat, side="right")
        met = np.flatnonzero(high > low).tolist()
        owner = [number for number, own in enumerate(keys) for _ in own]
        found: list[dict[int, None]] = [{} for _ in texts]
        for at in met:
            found[owner[at]].update(dict.fromkeys(self._numbers[low[at] : high[at]].tolist()))
        if self._late:
            for number, own in enumerate(keys):
                for key in own:
                    found[number].update(dict.fromkeys(self._late.get(key, ())))
        return [list(one) for one in found]

    def _take_in(self) -> None:
        if len(self._texts) - self._sorted > MOST_LATE:
            self._sort()
        for number in range(self._known, len(self._texts)):
            for key in shortened(self._texts[number]):
                self._late[key].append(number)
        self._known = len(self._texts)

    def _sort(self) -> None:
        """All spellings, hashed by length at once."""
        by_length: dict[int, list[int]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            by_length[len(text)].append(number)
        keys, numbers = [], []
        for length, members in by_length.items():
            hashes = _shortened_at_once([self._texts[number] for number in members], length)
            keys.append(hashes.ravel())
            numbers.append(np.repeat(np.array(members, dtype=np.int32), length + 1))
        joined = np.concatenate(keys)
        order = np.argsort(joined, kind="stable")
        self._keys, self._numbers = joined[order], np.concatenate(numbers)[order]
        self._sorted = self._known = len(self._texts)
        self._late = defaultdict(list)


def shortened(text: str) -> list[int]:
    """Hashes of the spelling, and of it with each letter left out: sums of code points times powers, modulo 2^64."""
    codes = [ord(letter) + 1 for letter in text]
    suffix = [0] * (len(codes) + 1)
    power = 1
    powers = []
    for at in range(len(codes) - 1, -1, -1):
        suffix[at] = (suffix[at + 1] + codes[at] * power) & _MASK
        powers.append(power)
        power = power * _BASE & _MASK
    powers.reverse()
    found = [suffix[0]]
    head = 0
    for at, code in enumerate(codes):
        found.append((head + suffix[at + 1]) & _MASK)
        if at + 1 < len(codes):
            head = (head + code * powers[at + 1]) & _MASK
    return found


def _shortened_at_once(texts: Sequence[str], length: int) -> npt.NDArray[np.uint64]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).reshape(len(texts), length)
    values = codes.astype(np.uint64) + np.uint64(1)
    powers = [pow(_BASE, length - 1 - at, 1 << 64) for at in range(length)]
    whole = values * np.array(powers, dtype=np.uint64)
    suffix = np.zeros((len(texts), length + 1), dtype=np.uint64)
    suffix[:, :length] = np.cumsum(whole[:, ::-1], axis=1)[:, ::-1]
    moved = values * np.array([*powers[1:], 0], dtype=np.uint64)
    head = np.zeros((len(texts), length + 1), dtype=np.uint64)
    head[:, 1:] = np.cumsum(moved, axis=1)
    found = np.empty((len(texts), length + 1), dtype=np.uint64)
    found[:, 0] = suffix[:, 0]
    found[:, 1:] = head[:, :length] + suffix[:, 1:]
    return found
