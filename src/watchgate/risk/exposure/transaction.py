"""The two sides of a transaction: whose outputs it takes, and to whom it gives."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain

_HASH = re.compile(r"[0-9a-f]{64}")


class Sides(NamedTuple):
    """Addresses, each once, in the order of inputs and outputs. `unknown`: inputs and outputs without a known one."""

    given_by: tuple[str, ...]
    given_to: tuple[str, ...]
    unknown: int


def sides(chain: UtxoChain, name: str) -> Sides | None:
    """Of the transaction with this hash; None where it was not read."""
    tx = chain.transaction(name) if _HASH.fullmatch(name) else None
    if tx is None or chain.height_of(tx) is None:
        return None
    taken, given = chain.inputs_of(tx), chain.outputs_of(tx)
    address = chain.view("out_address")
    origins = address[chain.view("in_out")[taken.start : taken.stop]]
    ends = address[given.start : given.stop]
    unknown = int((origins == ABSENT).sum()) + int((ends == ABSENT).sum())
    return Sides(_texts(chain, origins), _texts(chain, ends), unknown)


def _texts(chain: UtxoChain, rows: npt.NDArray[np.uint32]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.text_keys.text(int(row)) for row in rows if row != ABSENT))
