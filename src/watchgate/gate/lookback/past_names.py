"""Past parties by their names: of a listed party, those that would have met it.

Two indexes give the same answers: the plain one for few parties, or while the kernels are not compiled, and the engine
for many. A score is the same whoever is asked about, so the index of the gate serves the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from watchgate.model.party import Party

MANY = 2_000
"""Parties from which on the engine answers sooner than the plain index."""
AT_ONCE = 50_000
"""Parties given to the engine in one piece when many come at once."""


class Names(Protocol):
    """What an index of past names does. `forget`: unknown ids are ignored."""

    def store(self, parties: Iterable[Party]) -> None: ...

    def forget(self, party_id: str) -> None: ...

    def concerned(self, entity: Party, threshold: int) -> list[int]: ...

    def __len__(self) -> int: ...


class PastNames:
    """Parties by their number in the history."""

    def __init__(self) -> None:
        self._names: Names = _Plain()
        self._kept: dict[int, Party] | None = {}
        """Until there are many: then the engine takes over, and keeps what it needs itself."""

    def add(self, parties: Iterable[tuple[int, Party]]) -> None:
        """More of them, under their numbers; those without a name are left out."""
        new = {key: _bare(key, party) for key, party in parties if party.names}
        if self._kept is not None:
            self._kept.update(new)
            if len(self._kept) >= MANY and self._take_over():
                return
        if new:
            self._names.store(new.values())

    def forget(self, keys: Iterable[int]) -> None:
        """Take out those that were erased."""
        for key in keys:
            if self._kept is not None:
                self._kept.pop(key, None)
            self._names.forget(str(key))

    def touched(self, entity: Party, threshold: int) -> list[int]:
        """The parties that meet `entity` with a score of `threshold` (0-1000) or more, by names and qualifiers."""
        if not entity.names or not len(self._names):
            return []
        return self._names.concerned(msgspec.structs.replace(entity, identifiers=()), threshold)

    def __len__(self) -> int:
        return len(self._names)

    def _take_over(self) -> bool:
        from watchgate.risk.names.engine.warm import is_warm

        if not is_warm() or self._kept is None:
            return False
        names = _Engine()
        parties = list(self._kept.values())
        for start in range(0, len(parties), AT_ONCE):
            names.store(parties[start : start + AT_ONCE])
        self._names, self._kept = names, None
        return True


class _Plain:
    def __init__(self) -> None:
        from watchgate.risk.names.index import NameIndex

        self._index = NameIndex()

    def store(self, parties: Iterable[Party]) -> None:
        for party in parties:
            self._index.add(party)

    def forget(self, party_id: str) -> None:
        self._index.remove(party_id)

    def concerned(self, entity: Party, threshold: int) -> list[int]:
        return [int(hit.entity_id) for hit in self._index.query(entity, threshold)]

    def __len__(self) -> int:
        return len(self._index)


class _Engine:
    def __init__(self) -> None:
        from watchgate.risk.names.engine.reverse import StoredParties

        self._stored = StoredParties()

    def store(self, parties: Iterable[Party]) -> None:
        self._stored.store((int(party.id), party) for party in parties)

    def forget(self, party_id: str) -> None:
        self._stored.forget([int(party_id)])

    def concerned(self, entity: Party, threshold: int) -> list[int]:
        return [key for key, _ in self._stored.reverse(entity, threshold)]

    def __len__(self) -> int:
        return len(self._stored)


def _bare(key: int, party: Party) -> Party:
    """What the comparison of names looks at."""
    return msgspec.structs.replace(party, id=str(key), identifiers=(), addresses=())
