"""From the encoded tables of parties to a segment of stored ones (`stored_columns.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.engine.near_lookup import Lookup, count_keys, fill
from watchgate.risk.names.engine.near_packed import PACKED, pack
from watchgate.risk.names.engine.near_variants import ASKED
from watchgate.risk.names.engine.segment import INITIALS, TRANSLATED, WEAK
from watchgate.risk.names.engine.segment_columns import Array, Order, offsets, size, take
from watchgate.risk.names.engine.segment_tables import Tables
from watchgate.risk.names.engine.stored_columns import PAIR_BONES, Stored, stored
from watchgate.risk.names.engine.stored_numbers import MOST_BYTES, write_lists
from watchgate.risk.names.engine.stored_rows import write_rows
from watchgate.risk.names.engine.words_encode import FACTS, PLACE, RECORD, SKELETON
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind

ENTRIES_A_BUCKET = 8
"""Of the lookup of near words: twice as many as where room matters less."""
_PLACE = 0xFFFFFFFF
_BONES_IN_PLACE = 48
_COUNTRIES = (1 << 20) - 1


class _Born(NamedTuple):
    """What rows bear, most borne first: the old numbers in the new order, and the new number of each old one."""

    order: Order
    number: npt.NDArray[np.int32]


def packed(tables: Tables, keys: Array) -> Stored:
    """The segment of these parties; `keys`: what their owner calls each."""
    rows, names = tables.rows, tables.names
    name = np.repeat(np.arange(size(names), dtype=np.int64), names["rows"])
    translated = (rows["flags"] & TRANSLATED) != 0
    order = np.argsort(~translated, kind="stable")
    words, pairs = _born(rows["word"], size(tables.words)), _born(rows["pair"], size(tables.pairs))
    facts = tables.words["facts"][words.order]
    word = words.number[rows["word"]]
    pair = _renumbered(pairs, rows["pair"])
    row, row_at = _rows(tables, name, order, word, pair, facts)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    held = np.isin(facts >> 8 & 7, [kind + 1 for kind in GRANTED], invert=True)
    post, post_at, key = _postings(tables, place, word, pair, held, len(pairs.order))
    records, letters = _placed(take(tables.words, words.order))
    pair_records, pair_letters = _placed(take(tables.pairs, pairs.order))
    by_word, by_pair = _lookup(records, letters, pairs=False), _lookup(pair_records, pair_letters, pairs=True)
    names_of_party = tables.parties["names"]
    single = bool((names_of_party == 1).all())
    of_party = np.zeros(0) if single else np.repeat(np.arange(len(keys)), names_of_party)
    return stored(
        {
            "row": row,
            "row_at": row_at,
            "post": post,
            "post_at": post_at,
            "later": name[translated].astype(np.int32),
            "records": records,
            "letters": letters,
            "facts": facts,
            "word_starts": by_word.starts,
            "word_entries": by_word.entries,
            "pair_bones": pair_records.reshape(-1, RECORD)[:, SKELETON].copy(),
            "pair_facts": _pair_facts(pair_records.reshape(-1, RECORD)),
            "pair_place": (pair_records.reshape(-1, RECORD)[:, PLACE] & _PLACE).astype(np.uint32),
            "pair_letters": pair_letters,
            "pair_starts": by_pair.starts,
            "pair_entries": by_pair.entries,
            "key": key,
            "name_party": of_party.astype(np.int32),
            "party_key": np.asarray(keys, dtype=np.int64),
            **_known(tables.parties["known"], tables.parties["known_at"]),
        }
    )


def _born(number: Array, count: int) -> _Born:
    borne = np.bincount(number[number >= 0], minlength=count)
    order = np.argsort(-borne, kind="stable")[: np.count_nonzero(borne)].astype(np.int64)
    renumbered = np.full(count, -1, dtype=np.int32)
    renumbered[order] = np.arange(len(order), dtype=np.int32)
    return _Born(order, renumbered)


def _renumbered(born: _Born, number: Array) -> npt.NDArray[np.int32]:
    if not len(born.number):
        return number.astype(np.int32)
    return np.where(number >= 0, born.number[number], -1).astype(np.int32)


def _rows(tables: Tables, name: Order, order: Order, word: Array, pair: Array, facts: Array) -> tuple[Array, Array]:
    rows, names = tables.rows, tables.names
    sizes = np.diff(rows["word_at"])
    initial = (facts >> 8 & 7)[word] == Kind.INITIAL + 1
    initials = np.bincount(np.repeat(np.arange(len(sizes)), sizes), initial, len(sizes)) > 0
    weak = (names["flags"][name] & 1) != 0
    flags = rows["flags"].astype(np.int64) | np.where(initials, INITIALS, 0) | np.where(weak, WEAK, 0)
    most = MOST_BYTES * (2 * len(word) + len(names["reading"]) + 2 * len(flags))
    stream = np.empty(most, dtype=np.uint8)
    at = np.zeros(len(order) + 1, dtype=np.uint32)
    end = write_rows(
        order, flags, word, rows["word_at"], pair, rows["pair_at"], name, names["reading"], names["reading_at"],
        stream, at,
    )  # fmt: skip
    return stream[:end].copy(), at


def _postings(
    tables: Tables, place: Order, word: Array, pair: Array, held: Array, pairs: int
) -> tuple[Array, Array, Array]:
    """One stream of lists: rows by word, rows by pair, names by key; where each begins; the keys in order."""
    rows, names = tables.rows, tables.names
    row_of_word = np.repeat(place, np.diff(rows["word_at"]))
    row_of_pair = np.repeat(place, np.diff(rows["pair_at"]))
    looked_up, there = held[word], pair >= 0
    keys, number = np.unique(names["key"], return_inverse=True)
    parts = (
        (len(held), word[looked_up], row_of_word[looked_up]),
        (pairs, pair[there], row_of_pair[there]),
        (len(keys), number, np.repeat(np.arange(size(names)), np.diff(names["key_at"]))),
    )
    streams, starts, end = [], [np.zeros(1, dtype=np.int64)], 0
    for lists, list_of, numbers in parts:
        both = np.unique(list_of.astype(np.int64) << 32 | numbers)
        stream = np.empty(MOST_BYTES * len(both), dtype=np.uint8)
        at = np.zeros(lists + 1, dtype=np.int64)
        write_lists(both >> 32, both & 0xFFFFFFFF, stream, at)
        streams.append(stream[: at[-1]].copy())
        starts.append(at[1:] + end)
        end += int(at[-1])
    return np.concatenate(streams), np.concatenate(starts).astype(np.uint32), keys


def _placed(columns: Mapping[str, Array]) -> tuple[Array, Array]:
    """Records that say where their letters begin, and the letters."""
    record = columns["record"].copy()
    record[:, PLACE] = (record[:, PLACE] & ~_PLACE) | columns["letters_at"][:-1]
    return record.reshape(-1), columns["letters"]


def _pair_facts(record: Array) -> Array:
    facts: Array = record[:, FACTS] | record[:, PLACE] >> _BONES_IN_PLACE << PAIR_BONES
    return facts


def _lookup(records: Array, letters: Array, *, pairs: bool) -> Lookup:
    """As `near_lookup.word_lookup` and `pair_lookup`, with fuller buckets."""
    work = np.zeros(ASKED, dtype=np.int64)
    total = count_keys(records, letters, pairs, work)
    buckets = 1
    while buckets * ENTRIES_A_BUCKET < total:
        buckets *= 2
    starts = np.zeros(buckets + 2, dtype=np.int32)
    entries = np.zeros(total + (0 if pairs else PACKED * (len(records) // RECORD)), dtype=np.uint32)
    fill(records, letters, pairs, work, starts, entries)
    if not pairs:
        pack(records, letters, entries, total)
    return Lookup(starts[:-1].copy(), entries)


def _known(known: Array, at: Array) -> dict[str, Array]:
    """What is known of parties, by what several have in common: all but birth dates, and these."""
    counts = known[at[:-1] + 1]
    ends = at[:-1] + 2 + (counts & _COUNTRIES) + (counts >> 20 & _COUNTRIES)
    found: dict[str, Array] = {}
    for one, many, starts, stops in (("head", "heads", at[:-1], ends), ("date", "dates", ends, at[1:])):
        number, distinct, distinct_at = _distinct(known, starts, stops)
        found |= {one: number, many: distinct, f"{many}_at": distinct_at}
    return found


def _distinct(values: Array, starts: Order, stops: Order) -> tuple[Array, Array, Order]:
    """The number of each span of `values`, and the distinct spans by number."""
    sizes = stops - starts
    number = np.zeros(len(starts), dtype=np.int32)
    parts: list[Array] = []
    lengths: list[int] = []
    for length in np.unique(sizes).tolist():
        which = np.flatnonzero(sizes == length)
        spans = values[starts[which, None] + np.arange(length)]
        distinct, inverse = np.unique(spans, axis=0, return_inverse=True) if length else (spans[:1], 0)
        number[which] = np.asarray(inverse).reshape(-1) + len(lengths)
        parts.append(distinct.reshape(-1))
        lengths += [length] * len(distinct)
    return number, np.concatenate([*parts, np.zeros(0, dtype=np.int64)]), offsets(np.array(lengths, dtype=np.int64))
