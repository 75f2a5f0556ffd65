"""Esplora's transactions as a batch: by block, and in a block those first that others of it take from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from watchgate.ledger.transfers.batch import Batch, hashes, memo_columns, strings
from watchgate.model.errors import BadInputError
from watchgate.watch.chains import kinds
from watchgate.watch.chains.scripts import memo_of

Json = Mapping[str, Any]
TYPES = {
    "p2pk": "pubkey",
    "p2pkh": "pubkeyhash",
    "p2sh": "scripthash",
    "v0_p2wpkh": "witness_v0_keyhash",
    "v0_p2wsh": "witness_v0_scripthash",
    "v1_p2tr": "witness_v1_taproot",
    "op_return": "nulldata",
    "multisig": "multisig",
}


def batch_of(transactions: Mapping[str, Json]) -> Batch | None:
    """All of them as one batch of partial blocks; None where there are none."""
    order = _ordered(transactions)
    if not order:
        return None
    inputs = [one for tx in order for one in tx["vin"] if not one.get("is_coinbase")]
    outputs = [one for tx in order for one in tx["vout"]]
    heights = [int(tx["status"]["block_height"]) for tx in order]
    first = [at for at, height in enumerate(heights) if not at or height != heights[at - 1]]
    for at, tx in enumerate(order):
        if at and heights[at] == heights[at - 1] and _block(tx) != _block(order[at - 1]):
            raise BadInputError(
                f"the server says of block {heights[at]} that it is {_block(order[at - 1])} and {_block(tx)}",
                hint="the chain has forked meanwhile: fetch again, under another --case",
            )
    taken = [one["prevout"] for one in inputs]
    per_tx = [sum(not one.get("is_coinbase") for one in tx["vin"]) for tx in order]
    memo_output, memos = memo_columns([_memo(one) for one in outputs])
    return Batch(
        height=np.array([heights[at] for at in first], np.int64),
        block_hash=hashes([order[at]["status"]["block_hash"] for at in first]),
        time=np.array([int(order[at]["status"].get("block_time") or 0) for at in first], np.int64),
        block_end=np.array([*first[1:], len(order)], np.int64),
        tx_hash=hashes([tx["txid"] for tx in order]),
        input_end=np.cumsum(per_tx, dtype=np.int64),
        output_end=np.cumsum([len(tx["vout"]) for tx in order], dtype=np.int64),
        spent_hash=hashes([one["txid"] for one in inputs]),
        spent_index=np.array([one["vout"] for one in inputs], np.int64),
        input_value=np.array([one["value"] for one in taken], np.int64),
        input_address=strings([str(one.get("scriptpubkey_address") or "") for one in taken]),
        output_value=np.array([one["value"] for one in outputs], np.int64),
        output_address=strings([str(one.get("scriptpubkey_address") or "") for one in outputs]),
        kind=np.array([kinds.number(TYPES.get(str(one.get("scriptpubkey_type")), "")) for one in outputs], np.uint8),
        memo_output=memo_output,
        memos=memos,
    )


def _memo(output: Json) -> str:
    try:
        return memo_of(bytes.fromhex(str(output.get("scriptpubkey") or "")))
    except ValueError:
        return ""


def _block(tx: Json) -> str:
    return str(tx["status"]["block_hash"])


def _ordered(transactions: Mapping[str, Json]) -> list[Json]:
    """By height; in a block, each behind those it takes from. BadInputError where they take from each other."""
    found: list[Json] = []
    blocks: dict[int, list[Json]] = {}
    for tx in transactions.values():
        blocks.setdefault(int(tx["status"]["block_height"]), []).append(tx)
    for height in sorted(blocks):
        waiting = {str(tx["txid"]): tx for tx in sorted(blocks[height], key=lambda tx: str(tx["txid"]))}
        while waiting:
            ready = [
                name
                for name, tx in waiting.items()
                if not any(str(one.get("txid")) in waiting for one in tx["vin"] if not one.get("is_coinbase"))
            ]
            if not ready:
                raise BadInputError(f"transactions of block {height} take from each other")
            found += [waiting.pop(name) for name in ready]
    return found
