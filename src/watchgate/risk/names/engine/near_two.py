"""All pairs of neighbours of a segment that may be one word with a word asked about.

Exactly those that `similar_joined` gives a value, with it; candidates share a key (`near_pairs`). Answers, `seen` and
`found` are as in `near`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.risk.names.engine.near import FOUND_BITS, forget_seen
from watchgate.risk.names.engine.near_lookup import number_bits, tag_of
from watchgate.risk.names.engine.near_variants import HELD_AT, MOST_HELD, TWO_AT
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.similar import similar_joined
from watchgate.risk.names.engine.similar_two import similar_two
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_joined import TWO
from watchgate.risk.names.engine.words_read import place_of

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]


class Pairs(NamedTuple):
    """The pairs of a segment, and the words they are made of.

    `words`: the numbers of the two words of each pair, -1 where its record is kept (`similar_two.py`), in `kept` and
    `kept_letters`, by the number of the pair. `records`, `letters`, `facts`: of the words. `starts`, `entries`:
    `near_lookup.py`. `bones`: `words_bones.bone_table`.
    """

    words: Ints
    records: Longs
    letters: Bytes
    facts: Longs
    kept: Longs
    kept_letters: Bytes
    starts: Ints
    entries: Tags
    bones: Longs


@kernel
def near_two(
    keys: Longs, asked: int, own: Longs, own_letters: Bytes, word: int, pairs: Pairs, seen: Longs, found: Longs
) -> int:
    """Pairs that may stand for `word` of `own`, by the first `asked` of `keys`; how many.

    `keys`: the working space of `near`, in which they stand first.
    """
    buckets = len(pairs.starts) - 1
    bits = number_bits(len(pairs.words) // 2)
    for index in range(asked):
        fetch(pairs.starts, keys[index] & (buckets - 1))
    for index in range(asked):
        fetch(pairs.entries, int(pairs.starts[keys[index] & (buckets - 1)]))
    held = count = 0
    failed = len(found)
    for index in range(asked):
        tag, bucket = tag_of(keys[index], bits), keys[index] & (buckets - 1)
        for at in range(pairs.starts[bucket], pairs.starts[bucket + 1]):
            entry = np.int64(pairs.entries[at])
            if entry >> bits != tag:
                continue
            if held == MOST_HELD:
                count, failed = _compared(keys, held, own, own_letters, word, pairs, seen, found, count, failed)
                held = 0
                if count < 0:
                    return -1
            keys[HELD_AT + held] = entry & ((1 << bits) - 1)
            fetch(pairs.words, 2 * keys[HELD_AT + held])
            held += 1
    count, failed = _compared(keys, held, own, own_letters, word, pairs, seen, found, count, failed)
    if count < 0:
        return -1
    forget_seen(seen, found, count, failed)
    return count


@kernel
def _compared(
    keys: Longs, held: int, own: Longs, own_letters: Bytes, word: int, pairs: Pairs, seen: Longs, found: Longs,
    count: int, failed: int,
) -> tuple[int, int]:  # fmt: skip
    """Compare the candidates held: how many have been found, and where those begin that were not; -1 if too many."""
    for at in range(held):
        number = keys[HELD_AT + at]
        first, second = pairs.words[2 * number], pairs.words[2 * number + 1]
        if first >= 0:
            fetch(pairs.records, RECORD * first)
            fetch(pairs.records, RECORD * second)
    for at in range(held):
        number = keys[HELD_AT + at]
        first, second = pairs.words[2 * number], pairs.words[2 * number + 1]
        if first >= 0:
            fetch(pairs.letters, place_of(pairs.records, int(first)))
            fetch(pairs.letters, place_of(pairs.records, int(second)))
    space = keys[TWO_AT : TWO_AT + TWO]
    for at in range(held):
        number = int(keys[HELD_AT + at])
        if seen[number >> 6] >> (number & 63) & 1:
            continue
        if count == failed:
            forget_seen(seen, found, count, failed)
            return -1, 0
        seen[number >> 6] |= 1 << (number & 63)
        first, second = int(pairs.words[2 * number]), int(pairs.words[2 * number + 1])
        if first < 0:
            value = similar_joined(pairs.kept, pairs.kept_letters, number, own, own_letters, word)
        else:
            value = similar_two(
                pairs.records, pairs.letters, first, second, int(pairs.facts[first]), int(pairs.facts[second]),
                pairs.bones, own, own_letters, word, space,
            )  # fmt: skip
        if value:
            found[count] = number << FOUND_BITS | value
            count += 1
        else:
            failed -= 1
            found[failed] = number << FOUND_BITS
    return count, failed
