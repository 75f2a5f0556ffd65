"""What of a segment of stored parties is near the words and pairs of a query: `search_near.collect` on `Stored`."""

from __future__ import annotations

import numpy as np

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.near import FOUND_BITS, forget_seen, near
from watchgate.risk.names.engine.near_joined import near_joined
from watchgate.risk.names.engine.near_keys import ask
from watchgate.risk.names.engine.near_lookup import number_bits, tag_of
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.search_asked import FACTS, PAIR_COUNT, WORD_COUNT, Asked
from watchgate.risk.names.engine.search_entries import FOUND_MASK, INITIAL, OF_TWO, SILENT, add_entry, place_entries
from watchgate.risk.names.engine.search_near import is_granted
from watchgate.risk.names.engine.search_space import (
    ANSWER_LIMIT,
    ANSWERS,
    ENTRY_COUNT,
    NEAR_AT,
    WISHES,
)
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.similar import similar_joined
from watchgate.risk.names.engine.stored_columns import WEIGHT_AT, WEIGHT_MASK, Stored
from watchgate.risk.names.engine.stored_words import place_pair
from watchgate.risk.names.engine.word_facts import is_abjad, is_initial, weight


@kernel
def collect_stored(asked: Asked, held: Stored, room: Array, seen: Array, one: Array) -> bool:
    """Make all entries of a query, those of each word or pair one after the other from NEAR_AT on; False: no room.

    `one`: room for one record.
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
            ask(asked.records, asked.letters, query, keys)
            count = near(
                keys, asked.records, asked.letters, query,
                held.records, held.letters, held.word_starts, held.word_entries, seen, found,
            )  # fmt: skip
            if not _add_words(plan, query, found, count, held.facts, room):
                return False
            wishes = ask_joined(asked.records, asked.letters, query, keys)
            count = _near_pairs(asked, query, held, keys, wishes, seen, found, one)
            if not _add_pairs(query, found, count, held, room):
                return False
    room[room[NEAR_AT] + words + pairs] = room[ENTRY_COUNT]
    place_entries(plan, room, held.post_at, len(held.facts))
    return True


@inlined
def _add_words(plan: Array, query: int, found: Array, count: int, facts: Array, room: Array) -> bool:
    """Words near a word or pair of the query."""
    for at in range(count):
        number = int(found[at] >> FOUND_BITS)
        theirs = facts[number]
        bits = 0
        if query < plan[WORD_COUNT]:
            own = plan[plan[FACTS] + query]
            if is_initial(own) != is_initial(theirs):
                bits = 1 << INITIAL | (1 << SILENT if is_abjad(own) == is_abjad(theirs) else 0)
        if add_entry(room, query, number, int(found[at] & FOUND_MASK), weight(theirs), bits) < 0:
            return False
    return count >= 0


@kernel
def _near_pairs(
    asked: Asked, query: int, held: Stored, keys: Array, wishes: int, seen: Array, found: Array, one: Array
) -> int:
    """As `near_joined`: pairs that may stand for a word, from the front of `found`; how many, -1: too many."""
    buckets = len(held.pair_starts) - 1
    bits = number_bits(len(held.pair_facts))
    count, failed = 0, len(found)
    for index in range(wishes):
        tag, bucket = tag_of(keys[index], bits), keys[index] & (buckets - 1)
        for at in range(held.pair_starts[bucket], held.pair_starts[bucket + 1]):
            entry = int(np.int64(held.pair_entries[at]))
            number = entry & ((1 << bits) - 1)
            if entry >> bits != tag or seen[number >> 6] >> (number & 63) & 1:
                continue
            if count == failed:
                forget_seen(seen, found, count, failed)
                return -1
            seen[number >> 6] |= 1 << (number & 63)
            place_pair(held, number, one, 0)
            value = similar_joined(one, held.pair_letters, 0, asked.records, asked.letters, query)
            if value:
                found[count] = number << FOUND_BITS | value
                count += 1
            else:
                failed -= 1
                found[failed] = number << FOUND_BITS
    forget_seen(seen, found, count, failed)
    return count


@inlined
def _add_pairs(query: int, found: Array, count: int, held: Stored, room: Array) -> bool:
    """Pairs of neighbours near a word of the query."""
    for at in range(count):
        number = int(found[at] >> FOUND_BITS)
        theirs = int(held.pair_facts[number] >> WEIGHT_AT & WEIGHT_MASK)
        similar = int(found[at] & FOUND_MASK)
        if add_entry(room, query, number, similar, theirs, 1 << OF_TWO) < 0:
            return False
    return count >= 0
