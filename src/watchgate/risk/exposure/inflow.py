"""What a set of addresses received from others: what its members gave each other, or themselves, is no inflow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.account_answer import received_in

Longs = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint8]


class Inflow(NamedTuple):
    """`outputs` by which the set received, and `amounts` of each that came from others, in smallest units.

    `whole`: outputs of which nothing came from the set: coins that come there later, by way of others, have come back,
    and are counted already. `own`: 1 for each address row of the set.
    """

    outputs: Longs
    amounts: list[int]
    whole: Longs
    own: Marks


def inflow(chain: UtxoChain, members: Longs) -> Inflow:
    """Of a chain of outputs. Where members put something into a transaction, that much of what it gave them is change,
    the first outputs first."""
    own = _marks(chain, members)
    outputs, amounts, mixed = _received(chain, members, own)
    counts = np.array(amounts) > 0
    kept = [one for one in amounts if one > 0]
    return Inflow(outputs[counts], kept, outputs[counts & ~mixed], own)


def received_by_all(chain: UtxoChain, members: Longs) -> tuple[Longs, Longs]:
    """All outputs of a set of addresses, and what of each came from others. Where nothing did, all count whole: then no
    more is known than that they moved their own."""
    outputs, amounts, _ = _received(chain, members, _marks(chain, members))
    net = np.array(amounts, np.int64)
    return outputs, net if net.any() else np.array(chain.view("out_value")[outputs])


def _received(chain: UtxoChain, members: Longs, own: Marks) -> tuple[Longs, list[int], npt.NDArray[np.bool_]]:
    """Outputs, what of each came from others, and whether members put something into its transaction."""
    outputs = np.unique(np.concatenate([chain.outputs_to(int(row)) for row in members]))
    origin = np.searchsorted(chain.view("tx_out"), outputs, "right") - 1
    values = chain.view("out_value")[outputs]
    change: dict[int, int] = {int(tx): _put_in(chain, own, int(tx)) for tx in np.unique(origin)}
    mixed = np.array([change[int(tx)] > 0 for tx in origin], bool)
    amounts = []
    for tx, value in zip(origin, values, strict=True):
        taken = min(change[int(tx)], int(value))
        change[int(tx)] -= taken
        amounts.append(int(value) - taken)
    return outputs, amounts, mixed


def account_inflow(chain: AccountChain, members: Longs, number: int) -> Inflow:
    """Of an asset (row of its contract, or ABSENT) on a chain of accounts: moves whose sender is another."""
    own = _marks(chain, members)
    found = np.unique(np.concatenate([received_in(chain, int(row), number) for row in members]))
    givers = chain.view("tx_from")[np.searchsorted(chain.view("tx_out"), found, "right") - 1].astype(np.int64)
    inside = np.zeros(len(found), bool)
    known = givers < len(own)
    inside[known] = own[givers[known]] == 1
    found = found[~inside]
    return Inflow(found, chain.units(found), found, own)


def _marks(chain: UtxoChain, members: Longs) -> Marks:
    own = np.zeros(chain.counts.addresses, np.uint8)
    own[members] = 1
    return own


def _put_in(chain: UtxoChain, own: Marks, tx: int) -> int:
    """Smallest units that the set gave to a transaction."""
    taken = chain.inputs_of(tx)
    rows = chain.view("in_out")[taken.start : taken.stop]
    holders = chain.view("out_address")[rows].astype(np.int64)
    known = holders < len(own)
    mine = np.zeros(len(rows), bool)
    mine[known] = own[holders[known]] == 1
    return int(chain.view("in_value")[taken.start : taken.stop][mine].sum())
