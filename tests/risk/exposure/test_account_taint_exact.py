"""Haircut over accounts against proportional mixing in exact fractions, on random chains."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.account_chains import MINED, OUTSIDE, Move, balances, batch_of, mixtures, parts, random_moves
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.account_batch import units_of
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import Counts
from watchgate.risk.exposure.haircut import many_categories, mark_special
from watchgate.risk.exposure.views import Labels, Room, exposure_back

SEEDS = [*range(8), 2000]


def world(seed: int, folder: Path) -> tuple[list[Move], AccountChain, dict[str, int], Labels]:
    random = Random(seed)
    moves = random_moves(random, many=2_000 if seed == 2000 else random.randint(20, 400))
    chain = AccountChain(folder / "chain", Counts())
    for part in parts(moves, random):
        append_moves(chain, batch_of(part))
    labels = {f"a{number}": number for number in (1, 2, 3)}
    categories = np.zeros(chain.counts.addresses, np.uint8)
    for name, category in labels.items():
        row = chain.address(name)
        assert row is not None
        categories[row] = category
    return moves, chain, labels, Labels.of_addresses(chain, categories)


def rows_of(chain: AccountChain) -> list[int]:
    """The row of each move."""
    return [row for row in range(chain.counts.transactions) if chain.height_of(row) is not None]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_nobody_has_taken_is_what_accounts_hold(seed: int, tmp_path: Path) -> None:
    moves, chain, _, _ = world(seed, tmp_path)
    left = np.flatnonzero(chain.view("spent_by") == UNSPENT)
    held: dict[tuple[str, str], int] = {}
    assets = chain.asset_of(left)
    for output, units, asset in zip(left, chain.units(left), assets, strict=True):
        key = (chain.text_keys.text(int(chain.view("out_address")[output])), chain.text_keys.text(int(asset)))
        held[key] = held.get(key, 0) + units
    assert {key: units for key, units in held.items() if units} == balances(moves), f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_haircut_over_the_columns_is_proportional_mixing(seed: int, tmp_path: Path) -> None:
    moves, chain, labels, found = world(seed, tmp_path)
    exact = mixtures(moves, labels)
    special = np.zeros(chain.counts.transactions, np.uint8)
    mark_special(found.rows, chain.view("spent_by"), special)
    arrays = (chain.view("tx_in"), chain.view("in_tx"), chain.view("in_value"), chain.view("in_out"))
    table = np.zeros((chain.counts.transactions, 3), np.float32)
    many_categories(*arrays, special, found.label, table)
    for move, row, shares in zip(moves, rows_of(chain), exact, strict=True):
        for category in (1, 2, 3):
            expected = float(shares.get(category, 0)) if move.units else 0.0
            assert table[row, category - 1] == pytest.approx(expected, abs=1e-6), f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_backward_query_names_what_was_made_and_what_was_held_before(seed: int, tmp_path: Path) -> None:
    moves, chain, labels, found = world(seed, tmp_path)
    exact = mixtures(moves, labels)
    room = Room(1 << 10)
    for move, row, shares in zip(moves, rows_of(chain), exact, strict=True):
        if not move.receiver or not move.units:
            continue
        answer = exposure_back(chain, found, np.array([chain.outputs_of(row)[0]]), eps=0.0, room=room)
        for category in (1, 2, 3):
            got = answer.direct[category] + answer.indirect[category]
            assert got == pytest.approx(float(shares.get(category, 0)), abs=1e-6), f"seed {seed}"
            assert answer.direct[category] == pytest.approx(float(labels.get(move.sender) == category)), f"seed {seed}"
        assert answer.mined == pytest.approx(float(shares.get(MINED, 0)), abs=1e-6), f"seed {seed}"
        assert answer.outside == pytest.approx(float(shares.get(OUTSIDE, 0)), abs=1e-6), f"seed {seed}"
        assert answer.cut == 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_cut_bounds_what_is_missing(seed: int, tmp_path: Path) -> None:
    moves, chain, labels, found = world(seed, tmp_path)
    exact = mixtures(moves, labels)
    room = Room(1 << 10)
    for move, row, shares in zip(moves, rows_of(chain), exact, strict=True):
        if move.receiver and move.units:
            answer = exposure_back(chain, found, np.array([chain.outputs_of(row)[0]]), eps=0.02, room=room)
            for category in (1, 2, 3):
                short = float(shares.get(category, 0)) - answer.direct[category] - answer.indirect[category]
                assert -1e-6 <= short <= answer.cut + 1e-6, f"seed {seed}"


def test_keeping_a_balance_is_no_step_between_holders(tmp_path: Path) -> None:
    """The thief pays a, a pays nine others and then the tenth: two steps, however often a has paid."""
    moves = [Move(1, 1, "thief", "a", "", 1_000)]
    moves += [Move(2 + at, 2 + at, "a", f"b{at}", "", 10) for at in range(10)]
    chain = AccountChain(tmp_path, Counts())
    append_moves(chain, batch_of(moves))
    categories = np.zeros(chain.counts.addresses, np.uint8)
    categories[chain.address("thief")] = 1
    labels = Labels.of_addresses(chain, categories)
    last = np.array([chain.outputs_of(rows_of(chain)[-1])[0]])
    answer = exposure_back(chain, labels, last, eps=0.0)
    assert (answer.indirect[1], answer.hops[1]) == (pytest.approx(1.0), 2)


def test_assets_do_not_mix(tmp_path: Path) -> None:
    moves = [
        Move(1, 1, "thief", "a", "0xfake", 10**30),
        Move(2, 2, "", "a", "", 5),
        Move(3, 3, "a", "b", "", 5),
    ]
    chain = AccountChain(tmp_path, Counts())
    append_moves(chain, batch_of(moves))
    categories = np.zeros(chain.counts.addresses, np.uint8)
    categories[chain.address("thief")] = 1
    labels = Labels.of_addresses(chain, categories)
    last = np.array([chain.outputs_of(rows_of(chain)[-1])[0]])
    answer = exposure_back(chain, labels, last, eps=0.0)
    assert (answer.indirect[1], answer.mined) == (0.0, 1.0)
    assert units_of(chain.view("out_units")[last]) == [5]
    assert int(chain.view("tx_asset")[rows_of(chain)[-1]]) == ABSENT
