"""What is put beside an address to mislead: tokens that nobody verified, and addresses that look like one another.

Neither changes a figure. Whoever copies an address from a list of transfers looks at its first and last characters:
so strangers send nothing, or a token of their own, from an address that begins and ends like that of a true
counterparty (address poisoning), or call their token USDT.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.account_batch import BEYOND
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.risk.exposure.asset_rows import verified_rows
from watchgate.risk.exposure.assets import imitated
from watchgate.risk.exposure.lookalike import shape_of

Longs = npt.NDArray[np.int64]
SHOWN = 20


class Unverified(msgspec.Struct, frozen=True, kw_only=True):
    """A token that is on no list of verified assets: how often it moved to and from the address.

    `symbol`: what it calls itself, `imitates` the verified symbol that looks the same, both empty where nothing is
    known. `lies`: one of these moves comes from sums of more than 256 bits.
    """

    contract: str
    moves: int
    symbol: str
    imitates: str
    lies: bool = False


class Lookalike(msgspec.Struct, frozen=True, kw_only=True):
    """`address`, first met at `height`, begins and ends like `true`, which was there before (or is the address asked
    about). `moved`: whether anything verified and more than nothing went between it and the address asked about."""

    address: str
    true: str
    height: int
    moved: bool


def unverified(chain: AccountChain, chain_id: str, row: int) -> tuple[Unverified, ...]:
    """The unverified tokens that moved to or from an address, those that imitate first, then the most frequent; at most
    SHOWN of them."""
    moves = _moves_of(chain, row)
    contracts, marks = chain.view("tx_asset")[moves], chain.view("tx_mark")[moves]
    true = set(verified_rows(chain, chain_id))
    symbols = dict(chain.symbols())
    found = []
    for contract, many in zip(*np.unique(contracts, return_counts=True), strict=True):
        if int(contract) in true:
            continue
        symbol = symbols.get(int(contract), "")
        lies = (marks[contracts == contract] & BEYOND).any()
        found.append(
            Unverified(
                contract=chain.text_keys.text(int(contract)),
                moves=int(many),
                symbol=symbol,
                imitates=imitated(symbol, chain_id) if symbol else "",
                lies=bool(lies),
            )
        )
    found.sort(key=lambda one: (not one.imitates, not one.lies, -one.moves, one.contract))
    return tuple(found[:SHOWN])


def lookalikes(chain: AccountChain, chain_id: str, row: int) -> tuple[Lookalike, ...]:
    """Addresses around an address that begin and end like one that was there before, in the order of their coming."""
    moves = _moves_of(chain, row)
    first_output = chain.view("tx_out")[moves]
    ends = np.full(len(moves), ABSENT, np.uint32)
    given = first_output < chain.view("tx_out")[moves + 1]
    ends[given] = chain.view("out_address")[first_output[given]]
    worth = np.isin(chain.view("tx_asset")[moves], verified_rows(chain, chain_id)) & given
    worth[given] &= chain.view("out_units")[first_output[given]].any(axis=1)
    senders = chain.view("tx_from")[moves]
    others = np.where(senders == row, ends, senders)
    known, at = np.unique(others[others != ABSENT], return_index=True)
    places = np.flatnonzero(others != ABSENT)[at]
    first = {row: -1} | {int(one): int(moves[place]) for one, place in zip(known, places, strict=True) if one != row}
    moved = {int(one) for one in np.unique(others[worth])}
    alike: dict[str, list[int]] = defaultdict(list)
    for one in sorted(first, key=lambda one: first[one]):
        alike[shape_of(chain.text_keys.text(one))].append(one)
    found = [
        Lookalike(
            address=chain.text_keys.text(one),
            true=chain.text_keys.text(group[0]),
            height=chain.height_of(first[one]) or 0,
            moved=one in moved,
        )
        for group in alike.values()
        for one in group[1:]
    ]
    return tuple(sorted(found, key=lambda one: (one.height, one.address))[:SHOWN])


def _moves_of(chain: AccountChain, row: int) -> Longs:
    """The moves to and from an address, in order; what stands for earlier holdings is none."""
    received = chain.outputs_to(row)
    to = np.searchsorted(chain.view("tx_out"), received, "right") - 1
    moves: Longs = np.union1d(to, np.flatnonzero(chain.view("tx_from") == row)).astype(np.int64)
    found: Longs = moves[chain.view("tx_sent")[moves] != ABSENT]
    return found
