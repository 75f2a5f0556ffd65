"""The most that indexed names can score by the words they have in common with a query: see docs/names-bounds.md.

Computed for many rows (a name in one of its spellings) at once, over the rows that are met alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.risk.names.score import (
    EVIDENCE_OF_ONE,
    EVIDENCE_OTHER,
    EVIDENCE_PERSON,
    NAME_MAX,
    REST_FREE,
    SURPLUS_BEYOND,
    SURPLUS_OTHER,
    SURPLUS_PERSON,
    free_in_translation,
)
from watchgate.risk.names.similarity import GRANTED
from watchgate.risk.names.token import Kind, Token

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
ROUNDING = 2
"""What the whole numbers of a score take from its cost, at most."""


class Sums(NamedTuple):
    """Of the words of names, a row each: weight, weight of what a translation keeps, weight of forms and particles."""

    weight: Numbers
    core: Numbers
    light: Numbers
    initials: Flags
    """Whether one of the words is an initial."""


class Edges(NamedTuple):
    """All that one word, or pair of neighbours, of the query meets: a row each time, and the similarity there.

    `own`: its weight. `theirs`: of what it meets. `initial`: which of the edges are to or from an initial; `silent`:
    which of these say nothing of who it is.
    """

    rows: Numbers
    similarity: Numbers
    own: int
    theirs: Numbers
    initial: Flags
    silent: Flags


class _Most(NamedTuple):
    """By row, the most that the edges of an assignment can have: see `most_met`."""

    value: Numbers
    left: Numbers
    right: Numbers
    known: Numbers
    known_of_person: Numbers
    apart: Numbers
    pinched: Numbers


def light(tokens: Sequence[Token]) -> int:
    """The weight of forms and particles."""
    return sum(one.weight for one in tokens if one.kind in GRANTED)


def core(tokens: Sequence[Token]) -> int:
    """The weight of what a translation neither adds nor drops."""
    return sum(one.weight for one in tokens if not free_in_translation(one))


def has_initial(tokens: Sequence[Token]) -> bool:
    """Whether one of the words is an initial."""
    return any(one.kind == Kind.INITIAL for one in tokens)


def bounds(tokens: Sequence[Token], met: list[Edges], theirs: Sums, *, person: Flags, free: Flags) -> Numbers:
    """For each row of `theirs` the most it can score. `met`: with places in `theirs` as rows.

    `person`: which are compared as people. `free`: where one of the two is a translation.
    """
    most = _most_met(met, len(theirs.weight))
    granted = np.minimum(light(tokens), theirs.light)
    value = most.value + 2000 * granted
    own = np.where(free, core(tokens), sum(one.weight for one in tokens))
    others = np.where(free, theirs.core, theirs.weight)
    rest_left = np.maximum(0, own - most.left - granted)
    rest_right = np.maximum(0, others - most.right - granted)
    small, large = np.minimum(rest_left, rest_right), np.maximum(rest_left, rest_right)
    capped = person & ~(theirs.initials | has_initial(tokens))
    known = np.where(capped, most.known_of_person, most.known) + 2 * granted
    evidence = np.where(person, EVIDENCE_PERSON, EVIDENCE_OTHER)
    lack = np.where(large > REST_FREE, np.maximum(0, evidence - known), 0)
    left_over = 100 * 2 * small + (large - small) * np.where(person, SURPLUS_PERSON, SURPLUS_OTHER)
    by_rest = NAME_MAX * value // np.maximum(1, value + 10 * left_over + 1000 * (lack - ROUNDING))
    surplus = np.minimum(np.abs(own - others) + most.apart, np.maximum(own, others))
    beyond = np.where(person, np.maximum(0, surplus - (most.left + most.right + 2 * granted) // 2), 0)
    rate = np.where(person, SURPLUS_PERSON, SURPLUS_OTHER)
    cheap = surplus * (100 - rate) - beyond * (SURPLUS_BEYOND - SURPLUS_PERSON)
    whole = own + others - most.pinched + lack - ROUNDING
    by_whole = NAME_MAX * value // np.maximum(1, 1000 * whole - 10 * cheap)
    both: Numbers = np.minimum(by_rest, by_whole)
    return both


def _most_met(met: list[Edges], size: int) -> _Most:
    """Sums over the words of the query of the most each edge of theirs can bring to a row.

    `value`: weight times similarity. `left`, `right`: the weight met. `known`: the weight that says who it is.
    `apart`: by how much the weights of the two ends differ. `pinched`: what an edge of an initial leaves of that.
    """
    totals = _Most(*(np.zeros(size, dtype=np.int64) for _ in _Most._fields))
    for one in met:
        apart = np.abs(one.theirs - one.own)
        pinched = np.where(one.initial, apart, 0)
        pair = one.theirs + one.own - pinched
        known = np.where(one.silent, 0, pair)
        columns = (
            (totals.value, pair * one.similarity),
            (totals.left, np.full_like(pair, one.own)),
            (totals.right, one.theirs),
            (totals.known, known),
            (totals.known_of_person, np.minimum(known, EVIDENCE_OF_ONE)),
            (totals.apart, apart),
            (totals.pinched, pinched),
        )
        for total, column in columns:
            best = np.zeros(size, dtype=np.int64)
            np.maximum.at(best, one.rows, column)
            np.add(total, best, out=total)
    return totals
