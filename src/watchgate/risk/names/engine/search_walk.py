"""Walking postings: which names have a row that may score enough with a row of the query, by the bound of each.

Postings of words say most of what the bound needs (`search_posting.py`); those of pairs only which record to read.
"""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.search_asked import (
    NUMBER,
    PAIR,
    ROW_FLAGS,
    ROW_SIZE,
    ROW_WORD,
)
from watchgate.risk.names.engine.search_entries import OF_TWO
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_lists import (
    ALL,
    ENTRY_MASK,
    PEOPLE,
    TRANSLATIONS,
    choose,
)
from watchgate.risk.names.engine.search_look import (
    look,
    look_at_all,
)
from watchgate.risk.names.engine.search_posting import walk_word
from watchgate.risk.names.engine.search_space import (
    CUT,
    ENTRIES,
    ENTRY,
    EPOCH,
    NEAR_AT,
    ORDER,
    PAIR_SLOTS,
    PASS,
    PASSED,
    QUEUE,
    SIZE,
    SLOT_MASK,
    START,
    TO_BE_FOUND,
    WAITER,
    WAITING,
    WHAT,
    WHERE,
    WORD_SLOTS,
    held_at,
)
from watchgate.risk.names.engine.search_space import (
    NUMBER as ENTRY_NUMBER,
)
from watchgate.risk.names.engine.segment import (
    HEAD,
    POSTING,
    TRANSLATED,
    WORDS,
)
from watchgate.risk.names.engine.segment_columns import Array

_AHEAD = 4
"""So many entries before its turn the postings of one are asked for ..."""
_LINES, _A_LINE = 4, 4
"""... so much of them, of so many postings; the processor sees by itself that the rest is read one by one."""


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
    begins: Array,
    room: Array,
    floor: int,
    person: bool,
) -> bool:
    """Note all names that may score `floor` with the row; False where there is no room for them.

    Of a segment the records from `split` on are translations, which people are not compared with.
    """
    own_is_translated = plan[row + ROW_FLAGS] & TRANSLATED != 0
    if person:
        return _walk(plan, row, records, 0, split, post, facts, begins, room, floor, PEOPLE)
    if own_is_translated:
        return _walk(plan, row, records, 0, len(records), post, facts, begins, room, floor, TRANSLATIONS)
    if not _walk(plan, row, records, 0, split, post, facts, begins, room, floor, ALL):
        return False
    return _walk(plan, row, records, split, len(records), post, facts, begins, room, floor, TRANSLATIONS)


@kernel
def _walk(
    plan: Array,
    row: int,
    records: Array,
    first: int,
    last: int,
    post: Array,
    facts: Array,
    begins: Array,
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
            if room[cut + query] <= at + _AHEAD < end:
                ahead = entries + ENTRY * (room[order + at + _AHEAD] & ENTRY_MASK)
                of_two = room[ahead + WHAT] >> OF_TWO & 1
                start = room[ahead + START] * (1 if of_two else POSTING)
                fetch(post, start)
                for line in range(1, min(_LINES, 1 if of_two else room[ahead + SIZE] // _A_LINE)):
                    fetch(post, start + line * _A_LINE * POSTING)
            entry = room[order + at] & ENTRY_MASK
            if at < room[cut + query] and not room[entries + ENTRY * entry + WHAT] >> OF_TWO & 1:
                continue
            chain = _chain(room, int(entries + ENTRY * entry))
            if room[entries + ENTRY * chain + PASSED] == room[PASS]:
                continue
            room[entries + ENTRY * chain + PASSED] = room[PASS]
            if room[entries + ENTRY * chain + WHAT] >> OF_TWO & 1:
                waiting = _walk_pair(plan, row, records, first, last, post, facts, room, floor, against, chain, waiting)
            else:
                waiting = walk_word(
                    plan, row, records, first, last, post, facts, begins, room, floor, against, chain, waiting
                )
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
    """As `walk_word`, of a pair: its records must be read."""
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


@inlined
def _chain(room: Array, entry: int) -> int:
    """The first of the entries that the word or pair of an entry has."""
    of_two = room[entry + WHAT] >> OF_TWO & 1
    slots = int(room[PAIR_SLOTS if of_two else WORD_SLOTS])
    return held_at(room, slots, int(room[SLOT_MASK]), int(room[EPOCH]), int(room[entry + ENTRY_NUMBER]))


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
