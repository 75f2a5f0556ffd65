"""A party as a user describes it."""

from __future__ import annotations

import pytest

from watchgate.model.errors import BadInputError
from watchgate.model.party import Identifier, Name, NameKind
from watchgate.risk.query import LONGEST_NAME, MOST_VALUES, query_party


def test_the_first_name_is_the_main_one_and_space_does_not_matter() -> None:
    party = query_party("1", names=[" Kim   Jong\tUn ", "김정은"])
    assert party.names == (Name("Kim Jong Un"), Name("김정은", NameKind.ALIAS))


def test_without_a_schema_it_may_be_anything_and_case_does_not_matter() -> None:
    assert query_party("1", names=["x"]).schema == "Thing"
    assert query_party("1", names=["x"], schema=" cryptowallet ").schema == "CryptoWallet"


def test_values_are_normalised_and_said_once() -> None:
    party = query_party(
        "1", countries=["North Korea", "KP", "PRK"], birth_dates=["1984", "1984"], identifiers=["imo:9161003"]
    )
    assert (party.countries, party.birth_dates) == (("kp",), ("1984",))
    assert party.identifiers == (Identifier("imoNumber", "9161003"),)


@pytest.mark.parametrize("date", ["1984-1-8", "84", "1984-02-30", "8.1.1984", "1984-01-08T00:00", "١٩٨٤", ""])
def test_only_iso_dates_are_dates(date: str) -> None:
    with pytest.raises(BadInputError, match="is not a date"):
        query_party("1", names=["x"], birth_dates=[date])


def test_nothing_to_compare_is_refused() -> None:
    for names in ([], ["   "], ["- . -"], ["a\x00b"], ["x" * (LONGEST_NAME + 1)]):
        with pytest.raises(BadInputError):
            query_party("1", names=names)


def test_an_endless_party_is_refused() -> None:
    with pytest.raises(BadInputError, match=f"more than {MOST_VALUES}"):
        query_party("1", names=[f"name {number}" for number in range(MOST_VALUES + 1)])
