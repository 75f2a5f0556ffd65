"""A word of an abjad with two consonants meets too many words of other languages to name an organisation alone."""

from __future__ import annotations

import pytest

from watchgate.risk.names.analysis import analyse
from watchgate.risk.names.score import score_names

MATCH = 800


def points(a: str, b: str, *, person: bool = False) -> int:
    return score_names(analyse(a), analyse(b), person=person).points


@pytest.mark.parametrize("name", ["Good Bank AG", "Good Food Ltd", "Quod Media", "Good"])
def test_two_consonants_in_common_are_no_organisation(name: str) -> None:
    assert points(name, "القاعدة") < MATCH
    assert points(name, "القاعدة في العراق") < MATCH


def test_more_consonants_or_more_words_still_meet_across_scripts() -> None:
    assert points("Hamas", "حماس") >= MATCH
    assert points("Hizballah", "حزب الله") >= MATCH
    assert points("Ali Hasan", "علي حسن", person=True) >= MATCH
    assert points("القاعدة", "القاعدة") >= MATCH
