"""The element table is whole: every row is acted on, every block is there, nothing it knows is ever dropped."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import count

import pytest

from support.payments import NAMESPACE, pacs008, read, transfer
from watchgate.gate.records import element_table
from watchgate.gate.records.actions import ACTIONS
from watchgate.gate.records.element_table import Row, rows
from watchgate.model.record import Record

BLOCKS = {row.block for row in rows()}
ROOTS = {"pacs.008": "FIToFICstmrCdtTrf", "pacs.009": "FICdtTrf", "pacs.004": "PmtRtr", "pain.001": "CstmrCdtTrfInitn"}
FIXED = {"address": "address", "date": "date_choice", "party": "party", "account": "account"}


def block_below(row: Row) -> str:
    return FIXED.get(row.action) or (row.argument.split()[0] if row.action in ("in", "transaction", "batch") else "")


def test_every_row_has_an_action_and_a_block_that_exist() -> None:
    assert [row for row in rows() if row.action not in ACTIONS] == []
    assert [row for row in rows() if block_below(row) and block_below(row) not in BLOCKS] == []


def test_every_row_without_rows_below_says_what_it_is_compared_with_or_why_not() -> None:
    assert [row for row in rows() if not block_below(row) and not row.why] == []


@pytest.mark.parametrize("family", sorted(ROOTS))
def test_a_message_of_every_element_loses_none(family: str) -> None:
    """Each element of each block that the type can hold stands there, with a text of its own."""
    leaves: dict[str, str] = {}
    body = "".join(_written(family, "", set(), count(1), leaves))
    (message,) = read(
        f'<Document xmlns="{NAMESPACE}{family}.001.99"><{ROOTS[family]}>{body}</{ROOTS[family]}></Document>'
    )
    assert len(leaves) > 300
    kept = "|".join(_kept(found) for found in message.records)
    told = {row.element for found in message.records for row in found.not_compared}
    assert [path for path, text in leaves.items() if not _told(path, told) and _folded(text) not in kept] == []
    assert [text for found in message.records for text in found.texts if text.role == "unknown"] == []


def _written(block: str, path: str, known: set[str], numbers: Iterator[int], leaves: dict[str, str]) -> Iterator[str]:
    """A block is written whole where it stands first, and without the blocks in it where it stands again."""
    again = block in known
    known.add(block)
    for row in rows():
        if row.block != block or row.element == "*":
            continue
        name = f"{path}/{row.element}" if path else row.element
        below = block_below(row)
        if not below:
            leaves[name] = _text(row, next(numbers))
            currency = ' Ccy="EUR"' if row.action == "amount" else ""
            yield f"<{row.element}{currency}>{leaves[name]}</{row.element}>"
        elif not again:
            yield f"<{row.element}>{''.join(_written(below, name, known, numbers, leaves))}</{row.element}>"


def _text(row: Row, number: int) -> str:
    if row.action == "country":
        return "DE"
    if row.action == "birth_date":
        return f"19{number % 90 + 10}-01-02"
    if row.argument == "swiftBic":
        return f"ABCDDE{number % 90 + 10}"
    return f"{number}.5" if row.action == "amount" else f"Q{number}XY{number}"


def _kept(found: Record) -> str:
    texts = [text.text for text in found.texts]
    for one in found.parties:
        party = one.party
        texts += [name.text for name in party.names] + [number.value for number in party.identifiers]
        texts += [*party.addresses, *party.countries, *party.birth_dates]
    return "|".join(_folded(text) for text in texts)


def _folded(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _told(path: str, told: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:length]) in told for length in range(1, len(parts) + 1))


def test_trees_of_invented_tags_are_let_go_of_where_nobody_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(element_table, "KNOWN_TAGS_MAX", 100)
    gc.collect()
    gc.disable()
    try:
        before = elements()
        for number in range(200):
            read(pacs008(transfer("".join(f"<Invented{number}-{tag}/>" for tag in range(50)))))
        assert elements() - before < 50 * 200 / 2
    finally:
        gc.enable()


def elements() -> int:
    return sum(isinstance(one, element_table.Element) for one in gc.get_objects())
