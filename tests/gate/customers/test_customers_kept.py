"""The base from the other side is kept between starts: who ended, came or was erased meanwhile is accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from support.customers import Base
from support.gate_world import POLICY
from support.past_blocks import small_blocks
from watchgate.gate.customers.reverse import Reverse
from watchgate.gate.history.customer_erasing import erase_customer
from watchgate.gate.history.history import History
from watchgate.gate.history.past_blocks import CUSTOMER, FOLDER, PARTY, PastBlocks
from watchgate.gate.lookback.past_keeping import made_by
from watchgate.gate.lookback.past_limits import limits_of
from watchgate.model.party import Name, Party

MADE_BY = made_by(limits_of(POLICY))
GIVEN = ("Abelard", "Brunhild", "Cosima", "Dietlinde", "Eustach", "Friedegund", "Gotthold", "Hildebrand", "Irmgard")
FAMILY = ("Zwickelmann", "Oberthaler", "Pfeffersack")
NAMES = tuple(f"{given} {family}" for family in FAMILY for given in GIVEN)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    """Twenty customers in three blocks, the last with an owner."""
    small_blocks(monkeypatch)
    found = Base(tmp_path)
    found.load("".join(map(row, range(20))) + f"o1,person,{NAMES[25]},,,,c19,40,,\n")
    return found


def row(number: int, name: str = "") -> str:
    return f"c{number},person,{name or NAMES[number]},,,,,,,\n"


def begun(history: History) -> Reverse:
    reverse = Reverse(history, POLICY)
    reverse.begin()
    return reverse


def met(reverse: Reverse, names: Sequence[str]) -> list[set[int]]:
    return [reverse.touched([Party(id="x", schema="Person", names=(Name(name),))]) for name in names]


def test_every_row_is_found_in_what_was_kept_as_in_what_is_made(base: Base) -> None:
    with base.history() as history:
        made = met(begun(history), NAMES)
        assert PastBlocks(history).numbers(CUSTOMER, MADE_BY) == {0, 1, 2}
        for path in (history.folder / FOLDER).iterdir():
            assert b"zwickelmann" not in path.read_bytes().lower()
        kept = begun(history)
        assert met(kept, NAMES) == made
        assert kept.rows == 20
    assert made[:20] == [{number + 1} for number in range(20)]
    assert made[25] == {20}, "its owner"


def test_who_ended_or_changed_between_two_starts_is_found_as_now(base: Base) -> None:
    with base.history() as history:
        begun(history)
    base.load(row(4, "Leopoldine Querfurth") + row(40, "Magnus Querfurth") + "c3,,,,,,,,,remove\n", delta=True)
    with base.history() as history:
        kept = begun(history)
        assert met(kept, [NAMES[3], NAMES[4], "Leopoldine Querfurth", "Magnus Querfurth"]) == [
            set(),
            set(),
            {21},
            {22},
        ]
        assert met(begun(history), NAMES[5:20]) == [{number + 1} for number in range(5, 20)]


def test_an_erased_customer_is_in_no_block_that_can_be_read(base: Base) -> None:
    with base.history() as history:
        running = begun(history)
        erase_customer(history, "c19", author="kim", reason="asked for", despite_retention=True)
        assert PastBlocks(history).numbers(CUSTOMER, MADE_BY) == {0, 1}
        running.save(everything=True)
        assert PastBlocks(history).numbers(CUSTOMER, MADE_BY) == {0, 1}, "made before the erasure"
        running.follow()
        assert met(running, [NAMES[19], NAMES[25]]) == [set(), set()]
        assert met(begun(history), [NAMES[18], NAMES[19], NAMES[25]]) == [{19}, set(), set()]
        assert PastBlocks(history).numbers(CUSTOMER, MADE_BY) == {0, 1, 2}


def test_a_damaged_block_is_made_anew_and_those_of_payments_are_left_alone(base: Base) -> None:
    with base.history() as history:
        expected = met(begun(history), NAMES)
        for path in (history.folder / FOLDER).glob("customer-*"):
            path.write_bytes(path.read_bytes()[:-1])
        other = history.folder / FOLDER / f"{PARTY}-0-being-written.past"
        other.write_bytes(b"by the lookback")
        (history.folder / FOLDER / f"{CUSTOMER}-7-left.past").write_bytes(b"of one who was killed")
        assert met(begun(history), NAMES) == expected
        assert other.exists()
        assert not (history.folder / FOLDER / f"{CUSTOMER}-7-left.past").exists()
