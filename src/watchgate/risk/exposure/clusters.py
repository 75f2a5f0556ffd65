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
    # a copy in memory of our own lies in large pages, which random reading of a mapped file would have to do without
    columns = (chain.view("tx_in"), chain.view("in_out"), np.array(chain.view("out_address")))
    ahead = np.empty((2, AHEAD), np.uint32)
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

    Inputs of transactions with several are gathered AHEAD at a time and looked up together, the processor waiting for
    many of them at once: address, then two steps on the way to its cluster. Reading them one behind the other is what
    would cost. `ahead`: their outputs, addresses and clusters, and their transactions: two rows of working room.
    """
    merges = 0
    next_tx = np.int64(first)
    at, end = np.int64(0), np.int64(0)
    kept, of = np.uint32(ABSENT), np.uint32(ABSENT)
    places, owner = ahead[0], ahead[1]
    while True:
        many = 0
        while many < AHEAD:
            if at == end:
                while next_tx < last and (tx_in[next_tx + 1] - tx_in[next_tx] < 2 or apart[next_tx]):
                    next_tx += 1
                if next_tx == last:
                    break
                at, end = tx_in[next_tx], tx_in[next_tx + 1]
                next_tx += 1
            some = min(int(end - at), AHEAD - many)
            for step in range(some):
                places[many + step] = in_out[at + step]
                owner[many + step] = np.uint32(next_tx - 1)
            many += some
            at += some
        if many == 0:
            return merges
        for place in range(many):
            places[place] = out_address[places[place]]
        for _ in range(2):
            for place in range(many):
                if places[place] != ABSENT:
                    places[place] = parent[places[place]]
        for place in range(many):
            if owner[place] != of:
                of, kept = owner[place], np.uint32(ABSENT)
            if places[place] == ABSENT:
                continue
            found = root(parent, places[place])
            if kept == ABSENT:
                kept = found
            elif found != kept:
                low, high = min(found, kept), max(found, kept)
                parent[high] = low
                log_tx[merges], log_kept[merges], log_absorbed[merges] = of, low, high
                merges += 1
                kept = low


@kernel
def flatten(parent: Rows) -> None:
    """Every address points at its cluster. A cluster is its smallest row, so one pass upwards is enough."""
    for address in range(len(parent)):
        if parent[address] != address:
            parent[address] = parent[np.int64(parent[address])]
