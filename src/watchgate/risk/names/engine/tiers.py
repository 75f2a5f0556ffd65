"""Tiers: segments from the oldest and largest to the newest and smallest, and which of them are made one.

A new party goes into the smallest tier, which is made anew each time; a tier that is full is merged into the next, so
that a change costs the same however many parties there are. Merging analyses nothing again and changes no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from watchgate.risk.names.engine.search_held import Held, held
from watchgate.risk.names.engine.segment import Segment, segment
from watchgate.risk.names.engine.segment_tables import FOREVER, Tables, chosen, merged

LIMITS = (64, 2_048, 16_384)
"""So many parties fill a tier; the last, the base, has any number."""


class Tier(NamedTuple):
    """A segment, as kernels read it, and the file it is mapped from, if it is in one."""

    segment: Segment
    held: Held
    file: str | None = None

    @property
    def size(self) -> int:
        """How many versions of parties."""
        return self.segment.parties


def tier(tables: Tables) -> Tier:
    """A tier of these tables."""
    made = segment(tables)
    return Tier(made, held(made))


def level(parties: int) -> int:
    """The tier that so many parties have filled: 0 while they are fewer than the smallest holds."""
    return sum(limit <= parties for limit in LIMITS)


def extended(tiers: Sequence[Tier], new: Tables, parties: int) -> tuple[Tier, ...]:
    """The tiers with `parties` new ones: in the smallest, if they fit, else in one of their own."""
    last = tiers[-1] if tiers else None
    if last is not None and parties <= LIMITS[0] and last.size + parties <= LIMITS[0]:
        return (*tiers[:-1], tier(merged([last.segment.tables, new])))
    return (*tiers, tier(new))


def due(tiers: Sequence[Tier]) -> int | None:
    """Which tier should be made one with the next, the newest first: one that is no larger a tier than the next.

    The base takes up the next once that is worth reading all of it again: a quarter of its size.
    """
    for older in range(len(tiers) - 2, -1, -1):
        sizes = tiers[older].size, tiers[older + 1].size
        levels = level(sizes[0]), level(sizes[1])
        if levels[0] <= levels[1] and (levels[0] < len(LIMITS) or sizes[1] * 4 >= sizes[0]):
            return older
    return None


def compacted(tiers: Sequence[Tier], horizon: int | None = None) -> Tier:
    """One tier of all. `horizon`: versions that were gone at that position are left out."""
    tables = merged([one.segment.tables for one in tiers])
    if horizon is not None:
        kept = np.flatnonzero(tables.parties["gone"] > horizon)
        tables = chosen(tables, kept.astype(np.int64))
    return tier(tables)


def places(one: Tier, key: int, party_id: bytes) -> list[int]:
    """The versions of a party in a tier that are not gone."""
    keys = one.segment.found["party_key"]
    start = int(np.searchsorted(keys, np.uint64(key)))
    found = []
    parties = one.segment.tables.parties
    while start < len(keys) and keys[start] == key:
        place = int(one.segment.found["party_of_key"][start])
        if parties["gone"][place] == FOREVER and id_of(one, place) == party_id:
            found.append(place)
        start += 1
    return found


def id_of(one: Tier, place: int) -> bytes:
    """The id of a party, as UTF-8."""
    parties = one.segment.tables.parties
    body: bytes = parties["id"][parties["id_at"][place] : parties["id_at"][place + 1]].tobytes()
    return body


def body_of(one: Tier, place: int) -> bytes:
    """The party itself, as it was encoded."""
    parties = one.segment.tables.parties
    body: bytes = parties["body"][parties["body_at"][place] : parties["body_at"][place + 1]].tobytes()
    return body
