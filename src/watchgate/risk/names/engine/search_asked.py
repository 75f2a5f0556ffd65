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
from watchgate.risk.names.engine.words import Words, encode_strings, strings_of, strings_of_joined
from watchgate.risk.names.qualifiers import BIRTH_DAY, COUNTRY, may_be_person
from watchgate.risk.names.readings import NONE
from watchgate.risk.names.score import free_in_translation
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token

NAME = 6
NAME_FLAGS, NAME_ROW, NAME_ROW_END, NAME_KEY, NAME_KEY_END, NAME_READING = range(NAME)
ROW = 6
ROW_FLAGS, ROW_WEIGHT, ROW_CORE, ROW_LIGHT, ROW_WORD, ROW_SIZE = range(ROW)


HEADER = 16
_NOTHING = (0,) * HEADER
WORD_COUNT, PAIR_COUNT, NAME_COUNT, FACTS, WEIGHT, NAMES, ROWS, NUMBER, PAIR, KEYS, READINGS, KNOWN = range(12)


class Asked(NamedTuple):
    """`records`, `letters`: the words, then the pairs (`words.py`). `support`: the most that agreement can add."""

    plan: Array
    records: Array
    letters: Array
    person: bool
    support: int


class _Worth(NamedTuple):
    """What a word brings to a row: `light`, `core`: its weight where it counts as such. `flags`: INITIALS of one.

    `text`, `sizes`, `kinds`: what its record is made from (`words.strings_of`).
    """

    facts: int
    weight: int
    light: int
    core: int
    flags: int
    text: str
    sizes: tuple[int, ...]
    kinds: tuple[int, int, int]


_MOST_WORTHS = 32_768
_worths: dict[Token, _Worth] = {}
"""Of words met lately; all are forgotten when there are too many."""


def _worth(word: Token) -> _Worth:
    known = _worths.get(word)
    if known is None:
        weight, kind = word.weight, word.kind
        light = weight if kind in GRANTED else 0
        core = 0 if free_in_translation(word) else weight
        flags = INITIALS if kind == Kind.INITIAL else 0
        known = _Worth(word_facts(word), weight, light, core, flags, *strings_of(word))
        if len(_worths) >= _MOST_WORTHS:
            _worths.clear()
        _worths[word] = known
    return known


class _Rows:
    """The rows of a query as they are gathered: each word and pair of neighbours once, in the order they come."""

    def __init__(self) -> None:
        self.words: dict[Token, int] = {}
        self.worths: list[_Worth] = []
        self.pairs: dict[Joined, int] = {}
        self.row: list[int] = []
        self.number: list[int] = []
        self.pair: list[int] = []

    def add(self, tokens: Sequence[Token], flags: int) -> None:
        words, worths, numbers, pair = self.words, self.worths, self.number, self.pair
        weight = kept = granted = 0
        start = len(numbers)
        before: Token | None = None
        for one in tokens:
            number = words.get(one)
            if number is None:
                number = words[one] = len(worths)
                worths.append(_worth(one))
            _, own, light, core, initial, _, _, _ = worths[number]
            weight += own
            granted += light
            kept += core
            flags |= initial
            numbers.append(number)
            if before is not None:
                both = join(before, one)
                pair.append(-1 if both is None else self.pairs.setdefault(both, len(self.pairs)))
            before = one
        if before is not None:
            pair.append(-1)
        self.row += (flags, weight, kept, granted, start, len(numbers) - start)

    def encoded(self) -> Words:
        """The records of the words, then of the pairs."""
        texts = [one.text for one in self.worths]
        sizes = [size for one in self.worths for size in one.sizes]
        kinds = [kind for one in self.worths for kind in one.kinds]
        for both in self.pairs:
            text, size, kind = strings_of_joined(both)
            texts.append(text)
            sizes += size
            kinds += kind
        return encode_strings("".join(texts), sizes, kinds)


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
        rows.add(analysis.tokens, 0)
        if not person:
            for tokens in analysis.spellings[1:]:
                rows.add(tokens, TRANSLATED)
        if analysis.readings is not NONE or not person:
            key += [one - (one >> 63 << 64) for one in asked_keys(analysis, person=person)]  # as signed numbers
        weak = WEAK if one.kind == NameKind.WEAK else 0
        name += (weak, first_row, len(rows.row) // ROW, first_key, len(key), len(reading))
        reading += encode_name(analysis)
    count = len(rows.words)
    parts = (
        [one.facts for one in rows.worths],
        [one.weight for one in rows.worths] + [one.weight for one in rows.pairs],
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
    plan += _NOTHING[len(plan) :]
    for part in parts:
        plan += part
    words = rows.encoded()
    support = (BIRTH_DAY if party.birth_dates else 0) + (COUNTRY if party.countries else 0)
    return Asked(np.frombuffer(array("q", plan), dtype=np.int64), words.records, words.letters, person, support)
