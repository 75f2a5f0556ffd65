"""Ingest: transactions as bitcoin-etl's Parquet into a chain of a ledger, durable batch by batch.

The first transactions of the synthetic chain are written as Parquet (not timed), then read, checked, resolved, numbered
and made durable as `watchgate chain ingest` does it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from harness import Result
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.watch.chains.bitcoin_etl import read


def ingest_results(chain: UtxoChain, transactions: int) -> list[Result]:
    """Transactions a second, by CPU and by the clock."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transactions.parquet"
        pq.write_table(_table(chain, transactions), path)
        for number in range(2):
            ledger = open_ledger(Path(folder) / f"home{number}")
            made = Chain(Home(Path(folder) / f"home{number}"), ledger, "btc", writing=True)
            cpu, clock = time.process_time(), time.perf_counter()
            for batch in read(path):
                made.add(batch)
            cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
            same = all(
                np.array_equal(made.rows.view(name), chain.view(name)[: made.rows.columns[name].rows])
                for name in ("tx_in", "in_tx", "in_out", "in_value", "out_value")
            )
            made.close()
            ledger.close()
    return [
        Result(
            measure="ingest from Parquet",
            value=round(transactions / cpu),
            unit="transactions/CPU s",
            target=200_000,
            note=f"{transactions:,} transactions, {transactions / clock:,.0f}/s by the clock, durable",
        ),
        Result(measure="rows as they were made", value=float(same), unit="", target=1.0),
    ]


def _table(chain: UtxoChain, transactions: int) -> pa.Table:
    ends_in, ends_out = chain.view("tx_in")[: transactions + 1], chain.view("tx_out")[: transactions + 1]
    hashes = [one.tobytes().hex() for one in chain.view("tx_hash")[:transactions]]
    taken = chain.view("in_tx")[: ends_in[-1]]
    rows = chain.view("in_out")[: ends_in[-1]]
    starts = chain.view("tx_out")[taken]
    blocks = chain.view("tx_block")[:transactions]
    block_hash = [one.tobytes().hex() for one in chain.view("block_hash")[: int(blocks[-1]) + 1]]
    first = np.searchsorted(blocks, np.arange(int(blocks[-1]) + 1))
    names = [[f"bc1q{one:038d}"] for one in chain.view("out_address")[: ends_out[-1]]]
    inputs = pa.StructArray.from_arrays(
        [
            pa.array([hashes[one] for one in taken]),
            pa.array(rows.astype(np.int64) - starts),
            pa.array(chain.view("in_value")[: ends_in[-1]]),
        ],
        ["spent_transaction_hash", "spent_output_index", "value"],
    )
    outputs = pa.StructArray.from_arrays(
        [
            pa.array(chain.view("out_value")[: ends_out[-1]]),
            pa.array(names, pa.list_(pa.string())),
            pa.array(["pubkeyhash"] * int(ends_out[-1])),
        ],
        ["value", "addresses", "type"],
    )
    return pa.table(
        {
            "hash": hashes,
            "block_number": blocks.astype(np.int64),
            "block_hash": [block_hash[one] for one in blocks],
            "block_timestamp": chain.view("block_time")[blocks],
            "index": np.arange(transactions) - first[blocks],
            "is_coinbase": np.diff(ends_in) == 0,
            "inputs": pa.ListArray.from_arrays(pa.array(ends_in, pa.int32()), inputs),
            "outputs": pa.ListArray.from_arrays(pa.array(ends_out, pa.int32()), outputs),
        }
    )
