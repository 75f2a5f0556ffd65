"""Index: parties in, explained hits out. What stands behind it may change; the answers may not."""

from __future__ import annotations

from typing import Protocol

from watchgate.model.match import Hit
from watchgate.model.party import Party


class Index(Protocol):
    """Lossless: `query` returns every party scoring at or above the threshold, the same set as scoring all of them."""

    def add(self, party: Party) -> None:
        """Add, or replace by id."""
        ...

    def remove(self, party_id: str) -> None:
        """Take out; unknown ids are ignored."""
        ...

    def query(self, party: Party, threshold: int = 600) -> list[Hit]:
        """All hits with score >= `threshold` (0-1000), best first, ties by entity id."""
        ...

    def __len__(self) -> int: ...
