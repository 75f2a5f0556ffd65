"""What else is known of two parties: the kernel gives the sum that `qualify` gives, whatever a source wrote."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.model.ftm import schemata
from watchgate.model.party import Party
from watchgate.risk.names.engine.qualify import compare_dates as compared
from watchgate.risk.names.engine.qualify import is_person, qualify
from watchgate.risk.names.engine.qualify_columns import date_numbers, encode_party, pair_tables, party_columns
from watchgate.risk.names.qualifiers import compare_dates, may_be_person, schemas_meet
from watchgate.risk.names.qualifiers import qualify as plain

TABLES = pair_tables()
_YEARS = ("1962", "1963", "1961", "1972", "2962", "1026", "19 2", "١٩٦٢", "19xx", "----")
_REST = ("", "-03", "-03-01", "-01-03", "-03-0", "-03-01T00:00:00", "-03-01T12", "x", "-", "-3", "-03-1é")
DATES = st.one_of(
    st.builds(lambda year, rest: year + rest, st.sampled_from(_YEARS), st.sampled_from(_REST)),
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(("", "-", "about 1962", "1962-03-01-")),
)
COUNTRIES = st.sampled_from(("kp", "ru", "us", "", "suhh", "a country that is no more", "another country", "朝鲜"))
SCHEMATA = st.sampled_from((*sorted(schemata()), "Person", "Person", "Company", "Unknown", "Other"))
PARTIES = st.builds(
    Party,
    id=st.just("p"),
    schema=SCHEMATA,
    birth_dates=st.lists(DATES, max_size=3).map(tuple),
    countries=st.lists(COUNTRIES, max_size=3).map(tuple),
    genders=st.lists(st.sampled_from(("male", "female", "other", "a gender of its own")), max_size=2).map(tuple),
)


@given(PARTIES, PARTIES)
@settings(max_examples=500, deadline=None)
def test_any_two_parties(a: Party, b: Party) -> None:
    columns = party_columns((a, b))
    known, (_, other, _) = columns["known"], columns["known_at"].tolist()
    expected = sum(reason.points for reason in plain(a, b))
    assert qualify(known, 0, known, other, TABLES) == expected
    assert qualify(known, other, known, 0, TABLES) == expected
    assert qualify.py_func(known, 0, known, other, TABLES) == expected
    assert is_person(known, other, TABLES) == may_be_person(b.schema)


@given(DATES, DATES)
@settings(max_examples=1500, deadline=None)
def test_any_two_dates(a: str, b: str) -> None:
    left, right = (np.array(date_numbers(date), dtype=np.int64) for date in (a, b))
    assert compared(left, 0, right, 0) == compare_dates(a, b)


@pytest.mark.parametrize(("a", "b"), [("62", "1970-01-01"), ("1970-01-01", "62"), ("7", "19")])
def test_years_of_different_length_contradict_each_other(a: str, b: str) -> None:
    left, right = (np.array(date_numbers(date), dtype=np.int64) for date in (a, b))
    assert compared(left, 0, right, 0) == -200


def test_every_two_schemata_meet_as_they_do_in_the_model() -> None:
    known = [*sorted(schemata()), "Unknown", "Other"]
    parties = [np.array(encode_party(Party(id="p", schema=schema)), dtype=np.int64) for schema in known]
    met = 0
    for a, left in zip(known, parties, strict=True):
        for b, right in zip(known, parties, strict=True):
            assert (qualify(left, 0, right, 0, TABLES) == 0) == schemas_meet(a, b), (a, b)
            met += schemas_meet(a, b)
    assert len(known) < met < len(known) ** 2
