"""Which words, or pairs written as one, are registered under a key: a hash table that is built at once and only read.

`starts`: a bucket's entries are those from `starts[bucket]` to `starts[bucket + 1]`; the lowest bits of a key are its
bucket. `entries`: 32 bits each, the number of a word and above it as many of the key's highest bits as there is room;
of the rest of a sound first its mark (`near_variants`), where there is room for that. Behind the entries of words
stand their packed texts and sounds (`near_packed`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.near_keys import registered
from watchgate.risk.names.engine.near_packed import PACKED, pack
from watchgate.risk.names.engine.near_pairs import registered_pair
from watchgate.risk.names.engine.near_variants import ASKED, KEYS_AT, MARK_BITS, MARKED_END, MARKS_AT, TEXT_END
from watchgate.risk.names.engine.words import Words
from watchgate.risk.names.engine.words_encode import RECORD

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Tags = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]

ENTRIES_A_BUCKET = 8
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
    work = np.zeros(ASKED, dtype=np.int64)
    total = count_keys(words.records, words.letters, pairs, work)
    buckets = 1
    while buckets * ENTRIES_A_BUCKET < total:
        buckets *= 2
    starts = np.zeros(buckets + 2, dtype=np.int32)
    entries = np.zeros(total + (0 if pairs else PACKED * len(words)), dtype=np.uint32)
    fill(words.records, words.letters, pairs, work, starts, entries)
    if not pairs:
        pack(words.records, words.letters, entries, total)
    return Lookup(starts[:-1], entries)


@inlined
def _keys_of(records: Longs, letters: Bytes, number: int, pairs: bool, work: Longs) -> int:
    """The keys of a word or pair, in `work` from KEYS_AT on; how many."""
    if not pairs:
        return registered(records, letters, number, work)
    work[TEXT_END] = work[MARKED_END] = 0
    return registered_pair(records, letters, number, work)


@kernel
def count_keys(records: Longs, letters: Bytes, pairs: bool, work: Longs) -> int:
    """Of all words together."""
    total = 0
    for number in range(len(records) // RECORD):
        total += _keys_of(records, letters, number, pairs, work)
    return total


@kernel
def fill(records: Longs, letters: Bytes, pairs: bool, work: Longs, starts: Ints, entries: Tags) -> None:
    """Count the entries of each bucket two places further up, and put each in its place, counting up one place up."""
    words = len(records) // RECORD
    buckets = len(starts) - 2
    bits = number_bits(words)
    for number in range(words):
        for index in range(_keys_of(records, letters, number, pairs, work)):
            starts[2 + (work[KEYS_AT + index] & (buckets - 1))] += 1
    for bucket in range(buckets):
        starts[bucket + 2] += starts[bucket + 1]
    for number in range(words):
        for index in range(_keys_of(records, letters, number, pairs, work)):
            key = work[KEYS_AT + index]
            bucket = 1 + (key & (buckets - 1))
            tag = tag_of(key, bits)
            if work[TEXT_END] <= index < work[MARKED_END] and holds_marks(bits):
                tag = marked_tag(tag, work[MARKS_AT + index])
            entries[starts[bucket]] = np.uint32(number | tag << bits)
            starts[bucket] += 1


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


@inlined
def holds_marks(bits: int) -> bool:
    """Whether there is room for a mark beside a number of so many bits."""
    return _ENTRY - bits >= MARK_BITS


@inlined
def marked_tag(tag: int, mark: int) -> int:
    """A tag whose lowest bits are a mark."""
    return tag >> MARK_BITS << MARK_BITS | mark
