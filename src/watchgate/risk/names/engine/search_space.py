"""The working space of a search: one array of whole numbers for each thread, so that a search allocates nothing.

The first numbers say where each part begins, so that a space can be made larger; the rest are the parts. What is
looked up by hashing is never cleared: every search counts the EPOCH up, every name of the query the NAME_EPOCH, and
what bears an older one is not there.

- WORD_SLOTS, PAIR_SLOTS: open addressing, two numbers a slot: epoch << 32 | number, and its first entry.
- ENTRIES: words and pairs of the segment that are near one of the query's, ENTRY numbers each (`search_entries.py`).
- NEAR_AT, WHERE, CUT, COST, HEAVIEST: of each word and pair of the query, where its entries begin, at which places of
  the row in hand it stands (bits; pairs above those of its words), from which place in ORDER on its postings are
  walked, how many postings it has in all, the most that anything near it weighs.
- ROW_GAIN, ROW_MET: the most that all words of the row in hand gain together, and what they meet weighs.
- FLOOR: what the names of a hit must score. ORDER: the entries of each word of the query by what they gain, two numbers
  each (`search_lists.py`).
- SIEVE: a bit for each hash of a word that has entries: most words of most rows have none, and are told by it.
- NAMES: the names that may score enough, the bound by their words (0 where no row met them) and whether they share a
  key, by a table NAME_SLOTS.
- WAITING: the records that are asked for and will be looked at next. PASS counts the rows walked, so that what leads to
  the same postings in one pass is walked once (PASSED of an entry).
- WISHES, ANSWERS: what a word asks for and what is near it, while that is sought (`near.py`). Behind the first place
  for wishes stand WANTED others, each for what the word with the key in WANTED_BY asks for, whatever segment is asked.
- PARTIES: who bears them, with best points and what else is known, by a table PARTY_SLOTS.
"""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from watchgate.ledger.compiled import inlined
from watchgate.risk.names.analysis import MAX_TOKENS
from watchgate.risk.names.engine.bound import COLUMNS
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.segment_columns import Array

HEADER = 40
(
    EPOCH,
    NAME_EPOCH,
    ENTRY_COUNT,
    ENTRY_LIMIT,
    NAME_COUNT,
    NAME_LIMIT,
    PARTY_COUNT,
    PARTY_LIMIT,
    WALKED,
    WORD_SLOTS,
    PAIR_SLOTS,
    SLOT_MASK,
    ENTRIES,
    ORDER,
    NEAR_AT,
    WHERE,
    CUT,
    COST,
    NAMES,
    NAME_SLOTS,
    NAME_MASK,
    PARTIES,
    PARTY_SLOTS,
    PARTY_MASK,
    WISHES,
    ANSWERS,
    ANSWER_LIMIT,
    SLOT_LIMIT,
    PAIR_ENTRIES,
    WAITING,
    SIEVE,
    PASS,
    WANTED_BY,
    FLOOR,
    HEAVIEST,
    ROW_GAIN,
    ROW_MET,
) = range(37)
MOST = HEADER
"""The most that each unit of a row of the query brings: `bound.py`."""
UNITS = 2 * MAX_TOKENS
GRID = MOST + UNITS * COLUMNS
"""How alike the words of two rows are: three tables of MAX_TOKENS by MAX_TOKENS (`search_rows.py`)."""
FIXED = GRID + 3 * MAX_TOKENS * MAX_TOKENS
LINE = 8
"""Numbers that are fetched from memory together; each part begins with a line, and an entry is one."""
ENTRY = 8
WHAT, NEXT, START, SIZE, NUMBER, PASSED, BEST, WORTH = range(ENTRY)
NAME = 2
KEYED = 1 << 20
"""Beside the bound of a name: it shares a key with the query."""
PARTY = 3
QUEUE = 64
"""Records that are asked of the memory together, before the first of them is read."""
WAITER = 2
"""Numbers of a record that waits: where it begins, and its bound, TO_BE_FOUND where it must be read for that."""
TO_BE_FOUND = -1
WANTED = 8
"""Words, a power of two, of which it is remembered what they ask for: a query has few, and several segments to ask."""
SIEVE_BITS = 14
"""So many bits of a hash of a word are its place in the sieve."""
_LAST_EPOCH = 1 << 30
"""From here on a search begins by clearing all tables; a search has fewer names than there are epochs left."""


def space(queries: int = 512, entries: int = 1 << 14, names: int = 1 << 13) -> Array:
    """For so many words and pairs of a query, entries, and names that may score enough (the latter powers of two)."""
    parts = (
        (WORD_SLOTS, 4 * entries),
        (PAIR_SLOTS, 4 * entries),
        (ENTRIES, ENTRY * entries),
        (ORDER, 2 * entries),
        (NEAR_AT, queries + 1),
        (WHERE, queries + 1),
        (CUT, queries + 1),
        (COST, queries + 1),
        (HEAVIEST, queries + 1),
        (NAMES, NAME * names),
        (NAME_SLOTS, 4 * names),
        (PARTIES, PARTY * names),
        (PARTY_SLOTS, 4 * names),
        (WAITING, WAITER * QUEUE),
        (SIEVE, 1 << SIEVE_BITS - 6),
        (WISHES, ASKED * (1 + WANTED)),
        (WANTED_BY, WANTED),
        (ANSWERS, 4 * entries),
    )
    starts = [0, *accumulate(-(-size // LINE) * LINE for _, size in parts)]
    first = -(-FIXED // LINE) * LINE
    room = np.zeros(first + starts[-1] + LINE, dtype=np.int64)
    made = room[-(room.ctypes.data // room.itemsize) % LINE :]
    for (part, _), start in zip(parts, starts, strict=False):
        made[part] = first + start
    made[ANSWER_LIMIT] = 4 * entries
    made[ENTRY_LIMIT], made[NAME_LIMIT], made[PARTY_LIMIT] = entries, names, names
    made[SLOT_LIMIT], made[NAME_MASK], made[PARTY_MASK] = 2 * entries, 2 * names - 1, 2 * names - 1
    return made


def enlarged(room: Array, queries: int = 0) -> Array:
    """A space of twice as many entries and names, for at least so many words and pairs of a query."""
    known = int(room[WHERE] - room[NEAR_AT]) - 1
    return space(max(known, 2 * queries), 2 * int(room[ENTRY_LIMIT]), 2 * int(room[NAME_LIMIT]))


@inlined
def begin(room: Array) -> None:
    """Begin a search: nothing is held any more."""
    if max(room[EPOCH], room[NAME_EPOCH]) >= _LAST_EPOCH:
        room[FIXED:] = 0
        room[EPOCH] = 0
        room[NAME_EPOCH] = 0
    room[EPOCH] += 1


@inlined
def place_of(number: int) -> int:
    """Where a number is looked for first, before it is cut to the size of a table."""
    return number * 2654435769 >> 13


@inlined
def sift(room: Array, number: int) -> None:
    """Let a word through the sieve."""
    bit = place_of(number) & (1 << SIEVE_BITS) - 1
    at = room[SIEVE] + (bit >> 6)
    room[at] = room[at] | 1 << (bit & 63)


@inlined
def passes(room: Array, sieve: int, number: int) -> int:
    """1 for every word that was let through, and for some others."""
    bit = place_of(number) & (1 << SIEVE_BITS) - 1
    return int(room[np.uint64(sieve + (bit >> 6))] >> (bit & 63) & 1)


@inlined
def held_at(room: Array, slots: int, mask: int, epoch: int, number: int) -> int:
    """What is held under `number` in the table at `slots`; -1 where nothing is."""
    sought = epoch << 32 | number
    place = place_of(number) & mask
    while True:
        at = np.uint64(slots + 2 * place)
        found = room[at]
        if found == sought:
            return int(room[at + np.uint64(1)])
        if found >> 32 != epoch:
            return -1
        place = place + 1 & mask


@inlined
def hold(room: Array, slots: int, mask: int, epoch: int, number: int, value: int) -> int:
    """Hold `value` under `number`; what was held there before, -1 where nothing was."""
    sought = epoch << 32 | number
    place = place_of(number) & mask
    while True:
        found = room[slots + 2 * place]
        if found == sought:
            before = int(room[slots + 2 * place + 1])
            room[slots + 2 * place + 1] = value
            return before
        if found >> 32 != epoch:
            room[slots + 2 * place] = sought
            room[slots + 2 * place + 1] = value
            return -1
        place = place + 1 & mask
