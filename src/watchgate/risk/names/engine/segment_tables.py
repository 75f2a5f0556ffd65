"""Tables: what a segment is made of, before anything is derived from it.

Parties have names, names have rows, each in order: `parties["names"]` counts the names of a party, `names["rows"]` the
rows of a name. A row's words are numbers into `words`, its pairs (of each two neighbours) into `pairs`, -1 where two
are never one word. Words are distinct and sorted by length and text. `gone` is the one column that changes later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from watchgate.risk.names.engine.build_encoders import texts
from watchgate.risk.names.engine.segment_columns import Array, Order, joined, size, spread, take

FOREVER = (1 << 63) - 1
"""`gone` of what is not gone."""


class Tables(NamedTuple):
    """Encoded columns by table."""

    parties: Mapping[str, Array]
    names: Mapping[str, Array]
    rows: Mapping[str, Array]
    words: Mapping[str, Array]
    pairs: Mapping[str, Array]


def chosen(tables: Tables, parties: Order) -> Tables:
    """The tables of those parties alone. Words and pairs that nobody bears any more stay."""
    name_at = _starts(tables.parties["names"])
    names = spread(name_at[parties], tables.parties["names"][parties].astype(np.int64))
    row_at = _starts(tables.names["rows"])
    rows = spread(row_at[names], tables.names["rows"][names].astype(np.int64))
    return Tables(
        take(tables.parties, parties), take(tables.names, names), take(tables.rows, rows), tables.words, tables.pairs
    )


def merged(parts: Sequence[Tables]) -> Tables:
    """The parties of all `parts`, in their order; a word or pair that several have is one."""
    if len(parts) == 1:
        return parts[0]
    words, word_of = distinct_words([part.words for part in parts])
    pairs, pair_of = distinct([part.pairs for part in parts])
    rows = []
    for part, words_of_part, pairs_of_part in zip(parts, word_of, pair_of, strict=True):
        pair = part.rows["pair"]
        numbered = pairs_of_part[pair] if len(pairs_of_part) else pair
        rows.append(
            {
                **part.rows,
                "word": words_of_part[part.rows["word"]].astype(np.int32),
                "pair": np.where(pair >= 0, numbered, -1).astype(np.int32),
            }
        )
    return Tables(
        joined([part.parties for part in parts]), joined([part.names for part in parts]), joined(rows), words, pairs
    )


def distinct(parts: Sequence[Mapping[str, Array]]) -> tuple[dict[str, Array], list[Order]]:
    """The distinct things of the parts by the order of their hashes; for each part the numbers its own now have."""
    everything = joined(parts)
    same = everything["same"]
    _, first, number = np.unique(same[:, 0], return_index=True, return_inverse=True)
    if not np.array_equal(same[first][number], same):  # one hash in 2^64 for two things: the other half tells them
        _, first, number = np.unique(same, axis=0, return_index=True, return_inverse=True)
    ends = np.cumsum([size(part) for part in parts])[:-1]
    return take(everything, first.astype(np.int64)), np.split(number.reshape(-1).astype(np.int64), ends)


def distinct_words(parts: Sequence[Mapping[str, Array]]) -> tuple[dict[str, Array], list[Order]]:
    """As `distinct`, sorted by length and text; words that only differ otherwise, by their hashes."""
    words, word_of = distinct(parts)
    keys = [(len(text), text) for text in texts(words)]
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order), dtype=np.int64)
    return take(words, order), [place[one] for one in word_of]


def _starts(counts: Array) -> Order:
    starts = np.zeros(len(counts), dtype=np.int64)
    np.cumsum(counts[:-1], out=starts[1:])
    return starts
