"""Every party scored: slow, obvious, and what an index must equal."""

from __future__ import annotations

from watchgate.model.match import Hit
from watchgate.model.party import Party
from watchgate.risk.names.party import NAME_FLOOR, score_parties


class ExhaustiveIndex:
    """The oracle behind the `Index` interface."""

    def __init__(self) -> None:
        self._parties: dict[str, Party] = {}

    def add(self, party: Party) -> None:
        """Add, or replace by id."""
        self._parties[party.id] = party

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        self._parties.pop(party_id, None)

    def query(self, party: Party, threshold: int = NAME_FLOOR) -> list[Hit]:
        """All hits with score >= `threshold`, best first, ties by entity id."""
        hits = [found for one in self._parties.values() if (found := score_parties(party, one, threshold))]
        return sorted(hits, key=lambda one: (-one.score, one.entity_id))

    def __len__(self) -> int:
        return len(self._parties)
