"""When two identifiers mean one holder, and when that is certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.model.party import Identifier, Party
from watchgate.risk.identifiers.agree import POINTS, Agreement, agreement
from watchgate.risk.identifiers.index import IdentifierIndex, expand
from watchgate.risk.identifiers.kinds import KINDS, UNKNOWN, Strength
from watchgate.risk.identifiers.normal import normal

BASE58 = "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD"


def one(kind: str, text: str, country: str | None = None) -> Identifier:
    found = normal(kind, text, country)
    assert found is not None
    return found


def agreed(query: Identifier, candidate: Identifier) -> Agreement:
    found = agreement(query, candidate)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("imoNumber", "9319466"),
        ("leiCode", "213800KUD8LAJWSQ9D15"),
        ("swiftBic", "AGRIFRPP"),
        ("iban", "GB82WEST12345698765432"),
        ("publicKey", BASE58),
    ],
)
def test_standards_that_are_unique_make_identity_certain(kind: str, text: str) -> None:
    assert agreed(one(kind, text), one(kind, text)).certain


@pytest.mark.parametrize(("kind", "text"), [("imoNumber", "9319467"), ("leiCode", "213800KUD8LXJWSQ9D15")])
def test_a_value_that_fails_its_check_agrees_but_is_never_certain(kind: str, text: str) -> None:
    found = agreed(one(kind, text), one(kind, text))
    assert not found.certain
    assert found.points == POINTS[Strength.PLAIN]


def test_a_passport_is_certain_only_with_its_issuer_on_both_sides() -> None:
    korean = one("passportNumber", "563410081", "kp")
    bare = one("passportNumber", "563410081")
    assert agreed(korean, korean).certain
    assert not agreed(korean, bare).certain
    assert agreement(korean, one("passportNumber", "563410081", "ir")) is None


def test_numbers_of_different_registers_do_not_meet() -> None:
    assert agreement(one("passportNumber", "7707083893"), one("innCode", "7707083893")) is None
    assert agreement(one("imoNumber", "9319466"), one("registrationNumber", "9319466")) is None


def test_a_tax_number_meets_the_same_number_under_its_own_name() -> None:
    found = agreed(one("taxNumber", "7707083893", "ru"), one("innCode", "7707083893"))
    assert found.points == POINTS[Strength.STRONG]
    assert not found.certain


def test_a_short_number_or_a_call_sign_only_supports() -> None:
    assert (
        agreed(one("registrationNumber", "12345"), one("registrationNumber", "12345")).points == POINTS[Strength.WEAK]
    )
    assert agreed(one("callSign", "HMZF1234"), one("callSign", "HMZF1234")).points == POINTS[Strength.WEAK]


def test_a_branch_belongs_to_its_institution_but_two_branches_are_not_certainly_one() -> None:
    bank, branch, other = (one("swiftBic", text) for text in ("AGRIFRPP", "AGRIFRPP882", "AGRIFRPP867"))
    assert agreed(bank, branch).certain
    assert agreed(branch, bank).certain
    assert not agreed(branch, other).certain


def test_another_location_of_a_bank_holds_and_another_country_does_not_meet() -> None:
    bank, elsewhere = one("swiftBic", "AGRIFRPP"), one("swiftBic", "AGRIFRP2")
    found = agreed(bank, elsewhere)
    assert (found.points, found.certain) == (POINTS[Strength.STRONG], False)
    assert "another location" in found.detail
    assert agreed(elsewhere, bank).points == found.points
    assert agreement(bank, one("swiftBic", "AGRIDEPP")) is None
    assert agreement(bank, one("swiftBic", "AGRIFR")) is None


def test_base58_addresses_differ_by_case() -> None:
    assert agreement(one("publicKey", BASE58), one("publicKey", BASE58.replace("N", "n", 1))) is None


def test_an_address_whose_list_lost_its_case_is_found_and_certain_if_the_other_proves_itself() -> None:
    folded = one("publicKey", BASE58.lower())
    assert agreed(one("publicKey", BASE58), folded).certain
    broken = one("publicKey", BASE58[:-1] + "X")
    assert not agreed(broken, one("publicKey", broken.value.lower())).certain


def test_hexadecimal_addresses_do_not_differ_by_case() -> None:
    checked = "0xA0E1c89Ef1a489c9C7dE96311eD5Ce5D32c20E4B"
    assert agreed(one("publicKey", checked), one("publicKey", checked.lower())).certain


def test_an_identifier_of_unknown_kind_meets_every_kind_of_its_form() -> None:
    index = IdentifierIndex()
    index.add(Party(id="ship", schema="Vessel", identifiers=(one("imoNumber", "9319466"),)))
    index.add(Party(id="firm", identifiers=(one("registrationNumber", "9319466", "kp"),)))
    found = index.query([Identifier(UNKNOWN, "IMO 9319466")])
    assert found["ship"][0].certain
    assert not found["firm"][0].certain


def test_a_removed_or_replaced_party_is_not_found_by_what_it_no_longer_bears() -> None:
    index = IdentifierIndex()
    index.add(Party(id="a", identifiers=(one("imoNumber", "9319466"),)))
    index.add(Party(id="a", identifiers=(one("imoNumber", "8814275"),)))
    assert index.query([one("imoNumber", "9319466")]) == {}
    assert set(index.query([one("imoNumber", "8814275")])) == {"a"}
    index.remove("a")
    index.remove("never there")
    assert index.query([one("imoNumber", "8814275")]) == {}
    assert len(index) == 0


TEXTS = st.sampled_from(
    ["9319466", "7707083893", "AGRIFRPP", "AGRIFRPPXXX", "AGRIFRPP882", BASE58, BASE58.lower(), "12345", "A1234567"]
)
IDENTIFIERS = st.builds(normal, st.sampled_from(sorted(KINDS)), TEXTS, st.sampled_from([None, "kp", "ru"])).filter(bool)


@given(st.lists(IDENTIFIERS, min_size=1, max_size=3), st.lists(IDENTIFIERS, min_size=1, max_size=3))
def test_index_finds_what_comparing_every_pair_finds(ours: list[Identifier], theirs: list[Identifier]) -> None:
    index = IdentifierIndex()
    index.add(Party(id="x", identifiers=tuple(theirs)))
    pairs = [agreement(a, b) for left in ours for a in expand(left) for right in theirs for b in expand(right)]
    best = max((pair.points for pair in pairs if pair is not None), default=0)
    assert max((found.points for found in index.query(ours).get("x", ())), default=0) == best


@given(IDENTIFIERS, IDENTIFIERS)
def test_agreement_is_the_same_both_ways_round(left: Identifier, right: Identifier) -> None:
    there, back = agreement(left, right), agreement(right, left)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert (there.points, there.certain) == (back.points, back.certain)


def test_an_address_in_capitals_meets_the_one_with_its_case_and_is_certain_where_that_proves_itself() -> None:
    found = agreed(one("publicKey", BASE58.upper()), one("publicKey", BASE58))
    assert found.certain
    assert "without case" in found.detail
