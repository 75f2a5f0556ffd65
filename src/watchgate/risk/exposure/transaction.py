"""The two sides of a transaction: whose outputs it takes, and to whom it gives."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.account_batch import FEE
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.account_answer import moves_in
from watchgate.risk.exposure.asset_rows import verified_rows

_HASH = re.compile(r"[0-9a-f]{64}")


class Sides(NamedTuple):
    """Addresses, each once, in the order of inputs and outputs. `unknown`: inputs and outputs without a known one."""

    given_by: tuple[str, ...]
    given_to: tuple[str, ...]
    unknown: int


def sides(chain: UtxoChain, chain_id: str, name: str) -> Sides | None:
    """Of the transaction with this hash; None where it was not read."""
    if isinstance(chain, AccountChain):
        return _of_accounts(chain, chain_id, name.removeprefix("0x"))
    tx = chain.transaction(name) if _HASH.fullmatch(name) else None
    if tx is None or chain.height_of(tx) is None:
        return None
    taken, given = chain.inputs_of(tx), chain.outputs_of(tx)
    address = chain.view("out_address")
    origins = address[chain.view("in_out")[taken.start : taken.stop]]
    ends = address[given.start : given.stop]
    unknown = int((origins == ABSENT).sum()) + int((ends == ABSENT).sum())
    return Sides(_texts(chain, origins), _texts(chain, ends), unknown)


def _of_accounts(chain: AccountChain, chain_id: str, name: str) -> Sides | None:
    """Whoever gave or received a verified asset, more than nothing, and who paid the fee.

    Tokens that nobody verified say what their contracts like, a listed sender included: they have no sides.
    """
    sent = chain.transaction(name) if _HASH.fullmatch(name) else None
    if sent is None:
        return None
    moves = moves_in(chain, sent)
    moves = moves[np.isin(chain.view("tx_asset")[moves], verified_rows(chain, chain_id))]
    kind = chain.view("tx_kind")[moves]
    first = chain.view("tx_out")[moves]
    has_end = first < chain.view("tx_out")[moves + 1]
    worth = np.zeros(len(moves), bool)
    worth[has_end] = chain.view("out_units")[first[has_end]].any(axis=1)
    ends = first[has_end & worth & (kind != FEE)]
    givers = chain.view("tx_from")[moves[worth | (kind == FEE)]]
    return Sides(_texts(chain, givers), _texts(chain, chain.view("out_address")[ends]), 0)


def _texts(chain: UtxoChain, rows: npt.NDArray[np.uint32]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.text_keys.text(int(row)) for row in rows if row != ABSENT))
