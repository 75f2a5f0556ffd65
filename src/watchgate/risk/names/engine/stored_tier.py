"""Asking one segment of stored parties: the entry kernel with the working space of the thread that asks."""

from __future__ import annotations

from threading import local
from typing import NamedTuple

import numpy as np

from watchgate.risk.names.engine.compiler_pages import give_back
from watchgate.risk.names.engine.edge import scratch
from watchgate.risk.names.engine.near import seen_for
from watchgate.risk.names.engine.pair_memo import memo
from watchgate.risk.names.engine.qualify_columns import pair_tables
from watchgate.risk.names.engine.search_asked import PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_held import Held
from watchgate.risk.names.engine.search_space import ENTRY_LIMIT, NEAR_AT, PARTIES, WHERE, enlarged, space
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.stored_columns import Stored
from watchgate.risk.names.engine.stored_name import most_known, most_rows, one_name
from watchgate.risk.names.engine.stored_search import NO_ROOM, search_stored
from watchgate.risk.names.engine.stored_spans import spans_for


class StoredTier(NamedTuple):
    """A segment, and its file, if it is in one. `rows`, `known`: the most that one of its names and parties has."""

    held: Stored
    rows: int
    known: int
    file: str | None = None


class Own(NamedTuple):
    """What a search works in."""

    work: Array
    remembered: Array
    room: Array
    spans: Array
    seen: Array


OWN = local()
"""`space`: the working space of each thread."""


def stored_tier(held: Stored, file: str | None = None) -> StoredTier:
    """The tier of a segment."""
    return StoredTier(held, most_rows(held), most_known(held), file)


def stored_in(tier: StoredTier, asked: Asked, threshold: int) -> list[tuple[int, int]]:
    """Key and score of all parties of a tier that score `threshold`."""
    own: Own | None = getattr(OWN, "space", None)
    if own is None:
        room = space()
        own = OWN.space = Own(scratch(), memo(), room, spans_for(int(room[ENTRY_LIMIT])), seen_for(0))
    things = max(len(tier.held.facts), len(tier.held.pair_facts))
    if own.seen.size * 64 <= things:
        own = OWN.space = own._replace(seen=seen_for(2 * things))
    needed = int(asked.plan[WORD_COUNT] + asked.plan[PAIR_COUNT]) + 1
    one: Held = one_name(tier.held, tier.rows, tier.known)
    while True:
        count = NO_ROOM
        if needed <= own.room[WHERE] - own.room[NEAR_AT]:
            count = search_stored(
                asked, tier.held, one, pair_tables(), own.work, own.remembered, own.room, own.spans, own.seen, threshold
            )
        if count != NO_ROOM:
            break
        room = enlarged(own.room, needed)
        own = OWN.space = own._replace(room=room, spans=spans_for(int(room[ENTRY_LIMIT]), *own.spans[:2]))
    give_back("a search of stored parties", search_stored)
    start = int(own.room[PARTIES])
    found = own.room[start : start + 2 * count].reshape(-1, 2)
    keys: list[int] = tier.held.party_key[found[:, 0]].tolist()
    scores: list[int] = found[:, 1].tolist()
    return list(zip(keys, scores, strict=True))


def places(tier: StoredTier, keys: Array) -> Array:
    """Where in the tier the parties of these keys are that are there."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.isin(tier.held.party_key, keys) & (tier.held.gone == 0))
