"""A text made to be slow is not compared to its end; work is counted, so that every machine says the same."""

from __future__ import annotations

import pytest

from watchgate.model.party import Name, Party
from watchgate.risk.texts.index import TextIndex
from watchgate.risk.texts.work import MOST, TooMuchTextError, Work

NAMES = ("Kim Jong Su", "Kim Jong Chol", "Kim Jong Sik", "Kim Jong Man", "Kim Jong Nam")


def test_the_words_of_listed_names_over_and_over_are_too_much() -> None:
    index = TextIndex(900)
    for number in range(200):
        index.add(Party(id=f"p{number}", schema="Person", names=(Name(f"{NAMES[number % 5]} {number}"),)))
        index.add(Party(id=f"q{number}", schema="Person", names=(Name(NAMES[number % 5]),)))
    with pytest.raises(TooMuchTextError):
        index.spotted("Kim Jong Su Chol " * 1_200)
    assert {one.hit.entity_id for one in index.spotted("for Kim Jong Chol of Wonsan")} >= {"q1", "q6"}


def test_a_word_of_another_script_makes_no_translations_of_what_does_not_hold_it() -> None:
    index = TextIndex(900)
    for number, word in enumerate(("Marine", "Harbour", "Silver", "Northern", "Star")):
        for trade in ("Shipping", "Trading", "Logistics", "Machinery"):
            index.add(Party(id=f"{word}{trade}", schema="Company", names=(Name(f"{word} {trade} Company {number}"),)))
    text = "star goods northern rent silver office harbour street marine parts " * 3
    plain, mixed = (index._met(one, 900).work.spent for one in (text, f"{text} завод"))
    assert mixed < 5 * plain


def test_what_is_spent_is_added_up() -> None:
    work = Work()
    work.spend(MOST)
    with pytest.raises(TooMuchTextError):
        work.spend(1)
