"""FIFO forward finds the stretches that FIFO backward finds, on random chains of outputs and of accounts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.account_chains import Move, batch_of, random_moves
from support.utxo_chains import Blocks, Tx, name_of, random_blocks, stored
from watchgate.ledger.transfers.account_appending import append_moves
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.risk.exposure.account_fifo import units_back
from watchgate.risk.exposure.fifo_forward import FifoFlows, fifo_forward
from watchgate.risk.exposure.forward import FAR, HELD, LABELLED
from watchgate.risk.exposure.views import Labels, path_back

NO_END = 10_000


def brought(chain: UtxoChain, output: int, end: int) -> int:
    """What of `end` comes from `output`, by following it back."""
    labels = Labels.empty(chain)
    labels.set(output, 1)
    if isinstance(chain, AccountChain):
        return sum(one.amount for one in units_back(chain, labels, np.array([end])).stretches)
    return int(path_back(chain, labels, end).amount[1])


def check(chain: UtxoChain, random: Random, seed: int) -> int:
    """All that an output gives on, as it is found from both ends; how many hops were gone."""
    labels, spent = Labels.empty(chain), chain.view("spent_by")
    taken = np.flatnonzero(spent < chain.counts.transactions).tolist()
    far = 0
    for output in random.sample(taken, min(8, len(taken))):
        found = fifo_forward(chain, labels, np.array([output]), hops=NO_END)
        ended: Counter[int] = Counter()
        for flow in found.flows:
            if flow.end:
                assert flow.end == HELD, f"seed {seed}"
                ended[flow.output] += int(flow.amount)
            far = max(far, flow.hop)
        for end in np.flatnonzero(spent >= chain.counts.transactions).tolist():
            if end != output:
                assert ended[end] == brought(chain, output, end), f"seed {seed}, output {output}, end {end}"
        assert found.lost == 0
        sums_agree(found)
    return far


def sums_agree(found: FifoFlows) -> None:
    """What a flow holds is what it came from."""
    for flow, sources in zip(found.flows, found.sources, strict=True):
        assert not sources or sum(amount for _, amount in sources) == flow.amount


@pytest.mark.parametrize("seed", range(8))
def test_on_outputs_forward_is_backward(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = stored(tmp_path / "chain", random_blocks(random, blocks=15, addresses=25))
    assert check(chain, random, seed) > 1


@pytest.mark.parametrize("seed", range(8))
def test_on_accounts_forward_is_backward(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    chain = AccountChain(tmp_path / "chain", Counts())
    append_moves(chain, batch_of(random_moves(random, many=150)))
    assert check(chain, random, seed) > 1


def test_a_label_ends_a_flow_and_so_do_the_hops(tmp_path: Path) -> None:
    blocks = [
        (1, [Tx(name_of(1), (), (("a", 100),))]),
        (2, [Tx(name_of(2), ((name_of(1), 0),), (("b", 60), ("shop", 30)))]),
        (3, [Tx(name_of(3), ((name_of(2), 0),), (("c", 60),))]),
        (4, [Tx(name_of(4), ((name_of(3), 0),), (("d", 60),))]),
    ]
    chain = stored(tmp_path / "chain", Blocks(blocks))
    categories = np.zeros(chain.counts.addresses, np.uint8)
    shop = chain.address("shop")
    assert shop is not None
    categories[shop] = 1
    found = fifo_forward(chain, Labels.of_addresses(chain, categories), np.array([0]), hops=2)
    assert [(int(one.amount), one.hop, one.end) for one in found.flows] == [
        (100, 0, 0),
        (60, 1, 0),
        (30, 1, LABELLED),
        (60, 2, FAR),
    ]
    assert found.sources == [(), ((0, 60),), ((0, 30),), ((1, 60),)]


def test_an_account_s_keeping_is_no_step_and_the_oldest_go_first(tmp_path: Path) -> None:
    moves = [Move(1, 1, "thief", "a", "", 60), Move(2, 2, "stranger", "a", "", 40)]
    moves += [Move(3 + at, 3 + at, "a", f"b{at}", "", 25) for at in range(4)]
    chain = AccountChain(tmp_path / "chain", Counts())
    append_moves(chain, batch_of(moves))
    row = chain.address("a")
    assert row is not None
    first = chain.outputs_to(row)[:1]
    found = fifo_forward(chain, Labels.empty(chain), first, hops=9)
    ends = [
        (chain.text_keys.text(int(chain.view("out_address")[one.output])), one.amount, one.hop) for one in found.flows
    ]
    assert ends == [("a", 60, 0), ("b0", 25, 1), ("b1", 25, 1), ("b2", 10, 1)]
    assert found.sources[1:] == [((0, 25),), ((0, 25),), ((0, 10),)]
