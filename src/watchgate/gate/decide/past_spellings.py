"""`Spellings` from the other side: which past parties a listed party would have met letter by letter."""

from __future__ import annotations

from bisect import bisect_left, insort

import numpy as np

from watchgate.gate.decide.spellings import LEAST, Spellings, letters, may_be_cut, without_ship
from watchgate.model.party import Party

MOST_LATE = 100_000
"""Names kept apart until all are sorted anew."""


class PastSpellings:
    """Past parties by number: those whose name may have been cut, and all by their whole name.

    Nothing is taken out: who was erased is found by nobody.
    """

    def __init__(self) -> None:
        self._cut: list[tuple[str, int]] = []
        self._whole = _Column()

    def add(self, key: int, party: Party) -> None:
        """One more party, under its number in the history."""
        for name in party.names:
            if whole := letters(without_ship(name.text)):
                self._whole.add(whole, key)
            if may_be_cut(name.text) and len(beginning := letters(name.text)) >= LEAST:
                insort(self._cut, (beginning, key))

    def touched(self, entity: Party) -> set[int]:
        """The parties that `Spellings.met` gives this entity for; a few more where two names have the same hash."""
        found: set[int] = set()
        known = Spellings()
        known.put(entity)
        for whole in known.beginnings():
            for length in range(LEAST, len(whole)):
                at = bisect_left(self._cut, (whole[:length], -1))
                while at < len(self._cut) and self._cut[at][0] == whole[:length]:
                    found.add(self._cut[at][1])
                    at += 1
        for name in known.craft():
            found.update(self._whole.of(name))
        return found


class _Column:
    """Text -> numbers, as a hash of eight bytes beside each number: sixteen bytes a name, and the newest apart."""

    def __init__(self) -> None:
        self._hashes = np.zeros(0, dtype=np.int64)
        self._keys = np.zeros(0, dtype=np.int64)
        self._late: list[tuple[int, int]] = []

    def add(self, text: str, key: int) -> None:
        """One more."""
        self._late.append((hash(text), key))
        if len(self._late) >= MOST_LATE:
            self._sort()

    def of(self, text: str) -> list[int]:
        """The numbers of a text, and of another that has its hash by chance."""
        self._sort()
        wanted = np.int64(hash(text))
        low, high = np.searchsorted(self._hashes, wanted, "left"), np.searchsorted(self._hashes, wanted, "right")
        return [int(key) for key in self._keys[low:high]]

    def _sort(self) -> None:
        if not self._late:
            return
        new = np.array(self._late, dtype=np.int64)
        hashes, keys = np.concatenate([self._hashes, new[:, 0]]), np.concatenate([self._keys, new[:, 1]])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._keys, self._late = hashes[order], keys[order], []
