"""Random chains of unspent outputs, small enough to be followed by hand, as batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from watchgate.ledger.transfers.appending import append
from watchgate.ledger.transfers.batch import Batch, hashes, strings
from watchgate.ledger.transfers.utxo import Counts, UtxoChain

COINBASE = 5_000_000_000


@dataclass(frozen=True)
class Tx:
    """`inputs`: (transaction, output); `outputs`: (address, value)."""

    name: str
    inputs: tuple[tuple[str, int], ...]
    outputs: tuple[tuple[str, int], ...]


@dataclass
class Blocks:
    """Blocks of transactions, by height."""

    blocks: list[tuple[int, list[Tx]]] = field(default_factory=list)

    def batch(self, first: int = 0, last: int | None = None, *, values: bool = True) -> Batch:
        """Blocks [first, last) of the list."""
        return batch_of(self.blocks[first:last], self.outputs() if values else {})

    def outputs(self) -> dict[tuple[str, int], tuple[str, int]]:
        """Every output by transaction and number."""
        return {
            (tx.name, number): output
            for _, txs in self.blocks
            for tx in txs
            for number, output in enumerate(tx.outputs)
        }

    @property
    def transactions(self) -> list[Tx]:
        """All of them, in order."""
        return [tx for _, txs in self.blocks for tx in txs]


def name_of(number: int) -> str:
    """A hash."""
    return sha256(f"tx {number}".encode()).hexdigest()


def batch_of(blocks: list[tuple[int, list[Tx]]], known: dict[tuple[str, int], tuple[str, int]]) -> Batch:
    """As a reader hands them over; what stands in `known` has its value and address said."""
    txs = [tx for _, block in blocks for tx in block]
    inputs = [one for tx in txs for one in tx.inputs]
    outputs = [one for tx in txs for one in tx.outputs]
    said = [known.get(one, ("", -1)) for one in inputs]
    return Batch(
        height=np.array([height for height, _ in blocks], np.int64),
        block_hash=hashes([sha256(f"block {height}".encode()).hexdigest() for height, _ in blocks]),
        time=np.array([1_300_000_000 + 600 * height for height, _ in blocks], np.int64),
        block_end=np.cumsum([len(block) for _, block in blocks], dtype=np.int64),
        tx_hash=hashes([tx.name for tx in txs]),
        input_end=np.cumsum([len(tx.inputs) for tx in txs], dtype=np.int64),
        output_end=np.cumsum([len(tx.outputs) for tx in txs], dtype=np.int64),
        spent_hash=hashes([one[0] for one in inputs]),
        spent_index=np.array([one[1] for one in inputs], np.int64),
        input_value=np.array([one[1] for one in said], np.int64),
        input_address=strings([one[0] for one in said]),
        output_value=np.array([one[1] for one in outputs], np.int64),
        output_address=strings([one[0] for one in outputs]),
        kind=np.full(len(outputs), 3, np.uint8),
    )


def random_blocks(random: Random, *, blocks: int = 12, transactions: int = 8, addresses: int = 40) -> Blocks:
    """Blocks whose transactions take random outputs, older ones and those of their own block."""
    made = Blocks()
    unspent: list[tuple[tuple[str, int], int]] = []
    number = 0
    for height in range(blocks):
        block: list[Tx] = []
        for position in range(random.randint(1, transactions)):
            number += 1
            name = name_of(number)
            taken: list[tuple[tuple[str, int], int]] = []
            if position and unspent:
                many = min(len(unspent), random.choice((1, 1, 2, 3, 5)))
                taken += [unspent.pop(random.randrange(len(unspent))) for _ in range(many)]
            total = sum(value for _, value in taken) if taken else COINBASE
            if position and not taken:
                continue
            left = total - (random.choice((0, 0, 1_000)) if taken and total > 1_000 else 0)
            outputs = []
            for last in range(random.choice((1, 2, 2, 4)), 0, -1):
                value = left if last == 1 else random.randint(0, left)
                left -= value
                outputs.append((f"addr{random.randrange(addresses)}" if random.random() < 0.95 else "", value))
            block.append(Tx(name, tuple(one for one, _ in taken), tuple(outputs)))
            unspent += [((name, place), value) for place, (_, value) in enumerate(outputs)]
        made.blocks.append((height, block))
    return made


def stored(folder: Path, blocks: Blocks, random: Random | None = None) -> UtxoChain:
    """The chain with all of `blocks` in it, appended in one batch or in random ones."""
    chain = UtxoChain(folder, Counts())
    at = 0
    while at < len(blocks.blocks):
        step = random.randint(1, 4) if random else len(blocks.blocks)
        append(chain, blocks.batch(at, at + step, values=False))
        at += step
    return chain
