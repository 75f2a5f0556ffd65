"""Reading in: the columns that questions about single outputs walk are looked through before the first is asked.

A mapped file is given to a process page by page, when it is first touched: the first questions about a chain took four
times as long as the same ones again. A gate, which stays, pays for that at its start.
"""

from __future__ import annotations

import os

import numpy as np

from watchgate.ledger.transfers.utxo import UtxoChain

WALKED = ("tx_in", "tx_out", "tx_block", "in_tx", "in_out", "in_value", "out_value")
PAGE = 4_096
MOST_SHARE = 0.25
"""Of the machine's memory: columns that are larger are left to be read as they are asked for."""


def read_in(chain: UtxoChain, *, memory: int = 0) -> int:
    """Touch every page of the columns; how many bytes they have, 0 where that is too much. `memory`: of the machine."""
    columns = [chain.view(name) for name in WALKED]
    whole = sum(column.nbytes for column in columns)
    if whole > MOST_SHARE * (memory or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")):
        return 0
    for column in columns:
        if column.size:
            column.reshape(-1).view(np.uint8)[::PAGE].max()
    return whole
