"""Reach: what is near each word of a segment itself, found once when the segment is made.

Most words that are asked about are words of the segment (nine of ten among a million names); what is near them is then
read, not sought. Only a segment of FEWEST words or more has it: with fewer it is as soon found. The columns:

- `reach_slots`: the words by `word_key`, open addressing, -1 where there is none.
- `reach_at`: two for each word and one behind the last: where in `reach` the words near it begin, and the pairs of
  neighbours that may be the word (`near_two`).
- `reach`: the number of a word or pair in the lowest `reach_bits`, above it the place of its value in `reach_value`.
- `reach_value`: what `similar` or `similar_joined` gave.

Of a segment that is mapped from a file `reach` is not: it is as large as a quarter of all else, and of a word it is
read at once, so each is read from the file when it is asked about. `reach_file` is the open file, -1 where there is
none, and where in it, in bytes, `reach` begins.

What is near a word stands in rising order of what an edge to it brings, so that it need not be sorted.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from weakref import finalize

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.near import FOUND_BITS, near, seen_for
from watchgate.risk.names.engine.near_keys import ask
from watchgate.risk.names.engine.near_lookup import Lookup, number_bits
from watchgate.risk.names.engine.near_pairs import ask_joined
from watchgate.risk.names.engine.near_two import Pairs, near_two
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.read_at import read_at
from watchgate.risk.names.engine.search_lately import word_key
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.shell_sort import sort
from watchgate.risk.names.engine.word_facts import is_initial, weight
from watchgate.risk.names.engine.words_encode import PLACE, RECORD
from watchgate.risk.names.engine.words_read import gaps_place, place_of, skeleton_size

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

FEWEST = 8_192
FILE = "reach_file"
VOCABULARY = 1
"""Salt of the key by which a word is found."""
NOT_THERE = -1
_ENTRY = 32
_BYTES = 4
_FOUND_MASK = (1 << FOUND_BITS) - 1
_WAY_BITS = 4
_BEGIN_BITS = 32
_ROOM = 1 << 18
"""Entries that are written before they are put away; no less than one word can have is made room for."""


def reach(pairs: Pairs, granted: Array, by_word: Lookup, fewest: int) -> dict[str, Array]:
    """The columns; empty ones of fewer words than `fewest`, or where an entry has no room for what it would say.

    `pairs`: the words and pairs. `granted`: which words are never looked up, for which nothing need be known.
    """
    empty: dict[str, Array] = {
        "reach_slots": np.zeros(0, dtype=np.int32),
        "reach_at": np.zeros(0, dtype=np.int32),
        "reach": np.zeros(0, dtype=np.uint32),
        "reach_value": np.zeros(0, dtype=np.int32),
        FILE: in_no_file(),
    }
    count, others = len(pairs.facts), len(pairs.words) // 2
    if count < fewest:
        return empty
    bits = reach_bits(count, others)
    most = max(count, others) + 1
    work, found, seen = np.zeros(ASKED, dtype=np.int64), np.zeros(most, dtype=np.int64), seen_for(most)
    place_of_value = np.full(1 << FOUND_BITS, -1, dtype=np.int32)
    values = np.zeros(1 << FOUND_BITS, dtype=np.int32)
    at, parts = np.zeros(2 * count + 1, dtype=np.int64), []
    room = np.zeros(max(_ROOM, most), dtype=np.uint32)
    done = 0
    while done < 2 * count:
        until = find(
            done, pairs, granted, by_word.starts, by_word.entries, work, seen, found, place_of_value, values, bits,
            room, at,
        )  # fmt: skip
        if until < 0:
            return empty
        written = int(at[done + 1 : until + 1].sum())
        parts.append(room[:written].copy())
        done = until
    np.cumsum(at, out=at)
    if at[-1] >= 1 << 31:
        return empty
    slots = np.full(1 << (2 * count - 1).bit_length(), NOT_THERE, dtype=np.int32)
    fill_slots(pairs.records, pairs.letters, slots)
    return {
        "reach_slots": slots,
        "reach_at": at.astype(np.int32),
        "reach": np.concatenate(parts),
        "reach_value": values[: int(place_of_value.max()) + 1].copy(),
        FILE: in_no_file(),
    }


def whole(found: Mapping[str, Array]) -> Array:
    """All of `reach`, wherever it is."""
    file, start = (int(one) for one in found[FILE])
    if file < 0:
        return found["reach"]
    size = _BYTES * int(found["reach_at"][-1])
    body = bytearray()
    while len(body) < size:  # One call reads no more than two gigabytes.
        part = os.pread(file, size - len(body), start + len(body))
        if not part:
            raise OSError("an index of names ends within its own file: it was cut while it was in use")
        body += part
    return np.frombuffer(body, dtype=np.uint32)


def in_no_file() -> Longs:
    """`reach_file` of what is in memory."""
    return np.array([-1, 0], dtype=np.int64)


def left_in_file(file: int, start: int) -> dict[str, Array]:
    """The columns of a `reach` that is not mapped; `file` is held open as long as they are."""
    own = os.dup(file)
    told = np.array([own, start], dtype=np.int64)
    finalize(told, os.close, own)
    return {"reach": np.zeros(0, dtype=np.uint32), FILE: told}


@kernel
def find(
    first: int, pairs: Pairs, granted: Array, starts: Ints, entries: Tags, work: Longs, seen: Longs, found: Longs,
    place_of_value: Ints, values: Ints, bits: int, room: Tags, at: Longs,
) -> int:  # fmt: skip
    """Write the rows of `reach_at` from `first` on, while there is room.

    How far it came: `at` says behind each how many there are. -1: more values than there is room for in an entry.
    """
    records, letters, facts = pairs.records, pairs.letters, pairs.facts
    words = len(facts)
    written = 0
    for row in range(first, 2 * words):
        word = row >> 1
        at[row + 1] = 0
        if granted[word]:
            continue
        if row & 1 == 0:
            ask(records, letters, word, work)
            count = near(work, records, letters, word, records, letters, starts, entries, seen, found)
            for one in range(count):
                number, value = found[one] >> FOUND_BITS, found[one] & _FOUND_MASK
                own, theirs = facts[word], facts[number]
                both = weight(own) + weight(theirs)
                if is_initial(own) != is_initial(theirs):
                    both = 2 * min(weight(own), weight(theirs))
                found[one] |= both * (value >> _WAY_BITS) << _VALUE_AT
            sort(found, 0, count)
        else:
            asked = ask_joined(records, letters, word, work)
            count = near_two(work, asked, records, letters, word, pairs, seen, found)
        if written + count > len(room):
            return row
        for one in range(count):
            value = found[one] & _FOUND_MASK
            if place_of_value[value] < 0:
                place = 0
                while place < len(values) and values[place]:
                    place += 1
                if place >= 1 << _ENTRY - bits:
                    return -1
                values[place], place_of_value[value] = value, place
            room[written] = np.uint32((found[one] & _NUMBERS) >> FOUND_BITS | np.int64(place_of_value[value]) << bits)
            written += 1
        at[row + 1] = count
    return 2 * words


_VALUE_AT = 40
"""Where the order of an entry stands while a row is sorted, above its number."""
_NUMBERS = (1 << _VALUE_AT) - 1


@kernel
def fill_slots(records: Longs, letters: Bytes, slots: Ints) -> None:
    """Put each word in its slot."""
    mask = len(slots) - 1
    for word in range(len(records) // RECORD):
        slot = word_key(records, letters, word, VOCABULARY) & mask
        while slots[slot] != NOT_THERE:
            slot = slot + 1 & mask
        slots[slot] = word


@inlined
def reach_bits(words: int, pairs: int) -> int:
    """Bits of an entry that are a number."""
    return number_bits(max(words, pairs))


@inlined
def reached(own: Longs, own_letters: Bytes, word: int, key: int, records: Longs, letters: Bytes, slots: Ints) -> int:
    """Which word of the segment a word is, by its `key`; NOT_THERE where none is the same in all known of it."""
    mask = len(slots) - 1
    if mask < 0:
        return NOT_THERE
    slot = key & mask
    while slots[slot] != NOT_THERE and not _is_same(own, own_letters, word, records, letters, int(slots[slot])):
        slot = slot + 1 & mask
    return int(slots[slot])


@inlined
def fetch_reach(held: Array, file: Longs, start: int, end: int, room: Longs) -> bool:
    """Have the entries from `start` to `end` where `fetched` reads them; False where the file does not give them."""
    if len(held) or start == end:
        return True
    size = _BYTES * (end - start)
    return read_at(room, 0, int(file[0]), size, int(file[1]) + _BYTES * start) == size


@inlined
def fetched(held: Tags, room: Longs, start: int, at: int) -> int:
    """The entry `at` of those that were fetched from `start` on."""
    if len(held):
        return int(np.int64(held[at]))
    place = at - start
    return int(room[place >> 1] >> (_ENTRY if place & 1 else 0) & (1 << _ENTRY) - 1)


@inlined
def _is_same(own: Longs, own_letters: Bytes, word: int, records: Longs, letters: Bytes, number: int) -> bool:
    """Whether two words are the same, in record and letters."""
    for column in range(RECORD):
        differing = own[word * RECORD + column] ^ records[number * RECORD + column]
        if (differing >> _BEGIN_BITS if column == PLACE else differing) != 0:
            return False
    start, theirs = place_of(own, word), place_of(records, number)
    size = gaps_place(own, word) + 2 * (skeleton_size(own, word) + 1) - start
    if start + size > len(own_letters) or theirs + size > len(letters):
        return False
    same = True
    for place in range(size):
        same &= own_letters[start + place] == letters[theirs + place]
    return same
