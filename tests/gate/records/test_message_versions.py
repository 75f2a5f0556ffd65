"""Every version of a supported type is read, in the form of its time."""

from __future__ import annotations

import pytest

from support.payments import NAMESPACE, UETR, bank, identifiers, names, pacs008, read, record, transfer
from watchgate.model.record import Amount, Outcome

VERSIONS = [f"{number:02}" for number in range(1, 14)]

OLD_TRANSFER = """<CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId><TxId>T-1</TxId></PmtId>
<IntrBkSttlmAmt Ccy="JPY">500</IntrBkSttlmAmt><ChrgBr>SLEV</ChrgBr>
<Dbtr><Nm>Harbour Tools GmbH</Nm><Id><OrgId><BEI>HARBDEFF</BEI></OrgId></Id><CtryOfRes>DE</CtryOfRes></Dbtr>
<DbtrAcct><Id><BBAN>0532013000</BBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BIC>DEUTDEFF</BIC></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><CmbndId><ClrSysMmbId><USCHU>123456</USCHU></ClrSysMmbId><Nm>Old Harbor Bank</Nm></CmbndId>
</FinInstnId></CdtrAgt>
<Cdtr><Nm>Atelier du Port</Nm><Id><PrvtId><PsptNb>563410081</PsptNb><Issr>FR</Issr></PrvtId></Id></Cdtr>
</CdtTrfTxInf>"""


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_every_version_of_pacs008_is_read(version: str) -> None:
    found = record(pacs008(version=version))
    assert found.kind == f"pacs.008.001.{version}"
    assert names(found) == {("debtor", "Harbour Tools GmbH"), ("creditor", "Atelier du Port")}


def test_the_first_version_of_pacs008_is_read_with_the_elements_of_its_time() -> None:
    text = pacs008(OLD_TRANSFER, version="01").replace("FIToFICstmrCdtTrf", "pacs.008.001.01")
    found = record(text)
    assert found.kind == "pacs.008.001.01"
    assert names(found) == {
        ("debtor", "Harbour Tools GmbH"),
        ("creditor", "Atelier du Port"),
        ("creditor_agent", "Old Harbor Bank"),
    }
    assert {
        ("debtor", "swiftBic", "HARBDEFF"),
        ("debtor_account", "accountNumber", "0532013000"),
        ("debtor_agent", "swiftBic", "DEUTDEFF"),
        ("creditor_agent", "registrationNumber", "123456"),
        ("creditor", "passportNumber", "563410081"),
    } <= identifiers(found)
    assert found.transaction_id == "T-1"
    assert found.amounts == (Amount("JPY", 500),)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_every_version_of_pacs009_is_read_and_its_cover_is_the_underlying_payment(version: str) -> None:
    root = "FinInstnCdtTrf" if version == "02" else "FICdtTrf"
    text = (
        f'<Document xmlns="{NAMESPACE}pacs.009.001.{version}"><{root}><GrpHdr><MsgId>M-9</MsgId></GrpHdr><CdtTrfTxInf>'
        f"<PmtId><InstrId>I-9</InstrId><UETR>{UETR}</UETR></PmtId>"
        '<IntrBkSttlmAmt Ccy="EUR">10.00</IntrBkSttlmAmt>'
        f"<Dbtr>{bank('DEUTDEFF')}</Dbtr><Cdtr><FinInstnId><Nm>Harbour Savings Bank</Nm></FinInstnId></Cdtr>"
        "<UndrlygCstmrCdtTrf><Dbtr><Nm>Vela SpA</Nm></Dbtr><Cdtr><Nm>Ortega y Hijos</Nm></Cdtr>"
        "<RmtInf><Ustrd>hull paint</Ustrd></RmtInf></UndrlygCstmrCdtTrf></CdtTrfTxInf>"
        f"</{root}></Document>"
    )
    found = record(text)
    assert names(found) == {
        ("creditor", "Harbour Savings Bank"),
        ("underlying_debtor", "Vela SpA"),
        ("underlying_creditor", "Ortega y Hijos"),
    }
    assert ("debtor", "swiftBic", "DEUTDEFF") in identifiers(found)
    assert [(text.role, text.text) for text in found.texts] == [("underlying_remittance", "hull paint")]


def pacs004(inside: str, version: str = "09") -> str:
    return (
        f'<Document xmlns="{NAMESPACE}pacs.004.001.{version}"><PmtRtr><GrpHdr><MsgId>M-4</MsgId></GrpHdr>'
        f"<OrgnlGrpInf><OrgnlMsgId>M-1</OrgnlMsgId></OrgnlGrpInf>{inside}</PmtRtr></Document>"
    )


RETURN = f"""<TxInf><RtrId>R-1</RtrId><OrgnlEndToEndId>E-1</OrgnlEndToEndId><OrgnlUETR>{UETR}</OrgnlUETR>
<RtrdIntrBkSttlmAmt Ccy="EUR">1250.75</RtrdIntrBkSttlmAmt>
<RtrChain><Dbtr><Pty><Nm>Atelier du Port</Nm></Pty></Dbtr><Cdtr><Agt>{bank("CHASUS33")}</Agt></Cdtr></RtrChain>
<RtrRsnInf><Orgtr><Nm>Quay Clearing</Nm></Orgtr><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed by M. Fontaine</AddtlInf>
</RtrRsnInf>
<OrgnlTxRef><Dbtr><Pty><Nm>Harbour Tools GmbH</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Atelier du Port</Nm></Pty></Cdtr>
</OrgnlTxRef></TxInf>"""


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_a_return_keeps_the_parties_of_its_chain_and_of_the_original_payment(version: str) -> None:
    found = record(pacs004(RETURN, version))
    assert names(found) == {
        ("debtor", "Atelier du Port"),
        ("return_originator", "Quay Clearing"),
        ("original_debtor", "Harbour Tools GmbH"),
        ("original_creditor", "Atelier du Port"),
    }
    assert ("creditor", "swiftBic", "CHASUS33") in identifiers(found)
    assert found.references["original_uetr"] == UETR
    assert found.references["original_message_id"] == "M-1"
    assert found.transaction_id == "R-1"


def test_a_return_of_a_whole_group_names_no_transaction_and_is_one_record() -> None:
    found = record(pacs004(""))
    assert (found.kind, found.references["original_message_id"]) == ("pacs.004.001.09", "M-1")


PAIN = """<CstmrCdtTrfInitn><GrpHdr><MsgId>M-P</MsgId><NbOfTxs>3</NbOfTxs><InitgPty><Nm>Payroll House</Nm></InitgPty>
</GrpHdr><PmtInf><PmtInfId>B-1</PmtInfId><ReqdExctnDt>{date}</ReqdExctnDt><Dbtr><Nm>Harbour Tools GmbH</Nm></Dbtr>
<CdtTrfTxInf><PmtId><EndToEndId>E-1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">10</InstdAmt></Amt>
<Cdtr><Nm>Ada Brandt</Nm></Cdtr></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>E-2</EndToEndId></PmtId><Amt><EqvtAmt><Amt Ccy="USD">11.5</Amt><CcyOfTrf>EUR</CcyOfTrf>
</EqvtAmt></Amt><Cdtr><Nm>Ben Castell</Nm></Cdtr></CdtTrfTxInf></PmtInf>
<PmtInf><PmtInfId>B-2</PmtInfId><Dbtr><Nm>Harbour Paint GmbH</Nm></Dbtr>
<CdtTrfTxInf><PmtId><EndToEndId>E-3</EndToEndId></PmtId><Cdtr><Nm>Cleo Dahl</Nm></Cdtr></CdtTrfTxInf></PmtInf>
</CstmrCdtTrfInitn>"""


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_a_payment_order_gives_a_record_for_each_credit_with_the_parties_of_its_batch(version: str) -> None:
    date = "2026-11-23" if int(version) < 8 else "<Dt>2026-11-23</Dt>"
    (message,) = read(f'<Document xmlns="{NAMESPACE}pain.001.001.{version}">{PAIN.format(date=date)}</Document>')
    first, second, third = message.records
    assert names(first) == {
        ("initiating_party", "Payroll House"),
        ("debtor", "Harbour Tools GmbH"),
        ("creditor", "Ada Brandt"),
    }
    assert ("debtor", "Harbour Paint GmbH") in names(third)
    assert ("debtor", "Harbour Tools GmbH") not in names(third)
    assert (first.execution_date, second.execution_date, third.execution_date) == ("2026-11-23", "2026-11-23", None)
    assert (first.amounts, second.amounts) == ((Amount("EUR", 1000),), (Amount("USD", 1150),))
    assert (second.references["payment_information_id"], third.references["payment_information_id"]) == ("B-1", "B-2")
    assert message.sender == "Payroll House"


def test_the_first_payment_orders_name_group_and_transactions_otherwise() -> None:
    found = record(
        f'<Document xmlns="{NAMESPACE}pain.001.001.01"><pain.001.001.01><GrpHdr><GrpId>G-1</GrpId></GrpHdr><PmtInf>'
        "<Dbtr><Nm>Harbour Tools GmbH</Nm></Dbtr><PmtTx><PmtId><EndToEndId>E-1</EndToEndId></PmtId>"
        "<Cdtr><Nm>Ada Brandt</Nm></Cdtr></PmtTx></PmtInf></pain.001.001.01></Document>"
    )
    assert found.message_id == "G-1"
    assert names(found) == {("debtor", "Harbour Tools GmbH"), ("creditor", "Ada Brandt")}


def test_national_versions_of_the_definitions_are_read() -> None:
    for namespace in (
        "http://www.six-interbank-clearing.com/de/pacs.008.001.02.ch.02",
        "urn:iso:std:iso:20022:tech:xsd:$pacs.008.001.02",
        "urn:swift:xsd:pacs.008.001.02",
    ):
        found = record(pacs008(version="02").replace(f"{NAMESPACE}pacs.008.001.02", namespace))
        assert found.kind == "pacs.008.001.02"


def test_a_number_of_transactions_that_is_not_true_is_said_and_nothing_is_refused() -> None:
    found = record(pacs008(transfer()).replace("<NbOfTxs>1<", "<NbOfTxs>3<"))
    assert "says 3 transactions, the message holds 1" in {row.reason for row in found.not_compared}


def test_a_namespace_and_a_message_element_that_contradict_each_other_are_refused() -> None:
    (message,) = read(pacs008().replace("pacs.008.001.08", "pacs.009.001.08"))
    assert message.outcome is Outcome.REFUSED
    assert message.element == "Document/FIToFICstmrCdtTrf"
    assert message.kind == "pacs.009.001.08"


def test_a_message_id_of_white_space_is_what_the_schema_allows() -> None:
    assert record(pacs008(message_id="  ")).message_id == ""
    (message,) = read(pacs008().replace("<MsgId>M-1</MsgId>", ""))
    assert message.element == "Document/FIToFICstmrCdtTrf/GrpHdr/MsgId"
