"""How much, and what it counts as: sources' wordings read for what they say and no more."""

from __future__ import annotations

import pytest

from watchgate.risk.ownership.shares import UNIT, Share, percent, share_of, widest
from watchgate.risk.ownership.words import Counts, counts_as, indirect


@pytest.mark.parametrize(
    ("text", "low", "high", "above"),
    [
        ("51", 51, 51, False),
        ("51 %", 51, 51, False),
        ("33,5%", 33.5, 33.5, False),
        ("25-50", 25, 50, False),
        (">25-50", 25, 50, True),
        (">50-<75", 50, 75, True),
        ("25 to 50 percent", 25, 50, False),
        ("more than 25% but not more than 50%", 25, 50, True),
        ("75% or more", 75, 100, False),
        ("75+", 75, 100, False),
        ("over 50", 50, 100, True),
        ("at least 25 per cent", 25, 100, False),
        ("less than 10", 0, 10, False),
        ("up to 25", 0, 25, False),
        ("100.0", 100, 100, False),
        ("0", 0, 0, False),
    ],
)
def test_a_share_is_read_with_its_bounds(text: str, low: float, high: float, above: bool) -> None:
    assert share_of(text) == Share(round(low * UNIT), round(high * UNIT), above)


@pytest.mark.parametrize("text", ["", "n/a", "101", "60-20", "-5", "a third", "1e3", "50/50", "%", "9" * 400, "½"])
def test_what_says_no_share_is_none(text: str) -> None:
    assert share_of(text) is None


def test_sources_at_odds_leave_the_widest_band() -> None:
    assert widest([Share(60 * UNIT, 60 * UNIT), Share(25 * UNIT, 50 * UNIT, True)]) == Share(25 * UNIT, 60 * UNIT, True)
    assert widest([]) is None


def test_percentages_are_written_without_idle_zeros() -> None:
    assert [percent(51 * UNIT), percent(33_333_333), percent(500_000)] == ["51 %", "33.333333 %", "0.5 %"]


@pytest.mark.parametrize(
    ("called", "counts", "doubtful"),
    [
        ("ownership-of-shares-75-to-100-percent", Counts.SHARES, False),
        ("ownership-of-shares-75-to-100-percent-as-trust", Counts.SHARES, True),
        ("ownership-of-shares-more-than-25-percent-registered-overseas-entity", Counts.SHARES, False),
        ("voting-rights-25-to-50-percent-as-firm-limited-liability-partnership", Counts.VOTES, True),
        ("right-to-share-surplus-assets-75-to-100-percent-limited-liability-partnership", Counts.SHARES, False),
        ("right-to-appoint-and-remove-directors", Counts.CONTROL, False),
        ("right-to-appoint-and-remove-directors-as-firm", Counts.CONTROL, True),
        ("right-to-appoint-and-remove-members-limited-liability-partnership", Counts.CONTROL, False),
        ("significant-influence-or-control", Counts.CONTROL, True),
        ("shareholding", Counts.SHARES, False),
        ("votingRights", Counts.VOTES, False),
        ("appointmentOfBoard", Counts.CONTROL, False),
        ("otherInfluenceOrControl", Counts.CONTROL, True),
        ("accounting consolidation", Counts.CONTROL, False),
        ("fund manager", Counts.CONTROL, True),
        ("joint arrangement", Counts.JOINT, False),
    ],
)
def test_what_registers_call_an_interest(called: str, counts: Counts, doubtful: bool) -> None:
    found = counts_as(called)
    assert found is not None
    assert (found[0], bool(found[1])) == (counts, doubtful)


@pytest.mark.parametrize("called", ["director", "financial controller", "linked to", "", "control tower operator"])
def test_words_that_are_in_no_table_count_as_nothing(called: str) -> None:
    assert counts_as(called) is None


def test_what_runs_through_others_is_told_by_its_word() -> None:
    assert indirect("indirect")
    assert indirect("Indirect shareholding")
    assert not indirect("directOrIndirectly held")
