"""Entries: the words and pairs of a segment that are near words and pairs of a query, and what edges to them can bring.

An entry is: what (bits 0-15 the word or pair of the query, counted through; 16-29 similarity and way; 30-39 the weight
of what is met; 40 whether one of the two is an initial; 41 whether it then says nothing; 42 whether two neighbours
are met; 43 whether it is an edge in names of people alone); the next entry of the same word or pair of the segment, -1
at the end; where its postings begin, and how many; its number; in which pass they were walked; the greatest gain, and
the worth (the most weight of the query that is met, the weight of what is met, the most that is then known), of this
entry and those behind it (the last three are read of the first entry of a word or pair).

The *gain* of an edge is how much more it brings than a name that scores the floor must have for it: names score
NAME_MAX * value / (1000 * (matched + cost)), so they score the floor where the gains of their edges together are at
least 1000 * floor * cost. Most entries are less similar than the floor asks: they have a gain below nothing, and
count only where others make up for it. What all others together cannot make up for is left out at once.
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.search_asked import (
    FACTS,
    NAME,
    NAME_COUNT,
    NAME_ROW_END,
    NAMES,
    NUMBER,
    PAIR,
    PAIR_COUNT,
    ROW,
    ROW_LIGHT,
    ROW_SIZE,
    ROW_WORD,
    ROWS,
    WEIGHT,
    WORD_COUNT,
)
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_space import (
    BEST,
    COST,
    CUT,
    ENTRIES,
    ENTRY,
    ENTRY_COUNT,
    ENTRY_LIMIT,
    EPOCH,
    FLOOR,
    NEAR_AT,
    NEXT,
    PAIR_ENTRIES,
    PAIR_SLOTS,
    PASSED,
    SIEVE,
    SIEVE_BITS,
    SIZE,
    SLOT_LIMIT,
    SLOT_MASK,
    START,
    WHAT,
    WORD_SLOTS,
    WORTH,
    hold,
    sift,
)
from watchgate.risk.names.engine.search_space import NUMBER as ENTRY_NUMBER
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_initial
from watchgate.risk.names.score import EVIDENCE_OF_ONE, NAME_MAX
from watchgate.risk.names.token import WEIGHT_INITIAL

FOUND = 16
FOUND_MASK = (1 << 14) - 1
THEIRS = 30
THEIRS_MASK = (1 << 10) - 1
INITIAL = 40
SILENT = 41
OF_TWO = 42
OF_PEOPLE = 43
"""Bits of `what`."""
QUERY_MASK = (1 << 16) - 1
SIMILARITY = FOUND + 4
SIMILARITY_MASK = 1023
OWN_WORTH, THEIR_WORTH, KNOWN_WORTH, PERSON_WORTH = 0, 12, 24, 36
WORTH_MASK = (1 << 12) - 1
"""Where in a worth the weight of the query stands, that of the segment, what is known, what is known of people."""


@inlined
def pair_weight(what: int, own: int) -> int:
    """The weight of the two ends of an edge; `own`: that of the query's end."""
    theirs = what >> THEIRS & THEIRS_MASK
    return 2 * min(theirs, own) if what >> INITIAL & 1 else theirs + own


@inlined
def known_by(what: int, own: int) -> int:
    """What an edge says of who it is."""
    return 0 if what >> SILENT & 1 else pair_weight(what, own)


@inlined
def gain(what: int, own: int, floor: int) -> int:
    """The gain of an edge."""
    return pair_weight(what, own) * (NAME_MAX * (what >> SIMILARITY & SIMILARITY_MASK) - 1000 * floor)


@inlined
def gain_of_same(weight: int, floor: int) -> int:
    """The most that words of a name may gain that are the same on both sides: `weight` is that of one side."""
    return 2000 * weight * max(0, NAME_MAX - floor)


@inlined
def gain_of_initial(floor: int) -> int:
    """The most that an initial of the query gains where it is granted."""
    return gain_of_same(WEIGHT_INITIAL, floor)


@inlined
def add_entry(room: Array, query: int, number: int, found: int, theirs: int, bits: int) -> int:
    """Note that `query` meets word or pair `number`; -1: no room for it."""
    entry = int(room[ENTRY_COUNT])
    if entry >= room[ENTRY_LIMIT]:
        return -1
    room[ENTRY_COUNT] = entry + 1
    place = room[ENTRIES] + ENTRY * entry
    room[place + WHAT] = query | found << FOUND | theirs << THEIRS | bits
    room[place + ENTRY_NUMBER] = number
    return entry


@kernel
def place_entries(plan: Array, room: Array, post_at: Array, pairs_at: int) -> None:
    """Leave out what cannot count, and make the tables by which the entries of a word or pair of the segment are found.

    `post_at`: where the postings of each word begin, and from `pairs_at` on those of each pair. The tables are as
    small as the entries allow: they are asked for every word of every row that is looked at.
    """
    _leave_out(plan, room)
    for entry in range(room[ENTRY_COUNT]):
        place = room[ENTRIES] + ENTRY * entry
        fetch(post_at, int(room[place + ENTRY_NUMBER] + (pairs_at if room[place + WHAT] >> OF_TWO & 1 else 0)))
    floor, count = int(room[FLOOR]), int(room[ENTRY_COUNT])
    size = 16
    while size < 4 * count:
        size *= 2
    room[SLOT_MASK] = min(size, room[SLOT_LIMIT]) - 1
    room[PAIR_ENTRIES] = 0
    room[room[SIEVE] : room[SIEVE] + (1 << SIEVE_BITS - 6)] = 0
    for entry in range(count):
        place = room[ENTRIES] + ENTRY * entry
        what, number = int(room[place + WHAT]), int(room[place + ENTRY_NUMBER])
        of_two = what >> OF_TWO & 1
        at = number + (pairs_at if of_two else 0)
        room[place + START] = post_at[at]
        room[place + SIZE] = post_at[at + 1] - post_at[at]
        room[place + PASSED] = 0
        room[PAIR_ENTRIES] += of_two
        slots = int(room[PAIR_SLOTS if of_two else WORD_SLOTS])
        behind = hold(room, slots, int(room[SLOT_MASK]), int(room[EPOCH]), number, entry)
        room[place + NEXT] = behind
        _value(plan, room, int(place), what, behind, floor)
        if not of_two:
            sift(room, number)


@inlined
def _value(plan: Array, room: Array, place: int, what: int, behind: int, floor: int) -> None:
    """Set BEST and WORTH of an entry, of which those behind it have theirs."""
    own = int(plan[plan[WEIGHT] + (what & QUERY_MASK)])
    best, known = gain(what, own, floor), known_by(what, own)
    of_person = min(known, EVIDENCE_OF_ONE)
    if behind >= 0:
        before = room[ENTRIES] + ENTRY * behind
        best, worth = max(best, room[before + BEST]), room[before + WORTH]
        own = max(own, worth >> OWN_WORTH & WORTH_MASK)
        known = max(known, worth >> KNOWN_WORTH & WORTH_MASK)
        of_person = max(of_person, worth >> PERSON_WORTH & WORTH_MASK)
    theirs = what >> THEIRS & THEIRS_MASK
    room[place + BEST] = best
    room[place + WORTH] = own << OWN_WORTH | theirs << THEIR_WORTH | known << KNOWN_WORTH | of_person << PERSON_WORTH


@inlined
def _leave_out(plan: Array, room: Array) -> None:
    """Keep the entries that what else a row of the query may gain can make up for; those of each unit stay together.

    CUT and COST are used meanwhile: of a unit the most that all others of a row gain, and the most that it gains.
    """
    floor, units = int(room[FLOOR]), int(plan[WORD_COUNT] + plan[PAIR_COUNT])
    others, gains = room[CUT], room[COST]
    for unit in range(units):
        own, most = int(plan[plan[WEIGHT] + unit]), 0
        for entry in range(room[room[NEAR_AT] + unit], room[room[NEAR_AT] + unit + 1]):
            most = max(most, gain(int(room[room[ENTRIES] + ENTRY * entry + WHAT]), own, floor))
        if unit < plan[WORD_COUNT] and is_initial(plan[plan[FACTS] + unit]):
            most = max(most, gain_of_initial(floor))
        room[gains + unit] = most
        room[others + unit] = 0
    rows = plan[plan[NAMES] + NAME * (plan[NAME_COUNT] - 1) + NAME_ROW_END]
    for row in range(rows):
        at = plan[ROWS] + row * ROW
        together = gain_of_same(int(plan[at + ROW_LIGHT]), floor)
        for turn in range(2):
            for place in range(plan[at + ROW_WORD], plan[at + ROW_WORD] + plan[at + ROW_SIZE]):
                word, pair = plan[plan[NUMBER] + place], plan[plan[PAIR] + place]
                if turn == 0:
                    together += room[gains + word] + (room[gains + pair] if pair >= 0 else 0)
                else:
                    room[others + word] = max(room[others + word], together - room[gains + word])
                    if pair >= 0:
                        room[others + pair] = max(room[others + pair], together - room[gains + pair])
    kept = start = 0
    for unit in range(units):
        own, beside = int(plan[plan[WEIGHT] + unit]), int(room[others + unit])
        end = int(room[room[NEAR_AT] + unit + 1])
        room[room[NEAR_AT] + unit] = kept
        for entry in range(start, end):
            place, to = room[ENTRIES] + ENTRY * entry, room[ENTRIES] + ENTRY * kept
            what = room[place + WHAT]
            if gain(int(what), own, floor) + beside >= 0:
                room[to + ENTRY_NUMBER] = room[place + ENTRY_NUMBER]
                room[to + WHAT] = what
                kept += 1
        start = end
    room[room[NEAR_AT] + units] = kept
    room[ENTRY_COUNT] = kept
