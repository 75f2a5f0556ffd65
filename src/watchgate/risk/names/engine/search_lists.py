"""Which postings must be walked so that no row that may score enough is left out, and which need not be.

A row that is met by none of the walked postings has, for each word of the query, at most the gain
(`search_entries.py`) of the best of the others, or leaves the word over. While the sum of that, with all that a row
could have on its side, stays below what the floor asks, nothing is lost. So for each word the entries are sorted by
what they gain, and from the least on as many are left out as the floor allows, of the words with most postings first.
What a row weighs that is not met is not known here, so nothing is counted for it. Bounds: docs/names-bounds.md.
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
from watchgate.risk.names.engine.search_entries import (
    THEIRS,
    THEIRS_MASK,
    gain,
    gain_of_initial,
    gain_of_same,
    known_by,
)
from watchgate.risk.names.engine.search_space import (
    COST,
    CUT,
    ENTRIES,
    ENTRY,
    ENTRY_LIMIT,
    FLOOR,
    HEAVIEST,
    NEAR_AT,
    ORDER,
    ROW_GAIN,
    ROW_MET,
    SIZE,
    WHAT,
    WHERE,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.shell_sort import sort
from watchgate.risk.names.engine.word_facts import is_free_in_translation, is_initial
from watchgate.risk.names.score import (
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    REST_FREE,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
)
from watchgate.risk.names.token import WEIGHT_INITIAL

PEOPLE, ALL, TRANSLATIONS, OTHERS = range(4)
"""What a row of the query is compared with: rows as of people; people and others; where one of the two is a translation
(which are none of people): then generic words, forms and numbers need not be met; none of people."""
ENTRY_BITS = 28
"""In ORDER: the gain of an entry from this bit on, below it the entry."""
ENTRY_MASK = (1 << ENTRY_BITS) - 1
_NO_GAIN = 1 << 31
"""Added to a gain in ORDER, where all are positive."""


@kernel
def order(plan: Array, room: Array) -> None:
    """Sort the entries of each word and pair of the query by gain, with the most that is known up to each."""
    at, entries, most_known = room[ORDER], room[ENTRIES], room[ORDER] + room[ENTRY_LIMIT]
    floor = int(room[FLOOR])
    for query in range(plan[WORD_COUNT] + plan[PAIR_COUNT]):
        start, end = room[room[NEAR_AT] + query], room[room[NEAR_AT] + query + 1]
        own = int(plan[plan[WEIGHT] + query])
        cost = heaviest = 0
        for entry in range(start, end):
            cost += room[entries + ENTRY * entry + SIZE]
            what = int(room[entries + ENTRY * entry + WHAT])
            heaviest = max(heaviest, what >> THEIRS & THEIRS_MASK)
            room[at + entry] = gain(what, own, floor) + _NO_GAIN << ENTRY_BITS | entry
        sort(room, at + start, at + end)
        room[room[COST] + query] = cost
        room[room[HEAVIEST] + query] = heaviest
        known = 0
        for place in range(start, end):
            what = int(room[entries + ENTRY * (room[at + place] & ENTRY_MASK) + WHAT])
            known = max(known, known_by(what, own))
            room[most_known + place] = known


@inlined
def gain_at(room: Array, place: int) -> int:
    """The gain of the entry at a place in ORDER."""
    return int((room[room[ORDER] + place] >> ENTRY_BITS) - _NO_GAIN)


@kernel
def choose(plan: Array, room: Array, row: int, floor: int, against: int) -> bool:
    """Set CUT for each word and pair of the row: from which place in ORDER on its postings are walked.

    `against`: what it is compared with. False: its initials alone could reach the floor, so that every row must be
    looked at.
    """
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    where, near_at, cut = room[WHERE], room[NEAR_AT], room[CUT]
    _weigh(plan, room, row)
    free = gain_of_initial(floor)
    people = left_of_people = 0
    for place in range(size):
        query = plan[plan[NUMBER] + word + place]
        room[cut + query] = room[near_at + query]
        if is_initial(plan[plan[FACTS] + query]):
            people += free
            left_of_people += WEIGHT_INITIAL
        pair = plan[plan[PAIR] + word + place]
        if pair >= 0:
            room[cut + pair] = room[near_at + pair]
    others = left_of_others = known = 0
    as_people = left_of_people and against in (PEOPLE, ALL)
    if as_people and limit_reaches(plan, row, people, left_of_people, known, PEOPLE, floor):
        return False
    done_pairs = done_words = 0
    while True:
        most, query, is_pair = -1, 0, False
        for place in range(size):
            one = plan[plan[NUMBER] + word + place]
            if not done_words >> place & 1 and _cost(room, one) > most:
                most, query, is_pair = _cost(room, one), one, False
            pair = plan[plan[PAIR] + word + place]
            if pair >= 0 and not done_pairs >> place & 1 and _cost(room, pair) > most:
                most, query, is_pair = _cost(room, pair), pair, True
        if most < 0:
            return True
        for place in range(size):
            if is_pair and plan[plan[PAIR] + word + place] == query:
                done_pairs |= 1 << place
            elif not is_pair and plan[plan[NUMBER] + word + place] == query:
                done_words |= 1 << place
        times = ones(room[where + query])
        initial = not is_pair and is_initial(plan[plan[FACTS] + query])
        own = own_of_people = int(plan[plan[WEIGHT] + query]) * times
        if initial:
            own_of_people = 0
        elif against == TRANSLATIONS and not is_pair and is_free_in_translation(plan[plan[FACTS] + query]):
            own = 0
        known_at = room[ORDER] + room[ENTRY_LIMIT] - 1
        start = low = room[near_at + query]
        high = room[near_at + query + 1]
        while low < high:
            middle = (low + high + 1) // 2
            gained = gain_at(room, middle - 1)
            if _reaches(
                plan,
                row,
                people + _of_people(gained, own, times, initial, free, floor),
                left_of_people + own_of_people,
                others + or_left(gained, own, times, SURPLUS_OTHER, floor),
                left_of_others + own,
                known + room[known_at + middle] * times,
                against,
                floor,
            ):
                high = middle - 1
            else:
                low = middle
        room[cut + query] = low
        if low > start:
            gained = gain_at(room, low - 1)
            people += _of_people(gained, own, times, initial, free, floor)
            left_of_people += own_of_people
            others += or_left(gained, own, times, SURPLUS_OTHER, floor)
            left_of_others += own
            known += room[known_at + low] * times


@inlined
def _weigh(plan: Array, room: Array, row: int) -> None:
    """Set ROW_GAIN and ROW_MET: initials are not granted, and left over nothing need be."""
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    gained = met = 0
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        end = int(room[room[NEAR_AT] + query + 1]) if query >= 0 else 0
        if query >= 0 and room[room[NEAR_AT] + query] < end:
            gained += max(0, gain_at(room, end - 1))
            met += room[room[HEAVIEST] + query]
    room[ROW_GAIN] = gained
    room[ROW_MET] = met


@inlined
def or_left(gained: int, own: int, times: int, rate: int, floor: int) -> int:
    """The most that a word at so many places of a row adds: what it gains, or, left over, what its weight costs.

    Its weight, `own` at all places together, is granted as met, so that what it costs is taken off here.
    """
    return max(gained * times, -10 * floor * rate * own)


@inlined
def _of_people(gained: int, own: int, times: int, initial: bool, free: int, floor: int) -> int:
    """As `or_left`, in names of people: an initial has been granted `free` at each place."""
    if initial:
        return max(0, gained - free) * times
    return or_left(gained, own, times, SURPLUS_PERSON, floor)


@inlined
def _cost(room: Array, query: int) -> int:
    return int(room[room[COST] + query])


@inlined
def _reaches(
    plan: Array,
    row: int,
    people: int,
    left_of_people: int,
    others: int,
    left_of_others: int,
    known: int,
    against: int,
    floor: int,
) -> bool:
    """As `limit_reaches`; gains and the query's weight that is met, as of people and as of others."""
    if against == PEOPLE:
        return limit_reaches(plan, row, people, left_of_people, known, PEOPLE, floor)
    kind = TRANSLATIONS if against == TRANSLATIONS else OTHERS
    reaches = limit_reaches(plan, row, others, left_of_others, known, kind, floor)
    if reaches or against != ALL:
        return reaches
    return limit_reaches(plan, row, people, left_of_people, known, PEOPLE, floor)


@inlined
def limit_reaches(plan: Array, row: int, gained: int, left: int, known: int, against: int, floor: int) -> bool:
    """Whether a row with such gains, so much of the query's weight met, and so much known may score the floor."""
    light = plan[row + ROW_LIGHT]
    if against == TRANSLATIONS:
        return _reach(gained, plan[row + ROW_CORE], left, known, light, SURPLUS_OTHER, EVIDENCE_OTHER, floor)
    whole = plan[row + ROW_WEIGHT]
    if against != PEOPLE and _reach(gained, whole, left, known, light, SURPLUS_OTHER, EVIDENCE_OTHER, floor):
        return True
    return against != OTHERS and _reach(gained, whole, left, known, light, SURPLUS_PERSON, EVIDENCE_PERSON, floor)


@inlined
def _reach(gained: int, whole: int, left: int, known: int, light: int, rate: int, evidence: int, floor: int) -> bool:
    """Whether what is gained is as much as the floor asks for what is left over and for what is not known.

    More may be `left` than the whole, where a pair and its words are both granted: then it takes something off, for
    `or_left` counts on its weight.
    """
    rest = max(0, whole - light) - left
    lack = max(0, evidence - known - 2 * light) if rest > REST_FREE else 0
    return bool(gained + gain_of_same(light, floor) >= floor * (10 * rest * rate + 1000 * (lack - ROUNDING)))
