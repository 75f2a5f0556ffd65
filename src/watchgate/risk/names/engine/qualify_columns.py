"""What else is known of parties as numbers, for `qualify.py`: the column `known` of parties, and the table of schemata.

The numbers of one party: its schema; how many countries (bits 0-19), genders (20-39) and numbers of birth dates (40-);
the countries, the genders, the birth dates.

A schema of FollowTheMoney is its place in the alphabet, any other a negative hash. A country or gender is its bytes
with their number above them, if they are seven or fewer, else a negative hash. A birth date of at most ten digits and
hyphens is one number: five bits a character, the first highest, then four for how many there are. Any other is told
character by character: minus their number and one, its year (-1 where the first four are no number), the characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np

from watchgate.model.ftm import schemata
from watchgate.model.party import Party
from watchgate.risk.names.engine.edge import Array
from watchgate.risk.names.engine.readings_code import syllable_tables
from watchgate.risk.names.qualifiers import may_be_person

COUNT_BITS = 20
COUNT_MASK = (1 << COUNT_BITS) - 1
DATE_LETTERS = "0123456789-"
LONGEST_DATE = 10
LETTER_BITS = 5
SIZE_BITS = 4
_MOST_BYTES = 7
_NUMBER_OF = {letter: number for number, letter in enumerate(DATE_LETTERS, start=1)}


@cache
def pair_tables() -> Array:
    """What kernels look up when they compare parties: syllables; behind them how many schemata, which pairs meet,
    which are of people.
    """
    known = sorted(schemata())
    is_a = np.array([[schemata()[one].is_a(other) for other in known] for one in known], dtype=np.int64)
    meet = is_a.T @ is_a > 0
    entity = is_a[:, known.index("LegalEntity")].astype(np.bool_) & ~is_a[:, known.index("Person")].astype(np.bool_)
    meet |= entity[:, None] & entity[None, :]
    people = [may_be_person(one) for one in known]
    return np.concatenate([syllable_tables(), [len(known)], meet.ravel(), people]).astype(np.int64)


def party_columns(parties: Sequence[Party]) -> dict[str, Array]:
    """The columns of parties, in their order."""
    numbers: list[int] = []
    ends = [0]
    for party in parties:
        numbers += encode_party(party)
        ends.append(len(numbers))
    return {"known": np.array(numbers, dtype=np.int64), "known_at": np.array(ends, dtype=np.int64)}


def encode_party(party: Party) -> list[int]:
    """The numbers of one party."""
    dates = [number for date in party.birth_dates for number in date_numbers(date)]
    counts = len(party.countries) | len(party.genders) << COUNT_BITS | len(dates) << 2 * COUNT_BITS
    return [schema_number(party.schema), counts, *map(_word, party.countries), *map(_word, party.genders), *dates]


@lru_cache(maxsize=1024)
def schema_number(schema: str) -> int:
    """The number of a schema."""
    return _numbers_of_schemata().get(schema, _hash(schema))


@lru_cache(maxsize=16384)
def date_numbers(date: str) -> tuple[int, ...]:
    """The numbers of a birth date."""
    if len(date) <= LONGEST_DATE and all(letter in _NUMBER_OF for letter in date):
        number = 0
        for letter in date.ljust(LONGEST_DATE):
            number = number << LETTER_BITS | _NUMBER_OF.get(letter, 0)
        return (number << SIZE_BITS | len(date),)
    year = date[:4]
    return (-len(date) - 1, int(year) if year.isdecimal() else -1, *map(ord, date))


@cache
def _numbers_of_schemata() -> dict[str, int]:
    return {schema: number for number, schema in enumerate(sorted(schemata()))}


@lru_cache(maxsize=16384)
def _word(text: str) -> int:
    body = text.encode("utf-8", "surrogatepass")
    if len(body) > _MOST_BYTES:
        return _hash(text)
    return len(body) << 8 * _MOST_BYTES | int.from_bytes(body)


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return -(int.from_bytes(digest) >> 1) - 1
