"""Messages are found in whatever is wrapped around them, and nothing that stands around them is lost."""

from __future__ import annotations

import pytest

from support.payments import NAMESPACE, UETR, app_header, identifiers, names, pacs008, read, record, transfer
from watchgate.model.record import Outcome

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"]
HIDDEN = [
    "Kim<!-- --> Jong",
    "Kim<?x y?> Jong",
    "<![CDATA[Kim Jong]]>",
    "Kim&#32;Jong",
    "  Kim\n  Jong ",
    "Ki<![CDATA[m]]> J&#x6f;ng",
]
EXPECTED = {("debtor", "Harbour Tools GmbH"), ("creditor", "Atelier du Port")}


@pytest.mark.parametrize(
    "text",
    [
        f"<?xml version='1.0' encoding='UTF-8'?>{pacs008()}",
        f"<!-- a remark --><?note it?>\n{pacs008()}",
        f"<Envelope>{app_header()}{pacs008()}</Envelope>",
        f'<s:Body xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><w><w><w>{pacs008()}</w></w></w></s:Body>',
        f"<Payload><![CDATA[{pacs008()}]]></Payload>",
        f"<Payload><![CDATA[<?xml version='1.0' encoding='UTF-16'?>{app_header()}]]></Payload>{pacs008()}",
        f"{app_header()}{pacs008()}",
        f"<?xml version='1.0'?>{app_header()}<?xml version='1.0'?>{pacs008()}",
        pacs008().removeprefix(f'<Document xmlns="{NAMESPACE}pacs.008.001.08">').removesuffix("</Document>"),
    ],
)
def test_the_message_is_found(text: str) -> None:
    assert names(record(text)) == EXPECTED


def test_text_that_calls_itself_utf_16_and_is_not_is_read() -> None:
    assert names(record(f"<?xml version='1.0' encoding='UTF-16'?>{pacs008()}")) == EXPECTED


def test_any_prefix_will_do() -> None:
    text = pacs008().replace("<", "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p=")
    assert names(record(text)) == EXPECTED


def test_each_of_several_documents_is_a_message_with_the_header_before_it_and_bytes_of_its_own() -> None:
    text = (
        f"<All>{app_header(sender='DEUTDEFF')}{pacs008(message_id='M-1')}"
        f"{app_header(sender='CHASUS33')}{pacs008(message_id='M-2')}{pacs008(message_id='M-3')}</All>"
    )
    messages = read(text)
    assert [(one.message_id, one.sender) for one in messages] == [("M-1", "DEUTDEFF"), ("M-2", "CHASUS33"), ("M-3", "")]
    assert len({one.bytes_sha256 for one in messages}) == 3
    assert read(f"<Other>{text}</Other>")[1].bytes_sha256 == messages[1].bytes_sha256


def test_a_header_behind_its_document_is_its_header() -> None:
    assert record(f"<All>{pacs008()}{app_header()}</All>").sender == "DEUTDEFF"


def test_what_the_wrapper_says_is_compared_as_text() -> None:
    found = record(f"<Mail><Subject>for the captain of IMO 9074729</Subject>{pacs008()}</Mail>")
    assert [(text.role, text.element) for text in found.texts] == [("envelope", "Mail/Subject")]
    assert ("text", "imoNumber", "9074729") in identifiers(found)


def test_a_broken_message_beside_good_ones_is_refused_alone() -> None:
    first, second = read(f"<All>{pacs008('<x/>')}{pacs008()}</All>")
    assert (first.outcome, second.outcome) == (Outcome.REFUSED, Outcome.READ)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_declared_encodings_and_byte_order_marks_are_read(encoding: str) -> None:
    declared = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    text = f"<?xml version='1.0' encoding='{declared}'?>{pacs008(transfer(debtor='<Nm>Müller Söhne</Nm>'))}"
    assert ("debtor", "Müller Söhne") in names(record(text.encode(encoding)))


@pytest.mark.parametrize("name", HIDDEN)
def test_comments_instructions_sections_and_escapes_hide_no_name(name: str) -> None:
    assert ("debtor", "Kim Jong") in names(record(pacs008(transfer(debtor=f"<Nm>{name}</Nm>"))))


def test_text_beside_elements_and_unknown_elements_and_attributes_are_compared_as_text() -> None:
    found = record(
        pacs008(
            transfer(
                "<NewThing><Deep kind='Selma Port'>Orla Quay</Deep></NewThing>stray Vessel Line",
                debtor="<Nm>Harbour Tools GmbH<Inner>Vera Lund</Inner></Nm>",
            )
        )
    )
    texts = {text.text: text.element for text in found.texts}
    assert texts == {
        "Orla Quay": "CdtTrfTxInf/NewThing/Deep",
        "stray Vessel Line": "CdtTrfTxInf",
        "Vera Lund": "CdtTrfTxInf/Dbtr/Nm/Inner",
        "Selma Port": "@kind",
    }


@pytest.mark.parametrize(
    ("kind", "root"), [("camt.056.001.08", "FIToFIPmtCxlReq"), ("camt.029.001.09", "RsltnOfInvstgtn")]
)
def test_a_recall_and_its_answer_are_unsupported_and_keep_what_they_are_about(kind: str, root: str) -> None:
    inside = (
        f"<Assgnmt><Id>C-1</Id></Assgnmt><Undrlyg><OrgnlGrpInf><OrgnlMsgId>M-1</OrgnlMsgId></OrgnlGrpInf>"
        f"<TxInf><OrgnlInstrId>I-1</OrgnlInstrId><OrgnlUETR>{UETR}</OrgnlUETR></TxInf>"
        "<TxInf><OrgnlInstrId>I-2</OrgnlInstrId></TxInf></Undrlyg>"
    )
    (message,) = read(
        f'<E>{app_header(kind)}<Document xmlns="{NAMESPACE}{kind}"><{root}>{inside}</{root}></Document></E>'
    )
    assert (message.outcome, message.kind, message.message_id) == (Outcome.UNSUPPORTED, kind, "C-1")
    assert message.sender == "DEUTDEFF"
    assert "linked" in message.reason
    assert message.references == (
        {"original_message_id": "M-1", "original_instruction_id": "I-1", "original_uetr": UETR},
        {"original_message_id": "M-1", "original_instruction_id": "I-2"},
    )


def test_another_type_is_unsupported_and_says_which_are_read() -> None:
    inside = "<BkToCstmrStmt><GrpHdr><MsgId>S-1</MsgId></GrpHdr></BkToCstmrStmt>"
    (message,) = read(f'<Document xmlns="{NAMESPACE}camt.053.001.08">{inside}</Document>')
    assert (message.outcome, message.message_id) == (Outcome.UNSUPPORTED, "S-1")
    assert "camt.053.001.08 is not a type that is decided here" in message.reason


def test_a_document_with_two_messages_is_refused_and_loses_neither() -> None:
    inner = pacs008(transfer(creditor="<Nm>Kim Jong</Nm>"))
    second = inner[inner.index("<FIToFI") : inner.index("</Document>")]
    (message,) = read(pacs008().replace("</Document>", f"{second}</Document>"))
    assert message.outcome is Outcome.REFUSED
    assert "more than one message" in message.reason


def test_a_header_that_belongs_to_no_message_is_compared_as_text() -> None:
    found = record(f"<All>{app_header(sender='CHASUS33')}{app_header(sender='DEUTDEFF')}{pacs008()}</All>")
    assert found.sender == "DEUTDEFF"
    assert ("text", "swiftBic", "CHASUS33") in identifiers(found)


def test_long_names_of_elements_within_each_other_fill_no_memory() -> None:
    tags = [f"n{number}{'x' * 2_000}" for number in range(100)]
    begin, end = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
    leaves = "".join(f"<leaf{number}>x</leaf{number}>" for number in range(50))
    outside = record(f"{begin}{leaves}{pacs008()}{end}")
    inside = record(pacs008(transfer(f"<SplmtryData>{begin}{leaves}{end}</SplmtryData>")))
    for found in (outside, inside):
        assert "".join(text.text for text in found.texts).count("x") == 50
        assert max(len(text.element) for text in found.texts) <= 1_000
