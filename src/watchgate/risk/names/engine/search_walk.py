"""Walking postings: which names have a row that may score enough with a row of the query, by the bound of each.

A name is noted once, with the greatest bound of its rows.
"""

from __future__ import annotations

from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.bound import COLUMNS, bound, meet
from watchgate.risk.names.engine.compiled import inlined, kernel
from watchgate.risk.names.engine.search_asked import (
    FACTS,
    NUMBER,
    PAIR,
    ROW_CORE,
    ROW_FLAGS,
    ROW_LIGHT,
    ROW_SIZE,
    ROW_WEIGHT,
    ROW_WORD,
    WEIGHT,
)
from watchgate.risk.names.engine.search_lists import VALUE, choose
from watchgate.risk.names.engine.search_near import (
    FOUND,
    INITIAL,
    SILENT,
    THEIRS,
    THEIRS_MASK,
)
from watchgate.risk.names.engine.search_space import (
    CUT,
    ENTRIES,
    ENTRY,
    EPOCH,
    MOST,
    NAME,
    NAME_COUNT,
    NAME_EPOCH,
    NAME_LIMIT,
    NAME_MASK,
    NAME_SLOTS,
    NAMES,
    NEAR_AT,
    NEXT,
    ORDER,
    PAIR_SLOTS,
    SIZE,
    SLOT_MASK,
    START,
    UNITS,
    WALKED,
    WHAT,
    WHERE,
    WORD_SLOTS,
    held_at,
    hold,
)
from watchgate.risk.names.engine.segment import CORE, HEAD, INITIALS, PERSON, TRANSLATED, WEAK, WORDS
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_initial, prefix, weight
from watchgate.risk.names.party import WEAK_CEILING

_SIMILARITY = FOUND + 4
_FIRST_BYTE = 32
_ALL_MET = 1000


@kernel
def place_row(plan: Array, room: Array, row: int, there: bool) -> None:
    """Note at which places of the row each word and pair of the query stands; or forget it."""
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    where = room[WHERE]
    for place in range(size):
        one, pair = plan[plan[NUMBER] + word + place], plan[plan[PAIR] + word + place]
        room[where + one] = room[where + one] | 1 << place if there else 0
        if pair >= 0:
            room[where + pair] = room[where + pair] | 1 << place + MAX_TOKENS if there else 0


@kernel
def walk(
    plan: Array,
    row: int,
    held_row: Array,
    row_at: Array,
    post: Array,
    facts: Array,
    room: Array,
    floor: int,
    person: bool,
) -> bool:
    """Note all names that may score `floor` with the row; False where there is no room for them."""
    if not choose(plan, room, row, floor, person):
        for at in range(len(row_at) - 1):
            if not _look(plan, row, held_row, int(row_at[at]), facts, room, floor, person):
                return False
        return True
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        if query < 0:
            continue
        end = room[room[NEAR_AT] + query + 1]
        for at in range(room[room[CUT] + query], end):
            entry = room[ENTRIES] + ENTRY * (room[room[ORDER] + at] & (1 << VALUE) - 1)
            start = room[entry + START]
            for posting in range(start, start + room[entry + SIZE]):
                if not _look(plan, row, held_row, int(post[posting]), facts, room, floor, person):
                    return False
        room[room[CUT] + query] = end  # where it stands a second time in the row
    return True


@inlined
def _look(
    plan: Array, row: int, held_row: Array, record: int, facts: Array, room: Array, floor: int, person: bool
) -> bool:
    """Note the name of a record if its bound reaches the floor."""
    flags = int(held_row[record + 1])
    theirs_person = flags & PERSON != 0
    if flags & WEAK and floor > WEAK_CEILING:
        return True
    own_flags = plan[row + ROW_FLAGS]
    if (person and flags & TRANSLATED) or (theirs_person and own_flags & TRANSLATED):
        return True
    room[WALKED] += 1
    size = flags >> WORDS
    units = plan[row + ROW_SIZE] + MAX_TOKENS
    room[MOST : MOST + units * COLUMNS] = 0
    for place in range(record + HEAD, record + HEAD + size):
        number = int(held_row[place])
        _meet_all(plan, room, held_at(room, room[WORD_SLOTS], room[SLOT_MASK], room[EPOCH], number))
        if own_flags & INITIALS:
            _meet_initials(plan, row, room, int(facts[number]))
    for place in range(record + HEAD + size, record + HEAD + 2 * size - 1):
        number = int(held_row[place])
        if number >= 0:
            _meet_all(plan, room, held_at(room, room[PAIR_SLOTS], room[SLOT_MASK], room[EPOCH], number))
    compared = person or theirs_person
    free = (flags | own_flags) & TRANSLATED != 0
    most = bound(
        room[MOST : MOST + UNITS * COLUMNS],
        units,
        plan[row + (ROW_CORE if free else ROW_WEIGHT)],
        plan[row + ROW_LIGHT],
        int(held_row[record + 2]) >> CORE if free else int(held_row[record + 2]) & (1 << CORE) - 1,
        int(held_row[record + 3]),
        compared and not (flags | own_flags) & INITIALS,
        compared,
    )
    return most < floor or note(room, int(held_row[record]), most)


@inlined
def _meet_all(plan: Array, room: Array, entry: int) -> None:
    """The edges of one word or pair of a record to the places of the query's row."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    while entry >= 0:
        at = room[ENTRIES] + ENTRY * entry
        what = room[at + WHAT]
        query = what & 0xFFFF
        places = room[room[WHERE] + query]
        while places:
            lowest = places & -places
            theirs = what >> THEIRS & THEIRS_MASK
            own = plan[plan[WEIGHT] + query]
            similarity = what >> _SIMILARITY & 1023
            meet(most, ones(lowest - 1), similarity, own, theirs, what >> INITIAL & 1, what >> SILENT & 1)
            places ^= lowest
        entry = int(room[at + NEXT])


@inlined
def _meet_initials(plan: Array, row: int, room: Array, theirs: int) -> None:
    """What initials of the query may bring: every word that begins as they do."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    for place in range(plan[row + ROW_SIZE]):
        own = plan[plan[FACTS] + plan[plan[NUMBER] + plan[row + ROW_WORD] + place]]
        if is_initial(own) and prefix(own) >> _FIRST_BYTE == prefix(theirs) >> _FIRST_BYTE:
            meet(most, place, _ALL_MET, weight(own), weight(theirs), 1, 1)


@inlined
def note(room: Array, name: int, most: int) -> bool:
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
