"""Whatever comes in, there is an answer, it is whole, and it is the same again."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from support.payments import app_header, mt103, pacs008, transfer
from watchgate.gate.records.read import read_messages
from watchgate.model.record import Message, Outcome

SEEDS = [
    pacs008().encode(),
    f"<Envelope>{app_header()}{pacs008(transfer(), transfer(number=2))}</Envelope>".encode(),
    mt103().encode(),
    mt103(":50F:/1\r\n1/A B\r\n4/19700203", ":59A:/2\r\nHARBDEFF", ":72:/INS/X").encode(),
    b'{"transaction_id":"T","debtor":{"names":["A"]},"amount":1.5,"currency":"EUR"}',
    b"transaction_id,debtor,amount,currency\nT-1,A,1.50,EUR\n",
]
XML = [b"<", b">", b"/>", b"<Nm>", b"</Nm>", b"<Document", b"<!DOCTYPE", b"<![CDATA[", b"]]>", b"&#0;", b"&x;", b"Ccy"]
MT = [b"{1:", b"{4:", b"-}", b"\r\n:", b":50F:", b"1/", b"//", b"$"]
ROWS = [b"{", b"}", b"[", b"]", b'"', b","]
ODD = [b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "²".encode(), "٣".encode(), b"9" * 30, b"<?xml version='1.0'?>"]
PIECES = XML + MT + ROWS + ODD
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES)), max_size=8)
TAGS = ["Dbtr", "Nm", "PstlAdr", "AdrLine", "Ctry", "Id", "OrgId", "Othr", "SchmeNm", "Cd", "FinInstnId", "BICFI", "X"]
TEXTS = st.text(max_size=20) | st.sampled_from(["KP", "DEUTDEFF", "9074729", "NOTPROVIDED", "1.5", "²", "٣"])


def answers(data: bytes) -> list[Message]:
    """The answers, each of them whole."""
    found = list(read_messages(data, name="f"))
    assert found
    for message in found:
        if message.outcome is Outcome.READ:
            assert message.records
            assert len({one.id for one in message.records}) == len(message.records)
            assert {one.bytes_sha256 for one in message.records} == {message.bytes_sha256}
        else:
            assert message.reason
            assert not message.records
        assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message
    return found


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    answers(data)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from([b"", *PIECES])))
)
def test_any_change_of_a_message_has_an_answer_and_the_same_one_again(
    seed: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    data = seed
    for place, length, piece in changes:
        start = int(place * len(data))
        data = data[:start] + piece + data[start + length :]
    assert answers(data) == answers(data)


def elements() -> st.SearchStrategy[str]:
    return st.recursive(
        TEXTS.map(lambda text: f"<![CDATA[{text.replace(']]>', '')}]]>"),
        lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(
            lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
        ),
        max_leaves=12,
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(elements(), max_size=5))
def test_any_structure_of_a_transaction_has_an_answer(inside: list[str]) -> None:
    answers(pacs008(transfer("".join(inside))).encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["50F", "50K", "52D", "59", "70", "72", "33B", "99"]), TEXTS), max_size=8))
def test_any_fields_of_an_mt_have_an_answer(listed: list[tuple[str, str]]) -> None:
    fields = [f":{tag}:{text}" for tag, text in listed]
    answers(mt103(":50K:A B", ":59:C D", *fields).encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["transaction_id", "debtor", "amount", "currency", "parties", "text", "transactions", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "role", "y"]), inner),
            max_leaves=6,
        ),
    )
)
def test_any_json_has_an_answer(item: dict[str, object]) -> None:
    answers(msgspec.json.encode(item))
