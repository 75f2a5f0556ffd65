"""StoredParties: parties of past traffic by their names, so that a new designation finds those that it concerns.

The same segments and the same kernels as `EngineIndex`: the score is the same whoever is asked about. The parties
themselves are not kept, which makes it a fifth smaller: whoever keeps the records has them, and gives the reasons for
the few that are found (`party.score_parties`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from watchgate.model.party import Party
from watchgate.risk.names.engine.index import EngineIndex
from watchgate.risk.names.party import NAME_FLOOR


class StoredParties:
    """Parties by id. A position is one of their own: how much of the traffic has been taken in."""

    def __init__(self, index: EngineIndex | None = None) -> None:
        """`index`: one that `open` gave; without it nothing is stored yet."""
        self._index = EngineIndex(bodies=False) if index is None else index

    @property
    def position(self) -> int:
        """The last at which parties were stored."""
        return self._index.position

    def store(self, parties: Iterable[Party], position: int | None = None) -> None:
        """More of them, no two with one id; one that is stored already is replaced."""
        self._index.add_many(parties, position)

    def forget(self, party_id: str, position: int | None = None) -> None:
        """Take out from `position` on, and with the next `compact` for good; unknown ids are ignored."""
        self._index.remove(party_id, position)

    def concerned(
        self, entity: Party, threshold: int = NAME_FLOOR, position: int | None = None
    ) -> list[tuple[str, int]]:
        """Ids and scores of the stored parties that would have hit `entity`, best first, ties by id."""
        return self._index.scores(entity, threshold, position)

    def compact(self) -> None:
        """Make it one segment, without those that are gone."""
        self._index.compact(horizon=self._index.position)

    def save(self, folder: Path, made_by: str) -> None:
        """Keep it in `folder`. OSError where that cannot be."""
        self._index.save(folder, made_by)

    @classmethod
    def open(cls, folder: Path, made_by: str) -> StoredParties | None:
        """What is kept in `folder`, mapped; None where there is nothing that the same code and tables made."""
        index = EngineIndex.open(folder, made_by, bodies=False)
        return None if index is None else cls(index)

    def __len__(self) -> int:
        return len(self._index)
