"""A synthetic chain with the statistics of a real one, from a seed, written straight into columns.

Outputs are taken at random, young ones more often; addresses are used again. How many inputs and outputs a transaction
has is drawn so that shares and tails are those of the middle one of three real blocks (`chains_statistics` prints
both). One figure cannot be: that block takes twice as many outputs as it makes. A whole chain takes no more than it
makes, so that its mean of inputs stays below its mean of outputs, whatever a block's is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.append_kernels import UNSPENT
from watchgate.ledger.transfers.utxo import Counts, UtxoChain

BLOCK = 2_500
SUBSIDY = 5_000_000_000
SHAPE = 2
"""Counts how often the shape of the chain was changed: chains of another shape are kept apart."""
ONE_IN, FEW_IN, MORE_FEW, MANY_IN, MORE_MANY, MOST_IN = 0.525, 0.9475, 0.235, 13, 0.70, 500
"""Shares that take one output, and up to few; few are two and on with a chance, many 13 and on with another."""
ONE_OUT, TWO_OUT, THREE_OUT, MANY_OUT, MORE_OUT, MOST_OUT = 0.20, 0.88, 0.955, 4, 0.91, 500
"""The same of outputs: up to one, two, three; many are four and on with a chance."""


@numba.njit(cache=True)
def _draw(state: npt.NDArray[np.uint64]) -> Any:
    """xorshift64*, as a number in [0, 1)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@numba.njit(cache=True)
def _and_on(state: npt.NDArray[np.uint64], least: int, chance: float, most: int) -> int:
    """`least`, and one more as long as a draw is below `chance`."""
    many = least
    while many < most and _draw(state) < chance:
        many += 1
    return many


@numba.njit(cache=True)
def _made(
    transactions: int,
    state: Any,
    tx_in: Any,
    tx_out: Any,
    in_tx: Any,
    in_out: Any,
    in_value: Any,
    out_value: Any,
    out_address: Any,
    spent_by: Any,
    pool: Any,
) -> Any:
    """Fill the columns; answers (inputs, outputs, addresses)."""
    size, inputs, outputs, addresses = 0, 0, 0, 0
    of = np.empty(len(pool), np.uint32)
    for tx in range(transactions):
        total = 0
        if tx % BLOCK == 0 or size < 64:
            total = SUBSIDY
        else:
            draw = _draw(state)
            if draw < ONE_IN:
                many = 1
            elif draw < FEW_IN:
                many = _and_on(state, 2, MORE_FEW, MOST_IN)
            else:
                many = _and_on(state, MANY_IN, MORE_MANY, MOST_IN)
            for _ in range(min(many, size)):
                young = _draw(state)
                back = int(young * young * young * size)
                at = size - 1 - back
                row = pool[at]
                in_tx[inputs], in_out[inputs], in_value[inputs] = of[at], row, out_value[row]
                spent_by[row] = tx
                total += out_value[row]
                inputs += 1
                size -= 1
                pool[at], of[at] = pool[size], of[size]
        tx_in[tx + 1] = inputs
        draw = _draw(state)
        many = 1 if draw < ONE_OUT else 2 if draw < TWO_OUT else 3
        if draw >= THREE_OUT:
            many = _and_on(state, MANY_OUT, MORE_OUT, MOST_OUT)
        left = total - min(total // 1_000, 20_000) if tx % BLOCK else total
        for last in range(many, 0, -1):
            value = left if last == 1 else int(left * _draw(state) * 0.8)
            left -= value
            if addresses and _draw(state) < 0.5:
                address = addresses - 1 - int(_draw(state) * _draw(state) * addresses)
            else:
                address = addresses
                addresses += 1
            out_value[outputs], out_address[outputs] = value, address
            pool[size], of[size] = outputs, tx
            size += 1
            outputs += 1
        tx_out[tx + 1] = outputs
    return inputs, outputs, addresses


def synthetic(folder: Path, transactions: int, seed: int = 1) -> UtxoChain:
    """The chain in `folder`, made when it is not there; about 140 bytes a transaction."""
    done = folder / f"made-{transactions}-{seed}"
    if not done.exists():
        for old in folder.glob("*") if folder.is_dir() else ():
            old.unlink()
        _write(folder, transactions, seed)
        done.touch()
    return UtxoChain(folder, _counts(folder))


def _write(folder: Path, transactions: int, seed: int) -> None:
    most = int(transactions * 2.8) + 10_000
    tx_in, tx_out = np.zeros(transactions + 1, np.int64), np.zeros(transactions + 1, np.int64)
    in_tx, in_out, in_value = np.empty(most, np.uint32), np.empty(most, np.uint32), np.empty(most, np.int64)
    out_value, out_address = np.empty(most, np.int64), np.empty(most, np.uint32)
    spent_by = np.full(most, UNSPENT, np.uint32)
    state = np.array([seed * 7919 + 1], np.uint64)
    inputs, outputs, addresses = _made(
        transactions,
        state,
        tx_in,
        tx_out,
        in_tx,
        in_out,
        in_value,
        out_value,
        out_address,
        spent_by,
        np.empty(most, np.uint32),
    )
    chain = UtxoChain(folder, Counts())
    blocks = -(-transactions // BLOCK)
    random = np.random.default_rng(seed)
    put = chain.columns
    put["block_height"].append(np.arange(blocks, dtype=np.int64))
    put["block_time"].append(1_400_000_000 + 600 * np.arange(blocks, dtype=np.int64))
    put["block_hash"].append(random.integers(0, 256, (blocks, 32), np.uint8))
    put["block_end"].append(np.minimum(np.arange(1, blocks + 1, dtype=np.int64) * BLOCK, transactions))
    put["tx_block"].append((np.arange(transactions) // BLOCK).astype(np.uint32))
    put["tx_hash"].append(random.integers(0, 256, (transactions, 32), np.uint8))
    put["tx_in"].append(tx_in[1:])
    put["tx_out"].append(tx_out[1:])
    put["in_tx"].append(in_tx[:inputs])
    put["in_out"].append(in_out[:inputs])
    put["in_value"].append(in_value[:inputs])
    put["out_value"].append(out_value[:outputs])
    put["out_address"].append(out_address[:outputs])
    put["out_kind"].append(np.full(outputs, 3, np.uint8))
    put["spent_by"].append(spent_by[:outputs])
    put["address_pool"].append(np.full(addresses * 8, 65, np.uint8))
    put["address_end"].append(np.arange(8, addresses * 8 + 1, 8, dtype=np.int64))
    chain.sync()
    chain.close()


def _counts(folder: Path) -> Counts:
    """Of the files as they are."""

    def rows(name: str, size: int) -> int:
        return (folder / name).stat().st_size // size

    return Counts(
        blocks=rows("block_height", 8),
        transactions=rows("tx_hash", 32),
        inputs=rows("in_tx", 4),
        outputs=rows("out_value", 8),
        addresses=rows("address_end", 8),
        address_bytes=rows("address_pool", 1),
    )
