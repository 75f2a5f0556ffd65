"""All words of a segment that two neighbours written as one may be.

Exactly those that `similar_joined` gives a value, with it; candidates share a key (`near_pairs`). Answers, `seen` and
`found` are as in `near`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.risk.names.engine.near import FOUND_BITS, forget_seen
from watchgate.risk.names.engine.near_lookup import number_bits, tag_of
from watchgate.risk.names.engine.near_variants import HELD_AT, MOST_HELD
from watchgate.risk.names.engine.search_fetch import fetch
from watchgate.risk.names.engine.similar import similar_joined
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.engine.words_read import place_of

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]


@kernel
def near_joined(
    keys: Longs, asked: int, own: Longs, own_letters: Bytes, pair: int,
    records: Longs, letters: Bytes, starts: Ints, entries: Tags, seen: Longs, found: Longs,
) -> int:  # fmt: skip
    """Words that the joined word `pair` of `own` may stand for, by the first `asked` of `keys`; how many.

    `keys`: the working space of `near`, in which they stand first.
    """
    buckets = len(starts) - 1
    bits = number_bits(len(records) // RECORD)
    for index in range(asked):
        fetch(starts, keys[index] & (buckets - 1))
    for index in range(asked):
        fetch(entries, int(starts[keys[index] & (buckets - 1)]))
    held = count = 0
    failed = len(found)
    for index in range(asked):
        tag, bucket = tag_of(keys[index], bits), keys[index] & (buckets - 1)
        for at in range(starts[bucket], starts[bucket + 1]):
            entry = np.int64(entries[at])
            if entry >> bits != tag:
                continue
            if held == MOST_HELD:
                count, failed = _joined(
                    keys, held, own, own_letters, pair, records, letters, seen, found, count, failed
                )
                held = 0
                if count < 0:
                    return -1
            keys[HELD_AT + held] = entry & ((1 << bits) - 1)
            fetch(records, RECORD * keys[HELD_AT + held])
            held += 1
    count, failed = _joined(keys, held, own, own_letters, pair, records, letters, seen, found, count, failed)
    if count < 0:
        return -1
    forget_seen(seen, found, count, failed)
    return count


@kernel
def _joined(
    keys: Longs, held: int, own: Longs, own_letters: Bytes, pair: int,
    records: Longs, letters: Bytes, seen: Longs, found: Longs, count: int, failed: int,
) -> tuple[int, int]:  # fmt: skip
    """Compare the candidates held: as `_weighed`."""
    for at in range(held):
        fetch(letters, place_of(records, keys[HELD_AT + at]))
    for at in range(held):
        number = int(keys[HELD_AT + at])
        if seen[number >> 6] >> (number & 63) & 1:
            continue
        if count == failed:
            forget_seen(seen, found, count, failed)
            return -1, 0
        seen[number >> 6] |= 1 << (number & 63)
        value = similar_joined(own, own_letters, pair, records, letters, number)
        if value:
            found[count] = number << FOUND_BITS | value
            count += 1
        else:
            failed -= 1
            found[failed] = number << FOUND_BITS
    return count, failed
