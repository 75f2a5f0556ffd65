"""Others' references: GraphSense's fixtures, real blocks' sums, bitcoin-etl's expected rows. Needs WATCHGATE_SHARED.

GraphSense's transactions say of an input its address and value, not what it takes, so that each takes an output of its
own from outside. Outputs with several addresses are none's there.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from harness import Result, shared
from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.batch import UNKNOWN, Batch, hashes, strings
from watchgate.ledger.transfers.utxo import Counts, UtxoChain
from watchgate.model.errors import BadInputError
from watchgate.risk.exposure.clusters import clusters
from watchgate.watch.chains import bitcoin_etl, raw_blocks

GRAPHSENSE = "chain/graphsense-spark-fixtures/src/test/resources/utxo"
ETL = "chain/etl-fixtures/bitcoin-etl/tests/resources/test_export_blocks_job/bitcoin"
BLOCKS = (("block300025", "btc", 300_025), ("block928816", "testnet", 928_816))
"""Those with undo: the values of their inputs are known."""
SUBSIDY, HALVING = 5_000_000_000, 210_000
Rows = list[dict[str, Any]]


def reference_results() -> list[Result]:
    """What differs from each: nothing should."""
    try:
        data = shared()
    except BadInputError as error:
        return [Result(measure="references of others", value=0, unit="", note=f"not compared: {error}")]
    return [*_graphsense(data / GRAPHSENSE), *_real_blocks(data / "chain/bitcoin-blocks/test/data"), _etl(data / ETL)]


def _graphsense(folder: Path) -> Iterator[Result]:
    txs = _lines(folder / "test_txs.json")
    number = {one["address"]: one["addressId"] for one in _lines(folder / "reference/address_ids.json")}
    with tempfile.TemporaryDirectory() as place:
        chain = UtxoChain(Path(place), Counts())
        append(chain, _batch(txs))
        for name, left_out in (("address_cluster", True), ("address_cluster_with_coinjoin", False)):
            apart = np.zeros(chain.counts.transactions, np.uint8)
            for tx in txs:
                row = chain.transaction(tx["txHash"])
                if row is not None and left_out:
                    apart[row] = tx["coinjoin"]
            parent = clusters(chain, apart).parent
            ours: dict[int, set[int]] = {}
            for address, cluster in enumerate(parent):
                text = chain.text_keys.text(address)
                if text in number:
                    ours.setdefault(int(cluster), set()).add(number[text])
            theirs: dict[int, set[int]] = {}
            for one in _lines(folder / f"reference/{name}.json"):
                if one["addressId"]:
                    theirs.setdefault(one["clusterId"], set()).add(one["addressId"])
            differing = {frozenset(one) for one in ours.values()} ^ {frozenset(one) for one in theirs.values()}
            said = "CoinJoins apart" if left_out else "CoinJoins joined"
            yield _none(f"GraphSense, clusters, {said}: differing", len(differing), f"{len(theirs)} clusters")
        yield from _addresses(folder, chain, number)
        chain.close()


def _addresses(folder: Path, chain: UtxoChain, number: dict[str, int]) -> Iterator[Result]:
    """Totals received and spent (change taken off, as GraphSense does), and who gave to whom in how many transactions,
    as the columns say them."""
    received: Counter[int] = Counter()
    spent: Counter[int] = Counter()
    relations: Counter[tuple[int, int]] = Counter()
    texts = [number.get(chain.text_keys.text(row), -1) for row in range(chain.counts.addresses)]
    for tx in range(chain.counts.transactions):
        if chain.height_of(tx) is None:
            continue
        moved: Counter[int] = Counter()
        for at in chain.inputs_of(tx):
            moved[texts[int(chain.view("out_address")[int(chain.view("in_out")[at])])]] -= int(
                chain.view("in_value")[at]
            )
        for row in chain.outputs_of(tx):
            value = int(chain.view("out_value")[row])
            moved[texts[int(chain.view("out_address")[row])]] += value
            moved[0] -= 0 if len(chain.inputs_of(tx)) else value
        del moved[-1]
        received.update({who: value for who, value in moved.items() if value > 0})
        spent.update({who: -value for who, value in moved.items() if value < 0})
        sources = [who for who, value in moved.items() if value < 0]
        relations.update((one, two) for one in sources for two, value in moved.items() if value > 0)
    wrong = sum(
        one["totalReceived"]["value"] != received[one["addressId"]]
        or one["totalSpent"]["value"] != spent[one["addressId"]]
        for one in _lines(folder / "reference/addresses.json")
    )
    yield _none("GraphSense, addresses with other totals", wrong, f"{len(number)} addresses")
    theirs = {
        (one["srcAddressId"], one["dstAddressId"]): one["noTransactions"]
        for one in _lines(folder / "reference/address_relations.json")
    }
    differing = sum(relations[key] != theirs.get(key) for key in relations.keys() | theirs.keys())
    yield _none("GraphSense, relations differing", differing, f"{len(theirs)} relations")


def _batch(txs: Rows) -> Batch:
    inputs = [one for tx in txs for one in tx["inputs"]]
    outputs = [one for tx in txs for one in tx["outputs"]]
    heights = [tx["blockId"] for tx in txs]
    ends = [at + 1 for at in range(len(txs)) if at + 1 == len(txs) or heights[at + 1] != heights[at]]
    return Batch(
        height=np.array([heights[end - 1] for end in ends], np.int64),
        block_hash=hashes([sha256(f"block {end}".encode()).hexdigest() for end in ends]),
        time=np.array([txs[end - 1]["timestamp"] for end in ends], np.int64),
        block_end=np.array(ends, np.int64),
        tx_hash=hashes([tx["txHash"] for tx in txs]),
        input_end=np.cumsum([len(tx["inputs"]) for tx in txs], dtype=np.int64),
        output_end=np.cumsum([len(tx["outputs"]) for tx in txs], dtype=np.int64),
        spent_hash=hashes([sha256(f"outside {at}".encode()).hexdigest() for at in range(len(inputs))]),
        spent_index=np.zeros(len(inputs), np.int64),
        input_value=np.array([one["value"] for one in inputs], np.int64),
        input_address=strings(["|".join(one["address"]) for one in inputs]),
        output_value=np.array([one["value"] for one in outputs], np.int64),
        output_address=strings(["|".join(one["address"]) for one in outputs]),
        kind=np.full(len(outputs), 3, np.uint8),
    )


def _real_blocks(folder: Path) -> Iterator[Result]:
    """What goes in and is made comes out: the coinbase takes subsidy and fees, to the satoshi."""
    for name, chain, height in BLOCKS:
        (batch,) = raw_blocks.read(folder / f"{name}.raw", chain, height, folder / f"{name}-undo.raw")
        made = SUBSIDY >> height // HALVING
        coinbase = int(batch.output_value[: int(batch.output_end[0])].sum())
        fees = int(batch.input_value.sum()) - int(batch.output_value.sum()) + coinbase
        note = f"{len(batch.tx_hash):,} transactions, fees {fees:,}, subsidy {made:,}, coinbase {coinbase:,}"
        yield _none(f"{name}: subsidy and fees less the coinbase", abs(made + fees - coinbase), note, "satoshi")


def _etl(folder: Path) -> Result:
    """Rows as their exporter says them, and the columns' answers to the same questions."""
    rows = wrong = 0
    for path in sorted(folder.glob("*/expected_transactions.json")):
        if not path.read_text("utf-8").strip():
            continue
        said = {one["hash"]: one for one in _lines(path)}
        rows += len(said)
        got: dict[str, tuple[Any, ...]] = {}
        for batch in bitcoin_etl.read(path, partial=True):
            got |= dict(_told(batch))
        for name, one in said.items():
            expected = (
                [(taken["spent_transaction_hash"], taken["spent_output_index"]) for taken in one["inputs"]],
                [taken["value"] for taken in one["inputs"]],
                [("|".join(given["addresses"] or ()), given["value"]) for given in one["outputs"]],
                one["output_value"],
            )
            wrong += got.get(name) != expected
    return _none("bitcoin-etl, rows read otherwise", wrong, f"{rows} rows")


def _told(batch: Batch) -> Iterator[tuple[str, tuple[Any, ...]]]:
    start = given = 0
    for tx, name in enumerate(batch.tx_hash):
        end, last = int(batch.input_end[tx]), int(batch.output_end[tx])
        taken = [(batch.spent_hash[at].tobytes().hex(), int(batch.spent_index[at])) for at in range(start, end)]
        values = [None if one == UNKNOWN else int(one) for one in batch.input_value[start:end]]
        outputs = [(batch.output_address.text(at), int(batch.output_value[at])) for at in range(given, last)]
        yield name.tobytes().hex(), (taken, values, outputs, int(batch.output_value[given:last].sum()))
        start, given = end, last


def _none(measure: str, value: int, note: str, unit: str = "") -> Result:
    return Result(measure=measure, value=value, unit=unit, target=0, at_most=True, note=note)


def _lines(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
