"""Taint against exact fractions on seeded random chains of some 2,000 transactions at most; blocks undone and redone.

The reference is that of the tests (tests/support/exact_taint.py): the definitions, over plain objects.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from harness import Result
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.ranges import Chain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.fifo_sweep import coins_held
from watchgate.risk.exposure.haircut import many_categories
from watchgate.risk.exposure.views import Labels, path_back, tag_changed

TESTS = Path(__file__).resolve().parents[1] / "tests"
SIZES = ((20, 20), (60, 40), (80, 48))
"""Blocks of each chain, and the most transactions a block: 200 to 2,000 transactions."""
CATEGORIES, TAGGED, UNDONE = 3, 12, 6
TAGGED_GROWN = 40


def exact_results() -> list[Result]:
    """The largest differences over all chains: 1e-6 is allowed to shares, nothing to coins and to what is undone."""
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    from support import exact_taint
    from support.utxo_chains import random_blocks, stored

    share = superposed = over = 0.0
    coins = residue = 0.0
    many = 0
    for seed, (blocks_many, each) in enumerate(SIZES):
        random = Random(seed)
        blocks = random_blocks(random, blocks=blocks_many, transactions=each)
        many = max(many, len(blocks.transactions))
        with tempfile.TemporaryDirectory(prefix="watchgate-bench-exact-") as folder:
            chain = stored(Path(folder) / "chain", blocks, random)
            row = {tx.name: chain.transaction(tx.name) for tx in blocks.transactions}
            tags = {one: random.randint(1, CATEGORIES) for one in random.sample(list(blocks.outputs()), k=TAGGED)}
            known = _labels(chain, row, tags)
            table = _haircut(chain, known)
            for name, shares in exact_taint.haircut(blocks, tags).items():
                for category in range(1, CATEGORIES + 1):
                    share = max(share, abs(float(table[row[name], category - 1]) - float(shares.get(category, 0))))
            together = _haircut(chain, _labels(chain, row, dict.fromkeys(tags, 1)))[:, 0]
            superposed = max(superposed, float(np.abs(together - table.sum(axis=1)).max()))
            coins += _coins_otherwise(chain, known, row, exact_taint.fifo(blocks, tags))
            residue, over = _delta(chain, known, row, blocks, random, residue, over)
            chain.close()
    beyond, left, told = _grown(random_blocks)
    note = f"{len(SIZES)} random chains of up to {many:,} transactions, {TAGGED} tags in {CATEGORIES} categories"
    return [
        _most("haircut less exact fractions, largest", share, 1e-6, note),
        _most("superposition: tags as one category less the sum of their categories", superposed, 1e-6),
        _most("outputs whose coins FIFO, back or swept, gives otherwise", coins, 0),
        _most("a tag added without a bound and taken back leaves", residue, 0),
        _most("satoshi that a bounded delta misses beyond what it says", over, 1e-3, "eps .1"),
        _most(
            "satoshi that a tag leaves, added, taken back on the grown chain, beyond the bounds said",
            beyond,
            1e-3,
            f"{TAGGED_GROWN} tags, eps .02, a third of the blocks between; left up to {left:.3g}, bounds to {told:.3g}",
        ),
        _most(f"columns otherwise after {UNDONE} blocks are undone and done again", _undone(random_blocks), 0),
    ]


def _labels(chain: UtxoChain, row: Any, tags: Any) -> Labels:
    known = Labels.empty(chain)
    for (name, number), category in tags.items():
        known.set(chain.outputs_of(row[name])[number], category)
    return known


def _haircut(chain: UtxoChain, known: Labels) -> Any:
    table = np.zeros((chain.counts.transactions, CATEGORIES), np.float32)
    tx_in, in_tx, in_value, in_out = (chain.view(name) for name in ("tx_in", "in_tx", "in_value", "in_out"))
    many_categories(tx_in, in_tx, in_value, in_out, known.special(chain), known.label, table)
    return table


def _coins_otherwise(chain: UtxoChain, known: Labels, row: Any, exact: Any) -> int:
    held = coins_held(chain, known)
    wrong = 0
    for (name, number), stretches in exact.items():
        output = chain.outputs_of(row[name])[number]
        sums = [sum(amount for what, amount in stretches if what == one) for one in range(1, CATEGORIES + 1)]
        swept = held.of(output, int(chain.view("out_value")[output]))
        forward = [sum(amount for what, amount in swept if what == one) for one in range(1, CATEGORIES + 1)]
        wrong += forward != sums or path_back(chain, known, output).amount[1 : CATEGORIES + 1].tolist() != sums
    return wrong


def _delta(
    chain: UtxoChain, known: Labels, row: Any, blocks: Any, random: Random, residue: float, over: float
) -> tuple[float, float]:
    values, ends = chain.view("in_value"), chain.view("tx_in")
    for name, number in random.sample(list(blocks.outputs()), k=20):
        output = np.array([chain.outputs_of(row[name])[number]])
        whole = tag_changed(chain, known, output, np.ones(1), eps=0.0)
        back = dict(tag_changed(chain, known, output, -np.ones(1), eps=0.0).changes)
        bounded = tag_changed(chain, known, output, np.ones(1), eps=0.1)
        told = dict(bounded.changes)
        for tx, change in whole.changes:
            residue = max(residue, abs(change + back.pop(tx, 0.0)))
            total = int(values[int(ends[tx]) : int(ends[tx + 1])].sum())
            over = max(over, abs(change - told.get(tx, 0.0)) * total - bounded.lost)
        residue = max(residue, *(abs(one) for one in back.values()), 0.0)
    return residue, over


def _grown(random_blocks: Any) -> tuple[float, float, float]:
    """A tag comes, a third of the blocks after it, and it goes: what is left of it in any transaction beyond what both
    said they had not followed; the most that is left; the largest bound."""
    from support.utxo_chains import Blocks, stored

    random = Random(11)
    blocks = random_blocks(random, blocks=60, transactions=40)
    then = 40
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-grown-") as folder:
        chain = stored(Path(folder) / "chain", Blocks(blocks.blocks[:then]))
        before, many = Labels.empty(chain), chain.counts.transactions
        asked = [np.array([one]) for one in random.sample(range(chain.counts.outputs), k=TAGGED_GROWN)]
        came = [tag_changed(chain, before, one, np.ones(1), eps=0.02) for one in asked]
        append(chain, blocks.batch(then, None, values=False))
        now = Labels.empty(chain)
        tx_in, in_tx, in_out, value = (np.array(chain.view(name)) for name in ("tx_in", "in_tx", "in_out", "in_value"))
        beyond = most = told = 0.0
        for output, change in zip(asked, came, strict=True):
            left = np.zeros(chain.counts.transactions)
            for tx, one in change.changes:
                left[tx] = one
            for tx in range(many, len(left)):
                taken = slice(int(tx_in[tx]), int(tx_in[tx + 1]))
                brought = np.where(in_out[taken] == output[0], 1.0, left[in_tx[taken]])
                left[tx] = float((brought * value[taken]).sum()) / max(int(value[taken].sum()), 1)
            gone = tag_changed(chain, now, output, -np.ones(1), eps=0.02)
            for tx, one in gone.changes:
                left[tx] += one
            totals = np.add.reduceat(np.append(value, 0), tx_in[:-1]) * (np.diff(tx_in) > 0)
            satoshi, bound = float((np.abs(left) * totals).max()), change.lost + gone.lost
            beyond, most, told = max(beyond, satoshi - bound), max(most, satoshi), max(told, bound)
        chain.close()
    return beyond, most, told


def _undone(random_blocks: Any) -> int:
    """A reorganisation: blocks come, go and come again, in a ledger."""
    blocks = random_blocks(Random(7), blocks=40, transactions=20)
    with tempfile.TemporaryDirectory(prefix="watchgate-bench-fork-") as folder:
        ledger = open_ledger(Path(folder))
        chain = Chain(Home(Path(folder)), ledger, "btc", writing=True)
        chain.add(blocks.batch(values=False))
        before = {name: chain.rows.view(name).copy() for name in chain.rows.columns}
        last = int(chain.rows.view("block_height")[-1]) - UNDONE
        chain.fork(last)
        gone = len(before["block_height"]) - chain.rows.counts.blocks
        chain.add(blocks.batch(last + 1, None, values=False))
        wrong = sum(not np.array_equal(chain.rows.view(name), column) for name, column in before.items())
        wrong += len(chain.verify()) + (gone != UNDONE)
        chain.close()
        ledger.close()
    return wrong


def _most(measure: str, value: float, bar: float, note: str | None = None) -> Result:
    return Result(measure=measure, value=value, unit="", target=bar, at_most=True, note=note)
