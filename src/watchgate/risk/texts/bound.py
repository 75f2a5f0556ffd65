"""What of a listed name has to be in a text for any window of it to reach a threshold: see docs/gate.md.

Points are 920 * V / (M + C): V the sum of weight times similarity over the edges, M their weight, C the cost of what is
left over. They reach T = 920 * share only if the sum over the edges of (similarity - share) * weight is at least
share * C. C is at least SURPLUS_PERSON of everything left over, on either side. A word with an edge less similar than
`least` does no better than one that is left over: so with kappa = share * SURPLUS_PERSON and least = share - kappa

    sum over covered words of (similarity - share) * weight of the edge  >=  kappa * weight of all that is not covered

of the name and of the window. `gain` is what a covered word brings on the left plus what it takes away on the right.
"""

from __future__ import annotations

from typing import NamedTuple

from watchgate.risk.names.score import NAME_MAX, SURPLUS_OTHER, SURPLUS_PERSON

ROUNDING = 1
"""What the whole numbers of a score take from the cost of a person's surplus, at most: below one tenth of it nine
tenths, beyond half of what is matched a tenth. Of others the surplus costs so much more that nothing is taken."""

NEARLY = 1e-9


class Bound(NamedTuple):
    """`least`: similarity 0-1000 from which a word is covered. `missing`: kappa."""

    share: float
    least: int
    missing: float

    def gain(self, own: int, other: int, similarity: int) -> float:
        """Of a word with weight `own` that is covered by something with weight `other`; none may be worth it."""
        return self.missing * own + (similarity / 1000 - self.share) * (own + other)

    def left_over(self, weight: int) -> float:
        """What it costs an organisation's name more that so much is left over for certain than `missing` says."""
        return self.share * (weight * SURPLUS_OTHER // 100) - self.missing * weight

    @property
    def spare(self) -> float:
        """What a unit of the same on both sides allows."""
        return 1 - self.share

    def slack(self, *, person: bool) -> float:
        """What rounding allows."""
        return self.share * ROUNDING + NEARLY if person else NEARLY


def bound_of(threshold: int) -> Bound:
    """The bound for windows with points >= `threshold` (1-920)."""
    share = threshold / NAME_MAX
    cost = share * SURPLUS_PERSON / 100
    least = int((share - cost) * 1000)
    return Bound(share=share, least=least, missing=min(cost, share - least / 1000))
