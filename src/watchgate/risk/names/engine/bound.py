"""The most that a row can score by the words it has in common with a query's: twin of the plain `bound.py`.

`most` holds, for each word of the query and each pair of its neighbours (a unit), the most that any edge of it to the
row brings, COLUMNS numbers a unit. What may be granted or left out, and why, is in docs/names-bounds.md.
"""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from watchgate.ledger.compiled import inlined, kernel
from watchgate.risk.names.bound import ROUNDING
from watchgate.risk.names.engine.bits import ones
from watchgate.risk.names.score import (
    EVIDENCE_OF_ONE,
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    NAME_MAX,
    REST_FREE,
    SURPLUS_BEYOND,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
)

Array = npt.NDArray[Any]
COLUMNS = 7
VALUE, LEFT, RIGHT, KNOWN, KNOWN_OF_PERSON, APART, PINCHED = range(COLUMNS)
Sums = tuple[int, int, int, int, int, int, int]
"""Over the units, column by column."""
_WORDS_ALONE = 62
"""So many words that no unit is a pair."""


@inlined
def meet(most: Array, met: int, unit: int, similarity: int, own: int, theirs: int, initial: int, silent: int) -> int:
    """An edge of `unit`; returns the bits of units that are met now.

    `initial`: 1 where one of its two words is one; `silent`: it says nothing of who it is.
    """
    at = unit * COLUMNS
    if not met >> unit & 1:
        for column in range(at, at + COLUMNS):
            most[column] = 0
    apart = abs(theirs - own)
    pinched = apart if initial else 0
    pair = theirs + own - pinched
    known = 0 if silent else pair
    most[at + VALUE] = max(most[at + VALUE], pair * similarity)
    most[at + LEFT] = own
    most[at + RIGHT] = max(most[at + RIGHT], theirs)
    most[at + KNOWN] = max(most[at + KNOWN], known)
    most[at + KNOWN_OF_PERSON] = max(most[at + KNOWN_OF_PERSON], min(known, EVIDENCE_OF_ONE))
    most[at + APART] = max(most[at + APART], apart)
    most[at + PINCHED] = max(most[at + PINCHED], pinched)
    return met | 1 << unit


@kernel
def bound(
    most: Array, met: int, own: int, own_light: int, others: int, others_light: int, capped: bool, person: bool
) -> int:
    """The most points. `met`: a bit for each unit that has an edge, the others' numbers are not read.

    `own`, `others`: weights of the two rows (what a translation keeps, where one of them is one). `capped`: compared as
    people, and no word of either is an initial.
    """
    sums = sums_met(most, met, _WORDS_ALONE)
    return most_points(sums, own, own_light, others, others_light, capped, person)


@inlined
def sums_met(most: Array, met: int, size: int) -> Sums:
    """What all units together bring at most: a row's `size` words, then pairs of neighbours.

    Of a pair and either of its words only one can be in an assignment; for each column that is taken which brings most.
    """
    if met >> size:
        return (
            _most_of(most, met, size, VALUE),
            _most_of(most, met, size, LEFT),
            _most_of(most, met, size, RIGHT),
            _most_of(most, met, size, KNOWN),
            _most_of(most, met, size, KNOWN_OF_PERSON),
            _most_of(most, met, size, APART),
            _most_of(most, met, size, PINCHED),
        )
    value = left = right = known = known_of_person = apart = pinched = 0
    while met:
        at = ones((met & -met) - 1) * COLUMNS
        met &= met - 1
        value += most[at + VALUE]
        left += most[at + LEFT]
        right += most[at + RIGHT]
        known += most[at + KNOWN]
        known_of_person += most[at + KNOWN_OF_PERSON]
        apart += most[at + APART]
        pinched += most[at + PINCHED]
    return value, left, right, known, known_of_person, apart, pinched


@inlined
def _most_of(most: Array, met: int, size: int, column: int) -> int:
    """The greatest sum of one column over words and pairs of which no two have a word in common."""
    before = best = 0
    for place in range(size):
        now = best + (most[place * COLUMNS + column] if met >> place & 1 else 0)
        pair = size + place - 1
        if place and met >> pair & 1:
            now = max(now, before + most[pair * COLUMNS + column])
        before, best = best, now
    return int(best)


@inlined
def no_more(sums: Sums, value: int, right: int) -> Sums:
    """Sums of which the value and the weight met are no more than what the words of the other row bring."""
    return min(sums[0], value), sums[1], min(sums[2], right), sums[3], sums[4], sums[5], sums[6]


@inlined
def most_points(
    sums: Sums, own: int, own_light: int, others: int, others_light: int, capped: bool, person: bool
) -> int:
    """As `bound`, from the sums over the units."""
    value, by_rest, by_whole = _fractions(sums, own, own_light, others, others_light, capped, person)
    return min(value // by_rest, value // by_whole)


@inlined
def may_reach(
    sums: Sums, own: int, own_light: int, others: int, others_light: int, capped: bool, person: bool, floor: int
) -> bool:
    """Whether `most_points` is at least `floor`, without dividing."""
    value, by_rest, by_whole = _fractions(sums, own, own_light, others, others_light, capped, person)
    return bool(value >= floor * by_rest and value >= floor * by_whole)


@inlined
def _fractions(
    sums: Sums, own: int, own_light: int, others: int, others_light: int, capped: bool, person: bool
) -> tuple[int, int, int]:
    """What is divided, and by what: by what is left over, and by the whole."""
    value, left, right, known, known_of_person, apart, pinched = sums
    if capped:
        known = known_of_person
    granted = min(own_light, others_light)
    value += 2000 * granted
    known += 2 * granted
    rest_left = max(0, own - left - granted)
    rest_right = max(0, others - right - granted)
    small, large = min(rest_left, rest_right), max(rest_left, rest_right)
    lack = max(0, (EVIDENCE_PERSON if person else EVIDENCE_OTHER) - known) if large > REST_FREE else 0
    rate = SURPLUS_PERSON if person else SURPLUS_OTHER
    left_over = 200 * small + (large - small) * rate
    by_rest = max(1, value + 10 * left_over + 1000 * (lack - ROUNDING))
    surplus = min(abs(own - others) + apart, max(own, others))
    beyond = max(0, surplus - (left + right + 2 * granted) // 2) if person else 0
    cheap = surplus * (100 - rate) - beyond * (SURPLUS_BEYOND - SURPLUS_PERSON)
    whole = own + others - pinched + lack - ROUNDING
    return NAME_MAX * value, by_rest, max(1, 1000 * whole - 10 * cheap)
