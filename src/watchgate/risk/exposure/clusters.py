"""Clusters: the addresses whose outputs one transaction takes together belong to one holder (multi-input heuristic).

Union-find over rows of addresses; the smallest row is the cluster, which is GraphSense's choice too. CoinJoins are left
out: there several holders pay together. Each union is logged, so that a transaction found to be a CoinJoin later is
undone by building anew what it touched, and so that an exposure can name the unions it relied on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.compiled import kernel
from watchgate.ledger.transfers.utxo import UtxoChain

Longs = npt.NDArray[np.int64]
Rows = npt.NDArray[np.uint32]
Marks = npt.NDArray[np.uint8]
ABSENT = 0xFFFFFFFF
AHEAD = 256
"""Inputs whose addresses are read at once."""


class Clusters(NamedTuple):
    """`parent[a]`: the cluster of address a. The log: transaction, the cluster kept, the cluster that went into it."""

    parent: Rows
    log_tx: Rows
    log_kept: Rows
    log_absorbed: Rows


def clusters(chain: UtxoChain, apart: Marks) -> Clusters:
    """The clusters of all addresses. `apart[t]`: a transaction that joins nobody (a CoinJoin)."""
    parent = np.arange(chain.counts.addresses, dtype=np.uint32)
    log = np.empty((3, len(parent)), np.uint32)
    columns = (chain.view("tx_in"), chain.view("in_out"), chain.view("out_address"))
    ahead = np.empty(AHEAD + 1, np.uint32)
    merges = join(0, chain.counts.transactions, *columns, apart, parent, log[0], log[1], log[2], ahead)
    flatten(parent)
    return Clusters(parent, *(one[:merges] for one in log))


@kernel
def root(parent: Rows, address: int) -> Any:
    """The cluster of an address; halves the path to it."""
    at = np.uint32(address)
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@kernel
def join(
    first: int,
    last: int,
    tx_in: Longs,
    in_out: Rows,
    out_address: Rows,
    apart: Marks,
    parent: Rows,
    log_tx: Rows,
    log_kept: Rows,
    log_absorbed: Rows,
    ahead: Rows,
) -> int:
    """Join what transactions [first, last) take together; answers how many unions were logged.

    Addresses and their parents are read ahead, many at once: reading them one behind the other is what would cost.
    `ahead`: AHEAD + 1 rows of working room.
    """
    merges = 0
    begin, ready = np.int64(0), np.int64(0)
    touched = np.uint32(0)
    for tx in range(first, last):
        start, end = tx_in[tx], tx_in[tx + 1]
        if end - start < 2 or apart[tx]:
            continue
        kept = np.uint32(ABSENT)
        for at in range(start, end):
            if at >= ready:
                begin = np.int64(at)
                ready = min(begin + AHEAD, np.int64(len(in_out)))
                for place in range(begin, ready):
                    ahead[place - begin] = out_address[np.int64(in_out[place])]
                for place in range(ready - begin):
                    if ahead[place] != ABSENT:
                        touched ^= parent[np.int64(ahead[place])]
            address = ahead[at - begin]
            if address == ABSENT:
                continue
            found = root(parent, address)
            if kept == ABSENT:
                kept = found
            elif found != kept:
                low, high = min(found, kept), max(found, kept)
                parent[high] = low
                log_tx[merges] = np.uint32(tx)
                log_kept[merges] = low
                log_absorbed[merges] = high
                merges += 1
                kept = low
    ahead[AHEAD] = touched
    return merges


@kernel
def flatten(parent: Rows) -> None:
    """Every address points at its cluster. A cluster is its smallest row, so one pass upwards is enough."""
    for address in range(len(parent)):
        if parent[address] != address:
            parent[address] = parent[np.int64(parent[address])]
