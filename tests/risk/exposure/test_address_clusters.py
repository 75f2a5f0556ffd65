"""Clusters where transactions take more than is looked up at once, and end anywhere within it."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from watchgate.risk.exposure.clusters import ABSENT, AHEAD, flatten, join


@pytest.mark.parametrize("seed", range(20))
def test_a_cluster_is_the_same_however_many_inputs_are_looked_up_at_once(seed: int) -> None:
    random = Random(seed)
    sizes = [random.choice([0, 1, 1, 2, 3, 7, AHEAD - 1, AHEAD, AHEAD + 1, 3 * AHEAD]) for _ in range(60)]
    addresses = 4_000
    taken = [random.randrange(addresses) if random.random() < 0.9 else ABSENT for _ in range(sum(sizes))]
    apart = np.array([random.random() < 0.2 for _ in sizes], np.uint8)
    tx_in = np.concatenate(([0], np.cumsum(sizes)))
    parent = np.arange(addresses, dtype=np.uint32)
    log = np.zeros((3, addresses), np.uint32)
    room = np.empty((2, AHEAD), np.uint32)
    order = random.sample(range(len(taken)), len(taken))
    columns = (tx_in, np.argsort(order).astype(np.uint32), np.array(taken, np.uint32)[order], apart)
    half = random.randrange(len(sizes))
    merges = join(0, half, *columns, parent, log[0], log[1], log[2], room)
    rest = log[:, merges:]
    merges += join(half, len(sizes), *columns, parent, rest[0], rest[1], rest[2], room)
    flatten(parent)

    expected = list(range(addresses))
    for tx, size in enumerate(sizes):
        together = {one for one in taken[tx_in[tx] : tx_in[tx] + size] if one != ABSENT}
        if together and not apart[tx]:
            clusters = {expected[one] for one in together}
            expected = [min(clusters) if one in clusters else one for one in expected]
    assert parent.tolist() == expected, f"seed {seed}"
    assert merges == addresses - len(set(expected))
    again = np.arange(addresses, dtype=np.uint32)
    for tx, kept, absorbed in zip(*(one[:merges] for one in log), strict=True):
        assert not apart[tx]
        assert again[absorbed] == absorbed
        again[again == absorbed] = kept
    assert again.tolist() == expected, f"seed {seed}: the log says otherwise"
