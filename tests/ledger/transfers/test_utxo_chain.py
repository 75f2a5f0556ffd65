"""A chain as columns: what was appended is there again, what cannot be leaves nothing, what was cut off is gone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec
import numpy as np
import pytest

from support.utxo_chains import Blocks, Tx, batch_of, name_of, random_blocks, stored
from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.model.errors import BadInputError, LedgerBusyError, LedgerDamagedError

SEEDS = range(8)


def model(chain: UtxoChain, blocks: Blocks) -> None:
    """All that `blocks` say is what the chain says."""
    outputs = blocks.outputs()
    taken = {one: tx.name for tx in blocks.transactions for one in tx.inputs}
    for tx in blocks.transactions:
        row = chain.transaction(tx.name)
        assert row is not None
        assert chain.hash_of(row) == tx.name
        values, addresses = chain.view("out_value"), chain.view("out_address")
        for number, output in enumerate(chain.outputs_of(row)):
            assert (chain.text_keys.text(int(addresses[output])), int(values[output])) == tx.outputs[number]
            taker = int(chain.view("spent_by")[output])
            assert (None if taker == UNSPENT else chain.hash_of(taker)) == taken.get((tx.name, number))
        for at, (origin, number) in zip(chain.inputs_of(row), tx.inputs, strict=True):
            assert chain.hash_of(int(chain.view("in_tx")[at])) == origin
            assert int(chain.view("in_value")[at]) == outputs[origin, number][1]
            assert int(chain.view("in_out")[at]) == chain.outputs_of(int(chain.view("in_tx")[at]))[number]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_appended_in_any_batches_is_there_and_again_when_opened(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random)
    chain = stored(tmp_path / "a", blocks, random)
    model(chain, blocks)
    chain.sync()
    chain.keep_keys()
    counts = chain.counts
    chain.close()
    again = UtxoChain(tmp_path / "a", counts)
    model(again, blocks)
    whole = stored(tmp_path / "b", blocks)
    for name in chain.columns:
        assert np.array_equal(again.view(name), whole.view(name)), f"seed {seed}: {name}"
    assert again.address("nowhere") is None
    assert again.transaction(name_of(10**6)) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_an_append_that_was_cut_off_leaves_nothing(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    blocks = random_blocks(random)
    kept = Blocks(blocks.blocks[:7])
    chain = stored(tmp_path, kept)
    counts = chain.counts
    append(chain, blocks.batch(7, None, values=False))
    for column in chain.columns.values():
        if random.random() < 0.5:
            column.append(np.zeros((random.randint(1, 9), 32) if column.view().ndim == 2 else 3, column.view().dtype))
    chain.close()
    again = UtxoChain(tmp_path, counts)
    assert again.counts == counts
    model(again, kept)
    append(again, blocks.batch(7, None, values=False))
    model(again, blocks)


def test_fewer_rows_than_were_acknowledged_is_damage(tmp_path: Path) -> None:
    chain = stored(tmp_path, random_blocks(Random(1)))
    counts = msgspec.structs.replace(chain.counts, outputs=chain.counts.outputs + 1)
    chain.close()
    for writing in (False, True):
        with pytest.raises(LedgerDamagedError, match="were acknowledged"):
            UtxoChain(tmp_path, counts, writing=writing)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_sees_what_it_was_opened_with_while_another_process_writes(seed: int, tmp_path: Path) -> None:
    blocks = random_blocks(Random(seed))
    chain = stored(tmp_path, Blocks(blocks.blocks[:7]))
    counts = chain.counts
    chain.sync()
    reader = UtxoChain(tmp_path, counts, writing=False)
    model(reader, Blocks(blocks.blocks[:7]))
    append(chain, blocks.batch(7, None, values=False))
    chain.keep_keys()
    for again in (reader, UtxoChain(tmp_path, counts, writing=False)):
        assert again.counts == counts
        later = [tx.name for _, txs in blocks.blocks[7:] for tx in txs]
        assert [again.transaction(name) for name in later] == [None] * len(later)
        assert all(again.transaction(tx.name) is not None for _, txs in blocks.blocks[:7] for tx in txs)
    with pytest.raises(LedgerBusyError, match="another process"):
        UtxoChain(tmp_path, counts)
    assert chain.counts.transactions > counts.transactions
    model(chain, blocks)


def test_stale_slots_are_not_believed(tmp_path: Path) -> None:
    blocks = random_blocks(Random(2))
    chain = stored(tmp_path, blocks)
    chain.keep_keys()
    counts = chain.counts
    chain.close()
    for slots in tmp_path.glob("*.slots"):
        data = bytearray(slots.read_bytes())
        data[8] ^= 1
        slots.write_bytes(data)
    model(UtxoChain(tmp_path, counts), blocks)


def test_what_is_taken_from_a_transaction_that_was_never_read_is_outside(tmp_path: Path) -> None:
    known = {(name_of(99), 3): ("before", 700), (name_of(98), 0): ("", -1)}
    tx = Tx(name_of(1), tuple(known), (("a", 600), ("b", 400)))
    chain = UtxoChain(tmp_path, Counts())
    append(chain, batch_of([(5, [tx])], known))
    row = chain.transaction(tx.name)
    assert row == 2
    assert chain.counts.outside == 2
    assert [chain.hash_of(int(one)) for one in chain.view("in_tx")] == [name_of(99), name_of(98)]
    assert list(chain.view("in_value")) == [700, 300]
    assert chain.height_of(0) is None
    assert chain.height_of(2) == 5
    assert chain.transaction(name_of(99)) is None
    assert [tuple(one) for one in chain.view("outside")] == [(0, 3), (1, 0)]
    addresses = [int(one) for one in chain.view("out_address")]
    assert [chain.text_keys.text(one) for one in addresses] == ["before", "", "a", "b"]
    assert addresses[1] == ABSENT


FIRST = Tx(name_of(1), (), (("a", 100), ("b", 50)))


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([(2, [Tx(name_of(2), ((name_of(1), 2),), (("c", 1),))])], "an output that its transaction does not have"),
        ([(2, [Tx(name_of(2), ((name_of(1), 0),), (("c", 101),))])], "gives more than it takes"),
        ([(2, [Tx(name_of(2), ((name_of(1), 0), (name_of(1), 0)), (("c", 1),))])], "another transaction has taken"),
        ([(2, [Tx(name_of(1), (), (("c", 1),))])], "comes a second time"),
        ([(2, [Tx(name_of(2), (), (("c", 1),)), Tx(name_of(2), (), (("c", 1),))])], "comes a second time"),
        ([(1, [Tx(name_of(2), (), (("c", 1),))])], "block 1 comes when block 1 is there already"),
        ([(3, [Tx(name_of(2), (), (("c", 1),))]), (3, [Tx(name_of(3), (), ())])], "block 3 comes behind block 3"),
        ([(2, [Tx(name_of(2), (), (("c", -1),))])], "has the value -1"),
        ([(2, [Tx(name_of(2), (), (("c", 1 << 62),))])], "has the value"),
        (
            [(2, [Tx(name_of(3), ((name_of(4), 0),), (("c", 1),)), Tx(name_of(4), (), (("d", 1),))])],
            "a transaction that comes after it",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    blocks: list[tuple[int, list[Tx]]], said: str, tmp_path: Path
) -> None:
    chain = UtxoChain(tmp_path, Counts())
    append(chain, batch_of([(1, [FIRST])], {}))
    before = {name: chain.view(name).copy() for name in chain.columns}
    with pytest.raises(BadInputError, match=said):
        append(chain, batch_of(blocks, {}))
    for name, column in before.items():
        assert np.array_equal(chain.view(name), column), name
    append(chain, batch_of([(2, [Tx(name_of(7), ((name_of(1), 0),), (("c", 90),))])], {}))
    assert chain.transaction(name_of(7)) == 1


def test_another_value_than_the_output_has_is_refused(tmp_path: Path) -> None:
    chain = UtxoChain(tmp_path, Counts())
    append(chain, batch_of([(1, [FIRST])], {}))
    tx = Tx(name_of(2), ((name_of(1), 0),), (("c", 90),))
    with pytest.raises(BadInputError, match="gives another value"):
        append(chain, batch_of([(2, [tx])], {(name_of(1), 0): ("a", 99)}))
