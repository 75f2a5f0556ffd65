"""FIFO over accounts against queues of whole units, on random chains; and against cases that people can count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.account_chains import MINED, OUTSIDE, Move, batch_of, parts, queues, random_moves
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import Counts
from watchgate.risk.exposure.account_fifo import plain_units_back, units_back
from watchgate.risk.exposure.views import Labels


def chain_of(folder: Path, moves: list[Move], random: Random | None = None) -> AccountChain:
    chain = AccountChain(folder / "chain", Counts())
    for part in parts(moves, random) if random else [moves]:
        append_moves(chain, batch_of(part))
    return chain


def labelled(chain: AccountChain, labels: dict[str, int]) -> Labels:
    categories = np.zeros(chain.counts.addresses, np.uint8)
    for name, category in labels.items():
        row = chain.address(name)
        assert row is not None
        categories[row] = category
    return Labels.of_addresses(chain, categories)


def rows_of(chain: AccountChain) -> list[int]:
    return [row for row in range(chain.counts.transactions) if chain.height_of(row) is not None]


@pytest.mark.parametrize("seed", range(12))
def test_each_move_carries_the_very_units_that_the_queues_say(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    moves = random_moves(random, many=random.randint(20, 300))
    labels = {f"a{number}": number for number in (1, 2, 3)}
    chain = chain_of(tmp_path, moves, random)
    known = labelled(chain, labels)
    told = 0
    for move, row, exact in zip(moves, rows_of(chain), queues(moves, labels), strict=True):
        if not move.receiver or not move.units:
            continue
        output = np.array([chain.outputs_of(row)[0]])
        found, plain = units_back(chain, known, output), plain_units_back(chain, known, output)
        assert (found[:3], sorted(found.stretches)) == (plain[:3], sorted(plain.stretches)), f"seed {seed}"
        sums = dict.fromkeys((1, 2, 3), 0)
        for one in found.stretches:
            sums[int(known.label[one.output])] += one.amount
            assert (one.hops == 1) == (labels.get(move.sender, 0) > 0), f"seed {seed}"
        assert sums == {category: exact.get(category, 0) for category in (1, 2, 3)}, f"seed {seed}"
        assert (found.made, found.outside) == (exact.get(MINED, 0), exact.get(OUTSIDE, 0)), f"seed {seed}"
        assert found.cut == 0, f"seed {seed}"
        told += len(found.stretches)
    assert told, f"seed {seed}"


@pytest.mark.parametrize("scale", [1, 1 << 63, (1 << 121) + 7])
@pytest.mark.parametrize("seed", range(3))
def test_compiled_and_plain_agree_however_large_the_units_are(scale: int, seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    moves = [replace(one, units=one.units * scale) for one in random_moves(random, many=150)]
    chain = chain_of(tmp_path, moves, random)
    known = labelled(chain, {"a1": 1, "a2": 2})
    every = np.arange(chain.counts.outputs)
    for outputs in [every[at : at + 1] for at in every[::3]] + [every]:
        found, plain = units_back(chain, known, outputs), plain_units_back(chain, known, outputs)
        assert (found[:3], sorted(found.stretches)) == (plain[:3], sorted(plain.stretches)), f"seed {seed}"


def test_the_oldest_units_leave_first_and_keeping_is_no_hop(tmp_path: Path) -> None:
    """a gets 60 of the thief and then 40 of a stranger: its first six tens are the thief's, the next four are not."""
    moves = [Move(1, 1, "thief", "a", "", 60), Move(2, 2, "stranger", "a", "", 40)]
    moves += [Move(3 + at, 3 + at, "a", f"b{at}", "", 10) for at in range(10)]
    chain = chain_of(tmp_path, moves)
    known = labelled(chain, {"thief": 1})
    paid = [units_back(chain, known, np.array([chain.outputs_of(row)[0]])) for row in rows_of(chain)[2:]]
    assert [sum(one.amount for one in found.stretches) for found in paid] == [10] * 6 + [0] * 4
    assert {one.hops for found in paid for one in found.stretches} == {2}
    assert [found.outside for found in paid] == [0] * 6 + [10] * 4


def test_a_fee_takes_the_oldest_units_away(tmp_path: Path) -> None:
    moves = [Move(1, 1, "thief", "a", "", 10), Move(2, 2, "", "a", "", 10)]
    moves += [Move(3, 3, "a", "", "", 10), Move(4, 4, "a", "b", "", 10)]
    chain = chain_of(tmp_path, moves)
    found = units_back(chain, labelled(chain, {"thief": 1}), np.array([chain.outputs_of(rows_of(chain)[-1])[0]]))
    assert (found.made, found.stretches) == (10, ())


def test_what_is_not_followed_is_cut_and_nothing_is_lost(tmp_path: Path) -> None:
    big = 1 << 200
    moves = [Move(at + 1, at + 1, f"p{at}", "a", "", big + at) for at in range(9)]
    moves.append(Move(20, 20, "a", "b", "", 9 * big + 36))
    chain = chain_of(tmp_path, moves)
    output = np.array([chain.outputs_of(rows_of(chain)[-1])[0]])
    known = labelled(chain, {"p8": 1})
    found = units_back(chain, known, output, steps_max=4)
    assert sum(one.amount for one in found.stretches) == big + 8
    assert found.cut > 0
    assert found.cut + found.outside + found.made == 8 * big + 28
