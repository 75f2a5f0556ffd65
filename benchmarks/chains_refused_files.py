"""Files of blocks that cannot be, of each form that is read: five good rows, and the same of later blocks, spoilt."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

TRUNCATED = "truncated"
Rows = list[dict[str, Any]]
A, B, TOKEN = "0x" + "a" * 40, "0x" + "b" * 40, "0x" + "d" * 40
LATER = 10
HASHES = ("hash", "transaction_hash", "block_hash", "Txhash")


class Form(msgspec.Struct, frozen=True):
    """A form of files: `rows` that are good, and what spoils them, by name."""

    name: str
    chain: str
    rows: Callable[[], Rows]
    write: Callable[[Path, Rows], None]
    suffix: str
    kinds: dict[str, Callable[[Rows], object]]

    def good(self, folder: Path) -> Path:
        """A file that is read."""
        path = folder / f"good{self.suffix}"
        self.write(path, self.rows())
        return path

    def bad(self, folder: Path, kind: str) -> Path:
        """A file of later blocks that has to be refused."""
        path = folder / f"{kind.replace(' ', '-')}{self.suffix}"
        rows = [_later(row) for row in json.loads(json.dumps(self.rows()))]
        self.kinds[kind](rows)
        self.write(path, rows)
        if kind == TRUNCATED:
            path.write_bytes(path.read_bytes()[:-20])
        return path


def _later(row: dict[str, Any]) -> dict[str, Any]:
    """The row as one of a later block, with hashes of its own."""
    for name in ("block_number", "Blockno"):
        if name in row:
            row[name] += LATER
    for name in HASHES:
        if name in row:
            row[name] = row[name][:-8] + f"{int(row[name][-8:], 16) + 4_096:08x}"
    return row


def _coins() -> Rows:
    return [
        {
            "hash": f"{at + 1:064x}",
            "block_number": at,
            "block_hash": f"{at + 1000:064x}",
            "block_timestamp": 1_600_000_000 + at,
            "index": 0,
            "is_coinbase": True,
            "inputs": [],
            "outputs": [{"value": 50 + at, "addresses": ["a"], "type": "pubkeyhash"}],
        }
        for at in range(5)
    ]


def _transfers() -> Rows:
    return [
        {
            "token_address": TOKEN,
            "from_address": A,
            "to_address": B,
            "value": str(10 + at),
            "transaction_hash": f"0x{at + 1:064x}",
            "log_index": at,
            "block_number": at,
        }
        for at in range(5)
    ]


def _collected() -> Rows:
    """As cryo collects them with `--hex`."""
    return [
        {
            "block_number": at,
            "transaction_index": 0,
            "transaction_hash": f"0x{at + 1:064x}",
            "nonce": at,
            "from_address": A,
            "to_address": B,
            "value_binary": f"0x{10 + at:064x}",
            "value_f64": 10.0 + at,
            "gas_used": 21_000,
            "gas_price": 30,
            "success": True,
            "chain_id": 1,
        }
        for at in range(5)
    ]


def _exported() -> Rows:
    """As an explorer exports the transactions of an address."""
    return [
        {
            "Txhash": f"0x{at + 1:064x}",
            "Blockno": at,
            "UnixTimestamp": 1_600_000_000 + at,
            "DateTime (UTC)": "",
            "From": A,
            "To": B,
            "ContractAddress": "",
            "Value_IN(ETH)": "0",
            "Value_OUT(ETH)": "1,000.5",
            "CurrentValue @ $2000/Eth": "",
            "TxnFee(ETH)": "0.001",
            "Status": "",
            "ErrCode": "",
            "Method": "Transfer",
        }
        for at in range(5)
    ]


def _parquet(path: Path, rows: Rows) -> None:
    pq.write_table(pa.Table.from_pylist(rows), path)


def _csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)


def _withdrawn() -> Rows:
    """Blocks with a withdrawal of a validator each."""
    return [
        {
            "number": None,
            "block_number": at,
            "hash": f"0x{at + 1:064x}",
            "timestamp": 1_600_000_000 + at,
            "miner": A,
            "base_fee_per_gas": 7,
            "withdrawals": [{"index": at * 10 + one, "address": B, "amount": 5 + one} for one in range(2)],
        }
        for at in range(5)
    ]


def _blocks(path: Path, rows: Rows) -> None:
    _parquet(path, [{**row, "number": row["block_number"]} for row in rows])


FORMS = (
    Form(
        "bitcoin-etl",
        "btc",
        _coins,
        _parquet,
        ".parquet",
        {
            TRUNCATED: lambda _rows: None,
            "malformed hash": lambda rows: rows[2].update(hash="g" * 64),
            "another hash of a stored block": lambda rows: rows[0].update(block_number=4),
            "out of order": lambda rows: rows[3].update(block_number=11),
            "duplicate": lambda rows: rows[3].update(hash=rows[2]["hash"]),
            "negative": lambda rows: rows[2]["outputs"][0].update(value=-1),
            "more than 64 bits": lambda rows: [row["outputs"][0].update(value=1e300) for row in rows],
        },
    ),
    Form(
        "ethereum-etl",
        "eth",
        _transfers,
        _parquet,
        ".parquet",
        {
            TRUNCATED: lambda _rows: None,
            "malformed hash": lambda rows: rows[2].update(transaction_hash="0x" + "g" * 64),
            "duplicate": lambda rows: rows[3].update(rows[2]),
            "negative": lambda rows: rows[2].update(value="-1"),
            "more than 256 bits": lambda rows: rows[2].update(value=str(1 << 256)),
            "below the newest block": lambda rows: rows[0].update(block_number=2),
        },
    ),
    Form(
        "withdrawals",
        "eth",
        _withdrawn,
        _blocks,
        ".parquet",
        {
            TRUNCATED: lambda _rows: None,
            "negative": lambda rows: rows[2]["withdrawals"][1].update(amount=-1),
            "wrong type": lambda rows: [row.update(withdrawals="much") for row in rows],
            "duplicate": lambda rows: rows[2]["withdrawals"][1].update(index=20),
            "out of order": lambda rows: rows[2]["withdrawals"][0].update(index=99),
        },
    ),
    Form(
        "cryo",
        "eth",
        _collected,
        _parquet,
        ".parquet",
        {
            TRUNCATED: lambda _rows: None,
            "malformed hash": lambda rows: rows[2].update(transaction_hash="0x" + "g" * 64),
            "wrong type": lambda rows: [row.update(success="perhaps") for row in rows],
            "duplicate": lambda rows: rows[3].update(rows[2]),
            "negative": lambda rows: rows[2].update(block_number=-1),
            "more than 256 bits": lambda rows: rows[2].update(value_binary="0x1" + "0" * 64),
            "another chain": lambda rows: rows[2].update(chain_id=56),
            "below the newest block": lambda rows: rows[0].update(block_number=2),
        },
    ),
    Form(
        "explorer CSV",
        "eth-case",
        _exported,
        _csv,
        ".csv",
        {
            TRUNCATED: lambda _rows: None,
            "malformed hash": lambda rows: rows[2].update(Txhash="0x" + "g" * 64),
            "wrong type": lambda rows: rows[2].update({"Value_OUT(ETH)": "much"}),
            "duplicate": lambda rows: rows[3].update(rows[2]),
            "negative": lambda rows: rows[2].update({"Value_OUT(ETH)": "-1"}),
            "more than 256 bits": lambda rows: rows[2].update({"Value_OUT(ETH)": str(1 << 256)}),
            "the other side": lambda rows: rows[2].update({"Value_IN(ETH)": "1", "From": B, "To": A}),
            "below the newest block": lambda rows: rows[0].update(Blockno=2),
        },
    ),
)
