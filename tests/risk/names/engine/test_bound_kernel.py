"""The bound of the engine is the plain one, and no score of two rows is above it."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from support.name_parties import altered, random_name
from watchgate.risk.names.alignment import join, join_similarity
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.bound import Edges, Sums, bounds, core, has_initial, light
from watchgate.risk.names.engine.bound import COLUMNS, Array, bound, meet, most_points, no_more, sums_met
from watchgate.risk.names.score import NAME_MAX, _words
from watchgate.risk.names.similarity import GRANTED, similarity
from watchgate.risk.names.token import Kind, Token

Tokens = tuple[Token, ...]
Met = tuple[int, int, int, bool, bool]


def _brought(query: Tokens, row: Tokens) -> tuple[int, int]:
    """What the words and pairs of the row bring at most, each with one edge of its own; and what those weigh."""
    value = right = 0
    joins = [both for first, second in pairwise(query) if (both := join(first, second)) is not None]
    for other in row:
        edges = [
            (similarity(word, other)[0], _weight(word, other))
            for word in query
            if word.kind not in GRANTED and other.kind not in GRANTED
        ]
        edges += [(join_similarity(both, other)[0], both.weight + other.weight) for both in joins]
        value += max((alike * weight for alike, weight in edges), default=0)
        right += other.weight if any(alike for alike, _ in edges) else 0
    for first, second in pairwise(row):
        both = join(first, second)
        if both is not None:
            alike = [(join_similarity(both, word)[0], word) for word in query if word.kind not in GRANTED]
            value += max((value * (both.weight + word.weight) for value, word in alike), default=0)
            right += both.weight if any(value for value, _ in alike) else 0
    return value, right


def _weight(word: Token, other: Token) -> int:
    if (word.kind == Kind.INITIAL) != (other.kind == Kind.INITIAL):
        return 2 * min(word.weight, other.weight)
    return word.weight + other.weight


def _units(query: Tokens, row: Tokens) -> list[list[Met]]:
    """For each word and pair of the query: similarity, own and their weight, of an initial, silent."""
    found: list[list[Met]] = [[] for _ in range(2 * len(query) - 1)]
    for unit, word in enumerate(query):
        for other in row if word.kind not in GRANTED else ():
            if other.kind not in GRANTED and (value := similarity(word, other)[0]):
                initial = (word.kind == Kind.INITIAL) != (other.kind == Kind.INITIAL)
                silent = initial and word.abjad == other.abjad
                found[unit].append((value, word.weight, other.weight, initial, silent))
        for first, second in pairwise(row) if word.kind not in GRANTED else ():
            both = join(first, second)
            if both is not None and (value := join_similarity(both, word)[0]):
                found[unit].append((value, word.weight, both.weight, False, False))
    for at, (first, second) in enumerate(pairwise(query)):
        both = join(first, second)
        for other in row if both is not None else ():
            if both is not None and (value := join_similarity(both, other)[0]):
                found[len(query) + at].append((value, both.weight, other.weight, False, False))
    return found


def _plain(units: list[list[Met]], query: Tokens, row: Tokens, *, person: bool, free: bool) -> int:
    met = [
        Edges(
            rows=np.zeros(len(unit), dtype=np.int64),
            similarity=np.array([one[0] for one in unit], dtype=np.int64),
            own=unit[0][1],
            theirs=np.array([one[2] for one in unit], dtype=np.int64),
            initial=np.array([one[3] for one in unit], dtype=np.bool_),
            silent=np.array([one[4] for one in unit], dtype=np.bool_),
        )
        for unit in units
        if unit
    ]
    theirs = Sums(
        np.array([sum(one.weight for one in row)]),
        np.array([core(row)]),
        np.array([light(row)]),
        np.array([has_initial(row)]),
    )
    return int(bounds(query, met, theirs, person=np.array([person]), free=np.array([free]))[0])


def _tight(units: list[list[Met]], query: Tokens, row: Tokens, *, person: bool, free: bool) -> int:
    """The bound that the search takes: of a pair and its words one, and of a word of the row one edge."""
    most: Array = np.full(len(units) * COLUMNS, 7_000_000, dtype=np.int64)
    bits = 0
    for unit, met in enumerate(units):
        for value, own, theirs, initial, silent in met:
            bits = meet.py_func(most, bits, unit, value, own, theirs, int(initial), int(silent))
    sums = no_more.py_func(sums_met.py_func(most, bits, len(query)), *_brought(query, row))
    assert sums_met(most, bits, len(query)) == sums_met.py_func(most, bits, len(query))
    capped = person and not has_initial(query) and not has_initial(row)
    weigh = core if free else lambda words: sum(one.weight for one in words)
    return most_points.py_func(sums, weigh(query), light(query), weigh(row), light(row), capped, person)


def _compiled(units: list[list[Met]], query: Tokens, row: Tokens, *, person: bool, free: bool, plain: bool) -> int:
    most: Array = np.full(len(units) * COLUMNS, 7_000_000, dtype=np.int64)
    bits = 0
    for unit, met in enumerate(units):
        for value, own, theirs, initial, silent in met:
            bits = meet.py_func(most, bits, unit, value, own, theirs, int(initial), int(silent))
    capped = person and not has_initial(query) and not has_initial(row)
    weigh = core if free else lambda words: sum(one.weight for one in words)
    function = bound.py_func if plain else bound
    return function(most, bits, weigh(query), light(query), weigh(row), light(row), capped, person)


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_the_plain_one_and_no_score_is_above_it(seed: int) -> None:
    rng = random.Random(seed)
    positive = tighter = 0
    for _ in range(400):
        text = random_name(rng)
        other = altered(text, rng) if rng.random() < 0.6 else random_name(rng)
        one, two = analyse(text), analyse(other)
        person, free = rng.choice([(True, False), (False, False), (False, True)])
        for query in one.spellings:
            for row in two.spellings:
                units = _units(query, row)
                plain = _plain(units, query, row, person=person, free=free)
                assert _compiled(units, query, row, person=person, free=free, plain=False) == plain, (seed, text, other)
                assert _compiled(units, query, row, person=person, free=free, plain=True) == plain
                score = _words(query, row, person=person, translated=free).points
                tight = _tight(units, query, row, person=person, free=free)
                assert score <= tight, f"seed {seed}: {text} {other} {person} {free}"
                assert min(tight, NAME_MAX) <= plain  # above that they differ by what is granted for rounding
                tighter += tight < plain
                positive += score > 0
    assert positive > 100
    assert tighter > 0
