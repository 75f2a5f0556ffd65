"""Withdrawals of validators, of a real block: value that consensus gives, in gwei."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.account_rows import FIXTURES, TRANSACTIONS, as_json, moves, one, rows_in
from watchgate.ledger.transfers.account_batch import MADE
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.account_blocks import batches

BLOCK = FIXTURES / "eth-17173049-blocks.json"
VALIDATOR = "0xb9d7934878b5fb9610b3fe8a5e441e8fad7e293f"
SUM_GWEI = 231_693_495
"""Of the sixteen amounts of the block, added up apart from the reader."""


def test_a_blocks_withdrawals_come_from_nobody_under_its_own_hash() -> None:
    batch = one([BLOCK], partial=True)
    found = moves(batch)
    assert len(found) == 16
    assert {(giver, taker, asset, kind) for giver, taker, asset, _, kind in found} == {("", VALIDATOR, "", MADE)}
    assert found[0][3] == 45_762_059 * 10**9
    assert sum(units for *_, units, _ in found) == SUM_GWEI * 10**9
    assert batch.tx_hash.tobytes() == batch.block_hash.tobytes()


def test_they_come_behind_the_transactions_and_rewards_of_the_block(tmp_path: Path) -> None:
    reward = {"block_number": 17_173_049, "trace_type": "reward", "from_address": None, "to_address": VALIDATOR}
    traces = as_json(tmp_path, "traces", [{**reward, "value": 7}])
    batch = one([BLOCK, TRANSACTIONS, traces], partial=True)
    assert batch.tx_hash[-1].tobytes() == batch.block_hash[0].tobytes()
    assert [units for *_, units, _ in moves(batch)[-17:]][:2] == [7, 45_762_059 * 10**9]


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    expected = moves(one([BLOCK], partial=True))
    assert moves(one([FIXTURES / "eth-17173049-blocks.csv"], partial=True)) == expected
    path = tmp_path / "blocks.parquet"
    wanted = ("number", "hash", "timestamp", "miner", "base_fee_per_gas", "transaction_count", "withdrawals")
    pq.write_table(pa.Table.from_pylist([{name: rows_in(BLOCK)[0][name] for name in wanted}]), path)
    assert moves(one([path], partial=True)) == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": -1}, "row 1: withdrawal 2210753 has the amount -1"),
        ({"amount": 1 << 64}, "row 1: withdrawal"),
        ({"amount": "much"}, "row 1: withdrawals cannot be read"),
        ({"address": "0x12"}, "row 1: '0x12' is no address"),
        ({"address": ""}, "row 1: withdrawal 2210753 names no address"),
        ({"address": None}, "row 1: withdrawals cannot be read"),
        ({"index": 2_210_752}, "row 1: withdrawal 2210752 comes behind withdrawal 2210752"),
        ({"index": 3}, "row 1: withdrawal 3 comes behind withdrawal 2210752"),
    ],
)
def test_what_cannot_be_is_told_with_file_and_row(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    row = rows_in(BLOCK)[0]
    row["withdrawals"][1].update(change)
    path = as_json(tmp_path, "blocks", [row])
    with pytest.raises(BadInputError, match=said) as caught:
        list(batches([path], "eth", partial=True))
    assert path.name in str(caught.value)


def test_a_text_that_is_no_list_is_refused(tmp_path: Path) -> None:
    for text in ("[", "[" * 100_000, "{}", "7", '[{"index": 1}]'):
        path = as_json(tmp_path, "blocks", [{**rows_in(BLOCK)[0], "withdrawals": text}])
        with pytest.raises(BadInputError, match="withdrawals cannot be read"):
            list(batches([path], "eth", partial=True))
