"""A long load: every delivery durable by itself and in order, the next prepared while the last becomes durable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from support.ledger_drafts import delivered, said
from watchgate.ledger.open import open_ledger
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError
from watchgate.model.handling import SYSTEM
from watchgate.model.statement import Locator, Retraction


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    with closing(open_ledger(tmp_path / "home")) as found:
        yield found


def _load(count: int, source: str = "un_sc") -> list[Delivery]:
    return [delivered(said(f"{source} {number}"), said("b"), source=source) for number in range(count)]


def _values(ledger: SqliteLedger) -> list[str]:
    return [statement.value for statement in ledger.entity("un-1", reader=SYSTEM) if statement.value != "b"]


def test_each_delivery_has_its_receipt_in_order(ledger: SqliteLedger) -> None:
    assert list(ledger.append_each([])) == []
    receipts = list(ledger.append_each(_load(5)))
    assert [receipt.position for receipt in receipts] == [1, 2, 3, 4, 5]
    ids = [statement.id for statement in ledger.entity("un-1", reader=SYSTEM)]
    assert [given for receipt in receipts for given in receipt.entry_ids] == ids
    assert receipts[-1].log_root == ledger.head().root
    assert ledger.verify().damages == ()


def test_a_receipt_is_given_only_when_another_connection_sees_the_delivery(ledger: SqliteLedger) -> None:
    with closing(open_ledger(ledger.home.path)) as reader:
        for receipt in ledger.append_each(_load(20)):
            assert reader.head().position >= receipt.position


def test_one_delivery_at_most_is_ahead_of_the_receipts(ledger: SqliteLedger) -> None:
    taken: list[Delivery] = []

    def taking() -> Iterator[Delivery]:
        for delivery in _load(10):
            taken.append(delivery)
            yield delivery

    for given, _ in enumerate(ledger.append_each(taking()), 1):
        assert len(taken) <= given + 1
    assert len(taken) == 10


@pytest.mark.parametrize("client", [False, True], ids=["writer", "client"])
@pytest.mark.parametrize(
    "wrong",
    [delivered(Retraction(target=Locator(9, 9), reason="x")), delivered(said(""))],
    ids=["refused by the writer", "refused at the door"],
)
def test_what_stands_before_a_refused_delivery_is_durable_and_what_follows_is_not_appended(
    ledger: SqliteLedger, wrong: Delivery, client: bool
) -> None:
    with closing(open_ledger(ledger.home.path)) as second:
        if client:
            ledger.append(delivered(said("first")))
        receipts: list[Receipt] = []
        with pytest.raises(BadInputError, match=r"^entry 0 of the delivery: "):
            receipts.extend(second.append_each([*_load(3), wrong, *_load(3, "after")]))
        first = 2 if client else 1
        assert [receipt.position for receipt in receipts] == [first, first + 1, first + 2]
        assert _values(ledger)[-3:] == ["un_sc 0", "un_sc 1", "un_sc 2"]
        assert ledger.verify().damages == ()


def test_a_source_that_breaks_leaves_what_it_gave_with_receipts(ledger: SqliteLedger) -> None:
    def breaking() -> Iterator[Delivery]:
        yield from _load(2)
        raise OSError("the file ended early")

    given: list[Receipt] = []
    with pytest.raises(OSError, match="ended early"):
        given.extend(ledger.append_each(breaking()))
    assert [receipt.position for receipt in given] == [1, 2]


def test_a_load_left_early_is_whole_as_far_as_it_was_taken(ledger: SqliteLedger) -> None:
    deliveries = iter(_load(10))
    load = ledger.append_each(deliveries)
    assert next(load).position == 1
    load.close()  # type: ignore[attr-defined]
    left = len(list(deliveries))
    assert ledger.head().position == 10 - left
    assert ledger.append(delivered(said("after"))).position == 11 - left


def test_loads_and_appends_of_others_meet_without_loss(ledger: SqliteLedger) -> None:
    ledger.append(delivered(said("first")))
    with closing(open_ledger(ledger.home.path)) as client:
        pairs = zip(ledger.append_each(_load(20, "own")), client.append_each(_load(20, "other")), strict=True)
        positions = [receipt.position for pair in pairs for receipt in pair]
    assert sorted(positions) == list(range(2, 42))
    assert [value for value in _values(ledger) if value.startswith("other")] == [f"other {n}" for n in range(20)]
