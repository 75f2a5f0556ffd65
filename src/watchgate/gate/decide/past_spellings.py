"""`Spellings` from the other side: which past parties a listed party would have met letter by letter."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection
from hashlib import blake2b

import msgspec

from watchgate.gate.decide.hashed import Hashed, KeptHashed
from watchgate.gate.decide.spellings import LEAST, Spellings, letters, may_be_cut, without_ship
from watchgate.model.party import Party


class KeptSpellings(msgspec.Struct, frozen=True, array_like=True):
    """`cut`: in order."""

    cut: list[tuple[str, int]]
    whole: KeptHashed


class PastSpellings:
    """Past parties by number: those whose name may have been cut, and all by their whole name.

    Nothing is taken out: who was erased is found by nobody.
    """

    def __init__(self, kept: KeptSpellings | None = None) -> None:
        self._cut = kept.cut if kept is not None else []
        self._whole = Hashed(kept.whole if kept is not None else None)

    def kept(self, gone: Collection[int]) -> KeptSpellings:
        """What may be kept of it, without the parties that are `gone`."""
        out = set(gone)
        return KeptSpellings([one for one in self._cut if one[1] not in out], self._whole.kept(out))

    def add(self, key: int, party: Party) -> None:
        """One more party, under its number in the history."""
        for name in party.names:
            if whole := letters(without_ship(name.text)):
                self._whole.add(_hash(whole), key)
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
            found.update(self._whole.of(_hash(name)))
        return found


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
