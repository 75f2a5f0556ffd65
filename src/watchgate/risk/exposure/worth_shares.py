"""Which category how much of the worth came from: each output weighs by what it was worth when it was given."""

from __future__ import annotations

from collections import defaultdict

import msgspec
import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.account_fifo import units_back
from watchgate.risk.exposure.answer import FIFO
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.views import Stretch, exposure_back, path_back
from watchgate.risk.exposure.worth import CategoryWorth, Priced, Valuing, Worth, priced

Longs = npt.NDArray[np.int64]


def worth_of(
    chain: UtxoChain, known: Marked, outputs: Longs, units: list[int], how: Valuing, *, rule: str, eps: float
) -> Worth:
    """What `outputs` were worth, of which so many smallest `units` count, and from which categories that came.

    A sum that came when the price was high weighs more than one of as many coins that came when it was low, so that
    these shares are not those of the coins.
    """
    found = priced(chain, outputs, units, how)
    worth = found.worth(units, how)
    if not worth.cents:
        return worth
    shares = _fifo(chain, known, outputs, found) if rule == FIFO else _haircut(chain, known, outputs, found, eps)
    named = tuple(CategoryWorth(known.categories[at], round(cents)) for at, cents in sorted(shares.items()))
    return msgspec.structs.replace(worth, shares=named)


def _haircut(chain: UtxoChain, known: Marked, outputs: Longs, found: Priced, eps: float) -> dict[int, float]:
    weights = np.array(found.cents, np.float64)
    back = exposure_back(chain, known.labels, outputs, eps=eps, weighing=weights)
    whole = float(weights.sum())
    shares = back.direct + back.indirect
    return {at: whole * float(shares[at]) for at in range(1, len(known.categories)) if back.hops[at]}


def _fifo(chain: UtxoChain, known: Marked, outputs: Longs, found: Priced) -> dict[int, float]:
    shares: defaultdict[int, float] = defaultdict(float)
    for output, cents, value in zip(outputs, found.cents, _values(chain, outputs), strict=True):
        if not cents or not value:
            continue
        for stretch in _stretches(chain, known, int(output)):
            shares[int(known.labels.label[stretch.output])] += cents * stretch.amount / value
    return dict(shares)


def _values(chain: UtxoChain, outputs: Longs) -> list[int]:
    """Exact, in the smallest unit."""
    return chain.units(outputs) if isinstance(chain, AccountChain) else chain.view("out_value")[outputs].tolist()


def _stretches(chain: UtxoChain, known: Marked, output: int) -> tuple[Stretch, ...]:
    if isinstance(chain, AccountChain):
        return units_back(chain, known.labels, np.array([output], np.int64)).stretches
    return path_back(chain, known.labels, output).stretches
