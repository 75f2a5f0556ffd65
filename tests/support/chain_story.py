"""A small story on a chain of outputs, as files: a thief's coins mixed with a miner's, half of what came paid on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.utxo_chains import Blocks, Tx, name_of
from watchgate.model.wallet_addresses import base58check

THIEF, TAKER, NOBODY = (base58check(0, bytes([number]) * 20) for number in (1, 2, 3))
PACK = """title: A pack
creator: Somebody
lastmod: 2025-03-21
confidence: service_data
category: {category}
tags:
- address: {address}
  currency: BTC
  label: somebody
"""
BLOCKS = Blocks(
    [
        (1, [Tx(name_of(1), (), ((THIEF, 1_000), ("miner", 3_000)))]),
        (2, [Tx(name_of(2), ((name_of(1), 0), (name_of(1), 1)), (("middle", 2_000), ("change", 2_000)))]),
        (3, [Tx(name_of(3), ((name_of(2), 0),), ((TAKER, 1_500), ("middle", 500)))]),
    ]
)


def exported(folder: Path, blocks: Blocks = BLOCKS, name: str = "transactions.json") -> Path:
    """As bitcoin-etl writes it."""
    outputs = blocks.outputs()
    lines = []
    for height, txs in blocks.blocks:
        for index, tx in enumerate(txs):
            row: dict[str, Any] = {
                "hash": tx.name,
                "block_number": height,
                "block_hash": name_of(10_000 + height),
                "block_timestamp": 1_300_000_000 + height,
                "index": index,
                "inputs": [
                    {
                        "spent_transaction_hash": origin,
                        "spent_output_index": at,
                        "value": outputs[origin, at][1],
                        "addresses": [outputs[origin, at][0]],
                    }
                    for origin, at in tx.inputs
                ],
                "outputs": [
                    {"value": value, "addresses": [address], "type": "pubkeyhash"} for address, value in tx.outputs
                ],
            }
            lines.append(json.dumps(row) + "\n")
    path = folder / name
    path.write_text("".join(lines), "utf-8")
    return path


def tagged(folder: Path, address: str, category: str = "theft") -> Path:
    """A pack of one tag."""
    path = folder / f"{category}.yaml"
    path.write_text(PACK.format(address=address, category=category), "utf-8")
    return path
