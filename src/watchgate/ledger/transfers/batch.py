"""Batch: consecutive blocks of a UTXO chain as flat arrays, the one form in which every reader hands them over.

Hashes are 32 bytes in the order in which they are shown (not as on the wire). Values are satoshi. Ends are cumulative
counts: the inputs of transaction t are [input_end[t - 1], input_end[t]).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

UNKNOWN = -1
"""The value of an input whose source says none."""
COINS_MAX = 21_000_000 * 100_000_000
"""Satoshi; no sum of outputs of a block can be more."""

TWICE = (
    "d5d27987d2a3dfc724e359870c6644b40e497bdc0589a033220fe15429d88599",
    "e3bf3d07d4b0375638d5f1db5255fe07ba2c4cb067cd81b84ee974b6585fb468",
)
"""The coinbases of blocks 91812 and 91722 of Bitcoin, whose hashes those of blocks 91842 and 91880 bear again (BIP 30
names them): the later ones took the place of the earlier, whose coins nobody can spend."""


class Strings(NamedTuple):
    """Texts in one pool of bytes: text i is pool[end[i - 1]:end[i]]."""

    pool: npt.NDArray[np.uint8]
    end: npt.NDArray[np.int64]

    def text(self, index: int) -> str:
        """Text `index`."""
        start = int(self.end[index - 1]) if index else 0
        return self.pool[start : int(self.end[index])].tobytes().decode("ascii")

    def chosen(self, rows: npt.NDArray[np.int64]) -> Strings:
        """Those of `rows` alone."""
        starts = np.concatenate((np.zeros(1, np.int64), self.end[:-1]))[rows]
        lengths = self.end[rows] - starts
        ends = np.cumsum(lengths, dtype=np.int64)
        within = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64) - np.repeat(ends - lengths, lengths)
        return Strings(self.pool[np.repeat(starts, lengths) + within], ends)


class Batch(NamedTuple):
    """Blocks with their transactions, inputs and outputs.

    `spent_hash`, `spent_index`: the output that an input takes. `input_value`: its value, UNKNOWN where not said.
    `input_address`, `output_address`: empty where a script has no address; several are joined by `|`.
    `kind`: the script type of an output (kinds.py). A coinbase has no inputs. `memo_output`: the outputs that carry a
    text (OP_RETURN) which looks like a memo, in order, and `memos` those.
    """

    height: npt.NDArray[np.int64]
    block_hash: npt.NDArray[np.uint8]
    time: npt.NDArray[np.int64]
    block_end: npt.NDArray[np.int64]
    tx_hash: npt.NDArray[np.uint8]
    input_end: npt.NDArray[np.int64]
    output_end: npt.NDArray[np.int64]
    spent_hash: npt.NDArray[np.uint8]
    spent_index: npt.NDArray[np.int64]
    input_value: npt.NDArray[np.int64]
    input_address: Strings
    output_value: npt.NDArray[np.int64]
    output_address: Strings
    kind: npt.NDArray[np.uint8]
    memo_output: npt.NDArray[np.int64] = np.zeros(0, np.int64)
    memos: Strings = Strings(np.zeros(0, np.uint8), np.zeros(0, np.int64))

    def after(self, blocks: int) -> Batch:
        """Without the first `blocks`."""
        txs = int(self.block_end[blocks - 1]) if blocks else 0
        inputs = int(self.input_end[txs - 1]) if txs else 0
        outputs = int(self.output_end[txs - 1]) if txs else 0
        return Batch(
            height=self.height[blocks:],
            block_hash=self.block_hash[blocks:],
            time=self.time[blocks:],
            block_end=self.block_end[blocks:] - txs,
            tx_hash=self.tx_hash[txs:],
            input_end=self.input_end[txs:] - inputs,
            output_end=self.output_end[txs:] - outputs,
            spent_hash=self.spent_hash[inputs:],
            spent_index=self.spent_index[inputs:],
            input_value=self.input_value[inputs:],
            input_address=self.input_address.chosen(np.arange(inputs, len(self.spent_hash))),
            output_value=self.output_value[outputs:],
            output_address=self.output_address.chosen(np.arange(outputs, len(self.output_value))),
            kind=self.kind[outputs:],
            memo_output=self.memo_output[self.memo_output >= outputs] - outputs,
            memos=self.memos.chosen(np.flatnonzero(self.memo_output >= outputs)),
        )


def memo_columns(memos: Sequence[str]) -> tuple[npt.NDArray[np.int64], Strings]:
    """`memo_output` and `memos` of a batch, from the memo of each output; empty where it has none."""
    at = [number for number, memo in enumerate(memos) if memo]
    return np.array(at, np.int64), strings([memos[number] for number in at])


def strings(texts: Sequence[str]) -> Strings:
    """A pool of `texts`, which are ASCII."""
    end = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), dtype=np.int64)
    return Strings(np.frombuffer("".join(texts).encode("ascii"), np.uint8), end)


def hashes(hexes: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Hashes from hexadecimal, as an array of 32 bytes each."""
    return np.frombuffer(bytes.fromhex("".join(hexes)), np.uint8).reshape(-1, 32)
