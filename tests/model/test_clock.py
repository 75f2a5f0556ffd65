from __future__ import annotations

import pytest

from watchgate.model.clock import iso, parse_instant


def test_an_instant_is_written_and_read_back_to_the_microsecond() -> None:
    instant = 1_795_315_800_123_457
    assert parse_instant(iso(instant)) == instant


def test_a_date_alone_means_its_last_microsecond() -> None:
    assert parse_instant("2026-11-22") + 1 == parse_instant("2026-11-23T00:00:00Z")


def test_no_zone_means_utc() -> None:
    assert parse_instant("2026-11-22T02:30:00") == parse_instant("2026-11-22T03:30:00+01:00")


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "12.340"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the standard library's own wording
        parse_instant(text)
