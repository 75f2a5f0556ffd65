"""Walking the postings of one word: which of the records they lead to may score enough, by the bound of each.

A posting says of most records all that the bound needs (`segment.py`), so that it is had without reading them; those
that a posting does not say all of are asked for together and read then.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.bound import ROUNDING
from watchgate.risk.names.engine.bound import COLUMNS, Sums, may_reach, most_points, no_more, sums_met
from watchgate.risk.names.engine.search_asked import ROW_CORE, ROW_FLAGS, ROW_LIGHT, ROW_SIZE, ROW_WEIGHT
from watchgate.risk.names.engine.search_entries import (
    KNOWN_WORTH,
    OWN_WORTH,
    PERSON_WORTH,
    THEIR_WORTH,
    WORTH_MASK,
    gain_of_same,
)
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_lists import OTHERS, PEOPLE, TRANSLATIONS, limit_reaches
from watchgate.risk.names.engine.search_look import first_letters, look_at_all, meet_all, meet_initials
from watchgate.risk.names.engine.search_space import (
    BEST,
    ENTRIES,
    ENTRY,
    EPOCH,
    MOST,
    QUEUE,
    ROW_GAIN,
    ROW_MET,
    SIEVE,
    SIZE,
    SLOT_MASK,
    START,
    TO_BE_FOUND,
    UNITS,
    WAITER,
    WAITING,
    WALKED,
    WORD_SLOTS,
    WORTH,
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
from watchgate.risk.names.score import (
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    REST_FREE,
    SURPLUS_BEYOND,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
)


@kernel
def walk_word(
    plan: Array, row: int, records: Array, first: int, last: int, post: Array, facts: Array, begins: Array,
    room: Array, floor: int, against: int, chain: int, waiting: int,
) -> int:  # fmt: skip
    """Walk the postings of a word that has the entries from `chain` on; how many records wait then, -1: no room.

    Most postings tell at a glance that their record cannot reach the floor (`_next`), and most others by themselves
    (`_may_together`); only of the rest the edges are gone through. `begins`: of each word the first letter
    by which initials of the query find it (`search_look.first_letters`).
    """
    entry = int(room[ENTRIES] + ENTRY * chain)
    own_initials = plan[row + ROW_FLAGS] & INITIALS != 0
    initials = own_initials and against != TRANSLATIONS
    others = TRANSLATIONS if against == TRANSLATIONS else OTHERS
    epoch, mask, sieve = int(room[EPOCH]), int(room[SLOT_MASK]), int(room[SIEVE])
    words, queue = int(room[WORD_SLOTS]), int(room[WAITING])
    own, own_light = int(plan[row + ROW_WEIGHT]), int(plan[row + ROW_LIGHT])
    whole = int(plan[row + (ROW_CORE if against == TRANSLATIONS else ROW_WEIGHT)])
    fact = letters = 0
    if initials:
        fact, letters = int(facts[room[entry + ENTRY_NUMBER]]), first_letters(plan, row)
    alone_of_people = _alone_is_too_little(plan, room, row, entry, floor, PEOPLE)
    alone_of_others = _alone_is_too_little(plan, room, row, entry, floor, others)
    look_at_people = letters != 0 or not alone_of_people
    look_at_others = look_at_people if against == PEOPLE else not alone_of_others
    left_out = (OF_WEAK if floor > WEAK_CEILING else 0) | (OF_PERSON if against == TRANSLATIONS else 0)
    posting = _from(post, room[entry + START], room[entry + START] + room[entry + SIZE], first) * POSTING
    stop = int(room[entry + START] + room[entry + SIZE]) * POSTING
    while True:
        at = _next(post, posting, stop, last, room, sieve, left_out, look_at_people, look_at_others)
        if at >= stop:
            break
        head, third = _told(post, at), _told(post, at + 3)
        record, width = head & RECORD_MASK, 1 + (third >> LONG)
        posting = at + width * POSTING
        bound = TO_BE_FOUND
        people = head & OF_PERSON != 0 or against == PEOPLE
        granted = letters if people else 0
        low, high = _told(post, at + 1) >> OTHER_BITS, _told(post, at + 2) >> OTHER_BITS
        weight, light = low | (high & OF_INITIALS - 1) << WEIGHT_LOW, third >> OTHER_BITS & (1 << LIGHT) - 1
        if head & MORE:
            if against != TRANSLATIONS and not granted and not _may_at_all(room, own, own_light, weight, people, floor):
                continue
        else:
            near = _near(post, at, width, room, sieve)
            room[WALKED] += 1
            capped = people and not own_initials and not high & OF_INITIALS
            if not granted and not _may_together(
                post, at, width, room, near, entry, whole, own_light, weight, light, capped, people, floor, against
            ):
                continue
            if against != TRANSLATIONS:
                met, value, right = meet_all(plan, room, 0, chain, people)
                if granted:
                    met, value, right = meet_initials(plan, row, room, met, value, right, fact)
                for place in range(width * (POSTING - 1) if near or granted else 0):
                    number = _other(post, at, place)
                    best = heavy = 0
                    if near >> place & 1:
                        found = held_at(room, words, mask, epoch, number)
                        if found >= 0:
                            met, best, heavy = meet_all(plan, room, met, found, people)
                    if granted and number != NOBODY and granted >> int(begins[number]) & 1:
                        met, best, heavy = meet_initials(plan, row, room, met, best, heavy, int(facts[number]))
                    value += best
                    right += heavy
                sums = no_more(_sums(plan, row, room, met), value, right)
                if not may_reach(sums, own, own_light, weight, light, capped, people, floor):
                    continue
                bound = most_points(sums, own, own_light, weight, light, capped, people)
        fetch(records, record)
        room[queue + WAITER * waiting] = record
        room[queue + WAITER * waiting + 1] = bound
        waiting += 1
        if waiting == QUEUE:
            if not look_at_all(plan, row, records, queue, waiting, facts, room, floor, against):
                return -1
            waiting = 0
    return waiting


@inlined
def _next(
    post: Array, at: int, stop: int, last: int, room: Array, sieve: int, left_out: int,
    look_at_people: bool, look_at_others: bool,
) -> int:  # fmt: skip
    """The first posting from `at` on, before record `last`, that needs more than a glance; `stop` where none does.

    `left_out`: bits of those that cannot count. A posting that tells all of its record needs more where another word of
    it may be near, or where any of its kind does.
    """
    while at < stop:
        head, third = _told(post, at), _told(post, at + 3)
        if head & RECORD_MASK >= last:
            return stop
        width = 1 + (third >> LONG)
        if not head & left_out:
            if head & MORE or (look_at_people if head & OF_PERSON else look_at_others):
                return at
            if _near(post, at, width, room, sieve):
                return at
        at += width * POSTING
    return stop


@inlined
def _may_together(
    post: Array, at: int, width: int, room: Array, near: int, entry: int, own: int, own_light: int,
    weight: int, light: int, capped: bool, people: bool, floor: int, against: int,
) -> bool:  # fmt: skip
    """Whether a record may score the floor whose words each have the best of all their edges: any record that does may.

    A word of the record has one edge, or is left over, which costs at least its weight at the lower rate. Of a
    translation the posting does not say what it keeps: then nothing of it is left over.
    """
    translated = against == TRANSLATIONS
    rate = SURPLUS_PERSON if people else SURPLUS_OTHER
    a_unit_left = 0 if translated else -10 * floor * rate
    what_known = PERSON_WORTH if capped else KNOWN_WORTH
    worth = int(room[entry + WORTH])
    theirs = worth >> THEIR_WORTH & WORTH_MASK
    gained = max(int(room[entry + BEST]), a_unit_left * theirs)
    left, right, known = worth >> OWN_WORTH & WORTH_MASK, theirs, worth >> what_known & WORTH_MASK
    epoch, mask, words = int(room[EPOCH]), int(room[SLOT_MASK]), int(room[WORD_SLOTS])
    for place in range(width * (POSTING - 1) if near else 0):
        if near >> place & 1:
            found = held_at(room, words, mask, epoch, _other(post, at, place))
            if found >= 0:
                other = room[ENTRIES] + ENTRY * found
                worth = int(room[other + WORTH])
                theirs = worth >> THEIR_WORTH & WORTH_MASK
                gained += max(int(room[other + BEST]), a_unit_left * theirs)
                left += worth >> OWN_WORTH & WORTH_MASK
                right += theirs
                known += worth >> what_known & WORTH_MASK
    same = own_light if translated else min(own_light, light)
    rest_left, rest_right = max(0, own - left - same), 0 if translated else max(0, weight - right - same)
    gained += gain_of_same(same, floor)
    return _affords(gained, rest_left, rest_right, left + right + 2 * same, known + 2 * same, people, floor)


@inlined
def _may_at_all(room: Array, own: int, own_light: int, weight: int, people: bool, floor: int) -> bool:
    """Whether a record of such a weight may score the floor that meets all of the row as well as anything does.

    Of a record that a posting does not tell all of, its weight and that of its light words are cut: the first is no
    more than it is, for the second all of the row's is granted.
    """
    rest = max(0, weight - int(room[ROW_MET]) - own_light)
    gained = int(room[ROW_GAIN]) + gain_of_same(own_light, floor)
    return _affords(gained, 0, rest, own + int(room[ROW_MET]) + own_light, EVIDENCE_PERSON, people, floor)


@inlined
def _affords(gained: int, rest_left: int, rest_right: int, matched: int, known: int, people: bool, floor: int) -> bool:
    """Whether so much is gained as the floor asks for what is left over on both sides and for what is not known."""
    small, large = min(rest_left, rest_right), max(rest_left, rest_right)
    evidence = EVIDENCE_PERSON if people else EVIDENCE_OTHER
    lack = max(0, evidence - known) if large > REST_FREE else 0
    left_over = 200 * small + (large - small) * (SURPLUS_PERSON if people else SURPLUS_OTHER)
    if people:
        left_over += max(0, large - small - matched // 2) * (SURPLUS_BEYOND - SURPLUS_PERSON)
    return bool(gained >= floor * (10 * left_over + 1000 * (lack - ROUNDING)))


@inlined
def _other(post: Array, at: int, place: int) -> int:
    """The number of another word of a posting; NOBODY."""
    return _told(post, at + place + (1 if place < POSTING - 1 else 2)) & NOBODY


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
def _sums(plan: Array, row: int, room: Array, met: int) -> Sums:
    """`sums_met` of the units of the row."""
    return sums_met(room[MOST : MOST + UNITS * COLUMNS], met, int(plan[row + ROW_SIZE]))


@inlined
def _told(post: Array, at: int) -> int:
    """A number of a posting."""
    return int(np.int64(post[np.uint64(at)]))


@inlined
def _alone_is_too_little(plan: Array, room: Array, row: int, entry: int, floor: int, against: int) -> bool:
    """Whether a record of which the word of these entries alone is met stays below the floor.

    Initials of the row are not granted.
    """
    worth = int(room[entry + WORTH])
    left, known = worth >> OWN_WORTH & WORTH_MASK, worth >> KNOWN_WORTH & WORTH_MASK
    return not limit_reaches(plan, row, int(room[entry + BEST]), left, known, against, floor)


@inlined
def _from(post: Array, low: int, high: int, first: int) -> int:
    """Where in the sorted postings from `low` to `high` those from record `first` on begin."""
    if first == 0:
        return low
    if low < high and np.int64(post[(high - 1) * POSTING]) & RECORD_MASK < first:
        return high
    while low < high:
        middle = (low + high) // 2
        if np.int64(post[middle * POSTING]) & RECORD_MASK < first:
            low = middle + 1
        else:
            high = middle
    return low
