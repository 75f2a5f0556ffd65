"""MT files: one or many messages, with blocks missing, cut or broken."""

from __future__ import annotations

import pytest

from support.payments import UETR, identifiers, mt103, names, read, record
from watchgate.model.record import Outcome

COVER = (
    "{1:F01DEUTDEFFAXXX0000000000}{2:O2021000261120CHASUS33AXXX00000000002611201000N}"
    "{3:{119:COV}{121:" + UETR + "}}{4:\r\n:20:C-1\r\n:21:REF-1\r\n:32A:261120USD10,\r\n"
    ":52A:CHASUS33\r\n:57A:DEUTDEFF\r\n:58D:HARBOUR SAVINGS BANK\r\nKIEL\r\n"
    ":50F:/1234\r\n1/VELA SPA\r\n:52A:CITIUS33\r\n:57A:BNPAFRPP\r\n:59:ORTEGA Y HIJOS\r\n"
    ":70:HULL PAINT\r\n:33B:USD10,\r\n-}"
)
EXPECTED = {("debtor", "HARBOUR TOOLS GMBH"), ("creditor", "ATELIER DU PORT")}


def test_a_cover_payment_gives_the_underlying_customers_beside_the_banks() -> None:
    found = record(COVER)
    assert found.kind == "MT202COV"
    assert names(found) == {
        ("creditor", "HARBOUR SAVINGS BANK"),
        ("creditor", "HARBOUR SAVINGS BANK KIEL"),
        ("underlying_debtor", "VELA SPA"),
        ("underlying_creditor", "ORTEGA Y HIJOS"),
    }
    assert {
        ("sender", "swiftBic", "CHASUS33"),
        ("receiver", "swiftBic", "DEUTDEFF"),
        ("debtor", "swiftBic", "CHASUS33"),
        ("underlying_debtor_agent", "swiftBic", "CITIUS33"),
        ("underlying_creditor_agent", "swiftBic", "BNPAFRPP"),
    } <= identifiers(found)
    assert found.references == {"uetr": UETR, "sender_reference": "C-1", "related_reference": "REF-1"}
    assert [(text.role, text.text) for text in found.texts if text.role != "address"] == [
        ("underlying_remittance", "HULL PAINT")
    ]


def test_a_general_transfer_between_banks_has_no_customers() -> None:
    text = COVER.replace("{119:COV}", "").split(":50F:")[0] + "-}"
    found = record(text)
    assert (found.kind, names(found)) == (
        "MT202",
        {("creditor", "HARBOUR SAVINGS BANK"), ("creditor", "HARBOUR SAVINGS BANK KIEL")},
    )


def test_the_stp_flag_names_the_type() -> None:
    assert record(mt103(service="{119:STP}")).kind == "MT103+"


@pytest.mark.parametrize("between", ["", "\r\n", "$", "\r\n$\r\n", "\x03\x01"])
def test_several_messages_in_a_file_are_several_messages(between: str) -> None:
    messages = read(between.join([mt103(reference="R-1"), COVER, mt103(reference="R-3") + "{5:{CHK:ABC}}"]))
    assert [(one.kind, one.message_id) for one in messages] == [("MT103", "R-1"), ("MT202COV", "C-1"), ("MT103", "R-3")]
    assert len({one.bytes_sha256 for one in messages}) == 3


def test_an_acknowledgement_before_a_message_is_part_of_it_and_alone_it_is_unsupported() -> None:
    acknowledgement = "{1:F21DEUTDEFFAXXX0000000000}{4:{177:2611201000}{451:0}}"
    (message,) = read(acknowledgement + mt103())
    assert message.outcome is Outcome.READ
    (alone,) = read(acknowledgement)
    assert (alone.kind, alone.outcome) == ("F21", Outcome.UNSUPPORTED)


def test_blocks_that_are_missing_are_not_needed() -> None:
    whole = mt103()
    block_4 = whole[whole.index("{4:") :]
    for text in (
        block_4,
        whole.replace("{1:F01DEUTDEFFAXXX0000000000}", ""),
        block_4.removeprefix("{4:\r\n"),
        block_4.removeprefix("{4:\r\n").removesuffix("\r\n-}"),
        whole.replace("\r\n", "\n"),
        whole.replace("\r\n-}", "-}"),
        whole.replace("\r\n", "\r"),
        whole.replace("\r\n:", "\r\n  :"),
        whole.replace("}{", "}\r\n{"),
    ):
        assert names(record(text)) == EXPECTED, text
        assert record(text).kind == "MT103"


@pytest.mark.parametrize(
    ("text", "element"),
    [
        (mt103().removesuffix("\r\n-}"), "block 4"),
        ("{1:F01DEUTDEFF", "block 1"),
        ("{1:F01DEUTDEFFAXXX0000000000}{2:XX}{4:\n:20:A\n-}", "block 2"),
        ("{1:F01DEUTDEFFAXXX0000000000}{4:\n:20:A\n-}", "block 2"),
        (mt103(":50K:/1\r\nA B"), ":59a:"),
        (mt103(":59:/1\r\nA B"), ":50a:"),
    ],
)
def test_what_is_broken_is_refused_where_it_is(text: str, element: str) -> None:
    (message,) = read(text)
    assert (message.outcome, message.element) == (Outcome.REFUSED, element)
    assert message.reason


def test_a_cut_message_does_not_take_the_next_one_with_it() -> None:
    first, second = read(mt103(reference="R-1").removesuffix("\r\n-}") + mt103(reference="R-2"))
    assert (first.outcome, second.outcome) == (Outcome.REFUSED, Outcome.READ)


def test_unknown_fields_and_text_in_no_block_are_compared_as_text() -> None:
    found = record(mt103(":50K:/1\r\nA B", ":59:/2\r\nC D", ":99Z:ORLA QUAY") + "{5:{CHK:A}}VERA LUND")
    assert {(text.role, text.text) for text in found.texts} == {("unknown", "ORLA QUAY"), ("envelope", "VERA LUND")}


def test_every_field_that_is_not_compared_is_named() -> None:
    found = record(mt103(service="{108:U-1}{121:" + UETR + "}{433:/AOK/}"))
    assert {row.element: row.reason for row in found.not_compared} == {
        "block 3/108": "a reference",
        "block 3/121": "a reference",
        "block 3/433": "another firm's screening result",
        "20": "a reference",
        "23B": "a code",
        "32A": "an amount",
        "71A": "a code",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_other_encodings_than_the_networks_are_read(encoding: str) -> None:
    text = mt103(":50K:/1\r\nMÜLLER SÖHNE", ":59:/2\r\nC D")
    assert ("debtor", "MÜLLER SÖHNE") in names(record(text.encode(encoding)))


def test_another_type_is_unsupported_and_says_which_are_read() -> None:
    (message,) = read(mt103().replace("{2:I103", "{2:I940"))
    assert (message.outcome, message.kind, message.message_id) == (Outcome.UNSUPPORTED, "MT940", "REF-1")
    assert message.sender == "DEUTDEFF"


def test_a_file_of_broken_messages_is_read_in_time_that_grows_with_its_length() -> None:
    assert len(read("{1:F01X}{4:\n:20:A\n" * 20_000)) == 20_000
    assert len(read("{4:\n:20:A\n-}" * 20_000)) == 20_000
    assert len(read("{4:-}" + "-}   " * 50_000)) == 1
