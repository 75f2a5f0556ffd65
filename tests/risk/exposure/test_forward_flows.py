"""Forward flows: nothing vanishes, however little room there is for them; haircut of two labels is their sum."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.utxo_chains import random_blocks, stored
from watchgate.risk.exposure.forward import ForwardRoom, forward
from watchgate.risk.exposure.views import Labels, exposure_back


@pytest.mark.parametrize("seed", range(6))
def test_what_there_is_no_room_for_is_told_as_lost(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = stored(tmp_path, random_blocks(random), random)
    labels = Labels.empty(chain)
    start = np.flatnonzero(chain.view("out_value") > 1_000)[:3]
    begun = float(chain.view("out_value")[start].sum())
    whole, nothing = forward(chain, labels, start, hops=40, least=0.0)
    assert nothing == 0.0
    followed = sum(one.amount for one in whole if one.end)
    for flows in (1, 2, 5, 20):
        some, lost = forward(chain, labels, start, hops=40, least=0.0, room=ForwardRoom(64, flows))
        told = sum(one.amount for one in some if one.end) + lost
        assert followed - 1e-3 <= told <= begun + 1e-3, f"seed {seed}"
        assert len(whole) <= flows or lost > 0 or len(some) == len(whole), f"seed {seed}"


@pytest.mark.parametrize("seed", range(6))
def test_two_labels_bring_what_each_brings(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = stored(tmp_path, random_blocks(random), random)
    outputs = np.arange(chain.counts.outputs)
    first, second = (int(one) for one in random.sample(list(outputs), 2))
    both = Labels.empty(chain)
    both.set(first, 1)
    both.set(second, 2)
    for one in random.sample(list(outputs), 20):
        asked = np.array([one])
        together = exposure_back(chain, both, asked, eps=0.0)
        apart = 0.0
        for mine, other in ((first, second), (second, first)):
            alone = Labels.empty(chain)  # the other one ends trails as before, as a category that nobody asks about
            alone.set(mine, 1)
            alone.set(other, 3)
            found = exposure_back(chain, alone, asked, eps=0.0)
            apart += found.direct[1] + found.indirect[1]
        assert together.direct.sum() + together.indirect.sum() == pytest.approx(apart, abs=1e-9), f"seed {seed}"
        named = sum(share for _, share in together.sources)
        assert named == pytest.approx(together.direct.sum() + together.indirect.sum(), abs=1e-9)
        assert {output for output, _ in together.sources} <= {first, second}
