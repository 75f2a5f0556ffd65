"""Which lists are too old."""

from __future__ import annotations

import pytest

from watchgate.model.clock import parse_instant
from watchgate.model.delivery import Delivery
from watchgate.model.policy import parse_policy
from watchgate.model.policy_file import default_policy
from watchgate.model.staleness import newest, stale

NOW = parse_instant("2026-11-22T12:00:00Z")
POLICY = parse_policy("[lists.us_ofac_sdn]\nmax_age_hours = 72\nrequired = true\n[default_list]\nmax_age_hours = 24")


def complete(source: str, date: str | None) -> Delivery:
    return Delivery(source=source, snapshot_date=date, complete=True, recorded_at=NOW)


@pytest.mark.parametrize(
    ("date", "newest_date"),
    [("2026-11-20", "2026-11-20"), ("2030-01-01", "2026-11-22"), ("2023-11", "2023-11"), (None, "2026-11-22")],
)
def test_a_list_is_of_its_date_but_of_no_later_day_than_it_was_read(date: str | None, newest_date: str) -> None:
    assert newest([complete("x", date)]) == {"x": newest_date}


def test_an_old_snapshot_loaded_today_is_still_old() -> None:
    found = stale(newest([complete("us_ofac_sdn.prim", "2023-11-01")]), {}, POLICY, NOW)
    assert [(one.dataset, one.required) for one in found] == [("us_ofac_sdn", True)]
    assert "us_ofac_sdn is 1116 days old (as of 2023-11-01), more than the 72 hours" in found[0].sentence


def test_asking_the_publisher_again_keeps_an_unchanged_list_fresh() -> None:
    known = newest([complete("us_ofac_sdn", "2026-11-21"), complete("us_ofac_sdn", "2026-10-01")])
    assert stale(known, {}, POLICY, NOW) == ()


def test_a_list_is_as_old_as_the_oldest_of_its_sources() -> None:
    known = newest([complete("us_ofac_sdn.prim", "2026-11-21"), complete("us_ofac_sdn.alt", "2026-11-01")])
    assert [one.source for one in stale(known, {}, POLICY, NOW)] == ["us_ofac_sdn.alt"]


def test_a_source_that_names_its_dataset_is_judged_by_the_rule_of_that() -> None:
    known = newest([complete("feed", "2026-11-20")])
    assert [one.dataset for one in stale(known, {}, POLICY, NOW)] == ["feed"]
    assert stale(known, {"feed": "us_ofac_sdn"}, POLICY, NOW) == ()


def test_tags_are_too_old_only_where_the_policy_says_so() -> None:
    known = newest([complete("tags_lazarus", "2019-01-01"), complete("uk_fcdo", "2019-01-01")])
    assert [one.dataset for one in stale(known, {}, POLICY, NOW)] == ["uk_fcdo"]
    named = parse_policy("[lists.tags_lazarus]\nmax_age_hours = 24")
    assert [one.dataset for one in stale(known, {}, named, NOW)] == ["tags_lazarus", "uk_fcdo"]


def test_people_and_half_loaded_snapshots_are_no_lists() -> None:
    assert newest([Delivery(source="analyst:kim", recorded_at=1), Delivery(source="us_ofac_sdn", recorded_at=1)]) == {}


def test_the_built_in_policy_is_sound_and_has_a_hash() -> None:
    policy = default_policy()
    assert policy.screening.cutoff <= policy.screening.threshold
    assert policy.for_list("us_ofac_sdn").required
    assert len(policy.sha256) == 64
