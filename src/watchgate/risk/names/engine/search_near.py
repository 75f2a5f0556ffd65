"""What of a segment is near the words and pairs of a query, as entries (`search_entries.py`)."""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.alike import WAY_MASK
from watchgate.risk.names.engine.near import FOUND_BITS, near
from watchgate.risk.names.engine.near_joined import near_joined
from watchgate.risk.names.engine.near_keys import ask
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_two import near_two
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.reach import NOT_THERE, VOCABULARY, fetch_reach, fetched, reach_bits, reached
from watchgate.risk.names.engine.search_asked import FACTS, PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_entries import (
    FOUND_MASK,
    INITIAL,
    OF_PEOPLE,
    OF_TWO,
    SILENT,
    add_entry,
    place_entries,
)
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.search_held import Held, pairs_of
from watchgate.risk.names.engine.search_lately import keep, recalled, word_key
from watchgate.risk.names.engine.search_space import (
    ANSWER_LIMIT,
    ANSWERS,
    ENTRY_COUNT,
    NEAR_AT,
    WANTED,
    WANTED_BY,
    WISHES,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import is_abjad, is_initial, letters, weight
from watchgate.risk.names.similarity import GRANTED, Way

_GRANTED = sum(1 << kind + 1 for kind in GRANTED)

_NEAR, _NEAR_PAIRS = VOCABULARY, 2
_BY_INITIAL = int(Way.INITIAL)


@inlined
def is_granted(facts: int) -> bool:
    """Whether it is a form or a particle, which is granted to every row instead of being looked up."""
    return _GRANTED >> (facts >> 8 & 7) & 1 != 0


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
                held.records, held.letters, held.word_starts, held.word_entries, seen, found,
            )  # fmt: skip
            if not _add_words(plan, query, found, count, held.facts, room):
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
            if not _add_words(plan, query, found, count, held.facts, room):
                return False
            key = word_key(asked.records, asked.letters, query, _NEAR_PAIRS)
            count = recalled(remembered, key, found)
            if count < 0:
                wishes = ask_joined(asked.records, asked.letters, query, keys)
                count = near_two(keys, wishes, asked.records, asked.letters, query, pairs_of(held), seen, found)
                keep(remembered, key, found, count)
            if not _add_pairs(query, found, count, held, room):
                return False
    room[room[NEAR_AT] + words + pairs] = room[ENTRY_COUNT]
    place_entries(plan, room, held.post_at, len(held.facts) + 1)
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
    bits = reach_bits(words, len(held.pair_words) // 2)
    start, pairs, end = (
        int(held.reach_at[2 * known]),
        int(held.reach_at[2 * known + 1]),
        int(held.reach_at[2 * known + 2]),
    )
    for at in range(start, pairs):
        fetch(held.facts, fetched(held.reach, found, start, at) & (1 << bits) - 1)
    for at in range(pairs, end):
        fetch(held.pair_weight, fetched(held.reach, found, start, at) & (1 << bits) - 1)
    for at in range(start, end):
        told = fetched(held.reach, found, start, at)
        number, value = told & (1 << bits) - 1, int(held.reach_value[told >> bits])
        if at < pairs:
            if not _add_word(plan, query, number, value, held.facts, room):
                return False
        elif not _add_pair(query, number, value, held, room):
            return False
    return True


@inlined
def _add_words(plan: Array, query: int, found: Array, count: int, facts: Array, room: Array) -> bool:
    """Words near a word or pair of the query."""
    for at in range(count):
        number, value = int(found[at] >> FOUND_BITS), int(found[at] & FOUND_MASK)
        if not _add_word(plan, query, number, value, facts, room):
            return False
    return count >= 0


@inlined
def _add_word(plan: Array, query: int, number: int, value: int, facts: Array, room: Array) -> bool:
    """A word near a word or pair of the query."""
    theirs = facts[number]
    bits = 0
    if query < plan[WORD_COUNT]:
        own = plan[plan[FACTS] + query]
        if is_initial(own) != is_initial(theirs):
            bits = 1 << INITIAL | (1 << SILENT if is_abjad(own) == is_abjad(theirs) else 0)
        if value & WAY_MASK == _BY_INITIAL and letters(own) != letters(theirs):
            bits |= 1 << OF_PEOPLE
    return add_entry(room, query, number, value, weight(theirs), bits) >= 0


@inlined
def _add_pairs(query: int, found: Array, count: int, held: Held, room: Array) -> bool:
    """Pairs of neighbours near a word of the query."""
    for at in range(count):
        number, value = int(found[at] >> FOUND_BITS), int(found[at] & FOUND_MASK)
        if not _add_pair(query, number, value, held, room):
            return False
    return count >= 0


@inlined
def _add_pair(query: int, number: int, value: int, held: Held, room: Array) -> bool:
    """A pair of neighbours near a word of the query."""
    return add_entry(room, query, number, value, int(held.pair_weight[number]), 1 << OF_TWO) >= 0
