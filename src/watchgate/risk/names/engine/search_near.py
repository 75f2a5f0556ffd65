"""Entries: what of a segment is near the words and pairs of a query, and how much an edge there can bring.

An entry is: what (bits 0-15 the word or pair of the query, counted through; 16-29 similarity and way; 30-39 the weight
of what is met; 40 whether one of the two is an initial; 41 whether it then says nothing; 42 whether two neighbours
are met); the next entry of the same word or pair of the segment, -1 at the end; where its postings begin, and how many.
"""

from __future__ import annotations

from watchgate.risk.names.engine.alike import WAY_MASK
from watchgate.risk.names.engine.compiled import inlined, kernel
from watchgate.risk.names.engine.search_asked import FACTS, PAIR_COUNT, WORD_COUNT
from watchgate.risk.names.engine.search_space import (
    ENTRIES,
    ENTRY,
    ENTRY_COUNT,
    ENTRY_LIMIT,
    EPOCH,
    NEAR_AT,
    NEXT,
    PAIR_SLOTS,
    SIZE,
    SLOT_MASK,
    START,
    WHAT,
    WORD_SLOTS,
    hold,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.similar import similar, similar_joined
from watchgate.risk.names.engine.word_facts import is_abjad, is_initial, weight
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_read import weight_of
from watchgate.risk.names.similarity import GRANTED, Way

_BY_INITIAL = int(Way.INITIAL)
_GRANTED = sum(1 << kind + 1 for kind in GRANTED)

FOUND = 16
FOUND_MASK = (1 << 14) - 1
THEIRS = 30
THEIRS_MASK = (1 << 10) - 1
INITIAL = 40
SILENT = 41
OF_TWO = 42
"""Bits of `what`."""
QUERY_MASK = (1 << 16) - 1


@inlined
def is_granted(facts: int) -> bool:
    """Whether it is a form or a particle, which is granted to every row instead of being looked up."""
    return _GRANTED >> (facts >> 8 & 7) & 1 != 0


@inlined
def add_entry(room: Array, query: int, number: int, found: int, theirs: int, bits: int, post_at: Array, at: int) -> int:
    """Note that `query` meets word or pair `number`, whose postings are `at`; -1 where there is no room for it."""
    entry = int(room[ENTRY_COUNT])
    if entry >= room[ENTRY_LIMIT]:
        return -1
    room[ENTRY_COUNT] = entry + 1
    slots = room[PAIR_SLOTS] if bits >> OF_TWO & 1 else room[WORD_SLOTS]
    place = room[ENTRIES] + ENTRY * entry
    room[place + WHAT] = query | found << FOUND | theirs << THEIRS | bits
    room[place + NEXT] = hold(room, int(slots), int(room[SLOT_MASK]), int(room[EPOCH]), number, entry)
    room[place + START] = post_at[at]
    room[place + SIZE] = post_at[at + 1] - post_at[at]
    return entry


@kernel
def collect(
    plan: Array,
    records: Array,
    letters: Array,
    held_records: Array,
    held_letters: Array,
    held_facts: Array,
    pair_records: Array,
    pair_letters: Array,
    post_at: Array,
    room: Array,
) -> int:
    """All entries of a query, those of each word or pair one after the other from NEAR_AT on; -1: no room."""
    words, pairs = plan[WORD_COUNT], plan[PAIR_COUNT]
    held_words, held_pairs = len(held_facts), len(pair_records) // RECORD
    near_at = room[NEAR_AT]
    for query in range(words + pairs):
        room[near_at + query] = room[ENTRY_COUNT]
        if query < words and is_granted(plan[plan[FACTS] + query]):
            continue
        for number in range(held_words):
            if is_granted(held_facts[number]):
                continue
            if query < words:
                found = similar(records, letters, query, held_records, held_letters, number)
            else:
                found = similar_joined(records, letters, query, held_records, held_letters, number)
            if found and not _add_word(plan, query, words, number, found, held_facts, post_at, room):
                return -1
        for number in range(held_pairs if query < words else 0):
            found = similar_joined(pair_records, pair_letters, number, records, letters, query)
            if found and not _add_pair(query, number, held_words, found, pair_records, post_at, room):
                return -1
    room[near_at + words + pairs] = room[ENTRY_COUNT]
    return 0


@inlined
def _add_word(
    plan: Array, query: int, words: int, number: int, found: int, facts: Array, post_at: Array, room: Array
) -> bool:
    """A word near a word or pair of the query. What an initial of the query stands for is no entry."""
    bits = 0
    if query < words:
        own, other = plan[plan[FACTS] + query], facts[number]
        if is_initial(own) and found & WAY_MASK == _BY_INITIAL:
            return True
        if is_initial(own) != is_initial(other):
            bits = 1 << INITIAL | (1 << SILENT if is_abjad(own) == is_abjad(other) else 0)
    return add_entry(room, query, number, found, int(weight(facts[number])), bits, post_at, number) >= 0


@inlined
def _add_pair(query: int, number: int, words: int, found: int, records: Array, post_at: Array, room: Array) -> bool:
    """A pair of neighbours near a word of the query."""
    theirs = weight_of(records, number)
    return add_entry(room, query, number, found, theirs, 1 << OF_TWO, post_at, words + number) >= 0
