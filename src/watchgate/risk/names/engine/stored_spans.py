"""Which rows of a span may score enough, told by going through posting lists alone.

Each word or pair of the query that anything is near to has a lane: one byte of a number that stands for a row, which
says what that gains above what leaving it over costs (`search_entries.py`), rounded up to whole steps. With what is met
by a row goes the least sum of bytes that can reach the floor: `fill_needs` finds it for each set of lanes by the limit
of `search_lists`, which grants a row all that is not known of it. Of one lane the greatest byte counts, so its entries
are gone through from the least on. A row that no entry leads to that must be walked cannot reach the floor: the other
entries only add to rows that are met.

The working space is one array of whole numbers: `LENGTH`, how many rows are a span; `FEW`, of how few bytes of
postings the rows are read at once; `STEP`; `ACC`, the rows of a span; `TOUCHED`, which of them are met; `NEED`, by set
of lanes; `LANE_QUERY`, the word or pair of each lane, its `LANE_TIMES`, and in `LANE_ZERO` what is added
to what it gains, so that nothing is below zero; then, for each entry of the query in the
order of `search_lists`, where in its list the next posting stands, and the last one read.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.engine.search_asked import FACTS, NUMBER, PAIR, ROW_SIZE, ROW_WORD, WEIGHT, WORD_COUNT
from watchgate.risk.names.engine.search_entries import gain_of_initial
from watchgate.risk.names.engine.search_lists import (
    ALL,
    ENTRY_MASK,
    PEOPLE,
    TRANSLATIONS,
    gain_at,
    limit_reaches,
)
from watchgate.risk.names.engine.search_space import (
    CUT,
    ENTRIES,
    ENTRY,
    ENTRY_LIMIT,
    FLOOR,
    NEAR_AT,
    ORDER,
    SIZE,
    START,
    WHERE,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.stored_numbers import read
from watchgate.risk.names.engine.word_facts import is_free_in_translation, is_initial
from watchgate.risk.names.score import SURPLUS_OTHER, SURPLUS_PERSON
from watchgate.risk.names.token import WEIGHT_INITIAL

SPAN = 1 << 16
"""Rows of a span: what stands for them stays in the processor's own memory."""
FEW_POSTINGS = 4_000
"""Bytes of postings: where no more must be walked, rows are simply read."""
LANES = 8
LENGTH, FEW, STEP = 0, 1, 2
ACC = 3
TOUCHED = ACC + SPAN
NEED = TOUCHED + SPAN
LANE_QUERY = NEED + (1 << LANES)
LANE_TIMES = LANE_QUERY + LANES
LANE_ZERO = LANE_TIMES + LANES
CURSORS = LANE_ZERO + LANES
_MOST = 255
_NEVER = 1 << 30
_END = 1 << 60


def spans_for(entries: int, length: int = SPAN, few: int = FEW_POSTINGS) -> Array:
    """The working space for so many entries."""
    made = np.zeros(CURSORS + 2 * entries, dtype=np.int64)
    made[LENGTH], made[FEW] = length, few
    return made


@kernel
def fill_needs(plan: Array, row: int, room: Array, spans: Array, lanes: int, floor: int, against: int) -> None:
    """The least sum of bytes, for each set of the lanes, that can reach the floor; _NEVER where none can."""
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    gained = left = 0
    for place in range(size):
        if is_initial(plan[plan[FACTS] + plan[plan[NUMBER] + word + place]]):
            gained += gain_of_initial(floor)
            left += WEIGHT_INITIAL
    rate = SURPLUS_PERSON if against in (PEOPLE, ALL) else SURPLUS_OTHER
    greatest = 1
    for lane in range(lanes):
        query = int(spans[LANE_QUERY + lane])
        spans[LANE_ZERO + lane] = 10 * floor * rate * _weighs(plan, query, against) * spans[LANE_TIMES + lane]
        greatest = max(greatest, _above_zero(plan, room, spans, lane, int(room[room[NEAR_AT] + query + 1]) - 1))
    step = -(-greatest // _MOST)
    spans[STEP] = step
    for mask in range(1 << lanes):
        met, known, most, base = left, 0, 0, gained
        for lane in range(lanes):
            if mask >> lane & 1:
                query, times = int(spans[LANE_QUERY + lane]), spans[LANE_TIMES + lane]
                met += _weighs(plan, query, against) * times
                base -= spans[LANE_ZERO + lane]
                last = room[ORDER] + room[room[NEAR_AT] + query + 1] - 1
                known += room[last + room[ENTRY_LIMIT]] * times
                most += _MOST
        low, high = 0, most + 1
        while low < high:
            middle = (low + high) // 2
            if limit_reaches(plan, row, base + middle * step, met, known, against, floor):
                high = middle
            else:
                low = middle + 1
        spans[NEED + mask] = low if low <= most else _NEVER


@inlined
def _weighs(plan: Array, query: int, against: int) -> int:
    """What a word or pair of the query costs where it is left over; an initial is granted, and never is."""
    if query < plan[WORD_COUNT]:
        facts = plan[plan[FACTS] + query]
        if is_initial(facts) or (against == TRANSLATIONS and is_free_in_translation(facts)):
            return 0
    return int(plan[plan[WEIGHT] + query])


@inlined
def _above_zero(plan: Array, room: Array, spans: Array, lane: int, at: int) -> int:
    """What the entry at a place in ORDER gains above the zero of its lane, and above what an initial is granted."""
    free = gain_of_initial(int(room[FLOOR])) if _free(plan, int(spans[LANE_QUERY + lane])) else 0
    return int(max(0, (gain_at(room, at) - free) * spans[LANE_TIMES + lane] + spans[LANE_ZERO + lane]))


@kernel
def begin_lanes(plan: Array, row: int, post: Array, room: Array, spans: Array) -> int:
    """Set the lanes of a row of the query, and every cursor to its first posting; how many, LANES + 1 for too many."""
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    lanes = 0
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        if query < 0 or not first_place(room, query, place) or room[room[NEAR_AT] + query] == _end(room, query):
            continue
        if lanes == LANES:
            return LANES + 1
        spans[LANE_QUERY + lanes] = query
        spans[LANE_TIMES + lanes] = ones(room[room[WHERE] + query])
        lanes += 1
        for at in range(room[room[NEAR_AT] + query], _end(room, query)):
            entry = room[ENTRIES] + ENTRY * (room[room[ORDER] + at] & ENTRY_MASK)
            cursor = CURSORS + 2 * at
            spans[cursor + 1] = _END
            spans[cursor] = room[entry + START]
            if room[entry + SIZE]:
                spans[cursor + 1], spans[cursor] = read(post, room[entry + START])
    return lanes


@inlined
def first_place(room: Array, query: int, place: int) -> bool:
    """Whether this is the first place in its row where a word or pair of the query stands."""
    where = room[room[WHERE] + query]
    return int(where & -where) == 1 << place


@inlined
def _end(room: Array, query: int) -> int:
    return int(room[room[NEAR_AT] + query + 1])


@inlined
def _free(plan: Array, query: int) -> bool:
    return query < plan[WORD_COUNT] and is_initial(plan[plan[FACTS] + query])


@kernel
def mark(plan: Array, post: Array, room: Array, spans: Array, lanes: int, first: int, last: int) -> int:
    """Leave at TOUCHED the rows from `first` to `last` that may score enough; how many."""
    touched = 0
    step = spans[STEP]
    for must in (True, False):
        for lane in range(lanes if must or touched else 0):
            query = spans[LANE_QUERY + lane]
            shift = 8 * lane
            start, end = room[room[NEAR_AT] + query], _end(room, query)
            cut = room[room[CUT] + query]
            for at in range(cut if must else start, end if must else cut):
                cursor = CURSORS + 2 * at
                record = spans[cursor + 1]
                if record >= last:
                    continue
                entry = room[ENTRIES] + ENTRY * (room[room[ORDER] + at] & ENTRY_MASK)
                stop = room[entry + START] + room[entry + SIZE]
                place = spans[cursor]
                byte = max(1, -(-_above_zero(plan, room, spans, lane, int(at)) // step))
                while record < last:
                    if record >= first:
                        held = spans[ACC + record - first]
                        if must:
                            if held == 0:
                                spans[TOUCHED + touched] = record
                                touched += 1
                            spans[ACC + record - first] = held & ~(_MOST << shift) | byte << shift
                        elif held and held >> shift & _MOST < byte:
                            spans[ACC + record - first] = held & ~(_MOST << shift) | byte << shift
                    if place < stop:
                        more, place = read(post, place)
                        record += more + 1
                    else:
                        record = _END
                spans[cursor] = place
                spans[cursor + 1] = record
    kept = 0
    for at in range(touched):
        record = spans[TOUCHED + at]
        held = spans[ACC + record - first]
        spans[ACC + record - first] = 0
        total = met = 0
        for lane in range(lanes):
            byte = held >> 8 * lane & _MOST
            total += byte
            met |= (1 << lane) if byte else 0
        if total >= spans[NEED + met]:
            spans[TOUCHED + kept] = record
            kept += 1
    return kept
