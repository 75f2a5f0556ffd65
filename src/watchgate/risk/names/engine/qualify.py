"""What else is known of two parties, in points: the sum of `qualifiers.qualify` (layout: `qualify_columns.py`)."""

from __future__ import annotations

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.engine.edge import Array
from watchgate.risk.names.engine.qualify_columns import (
    COUNT_BITS,
    COUNT_MASK,
    DATE_LETTERS,
    LETTER_BITS,
    LONGEST_DATE,
    SIZE_BITS,
)
from watchgate.risk.names.engine.readings_code import GIVEN_END as SYLLABLES_END
from watchgate.risk.names.qualifiers import (
    BIRTH_CONFLICT,
    BIRTH_DAY,
    BIRTH_MONTH,
    BIRTH_NEAR,
    BIRTH_YEAR,
    COUNTRY,
    COUNTRY_CONFLICT,
    GENDER_CONFLICT,
    SCHEMA_CONFLICT,
)

_LISTS = 2
"""Where the countries begin."""
_YEAR, _MONTH, _DAY = 4, 7, 10
_ZERO, _HYPHEN = ord("0"), ord("-")
_LETTER = (1 << LETTER_BITS) - 1
_NONE_YET = -(1 << 20)


@kernel
def qualify(a: Array, at_a: int, b: Array, at_b: int, tables: Array) -> int:
    """The points that what is known of both adds to or takes from what their names score."""
    points = 0 if _schemata_meet(int(a[at_a]), int(b[at_b]), tables) else SCHEMA_CONFLICT
    countries_a, countries_b = a[at_a + 1] & COUNT_MASK, b[at_b + 1] & COUNT_MASK
    genders_a, genders_b = a[at_a + 1] >> COUNT_BITS & COUNT_MASK, b[at_b + 1] >> COUNT_BITS & COUNT_MASK
    at_a += _LISTS
    at_b += _LISTS
    if countries_a and countries_b:
        points += COUNTRY if _share(a, at_a, countries_a, b, at_b, countries_b) else COUNTRY_CONFLICT
    genders_at_a, genders_at_b = at_a + countries_a, at_b + countries_b
    if genders_a and genders_b and not _share(a, genders_at_a, genders_a, b, genders_at_b, genders_b):
        points += GENDER_CONFLICT
    dates_a, dates_b = a[at_a - 1] >> 2 * COUNT_BITS, b[at_b - 1] >> 2 * COUNT_BITS
    if dates_a and dates_b:
        points += _births(a, genders_at_a + genders_a, dates_a, b, genders_at_b + genders_b, dates_b)
    return points


@inlined
def is_person(known: Array, at: int, tables: Array) -> bool:
    """`qualifiers.may_be_person` of the party whose numbers begin at `at`."""
    start = tables[SYLLABLES_END]
    count = tables[start]
    return bool(known[at] >= 0 and tables[start + 1 + count * count + known[at]] != 0)


@inlined
def _schemata_meet(a: int, b: int, tables: Array) -> bool:
    if a == b:
        return True
    if a < 0 or b < 0:
        return False
    start = tables[SYLLABLES_END]
    return bool(tables[start + 1 + a * tables[start] + b] != 0)


@inlined
def _share(a: Array, at_a: int, count_a: int, b: Array, at_b: int, count_b: int) -> bool:
    """Whether one of so many numbers is among the others."""
    for i in range(at_a, at_a + count_a):
        for j in range(at_b, at_b + count_b):
            if a[i] == b[j]:
                return True
    return False


@inlined
def _births(a: Array, at_a: int, size_a: int, b: Array, at_b: int, size_b: int) -> int:
    """The points of the two dates that agree best."""
    best = _NONE_YET
    end_a, end_b = at_a + size_a, at_b + size_b
    while at_a < end_a:
        at = at_b
        while at < end_b:
            best = max(best, compare_dates(a, at_a, b, at))
            at = _behind(b, at)
        at_a = _behind(a, at_a)
    return best


@kernel
def compare_dates(a: Array, at_a: int, b: Array, at_b: int) -> int:
    """`qualifiers.compare_dates`; years of different length that are not near contradict each other."""
    size_a, size_b = _size(a, at_a), _size(b, at_b)
    shared = min(size_a, size_b)
    if _same(a, at_a, b, at_b, 0, shared):
        if shared == _DAY:
            return BIRTH_DAY
        return BIRTH_MONTH if shared == _MONTH else BIRTH_YEAR
    if size_a >= _YEAR and size_b >= _YEAR and _same(a, at_a, b, at_b, 0, _YEAR):
        return BIRTH_NEAR
    year_a, year_b = _year(a, at_a), _year(b, at_b)
    if year_a < 0 or year_b < 0:
        return BIRTH_CONFLICT
    if abs(year_a - year_b) <= 1:
        return BIRTH_NEAR
    if size_a != _DAY or size_b != _DAY or not _same(a, at_a, b, at_b, _YEAR, _DAY):
        return BIRTH_CONFLICT
    digits = 0
    for place in range(_YEAR):
        digits += _letter(a, at_a, place) != _letter(b, at_b, place)
    return BIRTH_NEAR if digits == 1 else BIRTH_CONFLICT


@inlined
def _behind(known: Array, at: int) -> int:
    """Where the next date begins."""
    return at + 1 if known[at] >= 0 else at + 1 - int(known[at])


@inlined
def _size(known: Array, at: int) -> int:
    """How many characters the date has."""
    return int(known[at] & (1 << SIZE_BITS) - 1) if known[at] >= 0 else -int(known[at]) - 1


@inlined
def _letter(known: Array, at: int, place: int) -> int:
    """A character of the date."""
    if known[at] < 0:
        return int(known[at + 2 + place])
    number = int(known[at] >> SIZE_BITS + LETTER_BITS * (LONGEST_DATE - 1 - place) & _LETTER)
    return _HYPHEN if number == len(DATE_LETTERS) else _ZERO - 1 + number


@inlined
def _same(a: Array, at_a: int, b: Array, at_b: int, start: int, end: int) -> bool:
    """Whether the characters from `start` to `end` are the same."""
    for place in range(start, end):  # noqa: SIM110 - numba compiles no generator here
        if _letter(a, at_a, place) != _letter(b, at_b, place):
            return False
    return True


@inlined
def _year(known: Array, at: int) -> int:
    """The number that the first four characters are, -1 where they are none."""
    if known[at] < 0:
        return int(known[at + 1])
    year = 0
    for place in range(min(_YEAR, _size(known, at))):
        letter = _letter(known, at, place)
        if letter == _HYPHEN:
            return -1
        year = year * 10 + letter - _ZERO
    return year
