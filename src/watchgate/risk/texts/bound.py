"""What of a listed name has to be in a text for any window of it to reach a threshold: see docs/gate.md.

A word of the name is covered when something in the text is similar to it by `least` or more. Let u be the weight that
is not covered, M the weight of all covered edges. Not covered weight is left over, which costs at least SURPLUS_PERSON
of it, or met by something less similar. So points >= T = 920 * share only if

    (1 - share) * M >= kappa * u,    kappa = min(share - least, share * SURPLUS_PERSON)

`least` is chosen so that both are equal.
"""

from __future__ import annotations

from typing import NamedTuple

from watchgate.risk.names.score import NAME_MAX, SURPLUS_PERSON

ROUNDING = 2
"""What the whole numbers of a score take from its cost, at most."""


class Bound(NamedTuple):
    """`least`: similarity 0-1000 from which a word is covered. `missing`: the cost of a unit of weight not covered;
    `spare`: what a unit of covered edges allows. `slack`: what rounding allows."""

    least: int
    missing: float
    spare: float
    slack: float


def bound_of(threshold: int) -> Bound:
    """The bound for windows with points >= `threshold` (1-920)."""
    share = threshold / NAME_MAX
    cost = share * SURPLUS_PERSON / 100
    least = int((share - cost) * 1000)
    return Bound(least=least, missing=min(cost, share - least / 1000), spare=1 - share, slack=share * ROUNDING + 1e-9)
