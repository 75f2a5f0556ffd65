"""Poison: of which categories anything at all came, however small and however thinned.

A flag that stands beside a share and never alone: whoever is paid by an exchange is poisoned by all who ever paid into
it. It is found by one pass over the chain for each category, which loses nothing to rounding.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure import haircut
from watchgate.risk.exposure.marking import Marked

Longs = npt.NDArray[np.int64]


class Poison:
    """The flags of a chain, one pass for each category, when it is first asked about."""

    def __init__(self, chain: UtxoChain, known: Marked) -> None:
        self._chain, self._known = chain, known
        self._bad: list[npt.NDArray[np.uint8]] = []

    def of(self, outputs: Longs) -> tuple[str, ...]:
        """The categories of which anything came to `outputs`. Their own labels are left aside."""
        if not self._bad:
            self._bad = [self._pass(category) for category in range(1, len(self._known.categories))]
        origin = np.searchsorted(self._chain.view("tx_out"), outputs, "right").astype(np.int64) - 1
        names = self._known.categories[1:]
        return tuple(name for name, bad in zip(names, self._bad, strict=True) if bad[origin].any())

    def _pass(self, category: int) -> npt.NDArray[np.uint8]:
        chain, labels = self._chain, self._known.labels
        bad = np.zeros(chain.counts.transactions, np.uint8)
        columns = (chain.view("tx_in"), chain.view("in_tx"), chain.view("in_out"))
        haircut.poison(*columns, labels.special(chain), labels.label, category, bad)
        return bad
