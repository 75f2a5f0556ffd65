"""Open addressing over columns: hash of a transaction or text of an address -> its row.

A slot holds row + 1, or 0; slots may know of more rows than are looked at. They are a power of two and never full, and
steps are linear. What a slot says is compared with the stored bytes, so that equal places never make two keys one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel

Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]
Slots = npt.NDArray[np.uint32]
ABSENT = 0xFFFFFFFF
NO_BLOCK = 0xFFFFFFFF
"""The block of a transaction that was never read: it only holds an output that was spent."""


@kernel
def place_of_hash(keys: Words, row: int, seed: Any) -> Any:
    """Where the search for a 32-byte hash begins, before the mask."""
    mixed = (np.uint64(keys[row, 0]) ^ np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed = (mixed ^ np.uint64(keys[row, 1])) * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


@kernel
def find_hashes(slots: Slots, stored: Words, keys: Words, seed: Any, out: Slots) -> None:
    """The row of each of `keys` in `stored`, or ABSENT."""
    mask = np.uint64(len(slots) - 1)
    for key in range(len(keys)):
        place = place_of_hash(keys, key, seed) & mask
        out[key] = np.uint32(ABSENT)
        while slots[np.int64(place)] != 0:
            row = np.int64(slots[np.int64(place)]) - 1
            same = bool(row < len(stored))
            for word in range(4 if same else 0):
                if stored[row, word] != keys[key, word]:
                    same = False
                    break
            if same:
                out[key] = np.uint32(row)
                break
            place = (place + np.uint64(1)) & mask


@kernel
def _is_one_of(some: Words, stored: Words, row: int) -> bool:
    for at in range(len(some)):
        same = True
        for word in range(4):
            if some[at, word] != stored[row, word]:
                same = False
        if same:
            return True
    return False


@kernel
def insert_hashes(slots: Slots, stored: Words, block: Slots, first: int, last: int, seed: Any, again: Words) -> int:
    """Rows [first, last) of `stored` get their slots, but for those of no block. Answers the first row whose hash was
    there already, or -1. Hashes of `again` may come again: the later row takes the slot."""
    mask = np.uint64(len(slots) - 1)
    for row in range(first, last):
        if block[row] == NO_BLOCK:
            continue
        place = place_of_hash(stored, row, seed) & mask
        while slots[np.int64(place)] != 0:
            other = np.int64(slots[np.int64(place)]) - 1
            same = True
            for word in range(4):
                if stored[other, word] != stored[row, word]:
                    same = False
                    break
            if same:
                if not _is_one_of(again, stored, row):
                    return row
                break
            place = (place + np.uint64(1)) & mask
        slots[np.int64(place)] = np.uint32(row + 1)
    return -1


@kernel
def place_of_text(pool: Bytes, start: int, end: int, seed: Any) -> Any:
    """Where the search for a text begins, before the mask (FNV-1a over a seeded start, mixed)."""
    mixed = np.uint64(0xCBF29CE484222325) ^ np.uint64(seed)
    for at in range(start, end):
        mixed = (mixed ^ np.uint64(pool[at])) * np.uint64(0x100000001B3)
    mixed ^= mixed >> np.uint64(31)
    return mixed * np.uint64(0x9E3779B97F4A7C15) ^ (mixed >> np.uint64(27))


@kernel
def same_text(left: Bytes, start: int, end: int, right: Bytes, other: int, other_end: int) -> bool:
    """Whether two slices hold the same bytes."""
    if end - start != other_end - other:
        return False
    step = 0
    while start + step < end and left[start + step] == right[other + step]:
        step += 1
    return start + step == end


@kernel
def number_texts(
    slots: Slots, pool: Bytes, ends: Longs, keys: Bytes, key_ends: Longs, seed: Any, out: Slots, fresh: Longs
) -> int:
    """The row of each text of `keys`; those not in `pool` get the next rows, in order, and a slot.

    Empty texts are ABSENT. `fresh` receives the key behind each new row. Answers how many are new, or -1 where the
    slots would be more than three quarters full: then call again with more of them (nothing of `slots` is to be kept).
    """
    mask = np.uint64(len(slots) - 1)
    known, new = len(ends), 0
    room = len(slots) * 3 // 4
    for key in range(len(key_ends)):
        start = key_ends[key - 1] if key else 0
        end = key_ends[key]
        if start == end:
            out[key] = np.uint32(ABSENT)
            continue
        place = place_of_text(keys, start, end, seed) & mask
        found: Any = -1
        while slots[np.int64(place)] != 0:
            row = np.int64(slots[np.int64(place)]) - 1
            if row < known:
                if same_text(keys, start, end, pool, ends[row - 1] if row else 0, ends[row]):
                    found = row
                    break
            else:
                other = fresh[row - known]
                if same_text(keys, start, end, keys, key_ends[other - 1] if other else 0, key_ends[other]):
                    found = row
                    break
            place = (place + np.uint64(1)) & mask
        if found < 0:
            if known + new >= room:
                return -1
            found = known + new
            fresh[new] = key
            new += 1
            slots[np.int64(place)] = np.uint32(found + 1)
        out[key] = np.uint32(found)
    return new


@kernel
def find_texts(slots: Slots, pool: Bytes, ends: Longs, keys: Bytes, key_ends: Longs, seed: Any, out: Slots) -> None:
    """The row of each text of `keys` in `pool`, or ABSENT."""
    mask = np.uint64(len(slots) - 1)
    for key in range(len(key_ends)):
        start = key_ends[key - 1] if key else 0
        end = key_ends[key]
        out[key] = np.uint32(ABSENT)
        place = place_of_text(keys, start, end, seed) & mask
        while slots[np.int64(place)] != 0:
            row = np.int64(slots[np.int64(place)]) - 1
            if row < len(ends) and same_text(keys, start, end, pool, ends[row - 1] if row else 0, ends[row]):
                out[key] = np.uint32(row)
                break
            place = (place + np.uint64(1)) & mask


@kernel
def insert_texts(slots: Slots, pool: Bytes, ends: Longs, seed: Any) -> None:
    """Every text of `pool`, all different, gets its slot."""
    mask = np.uint64(len(slots) - 1)
    for row in range(len(ends)):
        place = place_of_text(pool, ends[row - 1] if row else 0, ends[row], seed) & mask
        while slots[np.int64(place)] != 0:
            place = (place + np.uint64(1)) & mask
        slots[np.int64(place)] = np.uint32(row + 1)
