"""Party fields of MT messages in all their options."""

from __future__ import annotations

import pytest

from support.payments import identifiers, mt103, names, record
from watchgate.model.party import NameKind
from watchgate.model.record import AddressForm, Record

CREDITOR = ":59:/87654321\r\nATELIER DU PORT"


def with_debtor(field: str) -> Record:
    return record(mt103(field, CREDITOR))


def debtor_names(found: Record) -> list[tuple[str, NameKind]]:
    return [(name.text, name.kind) for one in found.parties if one.role == "debtor" for name in one.party.names]


def test_option_a_is_a_bic() -> None:
    found = with_debtor(":50A:/DE89370400440532013000\r\nHARBDEFF")
    assert ("debtor", "swiftBic", "HARBDEFF") in identifiers(found)
    assert ("debtor_account", "iban", "DE89370400440532013000") in identifiers(found)


def test_option_k_is_a_name_and_an_unstructured_address() -> None:
    found = with_debtor(":50K:/123456\r\nHARBOUR TOOLS\r\nKAI 7\r\nKIEL")
    (party,) = [one for one in found.parties if one.role == "debtor"]
    assert debtor_names(found) == [("HARBOUR TOOLS", NameKind.PRIMARY)]
    assert party.party.addresses == ("KAI 7, KIEL",)
    assert party.address_form is AddressForm.UNSTRUCTURED
    assert ("address", "50K", "KAI 7\nKIEL") in [(text.role, text.element, text.text) for text in found.texts]


def test_option_f_numbers_its_lines() -> None:
    found = with_debtor(
        ":50F:/123456\r\n1/ORLA QUAY\r\n2/KAI 7\r\n3/DE/KIEL\r\n4/19700203\r\n5/KP/WONSAN\r\n6/DE/HARBOUR BANK/7001\r\n"
        "7/KP/563410081\r\n8/SECOND LINE"
    )
    (party,) = [one for one in found.parties if one.role == "debtor"]
    assert debtor_names(found) == [("ORLA QUAY", NameKind.PRIMARY)]
    assert party.party.countries == ("de", "kp")
    assert party.party.birth_dates == ("1970-02-03",)
    assert party.address_form is AddressForm.HYBRID
    assert [(one.kind, one.value, one.country) for one in party.party.identifiers] == [("idNumber", "563410081", "kp")]
    assert {"WONSAN", "HARBOUR BANK", "SECOND LINE"} <= {text.text for text in found.texts}
    assert "a number that one firm gives its customer" in {row.reason for row in found.not_compared}


def test_option_f_may_begin_with_an_identity_paper() -> None:
    found = with_debtor(":50F:CCPT/KP/563410081\r\n1/ORLA QUAY")
    assert ("debtor", "passportNumber", "563410081") in identifiers(found)
    assert debtor_names(found) == [("ORLA QUAY", NameKind.PRIMARY)]


def test_names_on_several_numbered_lines_are_one_name() -> None:
    found = with_debtor(":50F:/1234\r\n1/ORLA QUAY\r\n1/SHIPPING LTD")
    assert debtor_names(found) == [("ORLA QUAY SHIPPING LTD", NameKind.PRIMARY)]


def test_a_long_name_that_goes_on_in_the_next_line_is_an_alias_joined_in_both_ways() -> None:
    found = with_debtor(":50K:/1234\r\nINTERNATIONAL HARBOUR TOOLS AND PAI\r\nNTS LIMITED\r\nKIEL")
    assert debtor_names(found) == [
        ("INTERNATIONAL HARBOUR TOOLS AND PAI", NameKind.PRIMARY),
        ("INTERNATIONAL HARBOUR TOOLS AND PAI NTS LIMITED", NameKind.ALIAS),
        ("INTERNATIONAL HARBOUR TOOLS AND PAINTS LIMITED", NameKind.ALIAS),
    ]


def test_a_short_name_is_joined_where_the_next_line_ends_as_names_of_companies_do() -> None:
    assert debtor_names(with_debtor(":50K:/1234\r\nHARBOUR TOOLS\r\nAND PAINTS CO LTD\r\nKIEL")) == [
        ("HARBOUR TOOLS", NameKind.PRIMARY),
        ("HARBOUR TOOLS AND PAINTS CO LTD", NameKind.ALIAS),
    ]
    assert debtor_names(with_debtor(":50K:/1234\r\nHARBOUR TOOLS\r\nKAI 7")) == [("HARBOUR TOOLS", NameKind.PRIMARY)]


def test_a_name_on_two_or_three_lines_of_words_is_an_alias_joined() -> None:
    field = ":50K:/1234\r\nCOMMITTEE FOR HARBOUR\r\nAND CANAL AFFAIRS OF\r\nTHE UPPER RIVER\r\nKAI 7"
    assert debtor_names(with_debtor(field)) == [
        ("COMMITTEE FOR HARBOUR", NameKind.PRIMARY),
        ("COMMITTEE FOR HARBOUR AND CANAL AFFAIRS OF", NameKind.ALIAS),
    ]
    field = ":50K:/1234\r\nORLA QUAY\r\nSHIPPING AND\r\nTOWAGE"
    assert debtor_names(with_debtor(field))[1:] == [
        ("ORLA QUAY SHIPPING AND", NameKind.ALIAS),
        ("ORLA QUAY SHIPPING AND TOWAGE", NameKind.ALIAS),
    ]


@pytest.mark.parametrize(
    "field", ["HARBOUR TOOLS GMBH\r\nKIEL", "ORLA QUAY\r\nKAI 7", "O QUAY\r\n24103 KIEL\r\nGERMANY"]
)
def test_a_whole_name_and_an_address_with_digits_are_not_joined(field: str) -> None:
    assert len(debtor_names(with_debtor(f":50K:/1234\r\n{field}"))) == 1


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (":52A:CHASUS33", ("debtor_agent", "swiftBic", "CHASUS33")),
        (":52A:/12345678\r\nCHASUS33XXX", ("debtor_agent", "swiftBic", "CHASUS33")),
        (":52A:/C/12345678\r\nCHASUS33XXX", ("debtor_agent_account", "accountNumber", "12345678")),
        (":57D://FW021000089\r\nHARBOUR BANK\r\nNEW YORK", ("creditor_agent", "registrationNumber", "021000089")),
        (":57C://RU044525225", ("creditor_agent", "bikCode", "044525225")),
        (":53B:/DE89370400440532013000", ("instructing_reimbursement_agent_account", "iban", "DE89370400440532013000")),
        (":54A:CHASUS33", ("instructed_reimbursement_agent", "swiftBic", "CHASUS33")),
        (":55A:CHASUS33", ("third_reimbursement_agent", "swiftBic", "CHASUS33")),
        (":56A:CHASUS33", ("intermediary_agent_1", "swiftBic", "CHASUS33")),
        (":51A:CHASUS33", ("instructing_agent", "swiftBic", "CHASUS33")),
        (":72:/INS/CHASUS33", ("previous_instructing_agent_1", "swiftBic", "CHASUS33")),
    ],
)
def test_banks_are_read_in_every_option(field: str, found: tuple[str, str, str]) -> None:
    assert found in identifiers(record(mt103(":50K:/1\r\nA B", CREDITOR, field)))


def test_the_name_of_a_bank_in_option_d_is_compared() -> None:
    found = record(mt103(":50K:/1\r\nA B", CREDITOR, ":57D:HARBOUR BANK\r\nKIEL"))
    assert ("creditor_agent", "HARBOUR BANK") in names(found)


def test_a_bic_that_is_none_is_said_and_read_as_text() -> None:
    found = record(mt103(":50K:/1\r\nA B", CREDITOR, ":57A:HARBOUR BANK"))
    assert "'HARBOUR BANK' is no BIC" in {row.reason for row in found.not_compared}
    assert ("57A", "HARBOUR BANK") in {(text.element, text.text) for text in found.texts}


def test_banks_that_sent_it_on_before_are_parties_by_name_too() -> None:
    found = record(
        mt103(":50K:/1\r\nA B", CREDITOR, ":72:/INS/HARBOUR TRUST CO.\r\n//AMERICAS NEW YORK\r\n/INS/CHASUS33")
    )
    assert ("previous_instructing_agent_1", "HARBOUR TRUST CO.") in names(found)
    assert ("previous_instructing_agent_2", "swiftBic", "CHASUS33") in identifiers(found)
    assert ("bank_to_bank", "/INS/HARBOUR TRUST CO.\nAMERICAS NEW YORK\n/INS/CHASUS33") in {
        (text.role, text.text) for text in found.texts
    }


def test_a_number_that_is_cut_where_a_line_is_full_is_found_once() -> None:
    line = "PAYMENT FOR THE GOOD SHIP IMO 90747"
    found = record(mt103(":50K:/1\r\nA B", CREDITOR, f":70:{line}\r\n29 AT DEUTDEFF"))
    assert [text.text for text in found.texts if text.role == "remittance"] == [f"{line}\n29 AT DEUTDEFF"]
    spotted = [number.value for one in found.parties if one.role == "text" for number in one.party.identifiers]
    assert sorted(spotted) == ["9074729", "DEUTDEFF"]


def test_an_account_line_that_is_no_account_is_read_as_text() -> None:
    found = record(mt103(":50K:/1\r\nA B", CREDITOR, ":52A:/HARBOUR BRANCH\r\nCHASUS33"))
    assert ("52A", "HARBOUR BRANCH") in {(text.element, text.text) for text in found.texts}


def test_first_name_over_family_name_is_one_name_and_a_street_below_a_name_is_none() -> None:
    found = record(mt103(":50K:/1\r\nVLADIMIR\r\nLUND\r\nKIEL", ":59:/2\r\nVERA LUND\r\nHAFENSTR 5"))
    assert ("debtor", "VLADIMIR LUND") in names(found)
    assert {name for role, name in names(found) if role == "creditor"} == {"VERA LUND"}
