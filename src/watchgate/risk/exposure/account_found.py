"""Where units of one asset came from, by either rule, as an answer tells it: categories, sources and the rest."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.model.errors import BadInputError
from watchgate.risk.exposure.account_fifo import units_back
from watchgate.risk.exposure.answer import FIFO, HAIRCUT
from watchgate.risk.exposure.fifo_shares import FifoShares
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.received import Longs
from watchgate.risk.exposure.views import exposure_back


class UnitShare(msgspec.Struct, frozen=True):
    """A category: what came straight from it and over more hops, as shares of all that was received; `units` both, in
    the asset's smallest unit: rounded by haircut, exact by FIFO."""

    category: str
    direct: float
    indirect: float
    units: int
    hops: int


class Found(NamedTuple):
    """`shares`, `mined`, `outside` and `cut` sum to 1. `met`: moves (haircut) or stretches (FIFO). `sources`: labelled
    outputs and the share each brought; `unnamed`: how many more."""

    shares: tuple[UnitShare, ...] = ()
    mined: float = 0.0
    outside: float = 0.0
    cut: float = 0.0
    met: int = 0
    sources: tuple[tuple[int, float], ...] = ()
    unnamed: int = 0


def found_of(chain: AccountChain, known: Marked, outputs: Longs, units: int, *, rule: str, eps: float) -> Found:
    """Where `outputs`, of `units` in all, came from by `rule`; BadInputError where that is none."""
    if rule not in (HAIRCUT, FIFO):
        raise BadInputError(f"{rule!r} is no rule", hint=f"{HAIRCUT} or {FIFO}")
    if not len(outputs):
        return Found()
    return _fifo(chain, known, outputs, units) if rule == FIFO else _haircut(chain, known, outputs, units, eps)


def _haircut(chain: AccountChain, known: Marked, outputs: Longs, units: int, eps: float) -> Found:
    back = exposure_back(chain, known.labels, outputs, eps=eps)
    shares = tuple(
        UnitShare(
            name,
            float(back.direct[at]),
            float(back.indirect[at]),
            round(float(back.direct[at] + back.indirect[at]) * units),
            int(back.hops[at]),
        )
        for at, name in enumerate(known.categories)
        if at and back.hops[at]
    )
    return Found(shares, back.mined, back.outside, back.cut, back.met, back.sources, back.unnamed)


def _fifo(chain: AccountChain, known: Marked, outputs: Longs, units: int) -> Found:
    back = units_back(chain, known.labels, outputs)
    found = FifoShares(known.labels)
    found.add(back.stretches)
    shares = tuple(UnitShare(*row) for row in found.rows(known.categories, units))
    rest = (back.made / units, back.outside / units, back.cut / units)
    return Found(shares, *rest, len(back.stretches), found.brought(units))
