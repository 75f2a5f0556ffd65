"""Every kernel against its definition in exact fractions, on random chains."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from support.exact_taint import clusters as exact_clusters
from support.exact_taint import fifo as exact_fifo
from support.exact_taint import haircut as exact_haircut
from support.utxo_chains import Blocks, random_blocks, stored
from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.backward import EMPTY
from watchgate.risk.exposure.clusters import clusters
from watchgate.risk.exposure.fifo import AT_ONCE
from watchgate.risk.exposure.haircut import many_categories, mark_special, one_category, poison
from watchgate.risk.exposure.views import Labels, Room, exposure_back, path_back, tag_changed

CATEGORIES = 3
SEEDS = range(12)


def world(seed: int, folder: Path) -> tuple[Blocks, UtxoChain, dict[tuple[str, int], int], Labels]:
    random = Random(seed)
    blocks = random_blocks(random, blocks=14, transactions=10)
    chain = stored(folder / "chain", blocks, random)
    outputs = list(blocks.outputs())
    labels = {one: random.randint(1, CATEGORIES) for one in random.sample(outputs, k=min(6, len(outputs)))}
    found = Labels.empty(chain)
    for (name, number), category in labels.items():
        found.set(rows_of(chain, name, number), category)
    return blocks, chain, labels, found


def rows_of(chain: UtxoChain, name: str, number: int) -> int:
    tx = chain.transaction(name)
    assert tx is not None
    return chain.outputs_of(tx)[number]


@pytest.mark.parametrize("seed", SEEDS)
def test_haircut_is_what_its_definition_says(seed: int, tmp_path: Path) -> None:
    blocks, chain, labels, found = world(seed, tmp_path)
    exact = exact_haircut(blocks, labels)
    special = np.zeros(chain.counts.transactions, np.uint8)
    mark_special(found.rows, chain.view("spent_by"), special)
    arrays = (chain.view("tx_in"), chain.view("in_tx"), chain.view("in_value"), chain.view("in_out"))
    table = np.zeros((chain.counts.transactions, CATEGORIES), np.float32)
    many_categories(*arrays, special, found.label, table)
    for category in range(1, CATEGORIES + 1):
        ratio = np.zeros(chain.counts.transactions, np.float32)
        one_category(*arrays, special, found.label, category, ratio)
        bad = np.zeros(chain.counts.transactions, np.uint8)
        poison(chain.view("tx_in"), chain.view("in_tx"), chain.view("in_out"), special, found.label, category, bad)
        for tx in blocks.transactions:
            row = chain.transaction(tx.name)
            assert row is not None
            expected = float(exact[tx.name].get(category, 0))
            assert ratio[row] == pytest.approx(expected, abs=1e-6), f"seed {seed}"
            assert table[row, category - 1] == pytest.approx(expected, abs=1e-6), f"seed {seed}"
            assert bool(bad[row]) >= (expected > 0), f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_backward_query_without_a_bound_is_haircut(seed: int, tmp_path: Path) -> None:
    blocks, chain, labels, found = world(seed, tmp_path)
    exact = exact_haircut(blocks, labels)
    room = Room(1 << 10)
    for tx in blocks.transactions:
        row = chain.transaction(tx.name)
        assert row is not None
        answer = exposure_back(chain, found, np.array([chain.outputs_of(row)[0]]), eps=0.0, room=room)
        for category in range(1, CATEGORIES + 1):
            expected = float(exact[tx.name].get(category, 0))
            assert answer.direct[category] + answer.indirect[category] == pytest.approx(expected, abs=1e-9)
        total = answer.direct.sum() + answer.indirect.sum() + answer.mined + answer.outside + answer.cut
        zero = tx.inputs and sum(blocks.outputs()[one][1] for one in tx.inputs) == 0
        assert total == pytest.approx(1.0) or zero, f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_cut_is_told_and_bounds_the_error(seed: int, tmp_path: Path) -> None:
    blocks, chain, labels, found = world(seed, tmp_path)
    exact = exact_haircut(blocks, labels)
    for tx in blocks.transactions:
        row = chain.transaction(tx.name)
        assert row is not None
        answer = exposure_back(chain, found, np.array([chain.outputs_of(row)[0]]), eps=0.05, room=Room(1 << 10))
        for category in range(1, CATEGORIES + 1):
            short = float(exact[tx.name].get(category, 0)) - answer.direct[category] - answer.indirect[category]
            assert -1e-9 <= short <= answer.cut + 1e-9, f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("eps", [0.0, 0.004, 0.05, 0.3, 2.0])
def test_what_stays_light_is_cut_wherever_it_is_met(seed: int, eps: float, tmp_path: Path) -> None:
    """Transactions wait only from when they weigh enough: the answer is as if all had waited, newest first."""
    random = Random(seed)
    blocks = random_blocks(random, blocks=20, transactions=14)
    chain = stored(tmp_path / "chain", blocks, random)
    found = Labels.empty(chain)
    for output in random.sample(range(chain.counts.outputs), k=8):
        found.set(output, random.randint(1, CATEGORIES))
    room = Room(1 << 10)
    for _ in range(60):
        outputs = np.array(random.sample(range(chain.counts.outputs), k=random.choice((1, 1, 5))))
        got = exposure_back(chain, found, outputs, eps=eps, room=room)
        named, direct, rest, met = plainly_back(chain, found, outputs, eps)
        for category in range(1, CATEGORIES + 1):
            whole = got.direct[category] + got.indirect[category]
            assert whole == pytest.approx(named.get(category, 0.0), abs=1e-12), f"seed {seed}"
            assert got.direct[category] == pytest.approx(direct.get(category, 0.0), abs=1e-12), f"seed {seed}"
        assert (got.mined, got.outside, got.cut) == pytest.approx(rest, abs=1e-12), f"seed {seed}"
        assert got.met == met, f"seed {seed}"
    assert (room.slots == EMPTY).all()


def plainly_back(
    chain: UtxoChain, labels: Labels, outputs: npt.NDArray[np.int64], eps: float
) -> tuple[dict[int, float], dict[int, float], tuple[float, float, float], int]:
    """Category shares, those taken straight, (mined, outside, cut), transactions met: all wait, newest first."""
    value = chain.view("out_value")
    whole = float(value[outputs].sum())
    waiting: dict[int, tuple[float, bool]] = {}
    for output in outputs.tolist():
        tx = chain.transaction_of_output(output)
        share = float(value[output]) / whole if whole else 1 / len(outputs)
        waiting[tx] = (waiting.get(tx, (0.0, True))[0] + share, True)
    named: dict[int, float] = defaultdict(float)
    direct: dict[int, float] = defaultdict(float)
    mined = outside = cut = 0.0
    met = 0
    while waiting:
        tx = max(waiting)
        weight, asked = waiting.pop(tx)
        met += 1
        inputs = range(int(chain.view("tx_in")[tx]), int(chain.view("tx_in")[tx + 1]))
        total = sum(int(chain.view("in_value")[at]) for at in inputs)
        if not inputs and chain.view("tx_block")[tx] == NO_BLOCK:
            outside += weight
        elif not inputs:
            mined += weight
        elif weight < eps or not total:
            cut += weight
        else:
            for at in inputs:
                share = weight * int(chain.view("in_value")[at]) / total
                if category := int(labels.label[chain.view("in_out")[at]]):
                    named[category] += share
                    direct[category] += share if asked else 0.0
                elif share:
                    maker = int(chain.view("in_tx")[at])
                    before, was_asked = waiting.get(maker, (0.0, False))
                    waiting[maker] = (before + share, was_asked)
    return named, direct, (mined, outside, cut), met


@pytest.mark.parametrize("seed", range(4))
def test_where_the_room_is_full_the_rest_is_cut(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = stored(tmp_path / "chain", random_blocks(random, blocks=20, transactions=14), random)
    labels = Labels.empty(chain)
    room = Room(8, most=8)
    full = 0
    for output in range(chain.counts.outputs):
        got = exposure_back(chain, labels, np.array([output]), eps=0.0, room=room)
        assert got.met <= 8
        assert got.mined + got.outside + got.cut == pytest.approx(1.0), f"seed {seed}"
        full += got.met == 8 and got.cut > 0
    assert full > 0
    assert (room.slots == EMPTY).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_fifo_backward_gives_the_very_coins(seed: int, tmp_path: Path) -> None:
    blocks, chain, labels, found = world(seed, tmp_path)
    exact = exact_fifo(blocks, labels)
    for (name, number), stretches in exact.items():
        output = rows_of(chain, name, number)
        answer = path_back(chain, found, output)
        amounts: dict[int, int] = defaultdict(int)
        for category, amount in stretches:
            amounts[category] += amount
        got = {category: int(answer.amount[category]) for category in range(1, CATEGORIES + 1)}
        assert got == {category: amounts[category] for category in got}, f"seed {seed}"
        assert answer.amount.sum() + answer.mined + answer.outside + answer.cut == chain.view("out_value")[output]
        assert sum(one.amount for one in answer.stretches) == sum(got.values())


@pytest.mark.parametrize("seed", range(3))
def test_fifo_backward_is_exact_where_more_stretches_wait_than_are_followed_at_once(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random, blocks=60, transactions=24)
    chain = stored(tmp_path / "chain", blocks, random)
    labels = {one: random.randint(1, CATEGORIES) for one in random.sample(list(blocks.outputs()), k=30)}
    found = Labels.empty(chain)
    for (name, number), category in labels.items():
        found.set(rows_of(chain, name, number), category)
    longest = 0
    for (name, number), stretches in exact_fifo(blocks, labels).items():
        answer = path_back(chain, found, rows_of(chain, name, number))
        amounts = [sum(amount for category, amount in stretches if category == one) for one in range(1, 1 + CATEGORIES)]
        assert answer.amount[1 : 1 + CATEGORIES].tolist() == amounts, f"seed {seed}"
        assert answer.cut == 0
        longest = max(longest, answer.steps)
    assert longest > 10 * AT_ONCE


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tag_added_by_delta_is_a_sweep_and_taken_back_is_zero(seed: int, tmp_path: Path) -> None:
    blocks, chain, labels, found = world(seed, tmp_path)
    random = Random(seed)
    before = exact_haircut(blocks, labels)
    new = random.choice([one for one in blocks.outputs() if one not in labels])
    output = rows_of(chain, *new)
    share = 1.0 - float(before[new[0]].get(1, 0))
    found.set(output, 1)
    after = exact_haircut(blocks, {**labels, new: 1})
    answer = tag_changed(chain, found, np.array([output]), np.array([share]), eps=0.0)
    for tx in blocks.transactions:
        row = chain.transaction(tx.name)
        assert row is not None
        expected = float(after[tx.name].get(1, 0) - before[tx.name].get(1, 0))
        assert answer.change_of(row) == pytest.approx(expected, abs=1e-9), f"seed {seed}"
    back = tag_changed(chain, found, np.array([output]), np.array([-share]), eps=0.0)
    assert answer.lost == back.lost == 0.0
    assert {row: -value for row, value in answer.changes} == dict(back.changes)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_delta_does_not_follow_is_no_more_than_it_says(seed: int, tmp_path: Path) -> None:
    blocks, chain, labels, found = world(seed, tmp_path)
    new = next(one for one in blocks.outputs() if one not in labels)
    output = rows_of(chain, *new)
    found.set(output, 1)
    whole = tag_changed(chain, found, np.array([output]), np.array([1.0]), eps=0.0)
    bounded = tag_changed(chain, found, np.array([output]), np.array([1.0]), eps=0.1)
    values = chain.view("in_value")
    for row, change in whole.changes:
        total = sum(int(values[at]) for at in chain.inputs_of(row))
        assert abs(change - bounded.change_of(row)) * total <= bounded.lost + 1e-3, f"seed {seed}"


@pytest.mark.parametrize("seed", SEEDS)
def test_clusters_are_what_joins_until_nothing_more_joins(seed: int, tmp_path: Path) -> None:
    blocks, chain, _, _ = world(seed, tmp_path)
    random = Random(seed)
    names = frozenset(tx.name for tx in blocks.transactions if random.random() < 0.3)
    apart = np.zeros(chain.counts.transactions, np.uint8)
    for name in names:
        row = chain.transaction(name)
        assert row is not None
        apart[row] = 1
    found = clusters(chain, apart)
    groups: dict[int, set[str]] = defaultdict(set)
    for address, cluster in enumerate(found.parent):
        groups[int(cluster)].add(chain.text_keys.text(address))
    assert {frozenset(group) for group in groups.values()} == exact_clusters(blocks, names), f"seed {seed}"
    assert len(found.log_tx) == chain.counts.addresses - len(groups)
    assert all(int(cluster) == min(a for a, c in enumerate(found.parent) if c == cluster) for cluster in groups)
