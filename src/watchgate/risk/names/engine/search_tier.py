"""Searching one tier: the entry kernel with the working space of the thread that asks."""

from __future__ import annotations

from threading import local
from typing import NamedTuple

from watchgate.risk.names.engine.edge import scratch
from watchgate.risk.names.engine.near import seen_for
from watchgate.risk.names.engine.pair_memo import memo
from watchgate.risk.names.engine.qualify_columns import pair_tables
from watchgate.risk.names.engine.search import NO_ROOM, search
from watchgate.risk.names.engine.search_asked import PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_space import NEAR_AT, PARTIES, WHERE, enlarged, space
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.tiers import Tier
from watchgate.risk.names.engine.words_encode import RECORD


class _Own(NamedTuple):
    work: Array
    remembered: Array
    room: Array
    seen: Array


_OWN = local()


def found_in(tier: Tier, asked: Asked, threshold: int, position: int) -> list[tuple[int, int]]:
    """Place and score of all hits among the parties of a tier."""
    own: _Own | None = getattr(_OWN, "space", None)
    if own is None:
        own = _OWN.space = _Own(scratch(), memo(), space(), seen_for(0))
    things = max(len(tier.held.facts), tier.held.pair_records.size // RECORD)
    if own.seen.size * 64 <= things:
        own = _OWN.space = own._replace(seen=seen_for(2 * things))
    needed = int(asked.plan[WORD_COUNT] + asked.plan[PAIR_COUNT]) + 1
    while True:
        count = NO_ROOM
        if needed <= own.room[WHERE] - own.room[NEAR_AT]:
            count = search(
                asked, tier.held, pair_tables(), own.work, own.remembered, own.room, own.seen, threshold, position
            )
        if count != NO_ROOM:
            break
        own = _OWN.space = own._replace(room=enlarged(own.room, needed))
    start = int(own.room[PARTIES])
    numbers: list[int] = own.room[start : start + 2 * count].tolist()
    return list(zip(numbers[::2], numbers[1::2], strict=True))
