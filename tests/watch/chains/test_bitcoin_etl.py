"""bitcoin-etl and AWS: the same blocks from JSON lines and from Parquet; what is wrong is said with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchgate.ledger.transfers.batch import UNKNOWN, Batch
from watchgate.model.errors import BadInputError
from watchgate.watch.chains.bitcoin_etl import read

BLOCKS = Path(__file__).parent / "fixtures" / "blocks-50001-50002.json"


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in BLOCKS.read_text("utf-8").splitlines()]


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "transactions.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def same(left: Batch, right: Batch) -> bool:
    flat: list[Any] = [*left[:10], left.input_address.pool, *left[11:12], left.output_address.end, left.kind]
    other: list[Any] = [*right[:10], right.input_address.pool, *right[11:12], right.output_address.end, right.kind]
    return all(np.array_equal(one, two) for one, two in zip(flat, other, strict=True))


def test_json_lines_give_blocks_as_they_are() -> None:
    (batch,) = read(BLOCKS)
    assert list(batch.height) == [50_001, 50_002]
    assert list(batch.block_end) == [3, 4]
    assert list(batch.time) == [1_270_917_100, 1_270_917_594] or batch.time[0] == 1_270_917_100
    assert [one.tobytes().hex() for one in batch.tx_hash] == [row["hash"] for row in rows()]
    assert list(np.diff(batch.output_end, prepend=0)) == [row["output_count"] for row in rows()]
    assert int(batch.output_value.sum()) == sum(row["output_value"] for row in rows())
    assert (batch.input_value == UNKNOWN).all()
    assert batch.output_address.text(0) == "1PkqKGbNLDdDJGveCcNUMV9CEFH77ADrPQ"


def test_parquet_gives_the_same_and_rows_may_come_in_any_order(tmp_path: Path) -> None:
    (expected,) = read(BLOCKS)
    path = tmp_path / "transactions.parquet"
    pq.write_table(pa.Table.from_pylist(list(reversed(rows()))), path)
    (batch,) = read(path)
    assert same(batch, expected)


def test_aws_bitcoin_as_a_number_is_the_exact_satoshi(tmp_path: Path) -> None:
    exact = [1, 9, 2_099_999_999_999_999, 123_456_789, 10_000_000_000_001, 99_999_999]
    row = rows()[0]
    outputs = [
        {"index": at, "type": "pubkeyhash", "address": f"a{at}", "value": one / 1e8} for at, one in enumerate(exact)
    ]
    row |= {"outputs": outputs, "output_count": len(exact), "inputs": None}
    path = tmp_path / "part.parquet"
    pq.write_table(pa.Table.from_pylist([row]), path)
    (batch,) = read(path)
    assert list(batch.output_value) == exact
    assert batch.output_address.text(5) == "a5"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: found[1].update(hash="12"), r"block 50001, transaction 1: '12' is no hash of 32 bytes"),
        (lambda found: found[2].update(hash="g" * 64), "block 50001, transaction 2: 'ggg.*is no hash of 32 bytes"),
        (lambda found: found[1]["outputs"][0].update(value=-1), "block 50001, transaction 1: a value is -1"),
        (lambda found: found[3]["outputs"][0].update(value=1 << 63), "JSON|bitcoin"),
        (lambda found: found[1].update(block_hash="0" * 64), "block 50001, transaction 1: .*has another hash here"),
        (lambda found: found[1]["outputs"][0].update(value=None), "an output has no value"),
        (lambda found: found[1].update(input_count=9), "has not the 9 it says in input_count"),
        (lambda found: found.pop(1), "block 50001 has transaction 2 where 1 is due"),
        (lambda found: [one.pop("block_hash") for one in found], "block_hash|hash is missing"),
        (lambda found: found[0].update(block_number=None), "a number is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(change: Any, said: str, tmp_path: Path) -> None:
    found = rows()
    change(found)
    with pytest.raises(BadInputError, match=said) as caught:
        list(read(written(tmp_path, found)))
    assert str(tmp_path) in str(caught.value)


def test_a_selection_is_read_when_it_is_said_to_be_one(tmp_path: Path) -> None:
    found = rows()
    found.pop(1)
    (batch,) = read(written(tmp_path, found), partial=True)
    assert len(batch.tx_hash) == len(found)


@pytest.mark.parametrize("length", [0, 3, 300])
def test_truncated_parquet_is_refused(length: int, tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    pq.write_table(pa.Table.from_pylist(rows()), path)
    path.write_bytes(path.read_bytes()[: len(path.read_bytes()) - 1 - length])
    with pytest.raises(BadInputError, match="no whole Parquet"):
        list(read(path))


@pytest.mark.parametrize("text", ['{"hash": "ab"', '{"hash": [1]}', "[1, 2]\n", "\0\0"])
def test_what_is_no_json_lines_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInputError):
        list(read(path))
