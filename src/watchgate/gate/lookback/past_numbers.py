"""Past parties by their numbers: who bore an identifier that agrees with a listed one.

A number is kept as a hash of what agreeing numbers share, eight bytes, beside the number of the party: most are in two
sorted columns, the newest in a dictionary. Two numbers that meet by chance cost one party more to be decided again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np

from watchgate.model.party import Identifier, Party
from watchgate.risk.identifiers.index import expand, key_of

MOST_LATE = 200_000
"""Numbers kept apart until all are sorted anew."""


class PastNumbers:
    """Parties by number. Nothing is taken out: who was erased is found by nobody."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, dtype=np.uint64)
        self._parties = np.zeros(0, dtype=np.int64)
        self._late: dict[int, list[int]] = defaultdict(list)
        self._count = 0

    def add(self, key: int, party: Party) -> None:
        """One more party, under its number in the history."""
        for one in _hashes(party.identifiers):
            self._late[one].append(key)
            self._count += 1
        if self._count > MOST_LATE:
            self._sort()

    def touched(self, identifiers: Iterable[Identifier]) -> set[int]:
        """The parties that may bear one of these."""
        found: set[int] = set()
        for one in set(_hashes(identifiers)):
            found.update(self._late.get(one, ()))
            low, high = (
                np.searchsorted(self._keys, np.uint64(one), "left"),
                np.searchsorted(self._keys, np.uint64(one), "right"),
            )
            found.update(self._parties[low:high].tolist())
        return found

    def _sort(self) -> None:
        keys = np.array([one for one, own in self._late.items() for _ in own], dtype=np.uint64)
        parties = np.array([party for own in self._late.values() for party in own], dtype=np.int64)
        self._keys, self._parties = np.concatenate([self._keys, keys]), np.concatenate([self._parties, parties])
        order = np.argsort(self._keys, kind="stable")
        self._keys, self._parties = self._keys[order], self._parties[order]
        self._late, self._count = defaultdict(list), 0


def _hashes(identifiers: Iterable[Identifier]) -> Iterator[int]:
    for identifier in identifiers:
        for reading in expand(identifier):
            space, value = key_of(reading)
            digest = blake2b(f"{space}\0{value}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
            yield int.from_bytes(digest, "big")
