"""Which postings must be walked so that no row that may score enough is left out, and which need not be.

A row that is met by none of the walked postings has, for each word of the query, at most what the best of the others
brings. While the sum of that, with all that a row could have on its side, stays below the floor, nothing is lost. So
for each word the entries are sorted by what they bring, and from the least on as many are left out as the floor
allows, of the words with most postings first. What a row weighs that is not met is not known here, so nothing is
counted for it. Bounds: docs/names-bounds.md.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.bound import ROUNDING
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.search_asked import (
    FACTS,
    NUMBER,
    PAIR,
    PAIR_COUNT,
    ROW_CORE,
    ROW_LIGHT,
    ROW_SIZE,
    ROW_WEIGHT,
    ROW_WORD,
    WEIGHT,
    WORD_COUNT,
)
from watchgate.risk.names.engine.search_near import (
    FOUND,
    INITIAL,
    SILENT,
    THEIRS,
    THEIRS_MASK,
)
from watchgate.risk.names.engine.search_space import (
    COST,
    CUT,
    ENTRIES,
    ENTRY,
    ENTRY_LIMIT,
    NEAR_AT,
    ORDER,
    SIZE,
    WHAT,
    WHERE,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.shell_sort import sort
from watchgate.risk.names.engine.word_facts import is_initial
from watchgate.risk.names.score import (
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    NAME_MAX,
    REST_FREE,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
)
from watchgate.risk.names.token import WEIGHT_INITIAL

PEOPLE, ALL, TRANSLATIONS, OTHERS = range(4)
"""What a row of the query is compared with: rows as of people; people and others; where one of the two is a translation
(which are none of people): then generic words, forms and numbers need not be met; none of people."""
VALUE = 32
"""In ORDER: the value of an entry from this bit on, below it the entry."""
_ENTRY_MASK = (1 << VALUE) - 1
_WAY_BITS = 4
_OF_INITIAL = 2 * WEIGHT_INITIAL * 1000
"""The most that an initial of the query brings: it is never looked up."""


@kernel
def order(plan: Array, room: Array) -> None:
    """Sort the entries of each word and pair of the query by value, with the most that is known up to each."""
    at, entries, most_known = room[ORDER], room[ENTRIES], room[ORDER] + room[ENTRY_LIMIT]
    for query in range(plan[WORD_COUNT] + plan[PAIR_COUNT]):
        start, end = room[room[NEAR_AT] + query], room[room[NEAR_AT] + query + 1]
        own = plan[plan[WEIGHT] + query]
        cost = 0
        for entry in range(start, end):
            cost += room[entries + ENTRY * entry + SIZE]
            what = room[entries + ENTRY * entry + WHAT]
            room[at + entry] = _pair(what, own) * (what >> FOUND + _WAY_BITS & 1023) << VALUE | entry
        sort(room, at + start, at + end)
        room[room[COST] + query] = cost
        known = 0
        for place in range(start, end):
            what = room[entries + ENTRY * (room[at + place] & _ENTRY_MASK) + WHAT]
            known = max(known, 0 if what >> SILENT & 1 else _pair(what, own))
            room[most_known + place] = known


@inlined
def _pair(what: int, own: int) -> int:
    """The weight of the two ends of an edge."""
    theirs = what >> THEIRS & THEIRS_MASK
    return 2 * min(theirs, own) if what >> INITIAL & 1 else theirs + own


@kernel
def choose(plan: Array, room: Array, row: int, floor: int, against: int) -> bool:
    """Set CUT for each word and pair of the row: from which place in ORDER on its postings are walked.

    `against`: what it is compared with. False: its initials alone could reach the floor, so that every row must be
    looked at.
    """
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    where, near_at, cut = room[WHERE], room[NEAR_AT], room[CUT]
    granted = met = 0
    for place in range(size):
        query = plan[plan[NUMBER] + word + place]
        room[cut + query] = room[near_at + query]
        if is_initial(plan[plan[FACTS] + query]):
            granted += _OF_INITIAL
            met += WEIGHT_INITIAL
        pair = plan[plan[PAIR] + word + place]
        if pair >= 0:
            room[cut + pair] = room[near_at + pair]
    value = left = known = 0
    if _reaches(plan, row, value, left, known, granted, met, against, floor):
        return False
    of_people = 0
    done_pairs = done_words = 0
    while True:
        best, query, is_pair = -1, 0, False
        for place in range(size):
            one = plan[plan[NUMBER] + word + place]
            if not done_words >> place & 1 and _cost(room, one) > best:
                best, query, is_pair = _cost(room, one), one, False
            pair = plan[plan[PAIR] + word + place]
            if pair >= 0 and not done_pairs >> place & 1 and _cost(room, pair) > best:
                best, query, is_pair = _cost(room, pair), pair, True
        if best < 0:
            return True
        for place in range(size):
            if is_pair and plan[plan[PAIR] + word + place] == query:
                done_pairs |= 1 << place
            elif not is_pair and plan[plan[NUMBER] + word + place] == query:
                done_words |= 1 << place
        times = ones(room[where + query])
        own = plan[plan[WEIGHT] + query]
        initial = not is_pair and is_initial(plan[plan[FACTS] + query])
        free = _OF_INITIAL if initial else 0
        start = low = room[near_at + query]
        high = room[near_at + query + 1]
        while low < high:
            middle = (low + high + 1) // 2
            more = _value(room, middle - 1)
            beside = (max(0, more - free) - more) * times
            also = room[room[ORDER] + room[ENTRY_LIMIT] + middle - 1] * times
            if _reaches(
                plan,
                row,
                value + more * times,
                left + own * times,
                known + also,
                granted + of_people + beside,
                met - (own * times if initial else 0),
                against,
                floor,
            ):
                high = middle - 1
            else:
                low = middle
        room[cut + query] = low
        if low > start:
            more = _value(room, low - 1)
            value += more * times
            of_people += (max(0, more - free) - more) * times
            known += room[room[ORDER] + room[ENTRY_LIMIT] + low - 1] * times
            left += own * times
            if initial:
                met -= own * times


@inlined
def alone_is_too_little(plan: Array, room: Array, row: int, query: int, what: int, floor: int, against: int) -> bool:
    """Whether a record that has this edge and no other stays below the floor; no initials of the row are granted."""
    own, times = plan[plan[WEIGHT] + query], ones(room[room[WHERE] + query])
    pair = _pair(what, own)
    known = 0 if what >> SILENT & 1 else pair
    value = pair * (what >> FOUND + _WAY_BITS & 1023)
    return not limit_reaches(plan, row, value * times, own * times, known * times, against, floor)


@inlined
def _value(room: Array, place: int) -> int:
    return int(room[room[ORDER] + place] >> VALUE)


@inlined
def _cost(room: Array, query: int) -> int:
    return int(room[room[COST] + query])


@inlined
def _reaches(
    plan: Array, row: int, value: int, left: int, known: int, granted: int, met: int, against: int, floor: int
) -> bool:
    """As `limit_reaches`. `granted`, `met`: the value and the query's weight that its initials add, of people alone."""
    if against == PEOPLE:
        return limit_reaches(plan, row, value + granted, left + met, known, PEOPLE, floor)
    others = limit_reaches(plan, row, value, left, known, TRANSLATIONS if against == TRANSLATIONS else OTHERS, floor)
    if others or against != ALL:
        return others
    return limit_reaches(plan, row, value + granted, left + met, known, PEOPLE, floor)


@inlined
def limit_reaches(plan: Array, row: int, value: int, left: int, known: int, against: int, floor: int) -> bool:
    """Whether a row with so much value, so much of the query's weight met, and so much known may score the floor."""
    light = plan[row + ROW_LIGHT]
    if against == TRANSLATIONS:
        return _reach(value, plan[row + ROW_CORE] - left, known, light, SURPLUS_OTHER, EVIDENCE_OTHER, floor)
    rest = plan[row + ROW_WEIGHT] - left
    if against != PEOPLE and _reach(value, rest, known, light, SURPLUS_OTHER, EVIDENCE_OTHER, floor):
        return True
    return against != OTHERS and _reach(value, rest, known, light, SURPLUS_PERSON, EVIDENCE_PERSON, floor)


@inlined
def _reach(value: int, rest: int, known: int, light: int, rate: int, evidence: int, floor: int) -> bool:
    """Whether the points are at least the floor, without dividing."""
    rest = max(0, rest - light)
    value += 2000 * light
    lack = max(0, evidence - known - 2 * light) if rest > REST_FREE else 0
    return bool(NAME_MAX * value >= floor * max(1, value + 10 * rest * rate + 1000 * (lack - ROUNDING)))
