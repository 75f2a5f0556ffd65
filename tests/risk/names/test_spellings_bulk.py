"""Signatures are computed in bulk where an index is built; one at a time is their specification."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchgate.risk.names.spellings import Spellings, signature, signatures

TEXTS = st.lists(st.text(max_size=12), max_size=20)


@given(TEXTS)
def test_signatures_in_bulk_are_those_of_each_text(texts: list[str]) -> None:
    assert signatures(texts).tolist() == [signature(text) for text in texts]


@given(st.lists(st.text(alphabet="abcdk.", min_size=1, max_size=6), min_size=1, max_size=12), st.integers(0, 12))
def test_searching_between_arrivals_finds_what_searching_at_the_end_finds(texts: list[str], pause: int) -> None:
    at_once, in_parts = Spellings(), Spellings()
    for number, text in enumerate(texts):
        at_once.append(text)
        in_parts.append(text)
        if number == pause:
            in_parts.near(text, 0, most=3, slack=0)
    for text in texts:
        assert in_parts.near(text, 0, most=3, slack=0) == at_once.near(text, 0, most=3, slack=0)
