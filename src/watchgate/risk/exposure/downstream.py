"""Downstream: which of some addresses received anything, however little, that came by way of others.

What a tag more or less may change, for whoever was asked about before: a superset, from which no share is cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from watchgate.ledger.transfers.batch import strings
from watchgate.ledger.transfers.key_kernels import ABSENT
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.haircut import poison
from watchgate.risk.exposure.views import Labels


def downstream(chain: UtxoChain, sources: Iterable[str], among: Collection[str]) -> set[str]:
    """Those of `among` that may have received something of what `sources` gave, by any number of hops."""
    begun, asked = _rows(chain, sources), _rows(chain, among)
    if not begun or not asked:
        return set()
    marks = np.zeros(chain.counts.addresses, np.uint8)
    marks[list(begun)] = 1
    labels = Labels.of_addresses(chain, marks)
    reached = np.zeros(chain.counts.transactions, np.uint8)
    columns = (chain.view("tx_in"), chain.view("in_tx"), chain.view("in_out"))
    poison(*columns, labels.special(chain), labels.label, 1, reached)
    outputs = np.repeat(reached.astype(bool), np.diff(chain.view("tx_out")))
    received = np.unique(chain.view("out_address")[outputs])
    there = np.isin(np.fromiter(asked, np.uint32, len(asked)), received)
    return {text for (text, found) in zip(asked.values(), there, strict=True) if found}


def _rows(chain: UtxoChain, addresses: Iterable[str]) -> dict[int, str]:
    listed = [one for one in dict.fromkeys(addresses) if one.isascii()]
    rows = chain.text_keys.find(strings([chain.as_stored(one) for one in listed])) if listed else np.zeros(0, np.uint32)
    return {int(row): text for row, text in zip(rows, listed, strict=True) if row != ABSENT}
