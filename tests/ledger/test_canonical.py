"""The canonical bytes: fixed for ever, readable by anyone, and the same both ways."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.ledger_histories import handlings, statements
from watchgate.ledger.canonical import KIND_AT, decode_row, draft_from, encode_entry
from watchgate.ledger.header import decode_header, encode_header
from watchgate.ledger.merkle import leaf_hash
from watchgate.ledger.references import REFERENCE_PROPS
from watchgate.ledger.rows import key_of, locator_of, row_crc, row_crcs
from watchgate.ledger.salted import salt_of, salted_leaf, salted_leaves
from watchgate.model import ftm
from watchgate.model.delivery import Delivery, entry_ids
from watchgate.model.handling import PUBLIC, Handling, Tlp
from watchgate.model.statement import (
    ChainOutput,
    Confirmation,
    Entry,
    ListRecord,
    Locator,
    Marking,
    Retraction,
    Scene,
    Span,
    Statement,
    Status,
)

NAME = Statement(entity_id="un-1", schema="Person", prop="name", value='Kim "Ким"\n김', dataset="un_sc")

# Written by hand from the description in canonical.py: whoever changes one of these breaks every proof ever given.
FIXED: list[tuple[Entry, str]] = [
    (NAME, '["s","un-1","Person","name","Kim \\"Ким\\"\\n김","un_sc"]'),
    (
        Statement(
            entity_id="e",
            schema="Company",
            prop="alias",
            value="v",
            dataset="d",
            lang="kor",
            original_value="V",
            origin="o",
            external=True,
            first_seen="2020",
            last_seen="2021",
            valid_from="2022",
            valid_to="2023-01-31",
            status=Status.PROPOSED,
            evidence=ListRecord("12", "ab"),
        ),
        '["s","e","Company","alias","v","d",["list","12","ab"],"proposed","V","kor","o","2022","2023-01-31",true,'
        '"2020","2021"]',
    ),
    (
        Statement(entity_id="e", schema="T", prop="p", value="v", dataset="d", evidence=Span("ab", 1, 3, "xy")),
        '["s","e","T","p","v","d",["span","ab",1,3,"xy"]]',
    ),
    (
        Statement(entity_id="e", schema="T", prop="p", value="v", dataset="d", evidence=ChainOutput("btc", 7, "tx", 0)),
        '["s","e","T","p","v","d",["chain","btc",7,"tx",0]]',
    ),
    (
        Statement(
            entity_id="e", schema="T", prop="p", value="v", dataset="d", evidence=Scene(("a", "b"), "POINT(1 2)")
        ),
        '["s","e","T","p","v","d",["scene",["a","b"],"POINT(1 2)"]]',
    ),
    (Retraction(target=Locator(12, 340), reason="delisted"), '["r",[12,340],"delisted"]'),
    (Confirmation(target=Locator(0, 1), by="kim"), '["c",[0,1],"kim"]'),
    (Confirmation(target=Locator(0, 1), by="kim", reason="seen"), '["c",[0,1],"kim","seen"]'),
    (Marking(target=Locator(1, 2), handling=PUBLIC), '["m",[1,2],["CLEAR"]]'),
    (
        Marking(
            target=Locator(1, 2),
            handling=Handling(
                tlp=Tlp.AMBER_STRICT,
                releasable_to=frozenset({"RUSI", "MSMT"}),
                originator="UN",
                originator_control=True,
                expires_at=5,
            ),
        ),
        '["m",[1,2],["AMBER_STRICT",["MSMT","RUSI"],"UN",true,5]]',
    ),
]


@pytest.mark.parametrize(("entry", "written"), FIXED)
def test_canonical_bytes_are_these_and_no_others(entry: Entry, written: str) -> None:
    payload = encode_entry(entry)
    assert payload.decode() == written
    assert draft_from(decode_row(payload)) == entry
    assert json.loads(payload)[0] == chr(payload[KIND_AT])


@given(statements, handlings)
def test_every_entry_is_read_back_as_it_was(statement: Statement, handling: Handling) -> None:
    for entry in (statement, Marking(target=Locator(3, 4), handling=handling)):
        payload = encode_entry(entry)
        again = draft_from(decode_row(payload))
        assert again == entry
        assert encode_entry(again) == payload


def test_the_header_is_a_leaf_and_the_ids_follow_from_it() -> None:
    draft = Delivery(source="un_sc", grade="A1", handling=PUBLIC, snapshot_date="2026-02-27", complete=True)
    data = encode_header(draft, position=3, recorded_at=9, root="ab", entries=2, total=7, request="k")
    assert data.decode() == ('["d",3,9,"ab",2,7,"un_sc","A1",["CLEAR"],null,"2026-02-27",true,null,null,"k"]')
    header = decode_header(data)
    assert header.id == leaf_hash(data) == hashlib.sha256(b"\x00" + data).digest()
    assert header.delivery().snapshot_date == "2026-02-27"
    expected = hashlib.sha256(header.id + (5).to_bytes(8, "big") + b"payload").hexdigest()
    assert entry_ids(header.id, [b"other"] * 5 + [b"payload"])[5] == expected


@given(st.binary(min_size=32, max_size=32), st.lists(st.binary(max_size=40), max_size=6))
def test_leaves_are_salted_by_the_stream_of_the_secret(secret: bytes, payloads: list[bytes]) -> None:
    for ordinal, (leaf, payload) in enumerate(zip(salted_leaves(secret, payloads), payloads, strict=True)):
        salt = hashlib.shake_256(secret).digest(32 * len(payloads))[32 * ordinal : 32 * ordinal + 32]
        assert salt_of(secret, ordinal) == salt
        assert leaf == salted_leaf(salt, payload) == hashlib.sha256(b"\x00" + salt + payload).digest()


def test_row_keys_lie_in_ledger_order() -> None:
    places = [Locator(position, ordinal) for position in (1, 2, 4_000_000) for ordinal in (0, 1, (1 << 20) - 1)]
    keys = [key_of(*place) for place in places]
    assert keys == sorted(set(keys))
    assert [locator_of(key) for key in keys] == places


@given(st.integers(1, 1 << 40), st.lists(st.tuples(st.integers(1, 1 << 40), st.binary(max_size=4)), max_size=5))
def test_check_sums_of_a_delivery_are_those_of_its_rows(position: int, rows: list[tuple[int, bytes]]) -> None:
    found = row_crcs(key_of(position, 0), [entity for entity, _ in rows], [payload for _, payload in rows])
    assert list(found) == [row_crc(key_of(position, ordinal), *row) for ordinal, row in enumerate(rows)]


def test_reference_properties_are_those_of_the_schema() -> None:
    found = {
        name for schema in ftm.schemata().values() for name, prop in schema.properties.items() if prop.type == "entity"
    }
    assert found == REFERENCE_PROPS
