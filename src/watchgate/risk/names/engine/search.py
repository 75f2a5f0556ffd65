"""The search: all parties of a segment that score a threshold with a party that is asked about. The one entry kernel.

Lossless: the names that may score enough are those that share a key (readings, acronyms) and those that a row of the
query meets with a bound at the floor; all of them are scored. The floor is what the best pair of names must score by
itself: the threshold less the most that agreement of what this query knows can add. Of a name that is met, what is
known of its party says what it must score itself. Bounds: docs/names-bounds.md.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.build_draft import WEAK as WEAK_NAME
from watchgate.risk.names.engine.pair import name_points, read_points
from watchgate.risk.names.engine.pair_memo import forget
from watchgate.risk.names.engine.qualify import is_person, qualify
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
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_held import Held
from watchgate.risk.names.engine.search_lists import order
from watchgate.risk.names.engine.search_look import note
from watchgate.risk.names.engine.search_near import collect
from watchgate.risk.names.engine.search_space import (
    ENTRY_COUNT,
    EPOCH,
    FLOOR,
    KEYED,
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
from watchgate.risk.names.engine.search_space import NAME as FOUND_NAME
from watchgate.risk.names.engine.search_space import NAMES as FOUND_NAMES
from watchgate.risk.names.engine.search_walk import place_row, walk
from watchgate.risk.names.engine.segment import BUCKET_BITS, WEAK
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.party import NAME_FLOOR, WEAK_CEILING
from watchgate.risk.names.score import NAME_MAX

NO_ROOM = -1
MOST_SCORE = 1000
AHEAD = 16
"""So many names before its turn a name is asked for."""
_IMPOSSIBLE = 1 << 20
"""Points that no name scores: of a party that is not there at the position, or cannot be a hit."""


@kernel
def search(
    asked: Asked,
    held: Held,
    tables: Array,
    work: Array,
    remembered: Array,
    room: Array,
    seen: Array,
    lately: Array,
    threshold: int,
    position: int,
) -> int:
    """How many hits there are: party and score of each are at PARTIES. NO_ROOM: the working space is too small.

    `seen`: of so many bits as the segment has words or pairs (`near.py`). `lately`: what is near words of earlier
    queries to this segment (`search_lately.py`). `position`: what is there then.
    """
    plan = asked.plan
    forget(remembered)
    begin(room)
    room[ENTRY_COUNT] = 0
    room[PARTY_COUNT] = 0
    room[WALKED] = 0
    floor = max(NAME_FLOOR, threshold - asked.support)
    room[FLOOR] = floor
    if not collect(asked, held, room, seen, lately):
        return NO_ROOM
    order(plan, room)
    split = held.split[0]
    for name in range(plan[ASKED_NAMES]):
        own = plan[NAMES] + name * NAME
        if plan[own + NAME_FLAGS] & WEAK and floor > WEAK_CEILING:
            continue
        room[NAME_COUNT] = 0
        room[NAME_EPOCH] += 1
        if not _by_keys(plan, own, held.key, held.key_bucket, held.key_name_at, held.key_name, room):
            return NO_ROOM
        for row in range(plan[own + NAME_ROW], plan[own + NAME_ROW_END]):
            at = plan[ROWS] + row * ROW
            place_row(plan, room, at, True)
            enough = walk(plan, at, held.row, split, held.post, held.facts, held.begins, room, floor, asked.person)
            place_row(plan, room, at, False)
            if not enough:
                return NO_ROOM
        if not _score_names(asked, held, tables, work, remembered, room, name, threshold, floor, position):
            return NO_ROOM
    return _hits(room, threshold)


@inlined
def _score_names(
    asked: Asked,
    held: Held,
    tables: Array,
    work: Array,
    remembered: Array,
    room: Array,
    name: int,
    threshold: int,
    floor: int,
    position: int,
) -> bool:
    """Score the names that are noted for one of the query, as far as they may be the best of a hit; False: no room.

    A name that shares a key and that no row met scores below the floor by its words: it is read, no more.
    """
    plan = asked.plan
    own = plan[NAMES] + name * NAME
    count = int(room[NAME_COUNT])
    for place in range(min(AHEAD, count)):
        _ask_for(held, int(room[room[FOUND_NAMES] + FOUND_NAME * place]))
    for place in range(count):
        met = room[FOUND_NAMES] + FOUND_NAME * place
        if place + AHEAD < count:
            _ask_for(held, int(room[met + FOUND_NAME * AHEAD]))
        if place + AHEAD // 2 < count:
            fetch(held.reading, int(held.reading_at[room[met + FOUND_NAME * (AHEAD // 2)]]))
        other, by_words, keyed = int(room[met]), int(room[met + 1] & KEYED - 1), room[met + 1] & KEYED != 0
        only_read = by_words < floor
        points = 0
        if only_read and asked.person:
            points = read_points(asked, name, held, other, tables, True)
            if points < floor:
                continue
        party = int(held.name_party[other])
        known = _party(asked, held, party, tables, room, position)
        if known < 0:
            return False
        best, need = room[known + 1], _need(int(room[known + 2]), threshold)
        most = NAME_MAX if keyed else by_words
        weak = plan[own + NAME_FLAGS] & WEAK or held.name_flags[other] & WEAK_NAME
        if most < need or most <= best or (weak and (need > WEAK_CEILING or best >= WEAK_CEILING)):
            continue
        if not only_read:
            person = asked.person or is_person(held.known, held.known_at[party], tables)
            points = name_points(work, remembered, tables, asked, name, held, other, person)
        elif not asked.person:
            points = read_points(asked, name, held, other, tables, is_person(held.known, held.known_at[party], tables))
        room[known + 1] = max(best, min(points, WEAK_CEILING) if weak else points)
    return True


@inlined
def _ask_for(held: Held, name: int) -> None:
    """Ask the memory for what is read of a name."""
    fetch(held.reading_at, name)
    fetch(held.name_party, name)


@inlined
def _by_keys(plan: Array, own: int, key: Array, bucket: Array, name_at: Array, names: Array, room: Array) -> bool:
    """Note the names that share a key with a name of the query; False where there is no room."""
    for place in range(plan[KEYS] + plan[own + NAME_KEY], plan[KEYS] + plan[own + NAME_KEY_END]):
        sought = np.uint64(plan[place])
        top = np.int64(sought >> np.uint64(64 - BUCKET_BITS))
        low, high = np.int64(bucket[top]), np.int64(bucket[top + 1])
        while low < high:
            middle = (low + high) // 2
            if key[middle] < sought:
                low = middle + 1
            else:
                high = middle
        if low < len(key) and key[low] == sought:
            for at in range(name_at[low], name_at[low + 1]):
                if not note(room, int(names[at]), KEYED):
                    return False
    return True


@inlined
def _party(asked: Asked, held: Held, party: int, tables: Array, room: Array, position: int) -> int:
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
    if held.born[party] <= position < held.gone[party]:
        plan = asked.plan
        room[at + 2] = qualify(plan, plan[KNOWN], held.known, held.known_at[party], tables)
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
