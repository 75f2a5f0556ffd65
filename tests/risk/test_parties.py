"""What screening compares of an entity, read from its statements."""

from __future__ import annotations

import pytest

from support.parties import listing, says
from watchgate.model.party import Identifier, Name, NameKind, Party
from watchgate.model.statement import Status
from watchgate.risk.parties import is_screened, party_of, primary_name


def test_a_person_with_everything_a_list_says() -> None:
    party = party_of(
        "p",
        says(
            "p",
            "Person",
            name="KIM, Jong Sik",
            alias="Kim Cho'ng-sik",
            weakAlias="Rocket man",
            previousName="Kim Chong",
            birthDate=["1967", "1968-02"],
            nationality="kp",
            country="Russia",
            gender=["male", "other"],
            passportNumber="563410081",
            address="Pyongyang",
        ),
    )
    assert party == Party(
        id="p",
        schema="Person",
        names=(
            Name("KIM, Jong Sik", NameKind.PRIMARY),
            Name("Kim Cho'ng-sik", NameKind.ALIAS),
            Name("Kim Chong", NameKind.PREVIOUS),
            Name("Rocket man", NameKind.WEAK),
        ),
        birth_dates=("1967", "1968-02"),
        countries=("kp", "ru"),
        genders=("male",),
        identifiers=(Identifier("passportNumber", "563410081"),),
        addresses=("Pyongyang",),
    )


def test_what_is_only_proposed_or_retracted_says_nothing() -> None:
    statements = [
        *says("p", "Person", name="Kim Chol"),
        *says("p", "Person", status=Status.PROPOSED, alias="Proposed", birthDate="1970"),
        *says("p", "Company", status=Status.RETRACTED, name="Retracted"),
    ]
    assert party_of("p", statements) == Party(id="p", schema="Person", names=(Name("Kim Chol"),))
    assert not is_screened(party_of("p", says("p", "Person", status=Status.PROPOSED, name="Only proposed")))


def test_the_more_specific_schema_counts_whatever_the_order() -> None:
    parts = [*says("x", "Thing", alias="A"), *says("x", "Person", name="B"), *says("x", "LegalEntity", name="C")]
    assert party_of("x", parts).schema == "Person"
    assert party_of("x", parts[::-1]).schema == "Person"


def test_a_passport_gives_its_holder_a_number_with_its_issuer() -> None:
    statements = [
        *says("p", "Person", name="Kim Chol", passportNumber="563410081"),
        *says("p-id-1", "Passport", holder="p", number="563410081", type="Passport", country="kp"),
        *says("p-id-2", "Identification", holder="p", number="88-1234567", type="National ID No.", country="ru"),
        *says("p-id-3", "Identification", holder="p", number="5012345678", type="Tax ID No."),
        *says("p-id-4", "Identification", holder="p", number="C 5012345678", type="C.R. Registration"),
    ]
    party = party_of("p", statements)
    assert party.identifiers == (
        Identifier("passportNumber", "563410081", "kp"),
        Identifier("idNumber", "881234567", "ru"),
        Identifier("taxNumber", "5012345678"),
        Identifier("registrationNumber", "C5012345678"),
    )
    assert party.countries == ("kp", "ru")


def test_a_document_of_two_issuers_has_none() -> None:
    statements = says("d", "Passport", holder="p", number="563410081", country=["kp", "ru"])
    assert party_of("p", statements).identifiers == (Identifier("passportNumber", "563410081"),)


def test_an_address_entity_gives_those_who_name_it_its_country_and_text() -> None:
    statements = [
        *says("p", "Company", name="Trading", addressEntity="a"),
        *says("a", "Address", street="1 Main St", city="Dandong", country="cn"),
        *says("b", "Address", full="elsewhere", country="us"),
    ]
    party = party_of("p", statements)
    assert party.addresses == ("1 Main St, Dandong",)
    assert party.countries == ("cn",)


def test_a_wallet_gives_its_holder_the_address_but_not_its_label() -> None:
    address = "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD"
    statements = [
        *says("p", "Person", name="Kim Chol"),
        *says("w", "CryptoWallet", holder="p", publicKey=address, name="wallet 7"),
    ]
    assert party_of("p", statements).identifiers == (Identifier("publicKey", address),)
    assert party_of("p", statements).names == (Name("Kim Chol"),)
    assert is_screened(party_of("w", statements))


def test_what_belongs_to_another_party_is_not_joined() -> None:
    statements = [*says("p", "Person", name="Kim"), *says("d", "Passport", holder="q", number="563410081")]
    assert party_of("p", statements).identifiers == ()


def test_parts_of_a_name_make_a_name_only_where_they_are_unambiguous() -> None:
    assert party_of("p", says("p", "Person", firstName="Jong Un", lastName="Kim")).names == (Name("Jong Un Kim"),)
    same = says("p", "Person", name="KIM, Jong Un", firstName="Jong Un", lastName="Kim")
    assert party_of("p", same).names == (Name("KIM, Jong Un"),)
    fuller = says("p", "Person", name="Saddam", firstName="Saddam", fatherName="Hussein", lastName="Tikriti")
    assert party_of("p", fuller).names[1] == Name("Saddam Hussein Tikriti", NameKind.ALIAS)
    several = says("p", "Person", name="X", firstName=["A", "B"], lastName=["C", "D"])
    assert party_of("p", several).names == (Name("X"),)


def test_a_name_with_one_bracket_is_given_without_it_as_well() -> None:
    names = party_of("p", says("p", "Organization", name="VTB BANK (AUSTRIA) AG", weakAlias="PCC Co. (UK)")).names
    assert names == (
        Name("VTB BANK (AUSTRIA) AG", NameKind.PRIMARY),
        Name("VTB BANK AG", NameKind.ALIAS),
        Name("PCC Co. (UK)", NameKind.WEAK),
        Name("PCC Co.", NameKind.WEAK),
    )


def test_a_bracket_in_a_name_without_spaces_leaves_no_space() -> None:
    names = party_of("p", says("p", "Organization", name="華信船務(香港)有限公司")).names
    assert [name.text for name in names] == ["華信船務(香港)有限公司", "華信船務有限公司"]


@pytest.mark.parametrize("text", ["AL-HARAMAIN (ALBANIA BRANCH)", "A (B) C (D)", "TRADE (", "(Sheikh)"])
def test_a_bracket_that_leaves_no_name_or_has_company_changes_nothing(text: str) -> None:
    assert party_of("p", says("p", "Organization", name=text)).names == (Name(text),)


def test_a_text_that_is_name_and_weak_alias_keeps_the_better_quality() -> None:
    party = party_of("p", [*says("p", "Person", weakAlias="Kim"), *says("p", "Person", "other_list", name="Kim")])
    assert party.names == (Name("Kim", NameKind.PRIMARY),)
    assert primary_name(party) == "Kim"


@pytest.mark.parametrize(
    ("schema", "screened"),
    [
        ("Person", True),
        ("Vessel", True),
        ("CryptoWallet", True),
        ("Thing", True),
        ("Asset", True),
        ("SchemaOfNextYear", True),
        ("Address", False),
        ("Ownership", False),
        ("Sanction", False),
        ("Position", False),
    ],
)
def test_only_parties_are_screened_and_an_unknown_schema_is_not_dropped(schema: str, screened: bool) -> None:
    assert is_screened(party_of("x", says("x", schema, name="Something"))) is screened


def test_an_entity_without_name_or_identifier_is_not_screened() -> None:
    assert not is_screened(party_of("x", says("x", "Person", country="kp")))
    assert not is_screened(party_of("x", listing("x", "DPRK")))
    assert is_screened(party_of("x", says("x", "Vessel", imoNumber="9319466")))
