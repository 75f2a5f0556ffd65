"""Who received in orphaned blocks is known by name, also when a later fork took the names away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from support.account_chains import Move, batch_of
from support.utxo_chains import random_blocks
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.transfers.orphans import orphaned_receivers
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.delivery import Delivery
from watchgate.model.handling import SYSTEM


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = open_ledger(tmp_path)
    yield found
    found.close()


def delivery(ledger: SqliteLedger, position: int) -> Delivery:
    found = ledger.as_of(reader=SYSTEM).delivery(position)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(8))
def test_all_who_received_are_found_and_nobody_else(seed: int, ledger: SqliteLedger, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random, blocks=16, addresses=60)
    chain = Chain(Home(tmp_path), ledger, "btc", writing=True)
    wanted: dict[int, set[str]] = {}
    chain.add(blocks.batch(values=False))
    top = len(blocks.blocks)
    for _ in range(3):
        height = random.randint(2, top - 1)
        receipt = chain.fork(height - 1)
        lost = [address for _, txs in blocks.blocks[height:top] for tx in txs for address, _ in tx.outputs]
        if receipt is not None:
            wanted[receipt.position] = set(lost) - {""}
        if random.random() < 0.5:
            chain.add(blocks.batch(height, height + 2, values=False))
            top = min(height + 2, len(blocks.blocks))
        else:
            top = height
    chain.close()
    among = {f"addr{number}" for number in range(60)} | {"nobody"}
    for position, names in wanted.items():
        found = orphaned_receivers(Home(tmp_path), ledger, delivery(ledger, position), among)
        assert found == {one: f"btc:{one}" for one in names}, f"seed {seed}, position {position}"
    assert orphaned_receivers(Home(tmp_path), ledger, delivery(ledger, 1), among) == {}


def test_where_the_rows_are_gone_it_may_have_been_anybody(ledger: SqliteLedger, tmp_path: Path) -> None:
    one, other, third = ("0x" + digit * 40 for digit in "abc")
    chain = Chain(Home(tmp_path), ledger, "eth", writing=True)
    chain.add(batch_of([Move(1, 1, one, other, "", 5), Move(2, 2, one, third, "", 5)]))
    receipt = chain.fork(1)
    chain.close()
    assert receipt is not None
    fork = delivery(ledger, receipt.position)
    typed = "0x" + "C" * 40
    assert orphaned_receivers(Home(tmp_path), ledger, fork, {other, typed}) == {typed: f"eth:{third}"}
    shutil.rmtree(tmp_path / "transfers" / "eth" / "orphans")
    assert set(orphaned_receivers(Home(tmp_path), ledger, fork, {other, typed})) == {other, typed}
