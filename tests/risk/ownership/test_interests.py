"""Interests on a day: from their start, until the day they end, as far as each statement itself holds."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from support.parties import says
from watchgate.model.statement import Statement
from watchgate.risk.grounds.facts import Facts, facts_of
from watchgate.risk.ownership.interest import Interest, interests_of
from watchgate.risk.ownership.shares import UNIT
from watchgate.risk.ownership.words import Counts

DAY = "2026-11-22"


def facts(statements: list[Statement]) -> Facts:
    found = facts_of(statements[0].entity_id, [replace(one, position=1, ordinal=n) for n, one in enumerate(statements)])
    assert found is not None
    return found


def interests(schema: str = "Ownership", day: str = DAY, **said: Any) -> tuple[Interest, ...]:
    ends = {"owner": "p", "asset": "c"} if schema == "Ownership" else {}
    return interests_of(facts(says("o", schema, "register", **{**ends, **said})), day)


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        ("2026-11-22", "2026-11-23", True),
        ("2026-11-23", "2027-01-01", False),
        ("2020-01-01", "2026-11-22", False),
        ("2026", "2026", True),  # a year begins on its first day and goes to its last
        ("2020", "2026-10", False),
        ("2020", "unknown", True),
    ],
)
def test_an_interest_holds_from_its_start_until_the_day_it_ends(start: str, end: str, holds: bool) -> None:
    assert bool(interests(startDate=start, endDate=end)) is holds


def test_what_a_source_calls_inactive_without_an_end_does_not_hold() -> None:
    base = says("o", "Ownership", "register", owner="p", asset="c", role="shareholding")
    said = [*base, replace(base[0], prop="status", value="Inactive")]
    assert interests_of(facts(said), DAY) == ()
    assert interests_of(facts([*base, replace(base[0], prop="status", value="active")]), DAY)


def test_a_share_that_changed_is_that_of_the_day() -> None:
    base = says("o", "Ownership", "register", owner="p", asset="c", percentage=["60", "40"])
    before = replace(base[2], valid_from="2020-01-01", valid_to="2025-01-01")
    after = replace(base[3], valid_from="2025-01-01")
    found = facts([*base[:2], before, after])
    shares = [interests_of(found, day)[0].share for day in ("2024-06-01", DAY)]
    assert [share.low // UNIT for share in shares if share] == [60, 40]


def test_two_percentages_of_one_interest_leave_both_possible() -> None:
    [one] = interests(percentage=["60", "30"])
    assert one.share is not None
    assert (one.share.low, one.share.high) == (30 * UNIT, 60 * UNIT)


def test_ownership_without_a_word_for_it_is_of_shares() -> None:
    [one] = interests()
    assert (one.counts, one.share, one.called) == (Counts.SHARES, None, "shares")


def test_a_director_is_a_link_unless_the_role_says_more() -> None:
    [plain] = interests("Directorship", director="p", organization="c", role="director")
    [sole] = interests("Directorship", director="p", organization="c", role="Sole director")
    assert (plain.counts, plain.called) == (Counts.LINK, "director")
    assert sole.counts is Counts.CONTROL
    assert "an indication of control" in sole.doubt


def test_a_parent_company_is_an_indication_of_control() -> None:
    [one] = interests_of(facts(says("c", "Company", "register", name="Alpha Ltd", parent="p")), DAY)
    assert (one.owners, one.asset, one.counts) == (("p",), "c", Counts.CONTROL)
    assert one.doubt


def test_half_an_interest_is_none() -> None:
    assert interests_of(facts(says("o", "Ownership", "register", owner="p", percentage="60")), DAY) == ()
