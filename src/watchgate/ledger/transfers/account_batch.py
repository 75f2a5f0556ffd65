"""AccountBatch: consecutive blocks of an account chain as flat arrays, the one form in which readers hand them over.

A *move* is value that went from one address to another: in a transaction, in a call inside of one (internal transfer),
as an event of a token's contract, or as a fee. Moves come in the order in which the chain made them: by transaction,
and in it the coin's own before the tokens', each in the order of trace or log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.batch import Strings
from watchgate.model.errors import BadInputError

UNITS_MAX = (1 << 256) - 1
"""The most that a value of 256 bits can be, in the smallest unit (wei, sun)."""
NATIVE, INTERNAL, TOKEN, FEE, MADE = 1, 2, 3, 4, 5
"""Kinds of moves: of a transaction, of a call inside of one, of a token, a fee, newly made coins (genesis, reward)."""
KIND_NAMES = {NATIVE: "native", INTERNAL: "internal", TOKEN: "token", FEE: "fee", MADE: "made"}
ROUNDED, BEYOND = 1, 2
"""Marks of a move: its source gave a floating-point number that may have lost units; the sender's sums exceed 256 bits,
so that its contract cannot be telling the truth."""


class AccountBatch(NamedTuple):
    """Blocks with their transactions and moves. Ends are cumulative counts, hashes as they are shown.

    `block_end` counts transactions, `tx_end` moves. `sender` is empty where coins are made, `receiver` where they are
    burnt, `asset` (the address of a contract) for the coin itself. `units`: four words of 64 bits, the lowest first.
    `place`: number of the trace or log. `token`, `symbol`, `token_block` (from 0): what contracts call themselves.
    """

    height: npt.NDArray[np.int64]
    block_hash: npt.NDArray[np.uint8]
    time: npt.NDArray[np.int64]
    block_end: npt.NDArray[np.int64]
    tx_hash: npt.NDArray[np.uint8]
    tx_end: npt.NDArray[np.int64]
    sender: Strings
    receiver: Strings
    asset: Strings
    units: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.uint8]
    mark: npt.NDArray[np.uint8]
    place: npt.NDArray[np.uint32]
    token: Strings
    symbol: Strings
    token_block: npt.NDArray[np.uint32]

    def after(self, blocks: int) -> AccountBatch:
        """Without the first `blocks`; what contracts call themselves stays, at the first of those that are left."""
        txs = int(self.block_end[blocks - 1]) if blocks else 0
        moves = int(self.tx_end[txs - 1]) if txs else 0
        left = np.arange(moves, len(self.kind))
        return self._replace(
            height=self.height[blocks:],
            block_hash=self.block_hash[blocks:],
            time=self.time[blocks:],
            block_end=self.block_end[blocks:] - txs,
            tx_hash=self.tx_hash[txs:],
            tx_end=self.tx_end[txs:] - moves,
            sender=self.sender.chosen(left),
            receiver=self.receiver.chosen(left),
            asset=self.asset.chosen(left),
            units=self.units[moves:],
            kind=self.kind[moves:],
            mark=self.mark[moves:],
            place=self.place[moves:],
            token_block=np.maximum(self.token_block, blocks) - np.uint32(blocks),
        )


def words_of(values: Sequence[int]) -> npt.NDArray[np.uint64]:
    """Values as four words each; BadInputError where one is negative or has more than 256 bits."""
    try:
        data = b"".join(value.to_bytes(32, "little") for value in values)
    except OverflowError as error:
        wrong = next(value for value in values if not 0 <= value <= UNITS_MAX)
        raise BadInputError(f"the value {str(wrong)[:90]} is negative or has more than 256 bits") from error
    return np.frombuffer(data, "<u8").astype(np.uint64).reshape(-1, 4)


def units_of(words: npt.NDArray[np.uint64]) -> list[int]:
    """The values of rows of four words."""
    data = np.ascontiguousarray(words.reshape(-1, 4), "<u8").tobytes()
    return [int.from_bytes(data[at : at + 32], "little") for at in range(0, len(data), 32)]
