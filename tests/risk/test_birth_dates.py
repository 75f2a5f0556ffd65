from __future__ import annotations

import pytest

from watchgate.model.statement import Statement
from watchgate.risk.birth_dates import comparable_date
from watchgate.risk.parties import party_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1984", "1984"),
        (" 1984-01 ", "1984-01"),
        ("1984-01-08", "1984-01-08"),
        ("1984-01-08T00:00:00Z", "1984-01-08"),
        ("1984-13-45", None),
        ("1984-02-30", None),
        ("0000", None),
        ("8.1.1984", None),
        ("08/01/1984", None),
        ("8 Jan 1984", None),
        ("circa 1960", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_date_is_taken_at_its_own_precision_or_not_at_all(text: str, value: str | None) -> None:
    assert comparable_date(text) == value


def test_what_is_no_date_is_not_compared_as_one() -> None:
    said = [
        Statement(entity_id="p", schema="Person", prop=prop, value=value, dataset="d")
        for prop, value in (("name", "Kim Jong Un"), ("birthDate", "8.1.1984"), ("birthDate", "1984"))
    ]
    assert party_of("p", said).birth_dates == ("1984",)
