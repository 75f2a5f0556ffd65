"""Hashed: numbers of parties by a hash of eight bytes, sixteen bytes each; the newest apart until all are sorted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import msgspec
import numpy as np
import numpy.typing as npt

MOST_LATE = 100_000
"""Kept apart until all are sorted anew."""


class KeptHashed(msgspec.Struct, frozen=True, array_like=True):
    """Hashes and parties as they lie in memory, the smallest byte first."""

    hashes: memoryview
    parties: memoryview


class Hashed:
    """Parties by hash. Two whose hashes are equal by chance are told together."""

    def __init__(self, kept: KeptHashed | None = None) -> None:
        self._hashes: npt.NDArray[np.uint64] = np.frombuffer(kept.hashes if kept else b"", dtype="<u8").copy()
        self._parties: npt.NDArray[np.int64] = np.frombuffer(kept.parties if kept else b"", dtype="<i8").copy()
        self._late: dict[int, list[int]] = defaultdict(list)
        self._count = 0

    def add(self, one: int, party: int) -> None:
        """One more; `one` has 64 bits."""
        self._late[one].append(party)
        self._count += 1
        if self._count >= MOST_LATE:
            self._sort()

    def of(self, one: int) -> Iterator[int]:
        """The parties of a hash."""
        yield from self._late.get(one, ())
        wanted = np.uint64(one)
        low, high = np.searchsorted(self._hashes, wanted, "left"), np.searchsorted(self._hashes, wanted, "right")
        yield from self._parties[low:high].tolist()

    def kept(self, gone: Collection[int]) -> KeptHashed:
        """What may be kept of it, without the parties that are `gone`."""
        self._sort()
        left = ~np.isin(self._parties, np.array(sorted(gone), dtype=np.int64))
        hashes, parties = self._hashes[left].astype("<u8"), self._parties[left].astype("<i8")
        return KeptHashed(hashes.view(np.uint8).data, parties.view(np.uint8).data)

    def _sort(self) -> None:
        if not self._count:
            return
        hashes = np.fromiter((one for one, own in self._late.items() for _ in own), np.uint64, self._count)
        parties = np.fromiter((party for own in self._late.values() for party in own), np.int64, self._count)
        hashes, parties = np.concatenate([self._hashes, hashes]), np.concatenate([self._parties, parties])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._parties = hashes[order], parties[order]
        self._late, self._count = defaultdict(list), 0
