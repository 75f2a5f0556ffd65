"""Parties that are asked about, encoded: `search_asked.py` says as what."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.engine.asked_words import MOST, AskedWords
from watchgate.risk.names.engine.asked_write import (
    LETTER_START,
    PERSON,
    PLAN_START,
    SLOT,
    STARTS,
    SUPPORT,
    WORD_START,
    write_plans,
)
from watchgate.risk.names.engine.build_keys import asked_keys
from watchgate.risk.names.engine.names_columns import encode_name
from watchgate.risk.names.engine.qualify_columns import encode_party
from watchgate.risk.names.engine.search_asked import HEADER, NAME, ROW, Asked
from watchgate.risk.names.engine.segment import TRANSLATED, WEAK
from watchgate.risk.names.engine.segment_columns import Array
from watchgate.risk.names.engine.words_bones import bone_table
from watchgate.risk.names.engine.words_encode import RECORD
from watchgate.risk.names.qualifiers import BIRTH_DAY, COUNTRY, may_be_person
from watchgate.risk.names.readings import NONE

_LETTERS_A_WORD = 128
_LETTERS = 128
"""Room that is enough nearly always; where it is not, more is made."""
_LOCK = Lock()


class Questions(NamedTuple):
    """Several parties one behind the other; `starts`: of each where its part begins (`asked_write.py`)."""

    starts: Array
    plan: Array
    records: Array
    letters: Array

    def __len__(self) -> int:
        return len(self.starts) // STARTS - 1

    def one(self, number: int) -> Asked:
        """One of them."""
        start, end = (self.starts[place * STARTS : (place + 1) * STARTS].tolist() for place in (number, number + 1))
        return Asked(
            self.plan[start[PLAN_START] : end[PLAN_START]],
            self.records[start[WORD_START] * RECORD : end[WORD_START] * RECORD],
            self.letters[start[LETTER_START] : end[LETTER_START]],
            bool(start[PERSON]),
            start[SUPPORT],
        )


class _Kept:
    """What this process works with, one thread at a time (`_LOCK`); `epoch` counts the parties asked about."""

    words = AskedWords()
    epoch = 0
    slots: Array = np.zeros(SLOT << 8, dtype=np.int64)
    codes: Array = np.zeros(1 << 9, dtype=np.uint32)


def asked(party: Party) -> Asked:
    """The party as it is asked about."""
    return questions((party,)).one(0)


def questions(parties: Sequence[Party]) -> Questions:
    """Parties as they are asked about, in their order."""
    analyses = [[analyse(name.text) for name in party.names] for party in parties]
    starts: list[int] = []
    with _LOCK:
        if len(_Kept.words) > MOST:
            _Kept.words = AskedWords()
        told: list[int] = []
        count = most = 0
        for party, names in zip(parties, analyses, strict=True):
            person = may_be_person(party.schema)
            support = (BIRTH_DAY if party.birth_dates else 0) + (COUNTRY if party.countries else 0)
            starts += (0, 0, 0, person, support)
            words = _tell(party, names, person, told)
            count += words
            most = max(most, words)
        starts += (0,) * STARTS
        _Kept.words.encode()
        return _written(array("q", told), array("q", starts), count, most)


def _tell(party: Party, analyses: Sequence[Analysis], person: bool, told: list[int]) -> int:
    """Add what `write_plans` is told of a party; how many words."""
    numbered = _Kept.words.numbers
    known = encode_party(party)
    told += (len(analyses), len(known))
    told += known
    count = 0
    for name, analysis in zip(party.names, analyses, strict=True):
        rows = (analysis.tokens,) if person else analysis.spellings
        keys: list[int] = []
        if analysis.readings is not NONE or not person:
            keys = [one - (one >> 63 << 64) for one in asked_keys(analysis, person=person)]  # as signed numbers
        reading = encode_name(analysis)
        told += (WEAK if name.kind == NameKind.WEAK else 0, len(rows), len(keys), len(reading))
        told += keys
        told += reading
        flags = 0
        for tokens in rows:
            told += (flags, len(tokens))
            told += numbered(tokens)
            count += len(tokens)
            flags = TRANSLATED
    return count


def _written(told: array[int], starts: array[int], words: int, most: int) -> Questions:
    """The plans of what was told, in which there are so many `words`, of one party at `most`."""
    parties = len(starts) // STARTS - 1
    if len(_Kept.slots) < 2 * SLOT * most:
        _Kept.slots = np.zeros(SLOT << (2 * most).bit_length(), dtype=np.int64)
    known, letters, codes = _Kept.words, _LETTERS + words * _LETTERS_A_WORD, _Kept.codes
    while True:
        made = Questions(
            np.frombuffer(starts, dtype=np.int64),
            np.empty(HEADER * parties + max(NAME, ROW) * len(told), dtype=np.int64),
            np.empty(2 * RECORD * words, dtype=np.int64),
            np.empty(letters, dtype=np.uint8),
        )
        _Kept.epoch += parties
        if write_plans(
            np.frombuffer(told, dtype=np.int64),
            _Kept.epoch - parties + 1,
            known.records,
            known.letters,
            known.facts,
            known.met,
            bone_table(),
            _Kept.slots,
            codes,
            made.plan,
            made.records,
            made.letters,
            made.starts,
        ):
            return made
        letters *= 4
        # For these alone: which of the two was too small is not said, and what were kept would grow without end.
        codes = np.zeros(4 * len(codes), dtype=np.uint32)
