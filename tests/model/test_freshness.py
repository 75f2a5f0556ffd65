"""Age of a list."""

from __future__ import annotations

import pytest

from watchgate.model.clock import parse_instant
from watchgate.model.freshness import age_hours


@pytest.mark.parametrize(
    ("snapshot", "now", "hours"),
    [
        ("2026-05-13", "2026-05-13T12:00:00", 0.0),
        ("2026-05-13", "2026-05-14T00:00:00", 0.0),
        ("2026-05-13", "2026-05-14T06:30:00", 6.5),
        ("2026-05", "2026-05-02T01:00:00", 1.0),
        ("2026", "2026-01-03T00:00:00", 24.0),
        ("2026-05-13", "2026-05-12T00:00:00", 0.0),
    ],
)
def test_age_counts_from_the_end_of_the_first_day_the_date_may_mean(snapshot: str, now: str, hours: float) -> None:
    assert age_hours(snapshot, parse_instant(now)) == hours


def test_what_is_no_date_has_no_age() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        age_hours("yesterday", 0)
