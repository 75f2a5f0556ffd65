"""The sweep against FIFO by its definition, and beside the way back from each output."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.exact_taint import fifo
from support.utxo_chains import random_blocks, stored
from watchgate.risk.exposure.fifo_sweep import coins_held
from watchgate.risk.exposure.views import Labels, path_back

CATEGORIES = 3


@pytest.mark.parametrize("seed", range(12))
def test_every_output_holds_the_stretches_that_the_definition_gives_it(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random, blocks=24, transactions=12)
    chain = stored(tmp_path / "chain", blocks, random)
    labels = {one: random.randint(1, CATEGORIES) for one in random.sample(list(blocks.outputs()), k=8)}
    known = Labels.empty(chain)

    def row_of(name: str, number: int) -> int:
        tx = chain.transaction(name)
        assert tx is not None
        return chain.outputs_of(tx)[number]

    for (name, number), category in labels.items():
        known.set(row_of(name, number), category)
    held = coins_held(chain, known, stretches=2)
    holding = 0
    for (name, number), stretches in fifo(blocks, labels).items():
        output = row_of(name, number)
        value = int(chain.view("out_value")[output])
        exact: list[tuple[int, int]] = []
        for category, amount in stretches:
            if exact and exact[-1][0] == category:
                exact[-1] = (category, exact[-1][1] + amount)
            elif amount:
                exact.append((category, amount))
        found = held.of(output, value)
        assert found == (exact if any(category for category, _ in exact) else []), f"seed {seed}"
        back = path_back(chain, known, output)
        sums = [sum(amount for category, amount in found if category == one) for one in range(1, CATEGORIES + 1)]
        assert sums == back.amount[1 : CATEGORIES + 1].tolist(), f"seed {seed}"
        holding += bool(found)
    assert holding > len(labels), f"seed {seed}"
    assert len(np.unique(held.begin[held.begin > 0])) == np.count_nonzero(held.begin)
