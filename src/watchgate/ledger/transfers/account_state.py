"""AccountState: which outputs each account of a chain holds, in memory, for the one process that appends.

Derived from the columns when the first batch comes: 4 bytes an output, 16 an account and asset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from watchgate.ledger.transfers import account_kernels as kernels
from watchgate.ledger.transfers.append_kernels import UNSPENT

if TYPE_CHECKING:
    from watchgate.ledger.transfers.utxo import UtxoChain

FEWEST = 1 << 10


class AccountState:
    """`heads[account]`: its newest output that nobody has taken; `before[output]`: the next older one."""

    def __init__(self, chain: UtxoChain) -> None:
        self.slots = np.zeros(FEWEST, np.uint32)
        self.keys = np.zeros(FEWEST // 2, np.uint64)
        self.heads = np.full(FEWEST // 2, UNSPENT, np.uint32)
        self.used = np.zeros(1, np.int64)
        counts = chain.counts
        self.before = np.full(counts.outputs, UNSPENT, np.uint32)
        step = 1 << 16
        for first in range(0, counts.transactions, step):
            last = min(first + step, counts.transactions)
            ends = chain.view("tx_out")
            self.room_for(int(ends[last] - ends[first]), counts.outputs)
            kernels.restore(
                first,
                last,
                ends,
                chain.view("tx_asset"),
                chain.view("out_address"),
                chain.view("out_units"),
                chain.view("spent_by"),
                self.slots,
                self.keys,
                self.used,
                self.heads,
                self.before,
            )

    def room_for(self, accounts: int, outputs: int) -> None:
        """Room for so many new accounts, and for outputs up to row `outputs`."""
        if outputs > len(self.before):
            more = np.full(max(outputs, len(self.before) * 3 // 2) - len(self.before), UNSPENT, np.uint32)
            self.before = np.concatenate((self.before, more))
        wanted = int(self.used[0]) + accounts
        size = len(self.keys)
        while size < wanted:
            size *= 2
        if size > len(self.keys):
            new = size - len(self.keys)
            self.keys = np.concatenate((self.keys, np.zeros(new, np.uint64)))
            self.heads = np.concatenate((self.heads, np.full(new, UNSPENT, np.uint32)))
            self.slots = np.zeros(2 * size, np.uint32)
            kernels.number_again(self.slots, self.keys, int(self.used[0]))
