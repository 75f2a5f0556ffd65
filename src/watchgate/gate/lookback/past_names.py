"""Past parties by their names: of a listed party, those that would have met it.

Two indexes give the same answers: the plain one for few parties, or while the kernels are not compiled, and the engine
for many. A score is the same whoever is asked about, so the index of the gate serves the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

import msgspec

from watchgate.gate.lookback.kept_array import KeptArray
from watchgate.model.party import Party

if TYPE_CHECKING:
    from watchgate.gate.lookback.past_parties import PastParties

KeptNames = list[dict[str, KeptArray]]
"""The columns of each segment of the engine."""
MANY = 2_000
"""Parties from which on the engine answers sooner than the plain index."""
AT_ONCE = 1 << 17
"""Parties given to the engine in one piece when many come at once."""


class Names(Protocol):
    """What an index of past names does, under the numbers of the history. `forget`: unknown ones are ignored."""

    def store(self, parties: Iterable[tuple[int, Party]]) -> None: ...

    def forget(self, keys: Iterable[int]) -> None: ...

    def reverse(self, entity: Party, threshold: int) -> list[tuple[int, int]]: ...

    def __len__(self) -> int: ...


class PastNames:
    """Parties by their number in the history."""

    def __init__(self, kept: KeptNames | None = None) -> None:
        self._engine: PastParties | None = None
        if kept is not None:
            from watchgate.gate.lookback.past_parties import PastParties

            self._engine = PastParties(kept)
        self._names: Names = self._engine if self._engine is not None else _Plain()
        self._few: dict[int, Party] | None = {} if self._engine is None else None
        """Until there are many: then the engine takes over, and keeps what it needs itself."""

    def kept(self) -> KeptNames | None:
        """What may be kept of it; None while the kernels are not compiled. Few parties go to the engine for it."""
        if self._engine is None:
            self._take_over()
        return self._engine.kept() if self._engine is not None else None

    def add(self, parties: Iterable[tuple[int, Party]]) -> None:
        """More of them, under their numbers; those without a name are left out."""
        new = [(key, _bare(party)) for key, party in parties if party.names]
        if self._few is not None:
            self._few.update(new)
            if len(self._few) >= MANY and self._take_over():
                return
        for start in range(0, len(new), AT_ONCE):
            self._names.store(new[start : start + AT_ONCE])

    def forget(self, keys: Iterable[int]) -> None:
        """Take out those that were erased."""
        gone = list(keys)
        for key in gone:
            if self._few is not None:
                self._few.pop(key, None)
        self._names.forget(gone)

    def touched(self, entity: Party, threshold: int) -> list[int]:
        """The parties that meet `entity` with a score of `threshold` (0-1000) or more, by names and qualifiers."""
        if not entity.names or not len(self._names):
            return []
        asked = msgspec.structs.replace(entity, identifiers=())
        return [key for key, _ in self._names.reverse(asked, threshold)]

    def __len__(self) -> int:
        return len(self._names)

    def _take_over(self) -> bool:
        from watchgate.risk.names.engine.warm import is_warm

        if not is_warm() or self._few is None:
            return False
        from watchgate.gate.lookback.past_parties import PastParties

        self._names = self._engine = PastParties()
        few, self._few = list(self._few.items()), None
        for start in range(0, len(few), AT_ONCE):
            self._names.store(few[start : start + AT_ONCE])
        return True


class _Plain:
    def __init__(self) -> None:
        from watchgate.risk.names.index import NameIndex

        self._index = NameIndex()

    def store(self, parties: Iterable[tuple[int, Party]]) -> None:
        for key, party in parties:
            self._index.add(msgspec.structs.replace(party, id=str(key)))

    def forget(self, keys: Iterable[int]) -> None:
        for key in keys:
            self._index.remove(str(key))

    def reverse(self, entity: Party, threshold: int) -> list[tuple[int, int]]:
        return [(int(hit.entity_id), hit.score) for hit in self._index.query(entity, threshold)]

    def __len__(self) -> int:
        return len(self._index)


def _bare(party: Party) -> Party:
    """What the comparison of names looks at."""
    return msgspec.structs.replace(party, id="", identifiers=(), addresses=())
