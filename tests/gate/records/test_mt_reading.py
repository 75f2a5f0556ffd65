"""MT messages become records with the same roles as their ISO 20022 siblings."""

from __future__ import annotations

from support.payments import UETR, identifiers, mt103, names, pacs008, read, record
from watchgate.model.record import Amount, Outcome


def test_a_single_customer_transfer_gives_its_parties_accounts_sums_and_references() -> None:
    found = record(mt103())
    assert found.kind == "MT103"
    assert names(found) == {("debtor", "HARBOUR TOOLS GMBH"), ("creditor", "ATELIER DU PORT")}
    assert ("debtor_account", "accountNumber", "12345678") in identifiers(found)
    assert ("sender", "swiftBic", "DEUTDEFF") in identifiers(found)
    assert ("receiver", "swiftBic", "BNPAFRPP") in identifiers(found)
    assert found.amounts == (Amount("EUR", 125075),)
    assert found.execution_date == "2026-11-20"
    assert found.references == {"uetr": UETR, "sender_reference": "REF-1"}


def test_mt103_and_pacs008_of_one_payment_give_the_same_roles_and_names() -> None:
    mt = record(mt103(":50F:/12345678\r\n1/Harbour Tools GmbH\r\n3/DE/Hamburg", ":59F:1/Atelier du Port\r\n3/FR/Brest"))
    assert names(mt) == names(record(pacs008()))


def test_a_message_without_its_sender_reference_is_refused_there() -> None:
    (message,) = read(mt103().replace(":20:REF-1\r\n", ""))
    assert message.outcome is Outcome.REFUSED
    assert message.element == ":20:"


def test_a_recall_is_unsupported_and_keeps_what_it_recalls() -> None:
    text = (
        "{1:F01DEUTDEFFAXXX0000000000}{2:I192BNPAFRPPXXXXN}{3:{121:"
        + UETR
        + "}}{4:\n:20:C-1\n:21:REF-1\n:79:/DUPL/\n-}"
    )
    (message,) = read(text)
    assert message.outcome is Outcome.UNSUPPORTED
    assert message.references == ({"original_uetr": UETR, "related_reference": "REF-1"},)


def test_trailers_are_named_and_what_is_unknown_behind_the_text_is_compared() -> None:
    found = record(mt103() + "{5:{CHK:0123456789AB}{TNG:}{ZZZ:ORLA QUAY}}{S:{COP:P}SOMEBODY}")
    told = {one.element: one.reason for one in found.not_compared}
    assert told["block 5/CHK"] == "a check sum"
    assert told["block S/COP"] == "a mark of the interface"
    assert {(one.element, one.text) for one in found.texts if one.role == "unknown"} == {
        ("block 5/ZZZ", "ORLA QUAY"),
        ("block S", "SOMEBODY"),
    }


def test_what_is_no_field_of_block_three_is_compared() -> None:
    found = record(mt103(service="{121:" + UETR + "}ORLA QUAY{999:KIEL}"))
    assert {(one.element, one.text) for one in found.texts if one.role == "unknown"} == {
        ("block 3", "ORLA QUAY"),
        ("block 3/999", "KIEL"),
    }


def test_a_block_without_a_terminal_is_compared_as_text() -> None:
    found = record(mt103().replace("{1:F01DEUTDEFFAXXX0000000000}", "{1:ORLA QUAY}"))
    assert ("block 1", "ORLA QUAY") in {(one.element, one.text) for one in found.texts}
