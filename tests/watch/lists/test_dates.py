from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.watch.lists.values.dates import LONGEST_SPAN_YEARS, dates_within, iso_date


@pytest.mark.parametrize(
    ("wording", "date"),
    [
        ("03 Apr 1962", "1962-04-03"),
        ("25 April 2006", "2006-04-25"),
        ("Apr 1962", "1962-04"),
        ("1962", "1962"),
        ("circa 1962", "1962"),
        ("circa Apr 1962", "1962-04"),
        ("Approximately 1975", "1975"),
        ("1962-04-03", "1962-04-03"),
        ("1962-04", "1962-04"),
        ("2019-03-08T00:00:00", "2019-03-08"),
        ("2019-03-08+01:00", "2019-03-08"),
        ("16.7.2009", "2009-07-16"),
        ("03/04/1962", "1962-04-03"),
        ("00/04/1962", "1962-04"),
        ("00/00/1962", "1962"),
        ("19620403", "1962-04-03"),
        ("April 3, 1962", "1962-04-03"),
    ],
)
def test_a_date_keeps_the_precision_of_its_source(wording: str, date: str) -> None:
    assert iso_date(wording) == date


def test_american_lists_write_the_month_first() -> None:
    assert iso_date("03/04/1962", day_first=False) == "1962-03-04"


@pytest.mark.parametrize(
    "wording", ["", "31 Feb 1962", "99/99/1962", "1960s", "Smarch 1962", "unknown", "1962 to 1964"]
)
def test_what_is_not_one_date_is_none(wording: str) -> None:
    assert iso_date(wording) is None


@pytest.mark.parametrize(
    ("wording", "dates"),
    [
        ("1962 to 1964", ("1962", "1963", "1964")),
        ("circa 1962-1963", ("1962", "1963")),
        ("between 1962 and 1963", ("1962", "1963")),
        ("23 Mar 1954 to 25 Feb 1956", ("1954", "1955", "1956")),
        ("Aug 1977 to Sep 1977", ("1977-08", "1977-09")),
        ("01 Jan 1969 to 31 Mar 1969", ("1969-01", "1969-02", "1969-03")),
        ("1960s", tuple(str(year) for year in range(1960, 1970))),
        ("Aug 1977", ("1977-08",)),
        ("1964 to 1962", ()),
        ("1900 to 1999", ()),
    ],
)
def test_a_span_gives_every_year_it_may_mean(wording: str, dates: tuple[str, ...]) -> None:
    assert dates_within(wording) == dates


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert len(dates_within(text)) <= LONGEST_SPAN_YEARS
    one = iso_date(text)
    assert one is None or len(one) in (4, 7, 10)
