"""Asked: a party that is asked about, encoded as the kernels read it.

All numbers are one array, the plan. Its first numbers say how many words, pairs and names there are, and where in the
plan each part begins: FACTS of words; WEIGHT of words and pairs; NAMES and ROWS (so many numbers each as NAME and ROW
say); NUMBER and PAIR, for each place of each row which word stands there, and which pair begins there (counted behind
the words, -1 where two are never one); KEYS; READINGS (`names_columns.py`); KNOWN (`qualify_columns.py`).
A word or pair of neighbours that occurs in several names or spellings is there once.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.alignment import Joined, join
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.engine.build_keys import asked_keys
from watchgate.risk.names.engine.names_columns import encode_name
from watchgate.risk.names.engine.qualify_columns import encode_party
from watchgate.risk.names.engine.segment import INITIALS, TRANSLATED, WEAK
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.word_facts import word_facts
from watchgate.risk.names.engine.words import encode
from watchgate.risk.names.qualifiers import BIRTH_DAY, COUNTRY, may_be_person
from watchgate.risk.names.score import free_in_translation
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token

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


class _Word(NamedTuple):
    """What is known of a word of the query; `light`, `core`: its weight where it counts as such."""

    number: int
    token: Token
    weight: int
    light: int
    core: int
    is_initial: bool


class _Rows:
    """The rows of a query as they are gathered."""

    def __init__(self) -> None:
        self.words: dict[tuple[str, str, int], _Word] = {}
        self.pairs: dict[Joined, int] = {}
        self.row: list[int] = []
        self.number: list[int] = []
        self.pair: list[int] = []

    def add(self, tokens: Sequence[Token], flags: int) -> None:
        weight = kept = granted = 0
        start = len(self.number)
        before: Token | None = None
        for one in tokens:
            text, written, kind = one.text, one.written, one.kind  # these make a token: nothing else need be compared
            word = self.words.get((text, written, kind))
            if word is None:
                own = one.weight
                granted_of_it = own if kind in GRANTED else 0
                kept_of_it = 0 if free_in_translation(one) else own
                word = _Word(len(self.words), one, own, granted_of_it, kept_of_it, kind == Kind.INITIAL)
                self.words[text, written, kind] = word
            weight += word.weight
            granted += word.light
            kept += word.core
            if word.is_initial:
                flags |= INITIALS
            self.number.append(word.number)
            if before is not None:
                both = join(before, one)
                self.pair.append(-1 if both is None else self.pairs.setdefault(both, len(self.pairs)))
            before = one
        if before is not None:
            self.pair.append(-1)
        self.row += (flags, weight, kept, granted, start, len(self.number) - start)


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
    tokens_of_words = [one.token for one in rows.words.values()]
    parts = (
        list(map(word_facts, tokens_of_words)),
        [one.weight for one in tokens_of_words] + [one.weight for one in rows.pairs],
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
    words = encode(tokens_of_words, list(rows.pairs))
    support = (BIRTH_DAY if party.birth_dates else 0) + (COUNTRY if party.countries else 0)
    return Asked(np.frombuffer(array("q", plan), dtype=np.int64), words.records, words.letters, person, support)
