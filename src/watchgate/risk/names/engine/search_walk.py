"""Walking postings: which names have a row that may score enough with a row of the query, by the bound of each.

A posting says of most records all that the bound needs (`segment.py`), so that it is had without reading them; those
that a posting does not say all of are asked for together and read then.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.bound import COLUMNS, may_reach, most_points, no_more, sums_met
from watchgate.risk.names.engine.search_asked import (
    NUMBER,
    PAIR,
    ROW_FLAGS,
    ROW_LIGHT,
    ROW_SIZE,
    ROW_WEIGHT,
    ROW_WORD,
)
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_lists import (
    ALL,
    OTHERS,
    PEOPLE,
    TRANSLATIONS,
    VALUE,
    alone_is_too_little,
    choose,
)
from watchgate.risk.names.engine.search_look import (
    first_letter,
    first_letters,
    look,
    look_at_all,
    meet_all,
    meet_initials,
)
from watchgate.risk.names.engine.search_near import OF_PEOPLE, OF_TWO, QUERY_MASK
from watchgate.risk.names.engine.search_space import (
    CUT,
    ENTRIES,
    ENTRY,
    EPOCH,
    MOST,
    NEAR_AT,
    NEXT,
    ORDER,
    PAIR_SLOTS,
    PASS,
    PASSED,
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
from watchgate.risk.names.engine.search_space import (
    NUMBER as ENTRY_NUMBER,
)
from watchgate.risk.names.engine.segment import (
    HEAD,
    INITIALS,
    LIGHT,
    MORE,
    NOBODY,
    OF_INITIALS,
    OF_PERSON,
    OF_WEAK,
    OTHER_BITS,
    POSTING,
    RECORD_MASK,
    TRANSLATED,
    WEIGHT_HIGH,
    WEIGHT_LOW,
    WORDS,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.party import WEAK_CEILING


@kernel
def place_row(plan: Array, room: Array, row: int, there: bool) -> None:
    """Note at which places of the row each word and pair of the query stands; or forget it."""
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    where = room[WHERE]
    for place in range(size):
        one, pair = plan[plan[NUMBER] + word + place], plan[plan[PAIR] + word + place]
        room[where + one] = room[where + one] | 1 << place if there else 0
        if pair >= 0:
            room[where + pair] = room[where + pair] | 1 << place + size if there else 0


@kernel
def walk(
    plan: Array,
    row: int,
    records: Array,
    split: int,
    post: Array,
    facts: Array,
    room: Array,
    floor: int,
    person: bool,
) -> bool:
    """Note all names that may score `floor` with the row; False where there is no room for them.

    Of a segment the records from `split` on are translations, which people are not compared with.
    """
    own_is_translated = plan[row + ROW_FLAGS] & TRANSLATED != 0
    if person:
        return _walk(plan, row, records, 0, split, post, facts, room, floor, PEOPLE)
    if own_is_translated:
        return _walk(plan, row, records, 0, len(records), post, facts, room, floor, TRANSLATIONS)
    if not _walk(plan, row, records, 0, split, post, facts, room, floor, ALL):
        return False
    return _walk(plan, row, records, split, len(records), post, facts, room, floor, TRANSLATIONS)


@kernel
def _walk(
    plan: Array,
    row: int,
    records: Array,
    first: int,
    last: int,
    post: Array,
    facts: Array,
    room: Array,
    floor: int,
    against: int,
) -> bool:
    """As `walk`, of the records from `first` to `last`.

    Pairs are walked whatever they bring: then what leads to a record by a word knows that no pair of it is near.
    """
    if first == last:
        return True
    if not choose(plan, room, row, floor, against):
        return _look_at_each(plan, row, records, first, last, facts, room, floor, against)
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    entries, order, near_at, cut = room[ENTRIES], room[ORDER], room[NEAR_AT], room[CUT]
    room[PASS] += 1
    waiting = 0
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        if query < 0:
            continue
        end = room[near_at + query + 1]
        for at in range(room[near_at + query], end):
            entry = room[order + at] & (1 << VALUE) - 1
            if at < room[cut + query] and not room[entries + ENTRY * entry + WHAT] >> OF_TWO & 1:
                continue
            chain = _chain(room, int(entries + ENTRY * entry))
            if room[entries + ENTRY * chain + PASSED] == room[PASS]:
                continue
            room[entries + ENTRY * chain + PASSED] = room[PASS]
            if room[entries + ENTRY * chain + WHAT] >> OF_TWO & 1:
                waiting = _walk_pair(plan, row, records, first, last, post, facts, room, floor, against, chain, waiting)
            else:
                waiting = _walk_word(plan, row, records, first, last, post, facts, room, floor, against, chain, waiting)
            if waiting < 0:
                return False
    return look_at_all(plan, row, records, int(room[WAITING]), waiting, facts, room, floor, against)


@inlined
def _walk_pair(
    plan: Array,
    row: int,
    records: Array,
    first: int,
    last: int,
    post: Array,
    facts: Array,
    room: Array,
    floor: int,
    against: int,
    chain: int,
    waiting: int,
) -> int:
    """As `_walk_word`, of a pair: its records must be read."""
    entry, queue = int(room[ENTRIES] + ENTRY * chain), int(room[WAITING])
    for at in range(room[entry + START], room[entry + START] + room[entry + SIZE]):
        record = int(np.int64(post[at]))
        if first <= record < last:
            fetch(records, record)
            room[queue + WAITER * waiting] = record
            room[queue + WAITER * waiting + 1] = TO_BE_FOUND
            waiting += 1
            if waiting == QUEUE:
                if not look_at_all(plan, row, records, queue, waiting, facts, room, floor, against):
                    return -1
                waiting = 0
    return waiting


@kernel
def _walk_word(
    plan: Array, row: int, records: Array, first: int, last: int, post: Array, facts: Array, room: Array,
    floor: int, against: int, chain: int, waiting: int,
) -> int:  # fmt: skip
    """Walk the postings of a word that has the entries from `chain` on; how many records wait then, -1: no room."""
    entry = int(room[ENTRIES] + ENTRY * chain)
    own_initials = plan[row + ROW_FLAGS] & INITIALS != 0
    initials = own_initials and against != TRANSLATIONS
    alone_of_people = not initials and _each_alone_is_too_little(plan, room, row, chain, floor, PEOPLE, True)
    others = TRANSLATIONS if against == TRANSLATIONS else OTHERS
    alone_of_others = _each_alone_is_too_little(plan, room, row, chain, floor, others, False)
    told = against != TRANSLATIONS
    epoch, mask, sieve = int(room[EPOCH]), int(room[SLOT_MASK]), int(room[SIEVE])
    words, queue = int(room[WORD_SLOTS]), int(room[WAITING])
    own, own_light = int(plan[row + ROW_WEIGHT]), int(plan[row + ROW_LIGHT])
    most = room[MOST : MOST + UNITS * COLUMNS]
    size = int(plan[row + ROW_SIZE])
    fact = int(facts[room[entry + ENTRY_NUMBER]])
    letters = first_letters(plan, row) if initials else 0
    of_others, best_of_others, heavy_of_others = meet_all(plan, room, 0, chain, False)
    sums_of_others = no_more(sums_met(most, of_others, size), best_of_others, heavy_of_others)
    of_people, best_of_people, heavy_of_people = meet_all(plan, room, 0, chain, True)
    if initials:
        of_people, best_of_people, heavy_of_people = meet_initials(
            plan, row, room, of_people, best_of_people, heavy_of_people, fact
        )
    sums_of_people = no_more(sums_met(most, of_people, size), best_of_people, heavy_of_people)
    kept, laid_for_people = True, True
    start = _from(post, room[entry + START], room[entry + START] + room[entry + SIZE], first)
    stop = room[entry + START] + room[entry + SIZE]
    for posting in range(start * POSTING, stop * POSTING, POSTING):
        head = int(np.int64(post[posting]))
        record = head & RECORD_MASK
        if record >= last:
            break
        if (head & OF_WEAK and floor > WEAK_CEILING) or (head & OF_PERSON and against == TRANSLATIONS):
            continue
        bound = TO_BE_FOUND
        if not head & MORE:
            one, other = int(np.int64(post[posting + 1])), int(np.int64(post[posting + 2]))
            third = int(np.int64(post[posting + 3]))
            near = (
                passes(room, sieve, one & NOBODY)
                | passes(room, sieve, other & NOBODY) << 1
                | passes(room, sieve, third & NOBODY) << 2
            )
            people = head & OF_PERSON != 0 or against == PEOPLE
            alone = alone_of_people if people else alone_of_others
            if alone and not near:
                continue
            granted = letters if people else 0
            met = of_people if people else of_others
            value = best_of_people if people else best_of_others
            right = heavy_of_people if people else heavy_of_others
            some = False
            if near or granted:
                if not kept or laid_for_people != people:
                    met, _, _ = meet_all(plan, room, 0, chain, people)
                    if granted:
                        met, _, _ = meet_initials(plan, row, room, met, 0, 0, fact)
                    kept, laid_for_people = True, people
                for place in range(POSTING - 1):
                    number = int(np.int64(post[posting + 1 + place])) & NOBODY
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
            if told:
                room[WALKED] += 1
                weight = one >> OTHER_BITS | (other >> OTHER_BITS & (1 << WEIGHT_HIGH) - 1) << WEIGHT_LOW
                light = third >> OTHER_BITS & (1 << LIGHT) - 1
                capped = people and not own_initials and not other >> OTHER_BITS & OF_INITIALS
                sums = sums_of_people if people else sums_of_others
                if some:
                    sums = no_more(sums_met(most, met, size), value, right)
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
def _chain(room: Array, entry: int) -> int:
    """The first of the entries that the word or pair of an entry has."""
    of_two = room[entry + WHAT] >> OF_TWO & 1
    slots = int(room[PAIR_SLOTS if of_two else WORD_SLOTS])
    return held_at(room, slots, int(room[SLOT_MASK]), int(room[EPOCH]), int(room[entry + ENTRY_NUMBER]))


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
def _look_at_each(
    plan: Array, row: int, records: Array, first: int, last: int, facts: Array, room: Array, floor: int, against: int
) -> bool:
    """Look at all records from `first` to `last`."""
    record = first
    while record < last:
        if not look(plan, row, records, record, facts, room, floor, against):
            return False
        size = int(records[record + 1]) >> WORDS
        record += HEAD + size + max(0, size - 1)
    return True


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
