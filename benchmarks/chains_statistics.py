"""The synthetic chain beside real blocks: how many inputs and outputs a transaction has, and how they are spread.

The real ones are read in the same run from WATCHGATE_SHARED: three blocks of Bitcoin and one of its test network, not
their coinbases; ratios are to the middle one of Bitcoin. They are few and differ much from each other, so that no bar
is set: the figures say what kind of chain the others were measured on. Means of inputs cannot agree: the middle block
takes twice as many outputs as it makes, and a whole chain takes no more than it makes. Where a real block is larger a
transaction, figures by the input carry over, those by the transaction do not.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from harness import Result, shared
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError
from watchgate.watch.chains import raw_blocks

Longs = npt.NDArray[np.int64]
FOLDER = "chain/bitcoin-blocks/test/data"
BLOCKS = (("300025", "btc"), ("426884", "btc"), ("482683", "btc"), ("928816", "testnet"))


class Spread(NamedTuple):
    """Inputs and outputs of each transaction that takes something."""

    inputs: Longs
    outputs: Longs

    def figures(self) -> dict[str, tuple[float, str]]:
        """Each with its unit."""
        return {
            "inputs a transaction": (float(self.inputs.mean()), ""),
            "inputs a transaction, p95": (float(np.percentile(self.inputs, 95)), ""),
            "inputs for each output": (float(self.inputs.sum() / self.outputs.sum()), ""),
            "outputs a transaction": (float(self.outputs.mean()), ""),
            "outputs a transaction, p95": (float(np.percentile(self.outputs, 95)), ""),
            "multi-input transactions": (float((self.inputs > 1).mean()), "share"),
            "transactions with two outputs": (float((self.outputs == 2).mean()), "share"),
        }


def statistics(chain: UtxoChain) -> list[Result]:
    """The chain's figures, each against those of every real block."""
    made = _taking(np.diff(chain.view("tx_in")), np.diff(chain.view("tx_out")))
    real: dict[str, Spread] = {}
    missing = None
    try:
        real = _real(shared() / FOLDER)
    except BadInputError as error:
        missing = f"no real blocks to compare with: {error}"
    found = [Result(measure="transactions", value=chain.counts.transactions, unit="", note=missing)]
    for name, (value, unit) in made.figures().items():
        each = {block: spread.figures()[name][0] for block, spread in real.items()}
        said = "; ".join(f"{block}: {one:.2f}" for block, one in each.items())
        of_bitcoin = [each[block] for block, chain_id in BLOCKS if chain_id == "btc" and each]
        middle = float(np.median(of_bitcoin)) if of_bitcoin else 0.0
        found.append(
            Result(
                measure=name,
                value=round(value, 3),
                unit=unit,
                against=f"real blocks {said}" if each else None,
                ratio=round(value / middle, 2) if middle else None,
            )
        )
    return found


def _real(folder: Path) -> dict[str, Spread]:
    found = {}
    for name, chain_id in BLOCKS:
        path, undo = folder / f"block{name}.raw", folder / f"block{name}-undo.raw"
        (batch,) = raw_blocks.read(path, chain_id, int(name), undo if undo.is_file() else None)
        found[name] = _taking(np.diff(batch.input_end, prepend=0), np.diff(batch.output_end, prepend=0))
    return found


def _taking(inputs: Longs, outputs: Longs) -> Spread:
    """Without those that make coins: they take nothing."""
    return Spread(inputs[inputs > 0], outputs[inputs > 0])
