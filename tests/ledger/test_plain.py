"""Statements taken by columns give the same bytes as statements taken one by one, and nothing unusual is among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.ledger_drafts import delivered, said
from watchgate.ledger.canonical import decode_row, draft_from, encode_entry
from watchgate.ledger.draft import COLUMNS_FROM, ENTRY_BYTES_MAX, SLICE, check_delivery
from watchgate.ledger.originals import Originals
from watchgate.ledger.plain import encode_plain
from watchgate.model.errors import BadInputError
from watchgate.model.statement import ChainOutput, ListRecord, Locator, Retraction, Span, Statement, Status

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
maybe = st.one_of(st.none(), texts)
dates = st.sampled_from([None, "2024", "2024-03-01"])
evidence = st.one_of(st.none(), st.builds(ListRecord, texts, st.one_of(st.none(), st.just("ab" * 32))))
usual = st.builds(
    Statement,
    entity_id=texts,
    schema=texts,
    prop=st.sampled_from(["name", "owner", "\n"]),
    value=texts,
    dataset=texts,
    lang=maybe,
    original_value=maybe,
    origin=maybe,
    first_seen=maybe,
    last_seen=maybe,
    valid_from=dates,
    valid_to=dates,
    evidence=evidence,
)


class Named(str):
    """A text that is not only a text."""


@given(st.lists(usual, min_size=1, max_size=4))
def test_columns_give_the_bytes_of_each_statement(statements: list[Statement]) -> None:
    plain = encode_plain(statements)
    assert plain is not None
    assert plain.payloads == [encode_entry(statement) for statement in statements]
    assert [draft_from(decode_row(payload)) for payload in plain.payloads] == statements
    assert list(plain.entities) == [statement.entity_id for statement in statements]


@pytest.mark.parametrize(
    "change",
    [
        {"value": 5},
        {"value": ""},
        {"value": Named("Kim")},
        {"value": "half \ud800"},
        {"lang": b"ru"},
        {"lang": 0},
        {"external": True},
        {"status": Status.PROPOSED},
        {"status": "confirmed"},
        {"id": "ab"},
        {"position": 3},
        {"ordinal": 1},
        {"evidence": ListRecord(5)},  # type: ignore[arg-type]
        {"evidence": ListRecord("1", b"ab")},  # type: ignore[arg-type]
        {"evidence": ("list", "1")},
        {"evidence": Span("a" * 64, 0, 1, "x")},
        {"evidence": ChainOutput("btc", 7, "tx")},
    ],
)
def test_what_is_unusual_is_left_to_the_closer_look(change: dict[str, Any]) -> None:
    assert encode_plain([said("fine"), said("fine")]) is not None
    assert encode_plain([said("fine"), said(**{"value": "x", **change})]) is None
    assert encode_plain([said("fine"), Retraction(target=Locator(0, 0), reason="wrong")]) is None
    assert encode_plain([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"value": "x" * ENTRY_BYTES_MAX},
        {"entity_id": "x" * 5_000},
        {"valid_to": "2023-02-29"},
        {"evidence": ListRecord("1", "abc")},
        {"value": "half \ud800"},
        {"position": 3},
    ],
)
def test_a_long_delivery_names_the_entry_that_cannot_stand(tmp_path: Path, change: dict[str, Any]) -> None:
    at = SLICE + COLUMNS_FROM
    entries = [said(str(number)) for number in range(2 * SLICE)]
    entries[at] = said(**{"value": "x", **change})
    with pytest.raises(BadInputError, match=f"^entry {at} of the delivery: "):
        check_delivery(delivered(*entries), Originals(tmp_path))


def test_a_long_delivery_of_all_kinds_is_taken_entry_by_entry_in_order(tmp_path: Path) -> None:
    entries: list[Any] = [said(str(number), prop="owner", entity_id=f"un-{number}") for number in range(3 * SLICE)]
    act = SLICE + 1
    entries[act] = Retraction(target=Locator(0, 0), reason="wrong")
    draft = check_delivery(delivered(*entries), Originals(tmp_path))
    assert draft.payloads == [encode_entry(entry) for entry in entries]
    assert draft.entities == [None if number == act else f"un-{number}" for number in range(3 * SLICE)]
    assert draft.targets == {act: Locator(0, 0)}
    assert draft.refers == {number: str(number) for number in range(3 * SLICE) if number != act}
