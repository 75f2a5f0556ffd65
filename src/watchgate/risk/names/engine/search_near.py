"""Entries: what of a segment is near the words and pairs of a query, and how much an edge there can bring.

An entry is: what (bits 0-15 the word or pair of the query, counted through; 16-29 similarity and way; 30-39 the weight
of what is met; 40 whether one of the two is an initial; 41 whether it then says nothing; 42 whether two neighbours
are met; 43 whether it is an edge in names of people alone); the next entry of the same word or pair of the segment, -1
at the end; where its postings begin, and how many; its number; and in which pass they were walked (of the first entry
of a word or pair).
"""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.alike import WAY_MASK
from watchgate.risk.names.engine.near import FOUND_BITS, near
from watchgate.risk.names.engine.near_joined import near_joined
from watchgate.risk.names.engine.near_keys import ask
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.reach import NOT_THERE, VOCABULARY, fetch_reach, fetched, reach_bits, reached
from watchgate.risk.names.engine.search_asked import FACTS, PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_held import Held
from watchgate.risk.names.engine.search_lately import keep, recalled, word_key
from watchgate.risk.names.engine.search_space import (
    ANSWER_LIMIT,
    ANSWERS,
    ENTRIES,
    ENTRY,
    ENTRY_COUNT,
    ENTRY_LIMIT,
    EPOCH,
    NEAR_AT,
    NEXT,
    NUMBER,
    PAIR_ENTRIES,
    PAIR_SLOTS,
    PASSED,
    SIEVE,
    SIEVE_BITS,
    SIZE,
    SLOT_LIMIT,
    SLOT_MASK,
    START,
    WANTED,
    WANTED_BY,
    WHAT,
    WISHES,
    WORD_SLOTS,
    hold,
    sift,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_abjad, is_initial, letters, weight
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_read import weight_of
from watchgate.risk.names.similarity import GRANTED, Way

_GRANTED = sum(1 << kind + 1 for kind in GRANTED)

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
_NEAR, _NEAR_PAIRS = VOCABULARY, 2
_BY_INITIAL = int(Way.INITIAL)


@inlined
def is_granted(facts: int) -> bool:
    """Whether it is a form or a particle, which is granted to every row instead of being looked up."""
    return _GRANTED >> (facts >> 8 & 7) & 1 != 0


@inlined
def add_entry(room: Array, query: int, number: int, found: int, theirs: int, bits: int, post_at: Array, at: int) -> int:
    """Note that `query` meets word or pair `number`, whose postings `post_at` tells at `at`; -1: no room for it."""
    entry = int(room[ENTRY_COUNT])
    if entry >= room[ENTRY_LIMIT]:
        return -1
    room[ENTRY_COUNT] = entry + 1
    place = room[ENTRIES] + ENTRY * entry
    room[place + WHAT] = query | found << FOUND | theirs << THEIRS | bits
    room[place + START] = post_at[at]
    room[place + SIZE] = post_at[at + 1] - post_at[at]
    room[place + NUMBER] = number
    room[place + PASSED] = 0
    return entry


@kernel
def place_entries(room: Array) -> None:
    """Make the tables by which the entries of a word or pair of the segment are found.

    They are as small as the entries allow: they are asked for every word of every row that is looked at.
    """
    count = int(room[ENTRY_COUNT])
    size = 16
    while size < 4 * count:
        size *= 2
    room[SLOT_MASK] = min(size, room[SLOT_LIMIT]) - 1
    room[PAIR_ENTRIES] = 0
    room[room[SIEVE] : room[SIEVE] + (1 << SIEVE_BITS - 6)] = 0
    for entry in range(count):
        place = room[ENTRIES] + ENTRY * entry
        number = int(room[place + NUMBER])
        of_two = room[place + WHAT] >> OF_TWO & 1
        room[PAIR_ENTRIES] += of_two
        slots = int(room[PAIR_SLOTS if of_two else WORD_SLOTS])
        room[place + NEXT] = hold(room, slots, int(room[SLOT_MASK]), int(room[EPOCH]), number, entry)
        if not of_two:
            sift(room, number)


@kernel
def collect(asked: Asked, held: Held, room: Array, seen: Array, remembered: Array) -> bool:
    """Make all entries of a query, those of each word or pair one after the other from NEAR_AT on; False: no room.

    `remembered`: what is near words that were asked about before (`search_lately.py`).
    """
    plan = asked.plan
    words, pairs = plan[WORD_COUNT], plan[PAIR_COUNT]
    keys = room[room[WISHES] : room[WISHES] + ASKED]
    found = room[room[ANSWERS] : room[ANSWERS] + room[ANSWER_LIMIT]]
    for query in range(words + pairs):
        room[room[NEAR_AT] + query] = room[ENTRY_COUNT]
        if query >= words:
            wishes = ask_joined(asked.records, asked.letters, query, keys)
            count = near_joined(
                keys, wishes, asked.records, asked.letters, query,
                held.records, held.letters, held.word_starts, held.word_entries, seen, found, False,
            )  # fmt: skip
            if not _add_words(plan, query, found, count, held.facts, held.post_at, room):
                return False
        elif not is_granted(plan[plan[FACTS] + query]):
            key = word_key(asked.records, asked.letters, query, _NEAR)
            known = reached(asked.records, asked.letters, query, key, held.records, held.letters, held.reach_slots)
            if known != NOT_THERE:
                start, end = int(held.reach_at[2 * known]), int(held.reach_at[2 * known + 2])
                if end - start > 2 * len(found):
                    return False
                if fetch_reach(held.reach, held.reach_file, start, end, found):
                    if not _add_reached(plan, query, known, held, found, room):
                        return False
                    continue
            count = recalled(remembered, key, found)
            if count < 0:
                start = _wanted(asked, query, key, room)
                wanted = room[start : start + ASKED]
                count = near(
                    wanted, asked.records, asked.letters, query,
                    held.records, held.letters, held.word_starts, held.word_entries, seen, found,
                )  # fmt: skip
                keep(remembered, key, found, count)
            if not _add_words(plan, query, found, count, held.facts, held.post_at, room):
                return False
            key = word_key(asked.records, asked.letters, query, _NEAR_PAIRS)
            count = recalled(remembered, key, found)
            if count < 0:
                wishes = ask_joined(asked.records, asked.letters, query, keys)
                count = near_joined(
                    keys, wishes, asked.records, asked.letters, query,
                    held.pair_records, held.pair_letters, held.pair_starts, held.pair_entries, seen, found, True,
                )  # fmt: skip
                keep(remembered, key, found, count)
            if not _add_pairs(query, found, count, len(held.facts), held.pair_records, held.post_at, room):
                return False
    room[room[NEAR_AT] + words + pairs] = room[ENTRY_COUNT]
    place_entries(room)
    return True


@inlined
def _wanted(asked: Asked, query: int, key: int, room: Array) -> int:
    """Where what a word asks for stands: it is made once for all segments that one query goes to."""
    slot = key & WANTED - 1
    start = int(room[WISHES] + ASKED * (1 + slot))
    if room[room[WANTED_BY] + slot] != key:
        ask(asked.records, asked.letters, query, room[start : start + ASKED])
        room[room[WANTED_BY] + slot] = key
    return start


@inlined
def _add_reached(plan: Array, query: int, known: int, held: Held, found: Array, room: Array) -> bool:
    """What is near a word of the query that is the word `known` of the segment, as it was fetched."""
    words = len(held.facts)
    bits = reach_bits(words, len(held.pair_records) // RECORD)
    start, pairs, end = (
        int(held.reach_at[2 * known]),
        int(held.reach_at[2 * known + 1]),
        int(held.reach_at[2 * known + 2]),
    )
    for at in range(start, end):
        told = fetched(held.reach, found, start, at)
        number, value = told & (1 << bits) - 1, int(held.reach_value[told >> bits])
        if at < pairs:
            if not _add_word(plan, query, number, value, held.facts, held.post_at, room):
                return False
        elif not _add_pair(query, number, value, words, held.pair_records, held.post_at, room):
            return False
    return True


@inlined
def _add_words(plan: Array, query: int, found: Array, count: int, facts: Array, post_at: Array, room: Array) -> bool:
    """Words near a word or pair of the query."""
    for at in range(count):
        number, value = int(found[at] >> FOUND_BITS), int(found[at] & FOUND_MASK)
        if not _add_word(plan, query, number, value, facts, post_at, room):
            return False
    return count >= 0


@inlined
def _add_word(plan: Array, query: int, number: int, value: int, facts: Array, post_at: Array, room: Array) -> bool:
    """A word near a word or pair of the query."""
    theirs = facts[number]
    bits = 0
    if query < plan[WORD_COUNT]:
        own = plan[plan[FACTS] + query]
        if is_initial(own) != is_initial(theirs):
            bits = 1 << INITIAL | (1 << SILENT if is_abjad(own) == is_abjad(theirs) else 0)
        if value & WAY_MASK == _BY_INITIAL and letters(own) != letters(theirs):
            bits |= 1 << OF_PEOPLE
    return add_entry(room, query, number, value, weight(theirs), bits, post_at, number) >= 0


@inlined
def _add_pairs(query: int, found: Array, count: int, words: int, records: Array, post_at: Array, room: Array) -> bool:
    """Pairs of neighbours near a word of the query."""
    for at in range(count):
        number, value = int(found[at] >> FOUND_BITS), int(found[at] & FOUND_MASK)
        if not _add_pair(query, number, value, words, records, post_at, room):
            return False
    return count >= 0


@inlined
def _add_pair(query: int, number: int, value: int, words: int, records: Array, post_at: Array, room: Array) -> bool:
    """A pair of neighbours near a word of the query."""
    theirs = weight_of(records, number)
    return add_entry(room, query, number, value, theirs, 1 << OF_TWO, post_at, words + 1 + number) >= 0
