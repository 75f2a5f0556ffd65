"""Searching one tier: the entry kernel with the working space of the thread that asks."""

from __future__ import annotations

from collections.abc import Sequence
from threading import local
from typing import NamedTuple

import numpy as np

from watchgate.model.party import Name
from watchgate.risk.names.engine.asked import Questions
from watchgate.risk.names.engine.compiler_pages import give_back
from watchgate.risk.names.engine.edge import scratch
from watchgate.risk.names.engine.near import seen_for
from watchgate.risk.names.engine.pair import points_of_all
from watchgate.risk.names.engine.pair_memo import memo
from watchgate.risk.names.engine.qualify_columns import pair_tables
from watchgate.risk.names.engine.search_asked import PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_lately import lately, never
from watchgate.risk.names.engine.search_many import COUNT, FIRST, HIT, search_many
from watchgate.risk.names.engine.search_space import enlarged, space
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.tiers import Tier
from watchgate.risk.names.engine.words_encode import RECORD

FEWEST_WORDS = 1_024
"""Of a segment for which a thread remembers what is near the words asked about: with fewer they are as soon found."""
HITS = 4_096
"""Numbers there is room for at first."""
MOST_SEGMENTS = 4
"""So many segments a thread remembers something of."""


class _Own(NamedTuple):
    """What a thread works with; `lately`: by segment, told by one of its arrays. `hits`: as `search_many` has them."""

    hits: Array
    work: Array
    remembered: Array
    room: Array
    seen: Array
    lately: dict[int, tuple[Array, Array]]


_OWN = local()
_NEVER = never()


def found_in(tier: Tier, asked: Questions, thresholds: Array, position: int) -> list[tuple[int, int, int]]:
    """Of all hits among the parties of a tier: who was asked about, by number, and place and score."""
    own = _own()
    things = max(len(tier.held.facts), tier.held.pair_records.size // RECORD)
    if own.seen.size * 64 <= things:
        own = _OWN.space = own._replace(seen=seen_for(2 * things))
    near = _known(own, tier)
    found: list[int] = []
    first, count = 0, len(asked)
    while first < count:
        own.hits[COUNT] = 0
        done = search_many(
            *asked,
            thresholds,
            position,
            tier.held,
            pair_tables(),
            own.work,
            own.remembered,
            own.room,
            own.seen,
            near,
            first,
            own.hits,
        )
        found += own.hits[FIRST : FIRST + HIT * int(own.hits[COUNT])].tolist()
        if done == first:  # not even this one
            needed = int(sum(asked.one(first).plan[[WORD_COUNT, PAIR_COUNT]])) + 1
            own = _OWN.space = own._replace(room=enlarged(own.room, needed), hits=_hits(2 * len(own.hits)))
        first = done
    give_back("a search", search_many)
    return list(zip(found[::HIT], found[1::HIT], found[2::HIT], strict=True))


def best_pairs(
    tier: Tier, asked: Asked, place: int, own_names: Sequence[Name], names: Sequence[Name]
) -> list[tuple[Name, Name]]:
    """Of the names of the asked with those of the party at `place` the pairs that score most."""
    if len(own_names) * len(names) == 1:
        return [(own_names[0], names[0])]
    own = _own()
    points = np.empty(len(own_names) * len(names), dtype=np.int64)
    first = int(tier.segment.found["party_name_at"][place])
    points_of_all(own.work, own.remembered, pair_tables(), asked, tier.held, place, first, points)
    best = np.flatnonzero(points == points.max()).tolist()
    return [(own_names[one // len(names)], names[one % len(names)]) for one in best]


def _own() -> _Own:
    own: _Own | None = getattr(_OWN, "space", None)
    if own is None:
        own = _OWN.space = _Own(_hits(HITS), scratch(), memo(), space(), seen_for(0), {})
    return own


def _hits(size: int) -> Array:
    return np.zeros(size, dtype=np.int64)


def _known(own: _Own, tier: Tier) -> Array:
    """What the thread remembers of words near others in the segment."""
    if len(tier.held.facts) < FEWEST_WORDS:
        return _NEVER
    told_by = tier.held.post
    known = own.lately.get(id(told_by))
    if known is None or known[0] is not told_by:
        while len(own.lately) >= MOST_SEGMENTS:
            own.lately.pop(next(iter(own.lately)))
        known = own.lately[id(told_by)] = (told_by, lately())
    return known[1]
