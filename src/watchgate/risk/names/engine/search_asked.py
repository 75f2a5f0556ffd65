"""Asked: a party that is asked about, encoded as the kernels read it (`asked.py` makes it).

All numbers are one array, the plan. Its first numbers say how many words, pairs and names there are, and where in the
plan each part begins: FACTS of words; WEIGHT of words and pairs; NAMES and ROWS (so many numbers each as NAME and ROW
say); NUMBER and PAIR, for each place of each row which word stands there, and which pair begins there (counted behind
the words, -1 where two are never one); KEYS; READINGS (`names_columns.py`); KNOWN (`qualify_columns.py`).
A word or pair of neighbours that occurs in several names or spellings is there once.
"""

from __future__ import annotations

from typing import NamedTuple

from watchgate.risk.names.engine.segment_columns import Array

NAME = 6
NAME_FLAGS, NAME_ROW, NAME_ROW_END, NAME_KEY, NAME_KEY_END, NAME_READING = range(NAME)
ROW = 6
ROW_FLAGS, ROW_WEIGHT, ROW_CORE, ROW_LIGHT, ROW_WORD, ROW_SIZE = range(ROW)


HEADER = 16
WORD_COUNT, PAIR_COUNT, NAME_COUNT, FACTS, WEIGHT, NAMES, ROWS, NUMBER, PAIR, KEYS, READINGS, KNOWN = range(12)


class Asked(NamedTuple):
    """`records`, `letters`: the words, then the pairs (`words.py`). `support`: the most that agreement can add."""

    plan: Array
    records: Array
    letters: Array
    person: bool
    support: int
