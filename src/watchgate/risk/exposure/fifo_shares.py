"""Stretches of the very coins, summed up by category and by source: the same for outputs and for accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from watchgate.risk.exposure.views import Labels, Stretch

Row = tuple[str, float, float, int, int]
"""A category: its name, what came straight from it and more hops as shares, both in units, fewest hops."""


class FifoShares:
    """What stretches brought, in smallest units."""

    def __init__(self, labels: Labels) -> None:
        """`labels`: the category of each output."""
        self._label = labels.label
        self._amounts: Counter[int] = Counter()
        self._direct: Counter[int] = Counter()
        self._sources: Counter[int] = Counter()
        self._hops: dict[int, int] = {}

    def add(self, stretches: Iterable[Stretch]) -> int:
        """Count these; what they bring together."""
        whole = 0
        for one in stretches:
            category = int(self._label[one.output])
            whole += one.amount
            self._amounts[category] += one.amount
            self._sources[one.output] += one.amount
            self._direct[category] += one.amount if one.hops == 1 else 0
            self._hops[category] = min(self._hops.get(category, one.hops), one.hops)
        return whole

    def rows(self, categories: Sequence[str], whole: int) -> list[Row]:
        """Each category that brought something, in order, as shares of `whole`."""
        return [
            (
                categories[number],
                self._direct[number] / whole,
                (amount - self._direct[number]) / whole,
                amount,
                self._hops[number],
            )
            for number, amount in sorted(self._amounts.items())
        ]

    def brought(self, whole: int) -> tuple[tuple[int, float], ...]:
        """Each source, and its share of `whole`."""
        return tuple((output, amount / whole) for output, amount in self._sources.items())
