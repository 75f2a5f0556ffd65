"""The assignment found by groups and states is the best of all assignments, and no name can make it endless."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from watchgate.risk.names.alignment import Edge, _best
from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.score import score_names
from watchgate.risk.names.similarity import Way

WORDS = 6


@st.composite
def edges(draw: st.DrawFn) -> list[Edge]:
    """Up to nine edges, some over two neighbouring words of one side."""
    found = []
    for _ in range(draw(st.integers(0, 9))):
        left, right = draw(st.integers(0, WORDS - 1)), draw(st.integers(0, WORDS - 1))
        shape = draw(st.sampled_from(["single", "left pair", "right pair"]))
        found.append(
            Edge(
                3 << left if shape == "left pair" else 1 << left,
                3 << right if shape == "right pair" else 1 << right,
                draw(st.integers(1, 200)),
                draw(st.integers(500, 1000)),
                Way.SPELLING,
            )
        )
    return found


@given(edges())
def test_no_choice_of_disjoint_edges_is_worth_more(found: list[Edge]) -> None:
    chosen = _best(found)
    assert all(not (a.left & b.left or a.right & b.right) for a, b in combinations(chosen, 2))
    best = 0
    for size in range(len(found) + 1):
        for some in combinations(found, size):
            if all(not (a.left & b.left or a.right & b.right) for a, b in combinations(some, 2)):
                best = max(best, sum(edge.value for edge in some))
    assert sum(edge.value for edge in chosen) == best


def test_a_word_repeated_many_times_is_compared_in_bounded_work() -> None:
    """Without a bound on the open states this would take longer than any test may."""
    for a, b in (("co " * 24, "co ltd " * 12), ("trading bank general " * 8, "bank trading general " * 8)):
        left, right = analyse(a), analyse(b)
        assert score_names(left, right, person=False).points == score_names(right, left, person=False).points
