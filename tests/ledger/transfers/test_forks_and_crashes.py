"""Forks beside readers, reorganisations undone, power that fails, deliveries that do: no row is believed wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from support.utxo_chains import Blocks, Tx, batch_of, name_of, random_blocks
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.sqlite_ledger import SqliteLedger
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.batch import COINS_MAX, TWICE
from watchgate.ledger.transfers.ranges import Chain
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.model.delivery import Delivery, Receipt
from watchgate.model.errors import BadInputError, LedgerDamagedError, WatchgateError

BLOCKS = random_blocks(Random(5), blocks=12)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    found = open_ledger(tmp_path)
    yield found
    found.close()


def opened(ledger: SqliteLedger, home: Path, *, writing: bool = True) -> Chain:
    return Chain(Home(home), ledger, "btc", writing=writing)


def test_who_reads_beside_a_fork_goes_on_reading_what_was_there(ledger: SqliteLedger, tmp_path: Path) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 9, values=False))
    reader = opened(ledger, tmp_path, writing=False)
    views = {name: reader.rows.view(name) for name in reader.rows.columns}
    before = {name: view.copy() for name, view in views.items()}
    chain.fork(3)
    other = Blocks([*BLOCKS.blocks[:4], (4, [Tx(name_of(900), (), (("new", 7),))])])
    chain.add(other.batch(4, None, values=False))
    for name, view in views.items():
        assert np.array_equal(view, before[name]), name


def test_who_opened_before_a_fork_reads_what_was_there_also_when_he_looks_after_it(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 9, values=False))
    before = {name: chain.rows.view(name).copy() for name in chain.rows.columns}
    reader = opened(ledger, tmp_path, writing=False)
    chain.fork(3)
    other = Blocks([*BLOCKS.blocks[:4], (4, [Tx(name_of(900 + at), (), (("new", 7),)) for at in range(100)])])
    chain.add(other.batch(4, None, values=False))
    for name, column in before.items():
        assert np.array_equal(reader.rows.view(name), column), name


def test_rows_that_are_dropped_unclosed_let_go_of_their_files(ledger: SqliteLedger, tmp_path: Path) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 4, values=False))
    chain.close()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for writing in (False, True, True):
        rows = opened(ledger, tmp_path, writing=writing).rows
        assert len(rows.view("tx_in")) > 1
        del rows
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("seed", range(6))
def test_six_blocks_undone_and_done_again_give_the_same_state(seed: int, ledger: SqliteLedger, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random, blocks=16)
    chain = opened(ledger, tmp_path)
    chain.add(blocks.batch(0, random.randint(1, 9), values=False))
    chain.add(blocks.batch(chain.rows.counts.blocks, None, values=False))
    before = {name: chain.rows.view(name).copy() for name in chain.rows.columns}
    for _ in range(2):
        chain.fork(9)
        if random.random() < 0.5:
            chain.close()
            chain = opened(ledger, tmp_path)
        chain.add(blocks.batch(10, None, values=False))
        for name, column in before.items():
            assert np.array_equal(chain.rows.view(name), column), f"seed {seed}: {name}"
        assert all(chain.rows.transaction(tx.name) is not None for tx in blocks.transactions), f"seed {seed}"
        assert chain.verify() == []


def test_a_fork_refilled_to_the_same_counts_is_another_chain(ledger: SqliteLedger, tmp_path: Path) -> None:
    def block(number: int) -> Blocks:
        return Blocks([(1, [Tx(name_of(1), (), (("a", 5),))]), (2, [Tx(name_of(number), (), ((f"to{number}", 5),))])])

    chain = opened(ledger, tmp_path)
    chain.add(block(21).batch(values=False))
    kept = list(chain.rows.folder.glob("*.slots"))
    chain.close()
    stale = {path.name: path.read_bytes() for path in chain.rows.folder.glob("*.slots")}
    assert not kept
    assert stale
    counts = (chain := opened(ledger, tmp_path)).rows.counts
    chain.fork(1)
    chain.add(block(22).batch(1, None, values=False))
    assert (chain.rows.counts, chain.forks) == (counts, 1)
    for name, data in stale.items():  # as if the disk had forgotten that they were taken away
        (chain.rows.folder / name).write_bytes(data)
    chain.rows.close()
    for writing in (False, True):
        again = opened(ledger, tmp_path, writing=writing)
        assert again.rows.address("to22") == 1
        assert again.rows.transaction(name_of(22)) == 1
        assert again.rows.transaction(name_of(21)) is None
        again.rows.close()


def test_a_fork_cut_off_before_its_rows_went_is_carried_out_when_opened(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 9, values=False))
    reader = opened(ledger, tmp_path, writing=False)
    before = reader.rows.view("out_value").copy()
    with monkeypatch.context() as patched:
        patched.setattr(UtxoChain, "cut", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            chain.fork(3)
    chain.rows.close()
    again = opened(ledger, tmp_path)
    assert again.rows.counts.blocks == 4
    assert again.verify() == []
    assert np.array_equal(reader.rows.view("out_value"), before)


def _interrupted(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_what_was_spent_by_rows_that_a_power_cut_took_is_unspent_again(tmp_path: Path) -> None:
    chain = UtxoChain(tmp_path, Counts())
    append(chain, batch_of([(1, [Tx(name_of(1), (), (("a", 5),))])], {}))
    counts = chain.counts
    chain.columns["spent_by"].write(np.array([0]), np.array([7], np.uint32))
    chain.close()
    again = UtxoChain(tmp_path, counts)
    assert again.view("spent_by")[0] == UNSPENT
    append(again, batch_of([(2, [Tx(name_of(2), ((name_of(1), 0),), (("b", 5),))])], {}))
    assert again.view("spent_by")[0] == 1


def test_rows_that_the_ledger_did_not_take_are_not_built_upon(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: SqliteLedger, _delivery: Delivery) -> Receipt:
        raise OSError("no space left")

    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 4, values=False))
    with monkeypatch.context() as patched:
        patched.setattr(SqliteLedger, "append", full)
        with pytest.raises(OSError, match="no space"):
            chain.add(BLOCKS.batch(4, 6, values=False))
    with pytest.raises(WatchgateError, match="was not acknowledged"):
        chain.add(BLOCKS.batch(6, 9, values=False))
    chain.close()
    again = opened(ledger, tmp_path)
    assert again.rows.counts.blocks == 4
    again.add(BLOCKS.batch(4, 9, values=False))
    assert again.verify() == []


def test_opening_that_fails_keeps_no_file_open(ledger: SqliteLedger, tmp_path: Path) -> None:
    chain = opened(ledger, tmp_path)
    chain.add(BLOCKS.batch(0, 4, values=False))
    chain.close()
    (tmp_path / "transfers" / "btc" / "out_kind").write_bytes(b"")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for writing in (False, True):
        with pytest.raises(LedgerDamagedError):
            opened(ledger, tmp_path, writing=writing)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("apart", [True, False])
def test_the_two_coinbases_of_bitcoin_that_came_twice_are_read_and_the_later_one_counts(
    apart: bool, tmp_path: Path
) -> None:
    blocks = [(height, [Tx(name, (), (("a", 5),))]) for height, name in ((1, TWICE[0]), (2, TWICE[1]), (3, TWICE[0]))]
    chain = UtxoChain(tmp_path, Counts())
    for part in [blocks[:2], blocks[2:]] if apart else [blocks]:
        append(chain, batch_of(part, {}))
    append(chain, batch_of([(4, [Tx(name_of(2), ((TWICE[0], 0),), (("b", 5),))])], {}))
    assert [int(one) for one in chain.view("in_tx")] == [2]
    chain.hash_keys.rebuild()
    assert (chain.transaction(TWICE[0]), chain.transaction(TWICE[1])) == (2, 1)


@pytest.mark.parametrize("many", [2, 4_400, 9_000])
def test_sums_above_all_coins_are_refused_before_they_overflow(many: int, tmp_path: Path) -> None:
    chain = UtxoChain(tmp_path, Counts())
    for tx in (
        Tx(name_of(1), (), (("a", COINS_MAX),) * many),
        Tx(name_of(2), ((name_of(1), 0),), (("a", COINS_MAX),) * many),
    ):
        with pytest.raises(BadInputError, match="more than there can be"):
            append(chain, batch_of([(1, [tx])], {}))
    assert chain.counts == Counts()


def test_an_output_that_has_no_possible_number_is_refused(tmp_path: Path) -> None:
    chain = UtxoChain(tmp_path, Counts())
    for number in (-1, 1 << 40):
        with pytest.raises(BadInputError, match=f"takes output {number}"):
            append(chain, batch_of([(1, [Tx(name_of(2), ((name_of(1), number),), (("a", 1),))])], {}))
