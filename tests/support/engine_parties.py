"""Segments of made-up parties, and what is in them told in plain Python."""

from __future__ import annotations

import random
from collections.abc import Sequence

from support.name_parties import random_party
from watchgate.model.party import Party
from watchgate.risk.names.engine.build_draft import Draft
from watchgate.risk.names.engine.segment_tables import Tables


def random_parties(count: int, seed: int) -> list[Party]:
    """Parties of all scripts, p0 to p`count - 1`."""
    rng = random.Random(seed)
    return [random_party(number, rng) for number in range(count)]


def tables_of(parties: Sequence[Party], position: int = 0) -> Tables:
    """Their tables, all known from `position` on."""
    draft = Draft()
    for party in parties:
        draft.add(party, position)
    return draft.tables()
