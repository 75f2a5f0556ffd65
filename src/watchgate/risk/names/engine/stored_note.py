"""What a row has in common with a row of the query, and the names that may score enough."""

from __future__ import annotations

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.bound import COLUMNS, meet
from watchgate.risk.names.engine.search_asked import FACTS, NUMBER, ROW_SIZE, ROW_WORD, WEIGHT
from watchgate.risk.names.engine.search_entries import FOUND, INITIAL, QUERY_MASK, SILENT, THEIRS, THEIRS_MASK
from watchgate.risk.names.engine.search_space import (
    ENTRIES,
    ENTRY,
    MOST,
    NAME,
    NAME_COUNT,
    NAME_EPOCH,
    NAME_LIMIT,
    NAME_MASK,
    NAME_SLOTS,
    NAMES,
    NEXT,
    UNITS,
    WHAT,
    WHERE,
    held_at,
    hold,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_initial, prefix, weight

_SIMILARITY = FOUND + 4
_FIRST_BYTE = 32
_ALL_MET = 1000


@inlined
def meet_entries(plan: Array, room: Array, met: int, entry: int) -> int:
    """The edges of one word or pair of a row, whose first entry is `entry`; the units that are met now."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    while entry >= 0:
        at = room[ENTRIES] + ENTRY * entry
        what = room[at + WHAT]
        query = what & QUERY_MASK
        own, theirs = plan[plan[WEIGHT] + query], what >> THEIRS & THEIRS_MASK
        similarity = what >> _SIMILARITY & 1023
        places = room[room[WHERE] + query]
        while places:
            unit = ones((places & -places) - 1)
            met = meet(most, met, unit, similarity, own, theirs, what >> INITIAL & 1, what >> SILENT & 1)
            places &= places - 1
        entry = int(room[at + NEXT])
    return met


@inlined
def meet_as_initials(plan: Array, row: int, room: Array, met: int, theirs: int) -> int:
    """What initials of the query may bring: every word that begins as they do. `theirs`: its facts."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    for place in range(plan[row + ROW_SIZE]):
        own = plan[plan[FACTS] + plan[plan[NUMBER] + plan[row + ROW_WORD] + place]]
        if is_initial(own) and prefix(own) >> _FIRST_BYTE == prefix(theirs) >> _FIRST_BYTE:
            met = meet(most, met, place, _ALL_MET, weight(own), weight(theirs), 1, 1)
    return met


@inlined
def note_name(room: Array, name: int, most: int) -> bool:
    """Note a name with the bound of one of its rows; False where there is no room."""
    count = room[NAME_COUNT]
    found = held_at(room, room[NAME_SLOTS], room[NAME_MASK], room[NAME_EPOCH], name)
    if found >= 0:
        place = room[NAMES] + NAME * found
        room[place + 1] = max(room[place + 1], most)
        return True
    if count >= room[NAME_LIMIT]:
        return False
    hold(room, room[NAME_SLOTS], room[NAME_MASK], room[NAME_EPOCH], name, count)
    room[room[NAMES] + NAME * count] = name
    room[room[NAMES] + NAME * count + 1] = most
    room[NAME_COUNT] = count + 1
    return True
