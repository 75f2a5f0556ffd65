"""The search among stored parties: all of a segment that score a threshold with an entity. The one entry kernel.

As `search.search`, which says why nothing is missed; a name that may score enough is made from its numbers what
the kernels compare, one at a time.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.build_draft import WEAK as WEAK_NAME
from watchgate.risk.names.engine.pair import name_points
from watchgate.risk.names.engine.pair_memo import forget
from watchgate.risk.names.engine.qualify import qualify
from watchgate.risk.names.engine.search_asked import (
    KEYS,
    KNOWN,
    NAME,
    NAME_FLAGS,
    NAME_KEY,
    NAME_KEY_END,
    NAME_ROW,
    NAME_ROW_END,
    NAMES,
    ROW,
    ROWS,
    Asked,
)
from watchgate.risk.names.engine.search_asked import NAME_COUNT as ASKED_NAMES
from watchgate.risk.names.engine.search_held import Held
from watchgate.risk.names.engine.search_lists import order
from watchgate.risk.names.engine.search_space import (
    ENTRY_COUNT,
    EPOCH,
    FLOOR,
    NAME_COUNT,
    NAME_EPOCH,
    PARTIES,
    PARTY,
    PARTY_COUNT,
    PARTY_LIMIT,
    PARTY_MASK,
    PARTY_SLOTS,
    WALKED,
    begin,
    held_at,
    hold,
)
from watchgate.risk.names.engine.search_space import NAMES as FOUND_NAMES
from watchgate.risk.names.engine.search_walk import place_row
from watchgate.risk.names.engine.segment import PERSON, WEAK
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.stored_columns import Stored
from watchgate.risk.names.engine.stored_name import load_name
from watchgate.risk.names.engine.stored_near import collect_stored
from watchgate.risk.names.engine.stored_note import note_name
from watchgate.risk.names.engine.stored_numbers import read
from watchgate.risk.names.engine.stored_walk import walk_stored
from watchgate.risk.names.party import NAME_FLOOR, WEAK_CEILING
from watchgate.risk.names.score import NAME_MAX

NO_ROOM = -1
MOST_SCORE = 1000
_IMPOSSIBLE = 1 << 20


@kernel
def search_stored(
    asked: Asked,
    held: Stored,
    one: Held,
    tables: Array,
    work: Array,
    remembered: Array,
    room: Array,
    spans: Array,
    seen: Array,
    threshold: int,
) -> int:
    """How many hits there are: party and score of each are at PARTIES. NO_ROOM: the working space is too small.

    `one`: room for one name, with the words of the segment (`stored_name.py`).
    """
    plan = asked.plan
    forget(remembered)
    begin(room)
    room[ENTRY_COUNT] = 0
    room[PARTY_COUNT] = 0
    room[WALKED] = 0
    floor = max(NAME_FLOOR, threshold - asked.support)
    room[FLOOR] = floor
    if not collect_stored(asked, held, room, seen, one.pair_records):
        return NO_ROOM
    order(plan, room)
    for name in range(plan[ASKED_NAMES]):
        own = plan[NAMES] + name * NAME
        if plan[own + NAME_FLAGS] & WEAK and floor > WEAK_CEILING:
            continue
        room[NAME_COUNT] = 0
        room[NAME_EPOCH] += 1
        if not _by_keys(plan, own, held, room):
            return NO_ROOM
        for row in range(plan[own + NAME_ROW], plan[own + NAME_ROW_END]):
            at = plan[ROWS] + row * ROW
            place_row(plan, room, at, True)
            enough = walk_stored(asked, at, held, room, spans, floor)
            place_row(plan, room, at, False)
            if not enough:
                return NO_ROOM
        for place in range(room[NAME_COUNT]):
            met = room[FOUND_NAMES] + 2 * place
            other, most = int(room[met]), int(room[met + 1])
            party = int(held.name_party[other]) if len(held.name_party) else other
            known = _party(asked, held, party, one.known, tables, room)
            if known < 0:
                return NO_ROOM
            best, need = room[known + 1], _need(int(room[known + 2]), threshold)
            if most < need or most <= best:
                continue
            flags = load_name(held, other, one, room)
            weak = plan[own + NAME_FLAGS] & WEAK or flags & WEAK
            if weak and (need > WEAK_CEILING or best >= WEAK_CEILING):
                continue
            one.name_flags[0] = WEAK_NAME if flags & WEAK else 0
            person = asked.person or flags & PERSON != 0
            points = name_points(work, remembered, tables, asked, name, one, 0, person)
            room[known + 1] = max(best, points)
    return _hits(room, threshold)


@inlined
def _by_keys(plan: Array, own: int, held: Stored, room: Array) -> bool:
    """Note the names that share a key with a name of the query; False where there is no room."""
    lists = len(held.post_at) - 1 - len(held.key)
    for place in range(plan[KEYS] + plan[own + NAME_KEY], plan[KEYS] + plan[own + NAME_KEY_END]):
        sought = np.uint64(plan[place])
        low, high = 0, len(held.key)
        while low < high:
            middle = (low + high) // 2
            if held.key[middle] < sought:
                low = middle + 1
            else:
                high = middle
        if low < len(held.key) and held.key[low] == sought:
            at, end = int(np.int64(held.post_at[lists + low])), int(np.int64(held.post_at[lists + low + 1]))
            name = -1
            while at < end:
                step, at = read(held.post, at)
                name += step + 1
                if not note_name(room, name, NAME_MAX):
                    return False
    return True


@kernel
def _party(asked: Asked, held: Stored, party: int, known: Array, tables: Array, room: Array) -> int:
    """Where the party is noted: its number, its best points so far, what else is known of it in points; -1: no room."""
    found = held_at(room, room[PARTY_SLOTS], room[PARTY_MASK], room[EPOCH], party)
    if found >= 0:
        return int(room[PARTIES] + PARTY * found)
    count = room[PARTY_COUNT]
    if count >= room[PARTY_LIMIT]:
        return -1
    hold(room, room[PARTY_SLOTS], room[PARTY_MASK], room[EPOCH], party, count)
    room[PARTY_COUNT] = count + 1
    at = room[PARTIES] + PARTY * count
    room[at] = party
    room[at + 1] = 0
    room[at + 2] = -_IMPOSSIBLE
    if not held.gone[party]:
        plan = asked.plan
        end = 0
        head, date = held.head[party], held.date[party]
        for place in range(held.heads_at[head], held.heads_at[head + 1]):
            known[end] = held.heads[place]
            end += 1
        for place in range(held.dates_at[date], held.dates_at[date + 1]):
            known[end] = held.dates[place]
            end += 1
        room[at + 2] = qualify(plan, plan[KNOWN], known, 0, tables)
    return int(at)


@inlined
def _need(known: int, threshold: int) -> int:
    """What the names of a party must score by themselves, with what else is known of it."""
    return max(NAME_FLOOR, threshold - known)


@inlined
def _hits(room: Array, threshold: int) -> int:
    """Leave party and score of the hits at PARTIES; how many."""
    hits = 0
    start = room[PARTIES]
    for place in range(room[PARTY_COUNT]):
        at = start + PARTY * place
        party, best, known = room[at], room[at + 1], room[at + 2]
        if best >= _need(int(known), threshold):
            room[start + 2 * hits] = party
            room[start + 2 * hits + 1] = min(MOST_SCORE, best + known)
            hits += 1
    return hits
