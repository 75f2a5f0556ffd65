"""Walking the postings of one word: which of the records they lead to may score enough, by the bound of each.

A posting says of most records all that the bound needs (`segment.py`), so that it is had without reading them; those
that a posting does not say all of are asked for together and read then.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.bound import COLUMNS, Sums, may_reach, most_points, no_more, sums_met
from watchgate.risk.names.engine.search_asked import ROW_FLAGS, ROW_LIGHT, ROW_SIZE, ROW_WEIGHT
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_lists import OTHERS, PEOPLE, TRANSLATIONS, alone_is_too_little
from watchgate.risk.names.engine.search_look import first_letter, first_letters, look_at_all, meet_all, meet_initials
from watchgate.risk.names.engine.search_near import OF_PEOPLE, QUERY_MASK
from watchgate.risk.names.engine.search_space import (
    ENTRIES,
    ENTRY,
    EPOCH,
    MOST,
    NEXT,
    QUEUE,
    SIEVE,
    SIZE,
    SLOT_MASK,
    START,
    TO_BE_FOUND,
    UNITS,
    WAITER,
    WAITING,
    WALKED,
    WHAT,
    WHERE,
    WORD_SLOTS,
    held_at,
    passes,
)
from watchgate.risk.names.engine.search_space import NUMBER as ENTRY_NUMBER
from watchgate.risk.names.engine.segment import (
    INITIALS,
    LIGHT,
    LONG,
    MORE,
    NOBODY,
    OF_INITIALS,
    OF_PERSON,
    OF_WEAK,
    OTHER_BITS,
    POSTING,
    RECORD_MASK,
    WEIGHT_LOW,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.party import WEAK_CEILING


@kernel
def walk_word(
    plan: Array, row: int, records: Array, first: int, last: int, post: Array, facts: Array, room: Array,
    floor: int, against: int, chain: int, waiting: int,
) -> int:  # fmt: skip
    """Walk the postings of a word that has the entries from `chain` on; how many records wait then, -1: no room.

    What the entries bring by themselves is had when a posting first asks for it: most words have very few postings.
    """
    entry = int(room[ENTRIES] + ENTRY * chain)
    own_initials = plan[row + ROW_FLAGS] & INITIALS != 0
    initials = own_initials and against != TRANSLATIONS
    others = TRANSLATIONS if against == TRANSLATIONS else OTHERS
    epoch, mask, sieve = int(room[EPOCH]), int(room[SLOT_MASK]), int(room[SIEVE])
    words, queue = int(room[WORD_SLOTS]), int(room[WAITING])
    own, own_light = int(plan[row + ROW_WEIGHT]), int(plan[row + ROW_LIGHT])
    fact = letters = 0
    if initials:
        fact, letters = int(facts[room[entry + ENTRY_NUMBER]]), first_letters(plan, row)
    own_of_people = own_of_others = (False, 0, 0, 0, (0, 0, 0, 0, 0, 0, 0))
    known_of_people = known_of_others = kept = laid_for_people = False
    width = 1
    start = _from(post, room[entry + START], room[entry + START] + room[entry + SIZE], first)
    posting = start * POSTING
    stop = int(room[entry + START] + room[entry + SIZE]) * POSTING
    while posting < stop:
        at = posting
        head = _told(post, at)
        record = head & RECORD_MASK
        if record >= last:
            break
        third = _told(post, at + 3)
        width = 1 + (third >> LONG)
        posting += width * POSTING
        if (head & OF_WEAK and floor > WEAK_CEILING) or (head & OF_PERSON and against == TRANSLATIONS):
            continue
        bound = TO_BE_FOUND
        if not head & MORE:
            near = _near(post, at, width, room, sieve)
            people = head & OF_PERSON != 0 or against == PEOPLE
            if people and not known_of_people:
                known_of_people, kept, laid_for_people = True, True, True
                own_of_people = _by_itself(plan, row, room, chain, floor, PEOPLE, initials, fact)
            elif not people and not known_of_others:
                known_of_others, kept, laid_for_people = True, True, False
                own_of_others = _by_itself(plan, row, room, chain, floor, others, False, 0)
            alone, met, value, right, sums = own_of_people if people else own_of_others
            if alone and not near:
                continue
            granted = letters if people else 0
            some = False
            if near or granted:
                if not kept or laid_for_people != people:
                    met, _, _ = meet_all(plan, room, 0, chain, people)
                    if granted:
                        met, _, _ = meet_initials(plan, row, room, met, 0, 0, fact)
                    kept, laid_for_people = True, people
                for place in range(width * (POSTING - 1)):
                    number = _told(post, at + place + (1 if place < POSTING - 1 else 2)) & NOBODY
                    best = heavy = 0
                    if near >> place & 1:
                        found = held_at(room, words, mask, epoch, number)
                        if found >= 0:
                            met, best, heavy = meet_all(plan, room, met, found, people)
                            kept = False
                    if granted and number != NOBODY:
                        their_fact = int(facts[number])
                        if granted >> (first_letter(their_fact) & 63) & 1:
                            met, best, heavy = meet_initials(plan, row, room, met, best, heavy, their_fact)
                            kept = False
                    value += best
                    right += heavy
                some = not kept
                if alone and not some:
                    continue
            if against != TRANSLATIONS:
                room[WALKED] += 1
                low, high = _told(post, at + 1) >> OTHER_BITS, _told(post, at + 2) >> OTHER_BITS
                weight, light = low | (high & OF_INITIALS - 1) << WEIGHT_LOW, third >> OTHER_BITS & (1 << LIGHT) - 1
                capped = people and not own_initials and not high & OF_INITIALS
                if some:
                    sums = no_more(_sums(plan, row, room, met), value, right)
                if not may_reach(sums, own, own_light, weight, light, capped, people, floor):
                    continue
                bound = most_points(sums, own, own_light, weight, light, capped, people)
        fetch(records, record)
        room[queue + WAITER * waiting] = record
        room[queue + WAITER * waiting + 1] = bound
        waiting += 1
        if waiting == QUEUE:
            kept = False
            if not look_at_all(plan, row, records, queue, waiting, facts, room, floor, against):
                return -1
            waiting = 0
    return waiting


@inlined
def _near(post: Array, at: int, width: int, room: Array, sieve: int) -> int:
    """A bit for each of the other words of a posting that may have entries."""
    near = passes(room, sieve, _told(post, at + 1) & NOBODY) | passes(room, sieve, _told(post, at + 2) & NOBODY) << 1
    near |= passes(room, sieve, _told(post, at + 3) & NOBODY) << 2
    if width > 1:
        for place in range(POSTING + 1, 2 * POSTING):
            near |= passes(room, sieve, _told(post, at + place)) << place - 2
    return near


@inlined
def _by_itself(
    plan: Array, row: int, room: Array, chain: int, floor: int, against: int, initials: bool, fact: int
) -> tuple[bool, int, int, int, Sums]:
    """Lay the entries of a word: whether each alone is too little, the units met, what they bring and weigh, the sums.

    `initials`: whether initials of the row are granted; then one word alone may be enough.
    """
    people = against == PEOPLE
    alone = not initials and _each_alone_is_too_little(plan, room, row, chain, floor, against, people)
    met, best, heavy = meet_all(plan, room, 0, chain, people)
    if initials:
        met, best, heavy = meet_initials(plan, row, room, met, best, heavy, fact)
    return alone, met, best, heavy, no_more(_sums(plan, row, room, met), best, heavy)


@inlined
def _sums(plan: Array, row: int, room: Array, met: int) -> Sums:
    """`sums_met` of the units of the row."""
    return sums_met(room[MOST : MOST + UNITS * COLUMNS], met, int(plan[row + ROW_SIZE]))


@inlined
def _told(post: Array, at: int) -> int:
    """A number of a posting."""
    return int(np.int64(post[np.uint64(at)]))


@inlined
def _each_alone_is_too_little(
    plan: Array, room: Array, row: int, chain: int, floor: int, against: int, people: bool
) -> bool:
    """Whether a record with any one edge of the entries from `chain` on, and no other, stays below the floor.

    `people`: whether it is compared as one of people. Initials of the row are not granted.
    """
    entry = chain
    little = True
    while entry >= 0:
        at = room[ENTRIES] + ENTRY * entry
        query = int(room[at + WHAT] & QUERY_MASK)
        counts = room[room[WHERE] + query] != 0 and (people or not room[at + WHAT] >> OF_PEOPLE & 1)
        if counts and not alone_is_too_little(plan, room, row, query, int(room[at + WHAT]), floor, against):
            little = False
        entry = int(room[at + NEXT])
    return little


@inlined
def _from(post: Array, low: int, high: int, first: int) -> int:
    """Where in the sorted postings from `low` to `high` those from record `first` on begin."""
    if first == 0:
        return low
    while low < high:
        middle = (low + high) // 2
        if np.int64(post[middle * POSTING]) & RECORD_MASK < first:
            low = middle + 1
        else:
            high = middle
    return low
