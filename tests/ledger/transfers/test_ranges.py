"""Ranges as deliveries: acknowledged, verified, forked, and opened again after any end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.utxo_chains import Blocks, random_blocks
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.transfers.ranges import Chain, Kind, chains
from watchgate.model.errors import BadInputError, LedgerDamagedError, NotFoundError

BLOCKS = random_blocks(Random(5), blocks=12)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = open_ledger(tmp_path)
    yield found
    found.close()


def opened(ledger: SqliteLedger, home: Path) -> Chain:
    return Chain(Home(home), ledger, "btc", writing=True)


def test_each_range_is_a_delivery_with_a_manifest(ledger: SqliteLedger, tmp_path: Path) -> None:
    chain = opened(ledger, tmp_path)
    receipt = chain.add(BLOCKS.batch(0, 4, values=False), source_sha256="ab" * 32)
    chain.add(BLOCKS.batch(4, 9, values=False))
    first, second = chain.manifests()
    assert receipt.position == 1
    assert (first.kind, first.first, first.last, len(first.hashes), first.source_sha256) == (
        Kind.RANGE,
        0,
        3,
        4,
        "ab" * 32,
    )
    assert (second.first, second.last, second.before) == (4, 8, first.after)
    assert chain.verify() == []
    assert chains(tmp_path, ledger) == ["btc"]
    chain.close()
    assert opened(ledger, tmp_path).rows.counts == second.after


def test_a_row_changed_on_disk_is_named(ledger: SqliteLedger, tmp_path: Path) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 4, values=False))
    chain.add(BLOCKS.batch(4, 9, values=False))
    path = tmp_path / "transfers" / "btc" / "out_value"
    data = bytearray(path.read_bytes())
    data[-8] ^= 1
    path.write_bytes(data)
    chain.close()
    assert opened(ledger, tmp_path).verify() == ["btc: blocks 4 to 8 were changed on disk"]


@pytest.mark.parametrize("height", [8, 6, 3, 0, -1])
def test_a_fork_takes_blocks_back_keeps_them_readable_and_goes_on(
    height: int, ledger: SqliteLedger, tmp_path: Path
) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 4, values=False))
    chain.add(BLOCKS.batch(4, 9, values=False))
    before = {name: chain.rows.view(name).copy() for name in chain.rows.columns}
    receipt = chain.fork(height)
    left = height + 1
    assert chain.rows.counts.blocks == left
    assert chain.verify() == []
    if height < 8:
        assert receipt is not None
        fork = list(chain.manifests())[-1]
        assert (fork.kind, fork.first, fork.last) == (Kind.FORK, height + 1, 8)
        orphans = np.load(tmp_path / "transfers" / "btc" / fork.orphans / "out_value.npy")
        assert np.array_equal(orphans, before["out_value"][-len(orphans) :])
    else:
        assert receipt is None
    chain.close()
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(left, 9, values=False)) if left < 9 else None
    assert chain.verify() == []
    for name, column in before.items():
        assert np.array_equal(chain.rows.view(name), column), name
    assert chain.fork(4) is not None
    assert chain.verify() == []


def test_a_past_position_is_seen_as_it_was_unless_its_blocks_were_orphaned(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    chain = opened(ledger, tmp_path)
    first = chain.add(BLOCKS.batch(0, 4, values=False)).position
    second = chain.add(BLOCKS.batch(4, 9, values=False)).position
    then = Chain(Home(tmp_path), ledger, "btc", position=first)
    assert then.rows.counts.blocks == 4
    assert chains(tmp_path, ledger, 0) == []
    with pytest.raises(NotFoundError, match="no block of btc was read"):
        Chain(Home(tmp_path), ledger, "btc", position=0)
    chain.fork(5)
    assert Chain(Home(tmp_path), ledger, "btc", position=first).rows.counts.blocks == 4
    with pytest.raises(LedgerDamagedError, match="has forked since: blocks 6 to 8"):
        Chain(Home(tmp_path), ledger, "btc", position=second)
    assert Chain(Home(tmp_path), ledger, "btc").rows.counts.blocks == 6


def test_a_chain_has_a_plain_name(ledger: SqliteLedger, tmp_path: Path) -> None:
    for name in ("../x", "BTC", "", "a" * 40):
        with pytest.raises(BadInputError, match="cannot name a chain"):
            Chain(Home(tmp_path), ledger, name, writing=True)


CHILD = """
import sys
from pathlib import Path
from random import Random
from support.utxo_chains import random_blocks
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
home = Path(sys.argv[1])
blocks = random_blocks(Random(7), blocks=60)
ledger = open_ledger(home)
chain = Chain(Home(home), ledger, "btc", writing=True)
print("ready", flush=True)
while chain.rows.counts.blocks < 60:
    at = chain.rows.counts.blocks
    chain.add(blocks.batch(at, at + 1, values=False))
    print(at + 1, flush=True)
"""


def test_killed_at_any_moment_it_goes_on_without_loss_or_repetition(tmp_path: Path) -> None:
    random = Random(11)
    acknowledged = 0
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        said = [child.stdout.readline() for _ in range(random.randint(1, 6))]
        time.sleep(random.random() * 0.01)
        child.send_signal(signal.SIGKILL)
        said += child.stdout.read().split()
        child.stdout.close()
        child.wait()
        acknowledged = max([acknowledged, *(int(one) for one in said)])
    ledger = open_ledger(tmp_path)
    chain = Chain(Home(tmp_path), ledger, "btc", writing=True)
    assert chain.rows.counts.blocks >= acknowledged > 0
    assert chain.verify() == []
    blocks = random_blocks(Random(7), blocks=60)
    at = chain.rows.counts.blocks
    if at < 60:
        chain.add(blocks.batch(at, None, values=False))
    names = [tx.name for tx in Blocks(blocks.blocks).transactions]
    assert [chain.rows.hash_of(row) for row in range(chain.rows.counts.transactions)] == names
    ledger.close()
