"""Which names of stored parties have a row that may score enough with a row of a query: `search_walk` on `Stored`.

There are millions of rows, and common words stand in hundreds of thousands of them: reading a row takes a tenth of a
microsecond, going through a posting list a few nanoseconds. So where the postings that must be walked (`search_lists`)
are many, all postings are gone through, and only the rows are read that may then still score enough
(`stored_spans.py`). What is read is bound as any row.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.bound import COLUMNS, bound
from watchgate.risk.names.engine.search_asked import (
    NUMBER,
    PAIR,
    ROW_CORE,
    ROW_FLAGS,
    ROW_LIGHT,
    ROW_SIZE,
    ROW_WEIGHT,
    ROW_WORD,
    Asked,
)
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_lists import ALL, ENTRY_MASK, PEOPLE, TRANSLATIONS, choose
from watchgate.risk.names.engine.search_near import is_granted
from watchgate.risk.names.engine.search_space import (
    CUT,
    ENTRIES,
    ENTRY,
    EPOCH,
    MOST,
    NEAR_AT,
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
    WORD_SLOTS,
    held_at,
)
from watchgate.risk.names.engine.segment import INITIALS, PERSON, TRANSLATED, WEAK
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.stored_columns import SIZE as SIZE_AT
from watchgate.risk.names.engine.stored_columns import Stored
from watchgate.risk.names.engine.stored_note import meet_as_initials, meet_entries, note_name
from watchgate.risk.names.engine.stored_numbers import read
from watchgate.risk.names.engine.stored_spans import (
    FEW,
    LANES,
    LENGTH,
    TOUCHED,
    begin_lanes,
    fill_needs,
    first_place,
    mark,
)
from watchgate.risk.names.engine.word_facts import is_free_in_translation, weight
from watchgate.risk.names.party import WEAK_CEILING

_READS_A_ROW = 48
"""Reading a row takes as long as going through so many bytes of postings."""


@kernel
def walk_stored(asked: Asked, row: int, held: Stored, room: Array, spans: Array, floor: int) -> bool:
    """Note all names that may score `floor` with the row; False where there is no room for them."""
    later, end = len(held.later), len(held.row_at) - 1
    if asked.person:
        return _walk(asked.plan, row, held, later, end, room, spans, floor, PEOPLE)
    if asked.plan[row + ROW_FLAGS] & TRANSLATED:
        return _walk(asked.plan, row, held, 0, end, room, spans, floor, TRANSLATIONS)
    if not _walk(asked.plan, row, held, later, end, room, spans, floor, ALL):
        return False
    return _walk(asked.plan, row, held, 0, later, room, spans, floor, TRANSLATIONS)


@kernel
def _walk(
    plan: Array, row: int, held: Stored, first: int, last: int, room: Array, spans: Array, floor: int, against: int
) -> bool:
    """As `walk_stored`, of the rows from `first` to `last`."""
    if first == last:
        return True
    if not choose(plan, room, row, floor, against):
        for one in range(first, last):  # noqa: SIM110 - numba compiles no generator here
            if not _look(plan, row, held, one, room, floor, against):
                return False
        return True
    must = also = 0
    size, word = plan[row + ROW_SIZE], plan[row + ROW_WORD]
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        if query >= 0 and first_place(room, query, place):
            for at in range(room[room[NEAR_AT] + query], room[room[NEAR_AT] + query + 1]):
                entry = room[ENTRIES] + ENTRY * (room[room[ORDER] + at] & ENTRY_MASK)
                if at < room[room[CUT] + query]:
                    also += room[entry + SIZE]
                else:
                    must += room[entry + SIZE]
    if must > spans[FEW] and must + also < _READS_A_ROW * must:
        lanes = begin_lanes(plan, row, held.post, room, spans)
        if lanes <= LANES:
            fill_needs(plan, row, room, spans, lanes, floor, against)
            for start in range(first, last, spans[LENGTH]):
                stop = min(last, start + spans[LENGTH])
                kept = mark(plan, held.post, room, spans, lanes, start, stop)
                if not _look_at_all(plan, row, held, spans, TOUCHED, kept, room, floor, against):
                    return False
            return True
    waiting = 0
    for place in range(2 * size):
        query = plan[(plan[NUMBER] if place < size else plan[PAIR]) + word + place % size]
        if query < 0 or not first_place(room, query, place):
            continue
        for at in range(room[room[CUT] + query], room[room[NEAR_AT] + query + 1]):
            entry = room[ENTRIES] + ENTRY * (room[room[ORDER] + at] & ENTRY_MASK)
            posting, end, one = room[entry + START], room[entry + START] + room[entry + SIZE], -1
            while posting < end:
                step, posting = read(held.post, posting)
                one += step + 1
                if one >= last:
                    break
                if one < first:
                    continue
                room[room[WAITING] + waiting] = one
                waiting += 1
                if waiting == QUEUE:
                    if not _look_at_all(plan, row, held, room, room[WAITING], waiting, room, floor, against):
                        return False
                    waiting = 0
    return _look_at_all(plan, row, held, room, room[WAITING], waiting, room, floor, against)


@kernel
def _look_at_all(
    plan: Array, row: int, held: Stored, rows: Array, at: int, count: int, room: Array, floor: int, against: int
) -> bool:
    """Look at `count` rows whose numbers are in `rows`: all are asked for before the first of them is read."""
    for start in range(at, at + count, QUEUE):
        end = min(at + count, start + QUEUE)
        for place in range(start, end):
            fetch(held.row_at, rows[place])
        for place in range(start, end):
            fetch(held.row, int(np.int64(held.row_at[rows[place]])))
        for place in range(start, end):
            if not _look(plan, row, held, int(rows[place]), room, floor, against):
                return False
    return True


@inlined
def _look(plan: Array, row: int, held: Stored, one: int, room: Array, floor: int, against: int) -> bool:
    """Note the name of a row if its bound reaches the floor; False where there is no room for it."""
    head, at = read(held.row, int(np.int64(held.row_at[one])))
    if head & WEAK and floor > WEAK_CEILING:
        return True
    if head & PERSON and against == TRANSLATIONS:
        return True
    room[WALKED] += 1
    epoch, mask = int(room[EPOCH]), int(room[SLOT_MASK])
    words, pairs = int(room[WORD_SLOTS]), int(room[PAIR_SLOTS])
    size = head >> SIZE_AT
    own_flags = plan[row + ROW_FLAGS]
    free = against == TRANSLATIONS
    met = whole = light = 0
    for _ in range(size):
        number, at = read(held.row, at)
        facts = int(held.facts[number])
        whole += 0 if free and is_free_in_translation(facts) else weight(facts)
        light += weight(facts) if is_granted(facts) else 0
        entry = held_at(room, words, mask, epoch, number)
        if entry >= 0:
            met = meet_entries(plan, room, met, entry)
        if own_flags & INITIALS:
            met = meet_as_initials(plan, row, room, met, facts)
    for _ in range(size - 1 if room[PAIR_ENTRIES] else 0):
        number, at = read(held.row, at)
        if number:
            entry = held_at(room, pairs, mask, epoch, number - 1)
            if entry >= 0:
                met = meet_entries(plan, room, met, entry)
    people = head & PERSON != 0 or against == PEOPLE
    most = bound(
        room[MOST : MOST + UNITS * COLUMNS],
        met,
        int(plan[row + (ROW_CORE if free else ROW_WEIGHT)]),
        int(plan[row + ROW_LIGHT]),
        whole,
        light,
        people and not (head | own_flags) & INITIALS,
        people,
    )
    if most < floor:
        return True
    later = len(held.later)
    return note_name(room, int(held.later[one]) if one < later else one - later, most)
