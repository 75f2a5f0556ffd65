"""Segments of stored parties made one: nothing is analysed again, no score changes. Who is gone is left out.

The segments become tables again, as they were drafted, words and pairs that several have become one, and those that
nobody bears any more are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from watchgate.risk.names.engine.segment import INITIALS, TRANSLATED, WEAK
from watchgate.risk.names.engine.segment_columns import Array, Order, joined, offsets, spread, take
from watchgate.risk.names.engine.segment_tables import Tables, chosen, distinct
from watchgate.risk.names.engine.stored_build import packed
from watchgate.risk.names.engine.stored_columns import PAIR_BONES, Stored
from watchgate.risk.names.engine.stored_numbers import read_lists
from watchgate.risk.names.engine.stored_rows import count_rows, read_rows
from watchgate.risk.names.engine.stored_words import hashes, signatures
from watchgate.risk.names.engine.words_encode import FACTS, PLACE, RECORD, SKELETON, TEXT_LETTERS

_PLACE = 0xFFFFFFFF
_BONES_IN_PLACE = 48


def merged(parts: Sequence[Stored]) -> Stored:
    """The parties of all `parts` that are there, in their order."""
    tables = [unpacked(part) for part in parts]
    words, word_of = distinct([one.words for one in tables])
    pairs, pair_of = distinct([one.pairs for one in tables])
    rows = [
        {
            **one.rows,
            "word": own_words[one.rows["word"]].astype(np.int32),
            "pair": _where_any(own_pairs, one.rows["pair"]),
        }
        for one, own_words, own_pairs in zip(tables, word_of, pair_of, strict=True)
    ]
    whole = Tables(
        joined([one.parties for one in tables]), joined([one.names for one in tables]), joined(rows), words, pairs
    )
    return packed(whole, whole.parties["key"])


def unpacked(part: Stored) -> Tables:
    """The tables of a segment's parties that are there."""
    rows = len(part.row_at) - 1
    later = len(part.later)
    sizes, readings = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    count_rows(part.row, part.row_at, sizes, readings)
    readings[:later] = 0
    word_at, pair_at, reading_at = offsets(sizes), offsets(np.maximum(sizes, 1) - 1), offsets(readings)
    flags = np.empty(rows, dtype=np.int8)
    word, pair = np.empty(word_at[-1], dtype=np.int32), np.empty(pair_at[-1], dtype=np.int32)
    reading = np.empty(reading_at[-1], dtype=np.int32)
    read_rows(part.row, part.row_at, flags, word, word_at, pair, pair_at, reading, reading_at)
    names = rows - later
    of_name = np.concatenate([part.later, np.arange(names)])
    order = np.lexsort(((flags & TRANSLATED) != 0, of_name))
    weak = flags[later:] & WEAK != 0
    row_columns = take(
        {
            "flags": flags & ~np.int8(INITIALS | WEAK),
            "word": word,
            "word_at": word_at,
            "pair": pair,
            "pair_at": pair_at,
        },
        order,
    )
    name_columns = {
        "flags": weak.astype(np.int8),
        "rows": np.bincount(of_name, minlength=names).astype(np.int32),
        "reading": reading,
        "reading_at": reading_at[later:],
        **_keys(part, names),
    }
    tables = Tables(_parties(part, names), name_columns, row_columns, _words(part), _pairs(part))
    if not part.gone.any():
        return tables
    return chosen(tables, np.flatnonzero(part.gone == 0).astype(np.int64))


def _where_any(number: Order, old: Array) -> Array:
    if not len(number):
        return old
    return np.where(old >= 0, number[old], -1).astype(np.int32)


def _parties(part: Stored, names: int) -> dict[str, Array]:
    parties = part.parties
    of_party = part.name_party if len(part.name_party) else np.arange(names)
    heads, dates = np.diff(part.heads_at)[part.head], np.diff(part.dates_at)[part.date]
    known_at = offsets(heads + dates)
    known = np.empty(known_at[-1], dtype=np.int64)
    known[spread(known_at[:-1], heads)] = part.heads[spread(part.heads_at[part.head], heads)]
    known[spread(known_at[:-1] + heads, dates)] = part.dates[spread(part.dates_at[part.date], dates)]
    return {
        "key": part.party_key,
        "names": np.bincount(of_party, minlength=parties).astype(np.int32),
        "known": known,
        "known_at": known_at,
    }


def _keys(part: Stored, names: int) -> dict[str, Array]:
    """By name, the keys it is found by."""
    first, last = len(part.post_at) - 1 - len(part.key), len(part.post_at) - 1
    most = int(part.post_at[last]) - int(part.post_at[first])
    list_of, numbers = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    count = read_lists(part.post, part.post_at, first, last, list_of, numbers)
    list_of, numbers = list_of[:count], numbers[:count]
    order = np.argsort(numbers, kind="stable")
    return {"key": part.key[list_of[order]], "key_at": offsets(np.bincount(numbers, minlength=names))}


def _words(part: Stored) -> dict[str, Array]:
    record = part.records.reshape(-1, RECORD).copy()
    letters_at = np.append(record[:, PLACE] & _PLACE, len(part.letters))
    record[:, PLACE] &= ~_PLACE
    same = hashes(record.reshape(-1), part.letters, letters_at)
    return {
        "same": same,
        "record": record,
        "letters": part.letters,
        "letters_at": letters_at,
        "facts": part.facts,
    }


def _pairs(part: Stored) -> dict[str, Array]:
    record = np.zeros((len(part.pair_facts), RECORD), dtype=np.int64)
    record[:, SKELETON] = part.pair_bones
    record[:, FACTS] = part.pair_facts & (1 << PAIR_BONES) - 1
    record[:, PLACE] = part.pair_facts >> PAIR_BONES << _BONES_IN_PLACE
    letters_at = np.append(part.pair_place.astype(np.int64), len(part.pair_letters))
    record[:, TEXT_LETTERS] = signatures(record.reshape(-1), part.pair_letters, letters_at)
    same = hashes(record.reshape(-1), part.pair_letters, letters_at)
    return {"same": same, "record": record, "letters": part.pair_letters, "letters_at": letters_at}
