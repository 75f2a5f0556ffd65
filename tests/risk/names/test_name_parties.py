"""Names with what else is known: births, countries, weak aliases, more names."""

from __future__ import annotations

import pytest

from watchgate.model.match import Hit
from watchgate.model.party import Name, NameKind, Party
from watchgate.risk.names.party import NAME_FLOOR, WEAK_CEILING, score_parties
from watchgate.risk.names.qualifiers import (
    BIRTH_CONFLICT,
    BIRTH_DAY,
    BIRTH_MONTH,
    BIRTH_NEAR,
    BIRTH_YEAR,
    compare_dates,
)


def person(*names: str, kind: NameKind = NameKind.PRIMARY, **known: tuple[str, ...]) -> Party:
    found = tuple(Name(name, kind) for name in names)
    return Party(
        id="p",
        schema="Person",
        names=found,
        birth_dates=known.get("births", ()),
        countries=known.get("countries", ()),
        genders=known.get("genders", ()),
    )


def compared(query: Party, candidate: Party) -> Hit:
    found = score_parties(query, candidate)
    assert found is not None
    assert found.score == sum(reason.points for reason in found.reasons)
    return found


def test_exact_name_with_its_birth_date_beats_the_name_alone_and_that_beats_a_partial_one() -> None:
    born = person("Sergey Lavrov", births=("1950-03-21",))
    listed = person("Sergey Viktorovich Lavrov", "Sergey Lavrov", births=("1950-03-21",))
    alone = compared(person("Sergey Lavrov"), listed).score
    assert compared(born, listed).score > alone > compared(person("Serge Lavrof"), listed).score


def test_conflicting_birth_date_lowers_the_score_and_says_so() -> None:
    found = compared(person("Ri Yong Ho", births=("1990",)), person("Ri Yong Ho", births=("1946-11-15",)))
    assert [reason.points for reason in found.reasons if reason.kind == "birth_date"] == [BIRTH_CONFLICT]
    assert found.score < 800


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1962-03-01", "1962-03-01", BIRTH_DAY),
        ("1962-03", "1962-03-01", BIRTH_MONTH),
        ("1962", "1962-03-01", BIRTH_YEAR),
        ("1962-01-03", "1962-03-01", BIRTH_NEAR),
        ("1963", "1962-03-01", BIRTH_NEAR),
        ("1969-11-07", "1970-11-07", BIRTH_NEAR),
        ("1972-03-01", "1962-03-01", BIRTH_NEAR),
        ("1990", "1962", BIRTH_CONFLICT),
    ],
)
def test_birth_dates_are_compared_at_their_own_precision(first: str, second: str, expected: int) -> None:
    assert compare_dates(first, second) == compare_dates(second, first) == expected


def test_of_several_birth_dates_the_best_counts() -> None:
    query = person("Ri Yong Ho", births=("1946-11-15",))
    one = compared(query, person("Ri Yong Ho", births=("1946-11-15",)))
    more = compared(query, person("Ri Yong Ho", births=("1970", "1946-11-15", "1980")))
    assert one.score == more.score


def test_weak_alias_alone_is_shown_and_does_not_match() -> None:
    found = compared(person("The Engineer"), person("The Engineer", kind=NameKind.WEAK))
    assert found.score == WEAK_CEILING < 800
    assert [reason.kind for reason in found.reasons][-1] == "weak_alias"


def test_weak_alias_beside_a_better_name_changes_nothing() -> None:
    listed = person("Sergey Lavrov")
    with_weak = Party(id="p", schema="Person", names=(*listed.names, Name("Serge", NameKind.WEAK)))
    query = person("Sergej Lavrov")
    assert compared(query, listed).score == compared(query, with_weak).score


@pytest.mark.parametrize("more", ["Vladimir Putin", "L", "Sergey", "Korea Namgang Trading", "金正恩"])
def test_another_name_or_address_never_removes_a_hit(more: str) -> None:
    query = person("Sergej Lavrov")
    before = compared(query, person("Sergey Lavrov")).score
    after = compared(query, person("Sergey Lavrov", more)).score
    assert after >= before
    placed = Party(id="p", schema="Person", names=(Name("Sergey Lavrov"),), addresses=("Moscow",))
    assert compared(query, placed).score == before


def test_a_person_is_not_a_vessel() -> None:
    vessel = Party(id="v", schema="Vessel", names=(Name("Sergey Lavrov"),))
    assert score_parties(person("Sergey Lavrov"), vessel) is None


def test_query_without_a_schema_meets_people_and_companies() -> None:
    query = Party(id="q", names=(Name("Sergey Lavrov"),))
    for schema in ("Person", "Company", "Organization", "LegalEntity"):
        found = score_parties(query, Party(id="c", schema=schema, names=(Name("Sergey Lavrov"),)))
        assert found is not None
        assert found.score > NAME_FLOOR


def test_country_and_gender_conflicts_are_said() -> None:
    found = compared(
        person("Ri Yong Ho", countries=("jp",), genders=("female",)),
        person("Ri Yong Ho", countries=("kp",), genders=("male",)),
    )
    assert {reason.kind for reason in found.reasons if reason.points < 0} == {"country", "gender"}
