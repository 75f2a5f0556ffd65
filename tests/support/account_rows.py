"""Rows of account chains as files, and the moves that readers make of them."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from watchgate.ledger.transfers.account_batch import AccountBatch, units_of
from watchgate.watch.chains.account_blocks import batches

FIXTURES = Path(__file__).parents[1] / "watch" / "chains" / "fixtures"
TRANSACTIONS = FIXTURES / "eth-17173049-transactions.json"
TRANSFERS = FIXTURES / "eth-17173049-token-transfers.json"
A, B, C, D = ("0x" + digit * 40 for digit in "abcd")
BLOCK_HASH = "0x" + "9" * 64


def rows_in(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def one(paths: list[Path], coin: str = "eth", *, partial: bool = False) -> AccountBatch:
    (batch,) = batches(paths, coin, partial=partial)
    return batch


def as_json(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def as_csv(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_parquet(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.parquet"
    plain = [{key: value for key, value in row.items() if key != "value"} for row in rows]
    table = pa.Table.from_pylist(plain)
    values = pa.array([Decimal(row["value"]) for row in rows], pa.decimal256(76, 0))
    pq.write_table(table.append_column("value", values), path)
    return path


def same(left: AccountBatch, right: AccountBatch) -> bool:
    flat = ("height", "block_hash", "time", "block_end", "tx_hash", "tx_end", "units", "kind", "mark", "place")
    texts = ("sender", "receiver", "asset")
    return all(np.array_equal(getattr(left, name), getattr(right, name)) for name in flat) and all(
        np.array_equal(getattr(left, name).pool, getattr(right, name).pool) for name in texts
    )


def tx(number: int, *, block: int = 7, **fields: Any) -> dict[str, Any]:
    return {
        "hash": f"0x{number:064x}",
        "nonce": 0,
        "block_hash": BLOCK_HASH,
        "block_number": block,
        "transaction_index": number,
        "from_address": A,
        "to_address": B,
        "value": 5,
        "block_timestamp": 1_683_029_999,
        **fields,
    }


def trace(number: int, path: str, **fields: Any) -> dict[str, Any]:
    return {
        "block_number": 7,
        "transaction_hash": f"0x{number:064x}",
        "from_address": A,
        "to_address": B,
        "value": 5,
        "trace_type": "call",
        "call_type": "call",
        "trace_address": path,
        "status": 1,
        **fields,
    }


def transfer(number: int, log: int, **fields: Any) -> dict[str, Any]:
    return {
        "token_address": D,
        "from_address": A,
        "to_address": C,
        "value": 5,
        "transaction_hash": f"0x{number:064x}",
        "log_index": log,
        "block_number": 7,
        **fields,
    }


def moves(batch: AccountBatch) -> list[tuple[str, str, str, int, int]]:
    values = units_of(batch.units)
    return [
        (batch.sender.text(at), batch.receiver.text(at), batch.asset.text(at), values[at], int(batch.kind[at]))
        for at in range(len(values))
    ]
