"""The path of the very coins: the largest stretch that FIFO finds, through transactions that follow each other."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.account_chains import batch_of, random_moves
from support.utxo_chains import random_blocks, stored
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.risk.exposure.account_fifo import plain_units_back
from watchgate.risk.exposure.trail import Trail, largest_trail
from watchgate.risk.exposure.views import Labels, Stretch, path_back


def labelled(chain: UtxoChain, random: Random) -> Labels:
    categories = np.zeros(chain.counts.addresses, np.uint8)
    for row in random.sample(range(chain.counts.addresses), k=min(4, chain.counts.addresses)):
        categories[row] = random.randint(1, 2)
    return Labels.of_addresses(chain, categories)


def followed(chain: UtxoChain, trail: Trail, asked: set[int], seed: int) -> None:
    """Each transaction takes an output of the one before it, the first the labelled one; the last gives what was
    asked. What accounts keep between two is passed on by moves of their own."""
    kept, before = chain.kept, {trail.output}
    for row in trail.through:
        while True:
            taken = set(chain.view("in_out")[list(chain.inputs_of(row))].tolist())
            if taken & before:
                break
            onward = {int(chain.view("spent_by")[one]) for one in before} - {0xFFFFFFFF}
            before = {out for tx in onward for out in chain.outputs_of(tx) if len(kept) and kept[out] == KEPT}
            assert before, f"seed {seed}"
        before = set(chain.outputs_of(row))
    assert before & asked, f"seed {seed}"


def largest(stretches: list[Stretch], labels: Labels, category: int) -> int:
    return max((one.amount for one in stretches if labels.label[one.output] == category), default=0)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_largest_stretch_of_all_and_can_be_walked(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = stored(tmp_path, random_blocks(random, blocks=20))
    labels = labelled(chain, random)
    found = 0
    for address in range(chain.counts.addresses):
        outputs = chain.outputs_to(address)
        every = [one for output in outputs for one in path_back(chain, labels, int(output)).stretches]
        for category in (1, 2):
            searched = largest_trail(chain, labels, outputs, {category}, most=1 << 20)
            assert searched.all_seen
            units = searched.trail.units if searched.trail is not None else 0
            assert units == largest(every, labels, category), f"seed {seed}, address {address}"
            if searched.trail is not None:
                followed(chain, searched.trail, set(outputs.tolist()), seed)
                found += 1
    assert found


@pytest.mark.parametrize("seed", range(8))
def test_of_accounts_as_well(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = AccountChain(tmp_path, Counts())
    append_moves(chain, batch_of(random_moves(random, many=150)))
    labels = labelled(chain, random)
    found = 0
    for address in range(chain.counts.addresses):
        outputs = chain.outputs_to(address)
        every = list(plain_units_back(chain, labels, outputs, steps_max=1 << 30).stretches)
        searched = largest_trail(chain, labels, outputs, {1, 2}, most=1 << 20)
        units = searched.trail.units if searched.trail is not None else 0
        assert units == max((one.amount for one in every), default=0), f"seed {seed}, address {address}"
        if searched.trail is not None:
            followed(chain, searched.trail, set(outputs.tolist()), seed)
            found += 1
    assert found


def test_where_the_largest_are_not_from_there_nobody_says_that_none_is(tmp_path: Path) -> None:
    random = Random(3)
    chain = stored(tmp_path, random_blocks(random, blocks=20))
    labels = labelled(chain, random)
    outputs = np.arange(chain.counts.outputs)
    assert largest_trail(chain, labels, outputs, {1, 2}).trail is not None
    assert not largest_trail(chain, labels, outputs, {9}, most=5).all_seen
    assert largest_trail(chain, labels, outputs[:3], {9}) == (None, True)
    assert largest_trail(chain, labels, outputs[-3:], {9}, inputs=0) == (None, False)
