from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchgate.model.ftm import schemata
from watchgate.watch.lists.entry import Claim, ListEntry
from watchgate.watch.lists.formats.ofac.party import SDN, OfacParty
from watchgate.watch.lists.formats.ofac.remarks import read_remarks
from watchgate.watch.lists.formats.ofac.remarks_keys import TABLE, keys


def entries(text: str, schema: str = "Person", *, cut: bool = False) -> list[ListEntry]:
    party = OfacParty("7", schema)
    read_remarks(party, text, cut=cut)
    return list(party.entries(SDN))


def claims(text: str, schema: str = "Person") -> set[tuple[str, str]]:
    return {(claim.prop, claim.value) for entry in entries(text, schema) for claim in entry.claims} - {
        ("topics", "sanction"),
        ("authority", "US-OFAC"),
        ("authorityId", "7"),
        ("entity", "ofac-7"),
    }


@pytest.mark.parametrize(
    ("remark", "said"),
    [
        ("DOB 10 Jan 1987.", {("birthDate", "1987-01-10")}),
        ("DOB circa 1962.", {("birthDate", "1962")}),
        ("alt. DOB 1962 to 1964.", {("birthDate", "1962"), ("birthDate", "1963"), ("birthDate", "1964")}),
        ("Alt. POB: Keren Eritrea.", {("birthPlace", "Keren Eritrea")}),
        ("nationality Korea, North.", {("nationality", "kp")}),
        ("alt. citizen Russia.", {("citizenship", "ru")}),
        ("Gender Female.", {("gender", "female")}),
        ("a.k.a. 'BNC'.", {("weakAlias", "BNC")}),
        ('a.k.a. "EL SENOR".', {("weakAlias", "EL SENOR")}),
        ("SSN 523-33-8386 (United States).", {("socialSecurityNumber", "523-33-8386")}),
        ("Website www.vtb.ru; Email Address postman@rosneft.ru.", {("website", "www.vtb.ru")}),
        ("Secondary sanctions risk: section 1(b).", {("provisions", "Secondary sanctions risk: section 1(b)")}),
        ("Listing Date (EO 14024 Directive 3): 24 Feb 2022.", {("listingDate", "2022-02-24")}),
        ("Linked To: LAZARUS GROUP.", {("namesMentioned", "LAZARUS GROUP"), ("role", "linked to")}),
        ("Title Basij Deputy Commander.", {("position", "Basij Deputy Commander")}),
        ("Brigadier General.", {("notes", "Brigadier General")}),
        ("Issuer Name China Mobile Ltd.", {("alias", "China Mobile Ltd")}),
    ],
)
def test_each_key_says_its_property(remark: str, said: set[tuple[str, str]]) -> None:
    assert said <= claims(remark)


def test_a_passport_is_said_of_the_person_and_as_a_document_with_issuer_and_dates() -> None:
    person, document = [*entries("Passport RE0064420 (Saint Kitts and Nevis) issued 10 Nov 2017 expires 09 Nov 2027.")]
    assert Claim("passportNumber", "RE0064420", None, person.claims[0].original) in person.claims
    assert document.schema == "Passport"
    assert {(claim.prop, claim.value) for claim in document.claims} == {
        ("holder", "ofac-7"),
        ("number", "RE0064420"),
        ("type", "Passport"),
        ("country", "kn"),
        ("startDate", "2017-11-10"),
        ("endDate", "2027-11-09"),
    }


def test_a_document_told_twice_is_one_that_says_both() -> None:
    found = entries("Passport A1234 (Iran) issued 01 Jan 2000; alt. Passport A1234 (Iran) expires 01 Jan 2010.")
    documents = [entry for entry in found if entry.schema == "Passport"]
    assert len(documents) == 1
    dates = {(claim.prop, claim.value) for claim in documents[0].claims} & {
        ("startDate", "2000-01-01"),
        ("endDate", "2010-01-01"),
    }
    assert len(dates) == 2


def test_brackets_that_belong_to_a_number_stay_in_it() -> None:
    assert ("idNumber", "D489833(9)") in claims("National ID No. D489833(9) (Hong Kong).")


@pytest.mark.parametrize(
    ("remark", "number", "document"),
    [
        ("Passport D000000483, Diplomatic (Syria).", "D000000483", {("summary", "Diplomatic"), ("country", "sy")}),
        ("National ID No.: 1372584, Kenya.", "1372584", {("country", "ke")}),
        ("Matricula Mercantil No 211041-12 (Medellin).", "211041-12", {("summary", "Medellin")}),
        ("National ID No. R.E. 201000798316 (Spain).", "R.E. 201000798316", {("country", "es")}),
        ("Passport I066302 (Cabo Verde.  Previously Cape Verde.).", "I066302", {("country", "cv")}),
    ],
)
def test_what_stands_beside_a_number_is_said_of_the_document(
    remark: str, number: str, document: set[tuple[str, str]]
) -> None:
    found = entries(remark)
    assert number in {claim.value for claim in found[0].claims}
    assert document <= {(claim.prop, claim.value) for claim in found[1].claims}


def test_the_nationality_of_an_aircraft_is_its_country() -> None:
    assert ("country", "ru") in claims("Nationality of Registration Russia.", "Airplane")
    assert ("jurisdiction", "ru") in claims("Nationality of Registration Russia.", "Organization")


def test_a_sentence_is_no_number() -> None:
    part = "Interpol: Red Notice. File No. 2009/3599. March 24, 2009. Orange Notice"
    assert ("notes", part) in claims(f"{part}.")


def test_an_imo_number_is_one_under_any_key() -> None:
    assert ("imoNumber", "9187629") in claims("Vessel Registration Identification IMO 9187629.", "Vessel")
    assert ("imoNumber", "4063585") in claims("Identification Number IMO 4063585 (Iran).", "Organization")


def test_a_wallet_keeps_its_case_and_is_one_under_two_currencies() -> None:
    address = "0xF7B31119c2682c88d88D455dBb9d5932c65Cf1bE"
    found = entries(f"Digital Currency Address - ETH {address}; alt. Digital Currency Address - USDT {address}.")
    wallets = [entry for entry in found if entry.schema == "CryptoWallet"]
    assert len(wallets) == 1
    assert [claim.value for claim in wallets[0].claims if claim.prop == "publicKey"] == [address]
    assert [claim.value for claim in wallets[0].claims if claim.prop == "currency"] == ["ETH", "USDT"]


def test_a_security_makes_its_issuer_a_company() -> None:
    assert entries("ISIN US1694261033.", "Organization")[0].schema == "Company"


def test_what_the_schema_has_no_property_for_stays_a_note() -> None:
    assert ("notes", "DOB 1962") in claims("DOB 1962.", "Vessel")


@pytest.mark.parametrize(
    "part", ["DOB Smarch 1962", "nationality: Eritrean people", "Passport seized at the border", "Gender Unknown"]
)
def test_a_value_that_is_not_of_its_keys_form_stays_a_note(part: str) -> None:
    assert ("notes", part) in claims(f"{part}.")


def test_the_broken_end_of_cut_remarks_is_a_note_and_no_address() -> None:
    found = entries("Phone Number 1; Digital Currency Address - XBT 1GqChmWqGts", cut=True)
    assert [entry.schema for entry in found] == ["Person"]
    assert ("notes", "Digital Currency Address - XBT 1GqChmWqGts") in {
        (claim.prop, claim.value) for claim in found[0].claims
    }


def test_the_table_names_properties_that_exist_and_no_key_twice() -> None:
    rows = [row for rows in keys().values() for row in rows]
    assert len(rows) == len({wording.lower() for wording, _, _ in rows})
    assert len(rows) == len([line for line in TABLE.splitlines() if line.strip()])
    holders = ("Person", "Company", "Vessel", "Airplane", "Sanction", "CryptoWallet")
    known = {prop for name in holders for prop in schemata()[name].properties} | {"linked to", ""}
    assert {prop for _, _, prop in rows} <= known
    readings = {"text", "date", "country", "gender", "number", "passport", "currency", "link", "listing", "day"}
    assert {reading for _, reading, _ in rows} <= readings | {"address", "note"}


WORDS = st.sampled_from(
    [wording for rows in keys().values() for wording, _, _ in rows] + ["alt. ", "; ", "(Iran)", "issued 1 Jan 2000"]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=12), st.sampled_from(["Person", "Vessel", "Thing"]))
def test_no_word_of_remarks_is_lost(words: list[str], schema: str) -> None:
    text = " ".join(words)
    party = OfacParty("7", schema)
    read_remarks(party, text)
    said = " ".join(
        f"{claim.value} {claim.original or ''}" for entry in party.entries(SDN) for claim in entry.claims
    ).lower()
    wordings = " ".join(wording.lower() for rows in keys().values() for wording, _, _ in rows)
    for word in text.replace(";", " ").split():
        bare = word.strip(":.#,-'\"()").lower()
        assert bare in said or bare in wordings or bare in ("alt", "no"), word


def test_a_part_that_only_repeats_the_title_is_no_note() -> None:
    party = OfacParty("1", "Person")
    party.say("position", "Director of A; Managing Director of A")
    read_remarks(party, "Managing Director of A; ICTY indictee.")
    assert [claim.value for claim in party.claims if claim.prop == "notes"] == ["ICTY indictee"]
