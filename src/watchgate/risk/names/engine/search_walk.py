"""Walking postings: which names have a row that may score enough with a row of the query, by the bound of each.

A name is noted once, with the greatest bound of its rows.
"""

from __future__ import annotations

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
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_lists import ALL, PEOPLE, TRANSLATIONS, VALUE, alone_is_too_little, choose
from watchgate.risk.names.engine.search_near import (
    FOUND,
    INITIAL,
    OF_TWO,
    QUERY_MASK,
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
    PAIR_ENTRIES,
    PAIR_SLOTS,
    QUEUE,
    SIZE,
    SLOT_MASK,
    START,
    UNITS,
    WAITING,
    WALKED,
    WHAT,
    WHERE,
    WORD_SLOTS,
    held_at,
    hold,
)
from watchgate.risk.names.engine.segment import (
    CORE,
    HEAD,
    INITIALS,
    MORE,
    OF_WEAK,
    PERSON,
    POSTING,
    RECORD_MASK,
    TRANSLATED,
    WEAK,
    WORDS,
)
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
            room[where + pair] = room[where + pair] | 1 << place + size if there else 0


@kernel
def walk(
    plan: Array, row: int, records: Array, split: int, post: Array, facts: Array, room: Array, floor: int, person: bool
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
    """As `walk`, of the records from `first` to `last`."""
    if first == last:
        return True
    if not choose(plan, room, row, floor, against):
        record = first
        while record < last:
            if not _look(plan, row, records, record, facts, room, floor, against):
                return False
            size = int(records[record + 1]) >> WORDS
            record += HEAD + size + max(0, size - 1)
        return True
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    entries, order, near_at, cut = room[ENTRIES], room[ORDER], room[NEAR_AT], room[CUT]
    epoch, mask, words = int(room[EPOCH]), int(room[SLOT_MASK]), int(room[WORD_SLOTS])
    all_pairs = _every_pair_is_walked(plan, row, room)
    queue, waiting = int(room[WAITING]), 0
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        if query < 0:
            continue
        end = room[near_at + query + 1]
        for at in range(room[cut + query], end):
            entry = entries + ENTRY * (room[order + at] & (1 << VALUE) - 1)
            start = _from(post, room[entry + START], room[entry + START] + room[entry + SIZE], first)
            stop = room[entry + START] + room[entry + SIZE]
            alone = all_pairs and alone_is_too_little(plan, room, row, query, int(room[entry + WHAT]), floor, against)
            for posting in range(start * POSTING, stop * POSTING, POSTING):
                head = int(post[posting])
                record = head & RECORD_MASK
                if record >= last:
                    break
                if head & OF_WEAK and floor > WEAK_CEILING:
                    continue
                if alone and not head & MORE:
                    met = False
                    for other in range(posting + 1, posting + POSTING):
                        number = int(post[other])
                        if number >= 0 and held_at(room, words, mask, epoch, number) >= 0:
                            met = True
                    if not met:
                        continue
                fetch(records, record)
                room[queue + waiting] = record
                waiting += 1
                if waiting == QUEUE:
                    if not _look_at_all(plan, row, records, queue, waiting, facts, room, floor, against):
                        return False
                    waiting = 0
        room[cut + query] = end  # where it stands a second time in the row
    return _look_at_all(plan, row, records, queue, waiting, facts, room, floor, against)


@kernel
def _look_at_all(
    plan: Array, row: int, records: Array, queue: int, waiting: int, facts: Array, room: Array, floor: int, against: int
) -> bool:
    """Look at the records that were asked for: by now they are near."""
    for at in range(queue, queue + waiting):
        if not _look(plan, row, records, int(room[at]), facts, room, floor, against):
            return False
    return True


@inlined
def _every_pair_is_walked(plan: Array, row: int, room: Array) -> bool:
    """Whether a record that holds a pair near a word of the row is led to by that pair, and no initial is granted."""
    if plan[row + ROW_FLAGS] & INITIALS:
        return False
    for place in range(plan[row + ROW_SIZE]):
        query = plan[plan[NUMBER] + plan[row + ROW_WORD] + place]
        for at in range(room[room[NEAR_AT] + query], room[room[CUT] + query]):
            entry = room[ENTRIES] + ENTRY * (room[room[ORDER] + at] & (1 << VALUE) - 1)
            if room[entry + WHAT] >> OF_TWO & 1:
                return False
    return True


@inlined
def _from(post: Array, low: int, high: int, first: int) -> int:
    """Where in the sorted postings from `low` to `high` those from record `first` on begin."""
    if first == 0:
        return low
    while low < high:
        middle = (low + high) // 2
        if post[middle * POSTING] & RECORD_MASK < first:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _look(
    plan: Array, row: int, records: Array, record: int, facts: Array, room: Array, floor: int, against: int
) -> bool:
    """Note the name of a record if its bound reaches the floor."""
    flags = int(records[record + 1])
    if flags & WEAK and floor > WEAK_CEILING:
        return True
    if flags & PERSON and against == TRANSLATIONS:
        return True
    room[WALKED] += 1
    epoch, mask = int(room[EPOCH]), int(room[SLOT_MASK])
    words, pairs = int(room[WORD_SLOTS]), int(room[PAIR_SLOTS])
    entries, where, weights = int(room[ENTRIES]), int(room[WHERE]), int(plan[WEIGHT])
    size = flags >> WORDS
    own_flags = plan[row + ROW_FLAGS]
    met = 0
    for place in range(record + HEAD, record + HEAD + size):
        number = int(records[place])
        entry = held_at(room, words, mask, epoch, number)
        if entry >= 0:
            met = _meet_all(plan, room, met, entries, where, weights, entry)
        if own_flags & INITIALS:
            met = _meet_initials(plan, row, room, met, int(facts[number]))
    for place in range(record + HEAD + size, record + HEAD + (2 * size - 1 if room[PAIR_ENTRIES] else 0)):
        number = int(records[place])
        if number >= 0:
            entry = held_at(room, pairs, mask, epoch, number)
            if entry >= 0:
                met = _meet_all(plan, room, met, entries, where, weights, entry)
    people = flags & PERSON != 0 or against == PEOPLE
    free = against == TRANSLATIONS
    sums = int(records[record + 2])
    most = bound(
        room[MOST : MOST + UNITS * COLUMNS],
        met,
        int(plan[row + (ROW_CORE if free else ROW_WEIGHT)]),
        int(plan[row + ROW_LIGHT]),
        sums >> CORE if free else sums & (1 << CORE) - 1,
        int(records[record + 3]),
        people and not (flags | own_flags) & INITIALS,
        people,
    )
    return most < floor or note(room, int(records[record]), most)


@inlined
def _meet_all(plan: Array, room: Array, met: int, entries: int, where: int, weights: int, entry: int) -> int:
    """The edges of one word or pair of a record to the places of the query's row; the units that are met now."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    while entry >= 0:
        at = entries + ENTRY * entry
        what = room[at + WHAT]
        query = what & QUERY_MASK
        places = room[where + query]
        while places:
            unit = ones((places & -places) - 1)
            theirs = what >> THEIRS & THEIRS_MASK
            similarity = what >> _SIMILARITY & 1023
            met = meet(
                most, met, unit, similarity, plan[weights + query], theirs, what >> INITIAL & 1, what >> SILENT & 1
            )
            places &= places - 1
        entry = int(room[at + NEXT])
    return met


@inlined
def _meet_initials(plan: Array, row: int, room: Array, met: int, theirs: int) -> int:
    """What initials of the query may bring: every word that begins as they do."""
    most = room[MOST : MOST + UNITS * COLUMNS]
    for place in range(plan[row + ROW_SIZE]):
        own = plan[plan[FACTS] + plan[plan[NUMBER] + plan[row + ROW_WORD] + place]]
        if is_initial(own) and prefix(own) >> _FIRST_BYTE == prefix(theirs) >> _FIRST_BYTE:
            met = meet(most, met, place, _ALL_MET, weight(own), weight(theirs), 1, 1)
    return met


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
