"""Which words, or pairs written as one, are registered under a key: a hash table that is built at once and only read.

`starts`: a bucket's entries are those from `starts[bucket]` to `starts[bucket + 1]`; the lowest bits of a key are its
bucket. `entries`: 32 bits each, the number of a word and above it as many of the key's highest bits as there is room.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.engine.compiled import inlined, kernel
from watchgate.risk.names.engine.near_keys import MOST_KEYS, registered
from watchgate.risk.names.engine.near_pairs import registered_pair
from watchgate.risk.names.engine.words import Words
from watchgate.risk.names.engine.words_encode import RECORD

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

ENTRIES_A_BUCKET = 4
_ENTRY = 32


class Lookup(NamedTuple):
    """Of all words of a segment, or of all its pairs."""

    starts: Ints
    entries: Tags


def word_lookup(words: Words) -> Lookup:
    """Where `near` and `near_joined` look."""
    return _lookup(words, pairs=False)


def pair_lookup(pairs: Words) -> Lookup:
    """Where `near_pairs` looks. `pairs`: records of joined words."""
    return _lookup(pairs, pairs=True)


def _lookup(words: Words, *, pairs: bool) -> Lookup:
    total = count_keys(words.records, words.letters, pairs)
    buckets = 1
    while buckets * ENTRIES_A_BUCKET < total:
        buckets *= 2
    starts = np.zeros(buckets + 1, dtype=np.int32)
    entries = np.zeros(total, dtype=np.uint32)
    fill(words.records, words.letters, pairs, starts, entries)
    return Lookup(starts, entries)


@kernel
def count_keys(records: Longs, letters: Bytes, pairs: bool) -> int:
    """Of all words together."""
    keys = np.zeros(MOST_KEYS, dtype=np.int64)
    total = 0
    for number in range(len(records) // RECORD):
        total += (
            registered_pair(records, letters, number, keys) if pairs else registered(records, letters, number, keys)
        )
    return total


@kernel
def fill(records: Longs, letters: Bytes, pairs: bool, starts: Ints, entries: Tags) -> None:
    """Count the entries of each bucket, then put each in its place."""
    keys = np.zeros(MOST_KEYS, dtype=np.int64)
    words = len(records) // RECORD
    buckets = len(starts) - 1
    bits = number_bits(words)
    for number in range(words):
        found = registered_pair(records, letters, number, keys) if pairs else registered(records, letters, number, keys)
        for index in range(found):
            starts[1 + (keys[index] & (buckets - 1))] += 1
    for bucket in range(buckets):
        starts[bucket + 1] += starts[bucket]
    free = starts[:-1].copy()
    for number in range(words):
        found = registered_pair(records, letters, number, keys) if pairs else registered(records, letters, number, keys)
        for index in range(found):
            bucket = keys[index] & (buckets - 1)
            entries[free[bucket]] = np.uint32(number | tag_of(keys[index], bits) << bits)
            free[bucket] += 1


@inlined
def number_bits(words: int) -> int:
    """Bits of an entry that are the number of one of so many words."""
    bits = 1
    while 1 << bits < words:
        bits += 1
    return bits


@inlined
def tag_of(key: int, bits: int) -> int:
    """The highest bits of a key, as many as stand beside a number."""
    return key >> (64 - (_ENTRY - bits)) & ((1 << (_ENTRY - bits)) - 1)
