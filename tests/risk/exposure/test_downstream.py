"""Downstream names everybody whose coins came by way of an address, and nobody else."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from support.utxo_chains import Blocks, random_blocks, stored
from watchgate.risk.exposure import downstream as downstream_module
from watchgate.risk.exposure.downstream import downstream


def by_definition(blocks: Blocks, sources: set[str]) -> set[str]:
    """Followed transaction by transaction, in their order."""
    outputs = blocks.outputs()
    reached: set[str] = set()
    found: set[str] = set()
    for tx in blocks.transactions:
        if any(one[0] in reached or outputs[one][0] in sources for one in tx.inputs):
            reached.add(tx.name)
            found.update(address for address, _ in tx.outputs if address)
    return found


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("sweep_from", [1, 50])
def test_random_chains_are_followed_as_the_definition_says(
    seed: int, sweep_from: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one (1: never swept), and swept where much is reached."""
    monkeypatch.setattr(downstream_module, "SWEEP_FROM", sweep_from)
    random = Random(seed)
    blocks = random_blocks(random)
    chain = stored(tmp_path / "chain", blocks, random)
    everybody = {address for tx in blocks.transactions for address, _ in tx.outputs if address}
    for _ in range(10):
        sources = set(random.sample(sorted(everybody), random.randint(1, 3)))
        among = {*random.sample(sorted(everybody), len(everybody) // 2), "nobody"}
        assert downstream(chain, sources, among) == by_definition(blocks, sources) & among, f"seed {seed}"
    assert downstream(chain, {"nobody"}, everybody) == set()
    chain.close()
