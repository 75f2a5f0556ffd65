"""From a hit of screening to what a client asked to see."""

from __future__ import annotations

from watchgate.api.directory import card_of
from watchgate.api.entity import EntityReader, confirmed
from watchgate.api.filters import Filters
from watchgate.risk.explain import ScreenedHit


def admitted(hit: ScreenedHit, filters: Filters, entities: EntityReader) -> bool:
    """Whether the entity passes the filters, by what was known of it at the reader's position."""
    if filters.asks_nothing:
        return True
    spoken = confirmed(entities.snapshot.entity(hit.entity))
    return bool(spoken) and filters.admit(hit.entity, card_of(hit.entity, spoken))
