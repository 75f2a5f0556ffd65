"""Hostile XML is refused with its reason, in bounded time and memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.payments import pacs008, read, transfer
from watchgate.gate.records.xml_door import MAX_BYTES
from watchgate.model.record import Outcome

LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def refusal(data: str | bytes) -> str:
    (message,) = read(data)
    assert message.outcome is Outcome.REFUSED
    assert message.records == ()
    return message.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    assert "document type" in refusal(f"<!-- --> {LAUGHS}{pacs008()}".encode(encoding))


def test_the_words_of_a_document_type_in_a_text_refuse_nothing() -> None:
    (message,) = read(pacs008(transfer("<RmtInf><Ustrd><![CDATA[<!DOCTYPE x>]]></Ustrd></RmtInf>")))
    assert message.outcome is Outcome.READ


def test_an_entity_of_the_outside_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("open sesame")
    text = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>{pacs008(transfer(debtor="<Nm>&x;</Nm>"))}'
    assert "sesame" not in refusal(text)


def test_an_entity_without_declaration_is_refused() -> None:
    assert "not well-formed" in refusal(pacs008(transfer(debtor="<Nm>&x;</Nm>")))


def test_several_documents_do_not_bring_a_document_type_in() -> None:
    assert "document type" in refusal(f"{pacs008()}{LAUGHS}{pacs008()}")


def test_deep_nesting_is_refused() -> None:
    assert "deeper" in refusal("<a>" * 5_000 + pacs008() + "</a>" * 5_000)


def test_nesting_that_the_parser_takes_is_walked() -> None:
    depth = 240
    (message,) = read(pacs008(transfer("<x>" * depth + "Orla Quay" + "</x>" * depth)))
    assert [text.text for text in message.records[0].texts] == ["Orla Quay"]


@pytest.mark.parametrize(
    "text",
    ["<", "<a", "<a>", "<a></b>", "<a/><b", "<Document", f"{pacs008()}<", pacs008()[:-40], "<a>\x01</a>", "<?xml"],
)
def test_broken_xml_is_refused(text: str) -> None:
    assert "not well-formed" in refusal(text)


def test_xml_without_a_message_says_so() -> None:
    (message,) = read("<order><item/></order>")
    assert (message.element, "no Document element" in message.reason) == ("order", True)


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    assert "larger than 32 MiB" in refusal(b"<a>" + b" " * MAX_BYTES + b"</a>")


def test_an_element_that_is_too_long_is_refused_where_it_stands() -> None:
    (message,) = read(pacs008(transfer(f"<RmtInf><Ustrd>{'x ' * 600_000}</Ustrd></RmtInf>")))
    assert message.element == "CdtTrfTxInf/RmtInf/Ustrd"
    assert "longer than 1,000,000 characters" in message.reason


def test_long_text_is_compared_in_pieces_that_overlap() -> None:
    text = "word " * 7_000 + "Orla Quay"
    (message,) = read(pacs008(transfer(f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>")))
    pieces = [one.text for one in message.records[0].texts]
    assert len(pieces) == 2
    assert pieces[0][-200:] == pieces[1][:200]
    assert pieces[1].endswith("Orla Quay")


def test_a_party_of_endless_values_is_refused() -> None:
    assert "more than 1,000 values" in refusal(pacs008(transfer(debtor="<Nm>A B</Nm>" * 5_000)))


def test_a_header_that_says_too_much_for_many_transactions_is_refused() -> None:
    header = "".join(f"<InstgAgt><FinInstnId><Nm>Bank {number}</Nm></FinInstnId></InstgAgt>" for number in range(3_000))
    assert "says too much" in refusal(pacs008(*["<CdtTrfTxInf/>"] * 2_000, header=header))


def test_invented_tags_do_not_stay_in_memory() -> None:
    from watchgate.gate.records.element_table import KNOWN_TAGS_MAX, _Children

    tags = "".join(f"<t{number}>x</t{number}>" for number in range(KNOWN_TAGS_MAX + 10))
    read(pacs008(transfer(tags)))
    assert _Children.known <= KNOWN_TAGS_MAX
    assert read(pacs008())[0].outcome is Outcome.READ


@pytest.mark.parametrize(
    ("broken", "element"),
    [
        ("<Cdtr><Nm>Harbour", "CdtTrfTxInf/Cdtr/Nm"),
        ("<Cdtr><Nm>Harbour</Cdtr>", "CdtTrfTxInf/Cdtr/Nm"),
        ("<Cdtr><Nm>Har&x;bour</Nm>", "CdtTrfTxInf/Cdtr/Nm"),
        ("<Cdtr><Nm>Har\x01bour</Nm>", "CdtTrfTxInf/Cdtr/Nm"),
        ("<Cdtr Ccy=>", "CdtTrfTxInf"),
    ],
)
def test_where_a_message_breaks_off_is_said_as_the_elements_that_are_open(broken: str, element: str) -> None:
    (message,) = read(pacs008(f"<CdtTrfTxInf>{broken}"))
    assert message.outcome is Outcome.REFUSED
    assert message.element == f"Document/FIToFICstmrCdtTrf/{element}"
