"""Asked: a party that is asked about, encoded as the kernels read it.

All numbers are one array, the plan. Its first numbers say how many words, pairs and names there are, and where in the
plan each part begins: FACTS of words; WEIGHT of words and pairs; NAMES and ROWS (so many numbers each as NAME and ROW
say); NUMBER and PAIR, for each place of each row which word stands there, and which pair begins there (counted behind
the words, -1 where two are never one); KEYS; READINGS (`names_columns.py`); KNOWN (`qualify_columns.py`).
A word or pair of neighbours that occurs in several names or spellings is there once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.bound import core, has_initial, light
from watchgate.risk.names.engine.build_keys import asked_keys
from watchgate.risk.names.engine.names_columns import encode_name
from watchgate.risk.names.engine.qualify_columns import encode_party
from watchgate.risk.names.engine.segment import INITIALS, TRANSLATED, WEAK
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import encode
from watchgate.risk.names.qualifiers import BIRTH_DAY, COUNTRY, may_be_person
from watchgate.risk.names.token import Token

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


class _Rows:
    """The rows of a query as they are gathered."""

    def __init__(self) -> None:
        self.words: dict[Token, int] = {}
        self.pairs: dict[Joined, int] = {}
        self.row: list[int] = []
        self.number: list[int] = []
        self.pair: list[int] = []

    def add(self, tokens: Sequence[Token], flags: int) -> None:
        initials = INITIALS if has_initial(tokens) else 0
        weight = sum(one.weight for one in tokens)
        self.row += (flags | initials, weight, core(tokens), light(tokens), len(self.number), len(tokens))
        self.number += [self.words.setdefault(one, len(self.words)) for one in tokens]
        for first, second in pairwise(tokens):
            both = join(first, second)
            self.pair.append(-1 if both is None else self.pairs.setdefault(both, len(self.pairs)))
        if tokens:
            self.pair.append(-1)


def asked(party: Party) -> Asked:
    """The party as it is asked about."""
    person = may_be_person(party.schema)
    rows = _Rows()
    name: list[int] = []
    key: list[int] = []
    reading: list[int] = []
    for one in party.names:
        analysis: Analysis = analyse(one.text)
        first_row, first_key = len(rows.row) // ROW, len(key)
        for place, tokens in enumerate((analysis.tokens,) if person else analysis.spellings):
            rows.add(tokens, TRANSLATED if place else 0)
        key += [one - (one >> 63 << 64) for one in asked_keys(analysis, person=person)]  # as signed numbers
        weak = WEAK if one.kind == NameKind.WEAK else 0
        name += (weak, first_row, len(rows.row) // ROW, first_key, len(key), len(reading))
        reading += encode_name(analysis)
    count = len(rows.words)
    parts = (
        [word_facts(one) for one in rows.words],
        [one.weight for one in rows.words] + [one.weight for one in rows.pairs],
        name,
        rows.row,
        rows.number,
        [-1 if one < 0 else count + one for one in rows.pair],
        key,
        reading,
        encode_party(party),
    )
    plan = [count, len(rows.pairs), len(party.names)]
    start = HEADER
    for part in parts:
        plan.append(start)
        start += len(part)
    plan += [0] * (HEADER - len(plan))
    for part in parts:
        plan += part
    words = encode(list(rows.words), list(rows.pairs))
    support = (BIRTH_DAY if party.birth_dates else 0) + (COUNTRY if party.countries else 0)
    return Asked(np.array(plan, dtype=np.int64), words.records, words.letters, person, support)
