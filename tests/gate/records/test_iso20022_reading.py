"""ISO 20022 messages become records: one a transaction, with all its parties."""

from __future__ import annotations

from support.payments import UETR, app_header, bank, identifiers, names, pacs008, read, record, transfer
from watchgate.gate.records.record_id import record_id
from watchgate.model.record import Amount, Outcome


def test_a_credit_transfer_gives_its_parties_accounts_sums_and_references() -> None:
    found = record(pacs008())
    assert found.kind == "pacs.008.001.08"
    assert names(found) == {("debtor", "Harbour Tools GmbH"), ("creditor", "Atelier du Port")}
    assert identifiers(found) == {
        ("debtor_account", "iban", "DE89370400440532013000"),
        ("debtor_agent", "swiftBic", "DEUTDEFF"),
        ("creditor_agent", "swiftBic", "BNPAFRPP"),
    }
    assert found.amounts == (Amount("EUR", 125075),)
    assert found.references == {"instruction_id": "I-1", "end_to_end_id": "E-1", "uetr": UETR}
    assert (found.message_id, found.transaction_id, found.execution_date) == ("M-1", "I-1", "2026-11-20")
    assert found.rail == "wire"


def test_every_element_that_is_not_compared_is_named_with_its_reason() -> None:
    found = record(pacs008())
    assert {row.element: row.reason for row in found.not_compared} == {
        "GrpHdr/MsgId": "a reference",
        "GrpHdr/CreDtTm": "a date or time",
        "GrpHdr/NbOfTxs": "a number",
        "GrpHdr/SttlmInf/SttlmMtd": "a code",
        "CdtTrfTxInf/PmtId/InstrId": "a reference",
        "CdtTrfTxInf/PmtId/EndToEndId": "a reference",
        "CdtTrfTxInf/PmtId/UETR": "a reference",
        "CdtTrfTxInf/IntrBkSttlmAmt": "an amount",
        "CdtTrfTxInf/IntrBkSttlmDt": "a date",
        "CdtTrfTxInf/ChrgBr": "a code",
    }


def test_each_transaction_is_a_record_and_the_header_belongs_to_all() -> None:
    text = pacs008(
        transfer(number=1),
        transfer(number=2, creditor="<Nm>Vela SpA</Nm>"),
        header=f"<InstgAgt>{bank('CHASUS33')}</InstgAgt>",
    )
    (message,) = read(text)
    first, second = message.records
    assert (first.ordinal, second.ordinal) == (0, 1)
    assert (first.transaction_id, second.transaction_id) == ("I-1", "I-2")
    assert ("creditor", "Vela SpA") in names(second)
    assert ("creditor", "Vela SpA") not in names(first)
    for one in (first, second):
        assert ("instructing_agent", "swiftBic", "CHASUS33") in identifiers(one)
        assert one.sender == "CHASUS33"
    assert first.id != second.id


def test_the_business_header_beside_the_document_is_read() -> None:
    found = record(f"<Envelope>{app_header()}{pacs008()}</Envelope>")
    assert {("sender", "swiftBic", "DEUTDEFF"), ("receiver", "swiftBic", "BNPAFRPP")} <= identifiers(found)
    assert found.sender == "DEUTDEFF"
    assert found.references["business_message_id"] == "B-1"


def test_a_record_id_is_made_of_sender_ids_bytes_and_ordinal() -> None:
    found = record(pacs008())
    assert found.id == record_id(
        sender=found.sender,
        message_id="M-1",
        transaction_id="I-1",
        bytes_sha256=found.bytes_sha256,
        ordinal=0,
    )


def test_a_message_without_a_transaction_is_refused_where_it_should_stand() -> None:
    (message,) = read(pacs008("<!-- none -->"))
    assert message.outcome is Outcome.REFUSED
    assert message.element == "Document/FIToFICstmrCdtTrf"
    assert "no transaction" in message.reason
