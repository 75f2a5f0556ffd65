"""Each pattern of accounts is found in the shape that it is defined by, and not in the one beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from support.account_chains import Move, batch_of
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import Counts
from watchgate.risk.exposure import account_patterns
from watchgate.risk.exposure.account_patterns import Shapes
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.forward import forward
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.patterns import Pattern
from watchgate.risk.exposure.views import Labels

DAY = 7_200
"""Blocks of twelve seconds."""
EXCHANGE = Tag("exchange", "ETH", "exchange", "An exchange", "forensic", False, "tags_pack", "tag-1", "5.0")


def shapes_of(folder: Path, moves: list[tuple[int, str, str, int]], start: str) -> tuple[list[Pattern], int]:
    """Along all that `start` received; each move (block, sender, receiver, units) is a transaction."""
    chain = AccountChain(folder / "chain", Counts())
    append_moves(chain, batch_of([Move(one[0], at, one[1], one[2], "", one[3]) for at, one in enumerate(moves)]))
    categories = np.zeros(chain.counts.addresses, np.uint8)
    tag_of = {}
    if (row := chain.address("exchange")) is not None:
        categories[row], tag_of[row] = 1, EXCHANGE
    known = Marked(Labels.of_addresses(chain, categories), ["", "exchange"], tag_of)
    begun = chain.outputs_to(chain.address(start) or 0)
    begun = begun[chain.view("out_kind")[begun] == 0]
    shapes = Shapes(chain, known, ABSENT)
    flows, _ = forward(chain, known.labels, begun, hops=20)
    return shapes.along(flows, begun), shapes.passed_over


def kinds(folder: Path, moves: list[tuple[int, str, str, int]], start: str = "a") -> list[str]:
    return [one.kind for one in shapes_of(folder, moves, start)[0]]


@pytest.mark.parametrize(("steps", "found"), [(3, []), (4, ["peel chain"]), (7, ["peel chain"])])
def test_a_peel_chain_has_four_accounts_or_more(steps: int, found: list[str], tmp_path: Path) -> None:
    moves, left = [(0, "thief", "p0", 10_000)], 10_000
    for at in range(steps):
        moves += [(2 * at + 1, f"p{at}", f"shop {at}", 100), (2 * at + 2, f"p{at}", f"p{at + 1}", left - 100)]
        left -= 100
    told, _ = shapes_of(tmp_path, moves, "p0")
    assert [one.kind for one in told] == found
    for one in told:
        assert (one.satoshi, one.addresses[0], one.addresses[-1]) == (10_000, "p0", f"p{steps}")
        assert (len(one.transactions), one.grade) == (steps, "C3")


def test_halves_and_what_is_mostly_kept_are_no_peel(tmp_path: Path) -> None:
    halves, kept = [(0, "thief", "p0", 1 << 20)], [(0, "thief", "p0", 10_000)]
    for at in range(6):
        half, left = (1 << 19) >> at, 10_000 >> at
        halves += [(at + 1, f"p{at}", f"p{at + 1}", half), (at + 1, f"p{at}", f"q{at}", half)]
        kept += [(at + 1, f"p{at}", f"p{at + 1}", left // 2), (at + 1, f"p{at}", f"q{at}", left // 10)]
    assert kinds(tmp_path / "halves", halves, "p0") == []
    assert kinds(tmp_path / "kept", kept, "p0") == []


@pytest.mark.parametrize(("receivers", "apart", "found"), [(9, 1, []), (10, 1, ["fan-out"]), (10, DAY, [])])
def test_a_fan_out_has_ten_receivers_within_a_day(receivers: int, apart: int, found: list[str], tmp_path: Path) -> None:
    moves = [(0, "thief", "a", 10**6)]
    moves += [(apart * (at + 1), "a", f"b{at}", 1_000 + at) for at in range(receivers)]
    assert kinds(tmp_path, moves) == found


@pytest.mark.parametrize(("payers", "receivers", "found"), [(9, 1, []), (10, 2, ["fan-in"]), (10, 3, [])])
def test_a_fan_in_has_ten_payers_and_goes_on_to_two(
    payers: int, receivers: int, found: list[str], tmp_path: Path
) -> None:
    moves = [(at, f"p{at}", "a", 1_000 + at) for at in range(payers)]
    moves += [(100 + at, "a", f"b{at}", 700 + at) for at in range(receivers)]
    assert kinds(tmp_path, moves) == found


@pytest.mark.parametrize(("units", "found"), [((5, 5, 5, 5), ["equal split"]), ((5, 5, 5, 6), []), ((5, 5, 5), [])])
def test_an_equal_split_has_four_equal_parts(units: tuple[int, ...], found: list[str], tmp_path: Path) -> None:
    moves = [(0, "thief", "a", 10**6), *((at + 1, "a", f"b{at}", one * 1_000) for at, one in enumerate(units))]
    assert kinds(tmp_path, moves) == found


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ([(0, "thief", "a", 1_000), (9, "a", "exchange", 1_000)], ["D3"]),
        ([(at * DAY // 2, *one) for at, one in enumerate([("t", "a", 50), ("a", "exchange", 50)] * 3)], ["C3"]),
        ([(0, "thief", "a", 1_000), (9, "a", "exchange", 900)], []),
        ([(0, "thief", "a", 1_000), (DAY + 1, "a", "exchange", 1_000)], []),
        ([(0, "thief", "a", 1_000), (8, "a", "b", 1), (9, "a", "exchange", 999)], []),
        ([(0, "thief", "a", 1_000), (9, "a", "b", 1_000)], []),
    ],
)
def test_a_deposit_address_gives_all_to_one_service_within_a_day(
    moves: list[tuple[int, str, str, int]], found: list[str], tmp_path: Path
) -> None:
    told, _ = shapes_of(tmp_path, moves, "a")
    assert [one.grade for one in told] == found
    assert all(
        (one.kind, one.addresses, one.statement) == ("deposit address", ("a",), EXCHANGE.statement) for one in told
    )


def test_an_account_that_moves_very_often_is_passed_over_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_patterns, "MOVES_MAX", 10)
    moves = [(at, f"p{at}", "a", 1_000) for at in range(11)]
    assert shapes_of(tmp_path / "often", [*moves, (20, "a", "b", 11_000)], "a") == ([], 1)
    monkeypatch.setattr(account_patterns, "ACCOUNTS_MAX", 5)
    assert shapes_of(tmp_path / "many", moves[:10], "a")[1] == 6
