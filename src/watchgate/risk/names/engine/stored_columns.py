"""Stored: very many parties by their names alone, in few bytes, as the kernels read them.

What is written as a name is kept once for each distinct word (`records`, `letters`, `facts`, and the lookup of near
words), those borne most first. All else are small numbers:

- `row`, `row_at`: of each row the bytes of: flags and how many words (`SIZE` bits up); the words; the pairs of
  neighbours, counted from 1, 0 where two are never one; of the row a name is written as, where it has one (READING),
  what `names_columns` tells of it: how many numbers, the header, the others `folded`. Numbers as in
  `stored_numbers.py`. The first rows are translations (of the name in `later`, in rising order); behind them stands
  one row for each name, in order.
- `post`, `post_at`: the rows that hold a word, then those that hold a pair, then the names that have a key of `key`.
- pairs without what can be told from these: `pair_bones` is the hash of the bones, `pair_facts` the facts and from
  `PAIR_BONES` on how many consonants, `pair_place` where the letters begin.
- `name_party`: the party of each name; empty where each party has one. `party_key` is what the parties' owner calls
  them; `gone` is 1 where one was taken out.
- `head`, `heads`, `heads_at`: what is known of a party but for its birth dates (`qualify_columns.py`), and `date`,
  `dates`, `dates_at` these: what several parties have in common is there once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from watchgate.risk.names.engine.segment_columns import Array

READING = 16
"""A flag of a row beside those of `segment.py`: its name has readings, characters or acronyms."""
SIZE = 5
"""Bits of flags below the number of words."""
PAIR_BONES = 40
WEIGHT_AT, WEIGHT_MASK = 4, 255
"""Where in `pair_facts` the weight stands, as in a record of `words.py`."""


class Stored(NamedTuple):
    """One segment of stored parties."""

    row: Array
    row_at: Array
    post: Array
    post_at: Array
    later: Array
    records: Array
    letters: Array
    facts: Array
    word_starts: Array
    word_entries: Array
    pair_bones: Array
    pair_facts: Array
    pair_place: Array
    pair_letters: Array
    pair_starts: Array
    pair_entries: Array
    key: Array
    name_party: Array
    party_key: Array
    head: Array
    heads: Array
    heads_at: Array
    date: Array
    dates: Array
    dates_at: Array
    gone: Array

    @property
    def parties(self) -> int:
        """How many, those that are gone among them."""
        return len(self.party_key)


def stored(columns: Mapping[str, Array]) -> Stored:
    """The segment of these columns, of which none is gone."""
    return Stored(**columns, gone=np.zeros(len(columns["party_key"]), dtype=np.uint8))


def columns_of(segment: Stored) -> dict[str, Array]:
    """What is kept of a segment in a file: all but who is gone."""
    columns = segment._asdict()
    del columns["gone"]
    return columns
