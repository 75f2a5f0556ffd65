"""FIFO over accounts: which very units a move carried, where an account pays its oldest units first (Clayton's Case).

In the columns a move takes all that its sender holds, the oldest first (what was held before the first block before all
else), and gives what moved and then what was kept. So what moved is the beginning of the queue and what was kept its
end; what is burnt as a fee leaves the queue first as well. A payment to oneself changes no order. Sums are exact, of
any size up to 256 bits: floating-point numbers would lose units.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.account_batch import units_of
from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.key_kernels import NO_BLOCK
from watchgate.risk.exposure.account_fifo_kernel import BEYOND, follow_units
from watchgate.risk.exposure.views import STEPS_MAX, Labels, Stretch

Longs = npt.NDArray[np.int64]
_ROOM, _MOST_ROOM = 1 << 12, 1 << 18
"""Stretches that wait, or are found: of more the plain way is asked."""


class Units(NamedTuple):
    """Smallest units that were made, held before the first block, and not followed; and those that came from labelled
    outputs (`amount` in units). They sum to what was asked about."""

    made: int
    outside: int
    cut: int
    stretches: tuple[Stretch, ...]


def units_back(chain: AccountChain, labels: Labels, outputs: Longs, *, steps_max: int = STEPS_MAX) -> Units:
    """The very units of `outputs`, followed back to a labelled account, to where they were made, or out of what was
    read. What is left after `steps_max` stretches is cut. The labels of the outputs themselves are left aside."""
    units = np.asarray(chain.view("out_units"))[outputs]
    outputs, units = outputs[units.any(axis=1)], units[units.any(axis=1)]
    room = max(_ROOM, 2 * len(outputs))
    while not units[:, 2:].any() and room <= _MOST_ROOM:
        stack, amounts = np.empty((room, 3), np.int64), np.zeros((room, 6), np.uint64)
        turned = slice(None, None, -1)  # the first is followed first
        stack[: len(outputs), 0] = outputs[turned]
        stack[: len(outputs), 1] = (np.searchsorted(chain.view("tx_out"), outputs, "right") - 1)[turned]
        stack[: len(outputs), 2] = 1
        amounts[: len(outputs), 0:2] = amounts[: len(outputs), 4:6] = units[turned, :2]
        found, found_units = np.empty((room, 2), np.int64), np.empty((room, 2), np.uint64)
        rest = np.zeros((3, 2), np.uint64)
        many = follow_units(
            len(outputs),
            stack,
            amounts,
            chain.view("tx_in"),
            chain.view("tx_out"),
            chain.view("in_tx"),
            chain.view("in_out"),
            chain.view("out_units"),
            chain.view("out_kind"),
            chain.view("tx_block"),
            labels.special(chain),
            labels.label,
            steps_max,
            found,
            found_units,
            rest,
        )
        if many >= 0:
            stretches = zip(found[:many].tolist(), found_units[:many].tolist(), strict=True)
            made, outside, cut = (low + (high << 64) for low, high in rest.tolist())
            told = tuple(Stretch(output, low + (high << 64), hops) for (output, hops), (low, high) in stretches)
            return Units(made, outside, cut, told)
        if many == BEYOND:
            break
        room *= 8
    return plain_units_back(chain, labels, outputs, steps_max=steps_max)


def plain_units_back(chain: AccountChain, labels: Labels, outputs: Longs, *, steps_max: int = STEPS_MAX) -> Units:
    """The same in plain Python, for numbers of any size."""
    queues = Queues(chain)
    label, kept, block = labels.label, np.asarray(chain.kept), np.asarray(chain.view("tx_block"))
    made = outside = cut = steps = 0
    found: list[Stretch] = []
    origin = np.searchsorted(chain.view("tx_out"), outputs, "right") - 1
    asked = zip(outputs.tolist(), origin.tolist(), chain.units(outputs), strict=True)
    waiting = [(output, move, units, 0, units, 1) for output, move, units in asked if units]
    waiting.reverse()
    while waiting:
        output, move, units, low, high, hops = waiting.pop()
        steps += 1
        if steps > steps_max:
            cut += high - low
            continue
        if queues.is_source(move):
            if block[move] == NO_BLOCK:
                outside += high - low
            else:
                made += high - low
            continue
        for source, maker, whole, first, last in queues.parts(output, move, units, low, high):
            if label[source]:
                found.append(Stretch(source, last - first, hops))
            elif first < last:
                further = hops + int(kept[source] != KEPT)
                waiting.append((source, maker, whole, first, last, further))
    return Units(made, outside, cut, tuple(found))


class _Taken(NamedTuple):
    """What a move takes, in order: outputs, the moves that gave them, where each ends in the queue. `last`: the last
    output that it gives."""

    sources: Sequence[int]
    makers: Sequence[int]
    ends: Sequence[int]
    last: int


class Queues:
    """What moves take, as queues. Each move is read once."""

    def __init__(self, chain: AccountChain) -> None:
        self._starts, self._outs = np.asarray(chain.view("tx_in")), np.asarray(chain.view("tx_out"))
        self._taken, self._makers = np.asarray(chain.view("in_out")), np.asarray(chain.view("in_tx"))
        self._units = np.asarray(chain.view("out_units"))
        self._known: dict[int, _Taken] = {}

    def is_source(self, move: int) -> bool:
        """Whether it takes nothing: it makes, or stands for what was held before the first block."""
        return not self._of(move).sources

    def parts(
        self, output: int, move: int, units: int, low: int, high: int
    ) -> Iterator[tuple[int, int, int, int, int]]:
        """What stands in [low, high) of `output`, which has `units` and is given by `move`: outputs, the moves that
        gave them, their units, and from where to where in each."""
        taken = self._of(move)
        if not taken.sources:
            return
        if output == taken.last:  # the end of the queue: before it stands what moved, or was burnt
            low, high = low + taken.ends[-1] - units, high + taken.ends[-1] - units
        for at in range(bisect_right(taken.ends, low), len(taken.sources)):
            left = taken.ends[at - 1] if at else 0
            if left >= high:
                return
            first, last = max(low, left) - left, min(high, taken.ends[at]) - left
            yield taken.sources[at], taken.makers[at], taken.ends[at] - left, first, last

    def _of(self, move: int) -> _Taken:
        found = self._known.get(move)
        if found is None:
            start, end = int(self._starts[move]), int(self._starts[move + 1])
            rows = self._taken[start:end]
            found = _Taken(
                rows.tolist(),
                self._makers[start:end].tolist(),
                list(accumulate(units_of(self._units[rows]))),
                int(self._outs[move + 1]) - 1,
            )
            self._known[move] = found
        return found
