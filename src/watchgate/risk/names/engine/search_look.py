"""Looking at a record: its bound by all its words and pairs, and whether its name may score enough.

A name is noted once, with the greatest bound of its rows.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.bound import COLUMNS, may_reach, meet, most_points, no_more, sums_met
from watchgate.risk.names.engine.search_asked import (
    FACTS,
    NUMBER,
    ROW_CORE,
    ROW_FLAGS,
    ROW_LIGHT,
    ROW_SIZE,
    ROW_WEIGHT,
    ROW_WORD,
    WEIGHT,
)
from watchgate.risk.names.engine.search_entries import (
    FOUND,
    INITIAL,
    OF_PEOPLE,
    QUERY_MASK,
    SILENT,
    THEIRS,
    THEIRS_MASK,
)
from watchgate.risk.names.engine.search_lists import PEOPLE, TRANSLATIONS
from watchgate.risk.names.engine.search_space import (
    ENTRIES,
    ENTRY,
    EPOCH,
    KEYED,
    MOST,
    NAME,
    NAME_COUNT,
    NAME_EPOCH,
    NAME_LIMIT,
    NAME_MASK,
    NAME_SLOTS,
    NAMES,
    NEXT,
    PAIR_ENTRIES,
    PAIR_SLOTS,
    SIEVE,
    SLOT_MASK,
    TO_BE_FOUND,
    UNITS,
    WAITER,
    WALKED,
    WHAT,
    WHERE,
    WORD_SLOTS,
    held_at,
    hold,
    passes,
)
from watchgate.risk.names.engine.segment import CORE, HEAD, INITIALS, PERSON, WEAK, WORDS
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import FIRST_LETTERS, is_initial, prefix, weight
from watchgate.risk.names.party import WEAK_CEILING

_SIMILARITY = FOUND + 4
_FIRST_BYTE = 32
_ALL_MET = 1000


@kernel
def look_at_all(
    plan: Array, row: int, records: Array, queue: int, waiting: int, facts: Array, room: Array, floor: int, against: int
) -> bool:
    """Look at the records that were asked for, by now they are near; False where there is no room for their names."""
    for at in range(queue, queue + WAITER * waiting, WAITER):
        most = int(room[at + 1])
        if most == TO_BE_FOUND:
            if not look(plan, row, records, int(room[at]), facts, room, floor, against):
                return False
        elif not note(room, int(records[room[at]]), most):
            return False
    return True


@kernel
def look(
    plan: Array, row: int, records: Array, record: int, facts: Array, room: Array, floor: int, against: int
) -> bool:
    """Note the name of a record if its bound reaches the floor; False where there is no room for it."""
    flags = int(records[record + 1])
    if flags & WEAK and floor > WEAK_CEILING:
        return True
    if flags & PERSON and against == TRANSLATIONS:
        return True
    room[WALKED] += 1
    epoch, mask, sieve = int(room[EPOCH]), int(room[SLOT_MASK]), int(room[SIEVE])
    words, pairs = int(room[WORD_SLOTS]), int(room[PAIR_SLOTS])
    size = flags >> WORDS
    own_flags = plan[row + ROW_FLAGS]
    people = flags & PERSON != 0 or against == PEOPLE
    letters = first_letters(plan, row) if people and own_flags & INITIALS else 0
    met = value = right = 0
    for place in range(record + HEAD, record + HEAD + size):
        number = int(records[place])
        best = heavy = 0
        if passes(room, sieve, number):
            entry = held_at(room, words, mask, epoch, number)
            if entry >= 0:
                met, best, heavy = meet_all(plan, room, met, entry, people)
        if letters and letters >> (first_letter(int(facts[number])) & FIRST_LETTERS - 1) & 1:
            met, best, heavy = meet_initials(plan, row, room, met, best, heavy, int(facts[number]))
        value += best
        right += heavy
    for place in range(record + HEAD + size, record + HEAD + (2 * size - 1 if room[PAIR_ENTRIES] else 0)):
        number = int(records[place])
        if number >= 0:
            entry = held_at(room, pairs, mask, epoch, number)
            if entry >= 0:
                met, best, heavy = meet_all(plan, room, met, entry, people)
                value += best
                right += heavy
    capped = people and not (flags | own_flags) & INITIALS
    free = against == TRANSLATIONS
    own = int(plan[row + (ROW_CORE if free else ROW_WEIGHT)])
    own_light, light = int(plan[row + ROW_LIGHT]), int(records[record + 3])
    others = int(records[record + 2])
    others = others >> CORE if free else others & (1 << CORE) - 1
    sums = sums_met(room[MOST : MOST + UNITS * COLUMNS], met, int(plan[row + ROW_SIZE]))
    sums = no_more(sums, value, right)
    if not may_reach(sums, own, own_light, others, light, capped, people, floor):
        return True
    return note(room, int(records[record]), most_points(sums, own, own_light, others, light, capped, people))


@inlined
def meet_all(plan: Array, room: Array, met: int, entry: int, people: bool) -> tuple[int, int, int]:
    """The edges of one word or pair of a record to the places of the query's row.

    `people`: whether the two are compared as people. The units that are met now; the most that any of the edges brings,
    and what the word or pair weighs: it is in one edge at most.
    """
    most = room[MOST : MOST + UNITS * COLUMNS]
    entries, where, weights = int(room[ENTRIES]), int(room[WHERE]), int(plan[WEIGHT])
    best = heavy = 0
    while entry >= 0:
        at = entries + ENTRY * entry
        what = room[at + WHAT]
        query = what & QUERY_MASK
        places = room[where + query] if people or not what >> OF_PEOPLE & 1 else 0
        if places:
            own, theirs = plan[weights + query], what >> THEIRS & THEIRS_MASK
            similarity, initial = what >> _SIMILARITY & 1023, what >> INITIAL & 1
            heavy = theirs
            best = max(best, (theirs + own - (abs(theirs - own) if initial else 0)) * similarity)
            while places:
                unit = ones((places & -places) - 1)
                met = meet(most, met, unit, similarity, own, theirs, initial, what >> SILENT & 1)
                places &= places - 1
        entry = int(room[at + NEXT])
    return met, int(best), int(heavy)


@inlined
def meet_initials(
    plan: Array, row: int, room: Array, met: int, best: int, heavy: int, theirs: int
) -> tuple[int, int, int]:
    """As `meet_all`, what initials of the query may bring in names of people: every word that begins as they do."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    for place in range(plan[row + ROW_SIZE]):
        own = plan[plan[FACTS] + plan[plan[NUMBER] + plan[row + ROW_WORD] + place]]
        if is_initial(own) and first_letter(own) == first_letter(theirs):
            met = meet(most, met, place, _ALL_MET, weight(own), weight(theirs), 1, 1)
            best = max(best, 2 * min(weight(own), weight(theirs)) * _ALL_MET)
            heavy = weight(theirs)
    return met, int(best), int(heavy)


@inlined
def first_letter(facts: int) -> int:
    """The first byte of a word's text."""
    return prefix(facts) >> _FIRST_BYTE


@inlined
def first_letters(plan: Array, row: int) -> int:
    """A bit for the first letter of each initial of the query's row, cut to six bits: what begins else meets none."""
    found = 0
    for place in range(plan[row + ROW_SIZE]):
        own = plan[plan[FACTS] + plan[plan[NUMBER] + plan[row + ROW_WORD] + place]]
        if is_initial(own):
            found |= 1 << (first_letter(own) & FIRST_LETTERS - 1)
    return found


@inlined
def note(room: Array, name: int, most: int) -> bool:
    """Note a name with the bound of one of its rows, or KEYED; False where there is no room."""
    count = room[NAME_COUNT]
    found = held_at(room, room[NAME_SLOTS], room[NAME_MASK], room[NAME_EPOCH], name)
    if found >= 0:
        place = room[NAMES] + NAME * found
        before = room[place + 1]
        room[place + 1] = max(before & KEYED - 1, most & KEYED - 1) | ((before | most) & KEYED)
        return True
    if count >= room[NAME_LIMIT]:
        return False
    hold(room, room[NAME_SLOTS], room[NAME_MASK], room[NAME_EPOCH], name, count)
    place = room[NAMES] + NAME * count
    room[place] = name
    room[place + 1] = most
    room[NAME_COUNT] = count + 1
    return True
