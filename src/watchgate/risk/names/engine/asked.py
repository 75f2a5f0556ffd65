"""Parties that are asked about, encoded: `search_asked.py` says as what."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np

from watchgate.model.party import NameKind, Party
from watchgate.risk.names.analysis import Analysis, analyse
from watchgate.risk.names.engine.asked_plain import AskedPlain, Taken
from watchgate.risk.names.engine.asked_words import MOST
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

    plain = AskedPlain()
    epoch = 0
    slots: Array = np.zeros(SLOT << 8, dtype=np.int64)
    codes: Array = np.zeros(1 << 9, dtype=np.uint32)


def asked(party: Party) -> Asked:
    """The party as it is asked about."""
    return questions((party,)).one(0)


def questions(parties: Sequence[Party]) -> Questions:
    """Parties as they are asked about, in their order."""
    people = [may_be_person(party.schema) for party in parties]
    texts = [name.text for party in parties for name in party.names]
    with _LOCK:
        if len(_Kept.plain.words) > MOST:
            _Kept.plain = AskedPlain()
        try:
            return _asked(parties, people, texts)
        except BaseException:
            _Kept.plain = AskedPlain()  # words that were numbered and not encoded would be taken for others
            raise


def _asked(parties: Sequence[Party], people: Sequence[bool], texts: Sequence[str]) -> Questions:
    """`questions`, with `_LOCK`. `texts`: their names one behind the other."""
    starts: list[int] = []
    taken = iter(_Kept.plain.taken(texts, [may_be_person(party.schema) for party in parties for _ in party.names]))
    told: list[int] = []
    count = most = 0
    for party, person in zip(parties, people, strict=True):
        support = (BIRTH_DAY if party.birth_dates else 0) + (COUNTRY if party.countries else 0)
        starts += (0, 0, 0, person, support)
        words = _tell(party, taken, person, told)
        count += words
        most = max(most, words)
    starts += (0,) * STARTS
    _Kept.plain.words.encode()
    return _written(array("q", told), array("q", starts), count, most)


def _tell(party: Party, taken: Iterator[Taken | None], person: bool, told: list[int]) -> int:
    """Add what `write_plans` is told of a party; how many words. `taken`: gives its names next."""
    known = encode_party(party)
    told += (len(party.names), len(known))
    told += known
    count = 0
    for name in party.names:
        told_by = next(taken)
        weak = WEAK if name.kind == NameKind.WEAK else 0
        if told_by is None:
            count += _tell_analysis(analyse(name.text), weak, person, told)
            continue
        numbers, reading, keys = told_by
        told += (weak, 1, len(keys), len(reading), *_signed(keys), *reading, 0, len(numbers), *numbers)
        count += len(numbers)
    return count


def _tell_analysis(analysis: Analysis, weak: int, person: bool, told: list[int]) -> int:
    """The same of one name that was analysed."""
    rows = (analysis.tokens,) if person else analysis.spellings
    keys: list[int] = []
    if analysis.readings is not NONE or not person:
        keys = asked_keys(analysis, person=person)
    reading = encode_name(analysis)
    told += (weak, len(rows), len(keys), len(reading), *_signed(keys), *reading)
    flags = count = 0
    for tokens in rows:
        told += (flags, len(tokens))
        told += _Kept.plain.words.numbers(tokens)
        count += len(tokens)
        flags = TRANSLATED
    return count


def _signed(keys: Sequence[int]) -> list[int]:
    return [one - (one >> 63 << 64) for one in keys]


def _written(told: array[int], starts: array[int], words: int, most: int) -> Questions:
    """The plans of what was told, in which there are so many `words`, of one party at `most`."""
    parties = len(starts) // STARTS - 1
    if len(_Kept.slots) < 2 * SLOT * most:
        _Kept.slots = np.zeros(SLOT << (2 * most).bit_length(), dtype=np.int64)
    known, letters, codes = _Kept.plain.words, _LETTERS + words * _LETTERS_A_WORD, _Kept.codes
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
