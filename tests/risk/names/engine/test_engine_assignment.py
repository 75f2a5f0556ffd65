"""The compiled assignment takes the very edges that the plain one takes, and its points are the plain ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.engine_edges import fill, fill_names, packed, two_names
from watchgate.risk.names.alignment import MOST_STATES, Edge, _best
from watchgate.risk.names.analysis import MAX_TOKENS, analyse
from watchgate.risk.names.engine.assign import _best_of_group, assign
from watchgate.risk.names.engine.edge import CHOSEN, scratch
from watchgate.risk.names.engine.points import points
from watchgate.risk.names.score import _score
from watchgate.risk.names.similarity import Way

WORK = scratch()
VALUES = (500, 600, 600, 850, 1000)
"""Few, so that totals are often equal and the choice between equals shows."""


@st.composite
def some_edges(draw: st.DrawFn) -> list[Edge]:
    """Edges in the order in which they are found, some over two neighbours."""
    words = draw(st.integers(2, 6))
    places = st.integers(0, words - 1)
    ends = draw(st.lists(st.tuples(places, places, st.sampled_from("sslr")), unique=True, max_size=14))
    found = []
    for left, right, shape in ends:
        mask = 3 << left if shape == "l" else 1 << left
        other = 3 << right if shape == "r" else 1 << right
        weight = draw(st.sampled_from((100, 135, 200)))
        found.append(Edge(mask, other, weight, draw(st.sampled_from(VALUES)), Way.SPELLING))
    return found


def chosen_of(edges: list[Edge]) -> list[int]:
    fill(WORK, edges)
    return sorted(WORK[CHOSEN : CHOSEN + assign(WORK)].tolist())


@given(some_edges())
@settings(max_examples=600, deadline=None)
def test_of_equal_assignments_the_same_is_chosen(edges: list[Edge]) -> None:
    assert chosen_of(edges) == sorted(map(packed, _best(edges)))


@pytest.mark.parametrize("seed", range(3))
def test_more_states_than_are_kept_are_cut_alike(seed: int) -> None:
    """Every word may stand for every other: without the cut there would be a hundred thousand states."""
    rng = random.Random(seed)
    words = rng.randint(12, 15)
    assert 2**words > MOST_STATES
    edges = [
        Edge(1 << left, 1 << right, rng.choice((100, 135, 200)), rng.choice(VALUES), Way.SPELLING)
        for left in range(words)
        for right in range(words)
    ]
    edges += [
        Edge(3 << left, 1 << right, 300, rng.choice(VALUES), Way.SPELLING, joined=True)
        for left in range(words - 1)
        for right in range(words)
        if rng.random() < 0.3
    ]
    assert chosen_of(edges) == sorted(map(packed, _best(edges))), f"seed {seed}"


def test_as_many_words_as_a_name_has_that_are_all_alike_stay_within_the_scratch() -> None:
    every = range(MAX_TOKENS)
    edges = [Edge(1 << left, 1 << right, 200, 1000, Way.SAME) for left in every for right in every]
    pairs = [
        Edge(3 << left, 1 << right, 300, 1000, Way.SPELLING, joined=True) for left in every[:-1] for right in every
    ]
    pairs += [
        Edge(1 << left, 3 << right, 300, 1000, Way.SPELLING, joined=True) for right in every[:-1] for left in every
    ]
    assert chosen_of([*edges, *pairs]) == sorted(map(packed, _best([*edges, *pairs])))


@pytest.mark.parametrize("seed", range(4))
def test_points_of_names_of_all_scripts_are_the_plain_ones(seed: int) -> None:
    rng = random.Random(seed)
    scored = 0
    for _ in range(1500):
        a, b = (analyse(name) for name in two_names(rng))
        person = rng.random() < 0.5
        for left in a.spellings:
            for right in b.spellings:
                translated = rng.random() < 0.3
                expected = _score(left, right, person=person, translated=translated).points
                fill_names(WORK, left, right, person=person)
                assert points(WORK, person, translated) == expected, f"seed {seed}, {a.text} / {b.text}"
                scored += expected > 0
    assert scored > 1000


def test_the_same_as_plain_python() -> None:
    """The kernel is no more than its Python: a compiler's mistake, or an index out of bounds, would show here."""
    rng = random.Random(7)
    for _ in range(300):
        left, right = (analyse(name).tokens for name in two_names(rng))
        fill_names(WORK, left, right, person=True)
        compiled = points(WORK, True, False)
        assert points.py_func(WORK, True, False) == compiled
        assert assign.py_func(WORK) == assign(WORK)
    assert callable(_best_of_group.py_func)
