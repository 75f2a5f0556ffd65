"""How an exposure is asked for: by which rule, how far, and with what beside it."""

from __future__ import annotations

import msgspec

from watchgate.risk.tracing.money import Money


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`eps`: shares below it are cut. `money`: the currency sums are given in as well. `whole_cluster`: of all
    addresses that are taken together with each. `poison`: with what poisons."""

    rule: str = "haircut"
    eps: float = 1e-3
    money: Money = Money()
    whole_cluster: bool = False
    poison: bool = False
