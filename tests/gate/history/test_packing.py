"""Packing: what is put away comes back, every field of it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchgate.gate.history.entry import Received
from watchgate.gate.history.numbers import packed_numbers, unpacked_numbers
from watchgate.gate.history.packing import (
    deflate,
    inflate,
    not_compared_of,
    pack,
    pack_party,
    record_of,
    unpack,
    unpack_party,
)
from watchgate.gate.history.preparing import pack_original, packed_small, unpack_original
from watchgate.model.decision import Decision, Match, Verdict
from watchgate.model.party import Identifier, Name, NameKind, Party
from watchgate.model.record import AddressForm, Amount, NotCompared, Record, RecordParty, Text

texts = st.text(max_size=20)
maybe = st.none() | texts
parties = st.builds(
    Party,
    id=texts,
    schema=texts,
    names=st.lists(st.builds(Name, texts, st.sampled_from(NameKind), maybe), max_size=3).map(tuple),
    birth_dates=st.lists(texts, max_size=2).map(tuple),
    countries=st.lists(texts, max_size=2).map(tuple),
    genders=st.lists(texts, max_size=2).map(tuple),
    identifiers=st.lists(st.builds(Identifier, texts, texts, maybe), max_size=2).map(tuple),
    addresses=st.lists(texts, max_size=2).map(tuple),
)
not_compared = st.lists(st.builds(NotCompared, texts, texts), max_size=3).map(tuple)
records = st.builds(
    Record,
    id=st.just("ab" * 32),
    kind=st.just("pacs.008.001.08"),
    bytes_sha256=st.just("cd" * 32),
    sender=texts,
    message_id=texts,
    transaction_id=texts,
    ordinal=st.integers(0, 10**6),
    rail=texts,
    execution_date=maybe,
    customer=texts,
    parties=st.lists(st.builds(RecordParty, texts, parties, texts, st.sampled_from(AddressForm)), max_size=3).map(
        tuple
    ),
    amounts=st.lists(st.builds(Amount, texts, st.integers(-(2**127) + 1, 2**127 - 1)), max_size=3).map(tuple),
    references=st.dictionaries(texts, texts, max_size=3),
    texts=st.lists(st.builds(Text, texts, texts, texts), max_size=3).map(tuple),
    not_compared=not_compared,
)


@st.composite
def decisions(draw: st.DrawFn, record: Record) -> Decision:
    own = draw(not_compared)
    return Decision(
        record_id=record.id,
        verdict=draw(st.sampled_from(Verdict)),
        decided_at=1,
        position=2,
        policy_sha256="ef" * 32,
        engine="e",
        weights="w",
        lag=draw(texts),
        matches=tuple(
            draw(
                st.lists(
                    st.builds(
                        Match, role=texts, element=texts, text=texts, entity_id=texts, score=st.integers(0, 1000)
                    ),
                    max_size=2,
                )
            )
        ),
        not_compared=draw(st.sampled_from([own, (*record.not_compared, *own), record.not_compared])),
        rule=draw(texts),
        reason=draw(texts),
        hold_until=draw(st.none() | st.integers(0, 2**62)),
        after_hold=draw(texts),
        decide_again_on=draw(texts),
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_record_and_decision_come_back_as_they_were(data: st.DataObject) -> None:
    record = data.draw(records)
    decision = data.draw(decisions(record))
    packed = unpack(deflate(pack(record, decision)))
    again = record_of(
        packed,
        record_id=record.id,
        kind=record.kind,
        bytes_sha256=record.bytes_sha256,
        parties=[unpack_party(pack_party(one.party)) for one in record.parties],
        texts=[one.text for one in record.texts],
    )
    assert again == record
    for field in ("rule", "reason", "matches", "hold_until", "after_hold", "decide_again_on", "lag"):
        assert getattr(packed, field) == getattr(decision, field)
    assert not_compared_of(packed) == decision.not_compared


def test_no_field_of_a_record_or_a_decision_is_unknown_to_the_packing() -> None:
    in_columns = {
        "record_id",
        "verdict",
        "decided_at",
        "position",
        "policy_sha256",
        "engine",
        "weights",
        "exceptions_position",
        "warnings",
        "previous",
        "sha256",
    }
    packed = {"lag", "matches", "not_compared", "rule", "reason", "hold_until", "after_hold", "decide_again_on"}
    assert {one.name for one in msgspec.structs.fields(Decision)} == in_columns | packed
    assert {one.name for one in msgspec.structs.fields(Record)} == {
        *("id", "kind", "bytes_sha256", "sender", "message_id", "transaction_id", "ordinal", "rail"),
        *("execution_date", "customer", "parties", "amounts", "references", "texts", "not_compared"),
    }
    assert {one.name for one in msgspec.structs.fields(Party)} == {
        *("id", "schema", "names", "birth_dates", "countries", "genders", "identifiers", "addresses"),
    }


def test_the_words_make_a_payment_small_and_other_words_are_not_understood() -> None:
    assert inflate(deflate(b"CdtTrfTxInf/Dbtr")) == b"CdtTrfTxInf/Dbtr"
    with pytest.raises(ValueError, match="packed in version"):
        inflate(b"\x07abc")


@pytest.mark.parametrize("size", [0, 1, 500, 40_000, 200_000])
def test_an_original_comes_back_whatever_its_size(size: int) -> None:
    data = b"<Document>\x00\xff" * size
    packed = pack_original(Received(data, "", 0))
    assert unpack_original(packed) == unpack_original(packed_small(packed)) == data


@given(st.lists(st.integers(1, 2**50), max_size=8))
def test_numbers_come_back_in_order(numbers: list[int]) -> None:
    assert unpacked_numbers(packed_numbers(numbers)) == tuple(numbers)
