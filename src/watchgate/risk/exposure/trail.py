"""The evidential path: the largest stretch of very coins (FIFO) that came from a label, and what it went through.

Stretches are followed back largest first. One that is followed never grows, so that the first to end at a label that
is looked for is the largest of all that do; until then its transactions are remembered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.account_fifo import Queues
from watchgate.risk.exposure.views import Labels

Longs = npt.NDArray[np.int64]
STRETCHES_MAX = 250
"""Stretches that are followed, for who is held anyhow: on 15 million transactions .4 ms of CPU, most 54."""


INPUTS_MAX = 100_000
"""Inputs that are read for it: a payment of a service that was paid as often takes some 40 ms to be read."""


class Part(NamedTuple):
    """[low, high) of an output of `whole` units, and the row of what gave it."""

    output: int
    maker: int
    whole: int
    low: int
    high: int


class Trail(NamedTuple):
    """`units` of the labelled `output`, and the rows they went through, from it to what was asked about."""

    output: int
    units: int
    through: tuple[int, ...]


class Searched(NamedTuple):
    """`trail`: None where no coin is from there, or, unless `all_seen`, where the largest stretches are not."""

    trail: Trail | None
    all_seen: bool


class _Waiting(NamedTuple):
    """In the heap: the largest first, of equal ones the first that was met."""

    smallest_first: int
    number: int
    part: Part
    over: _Waiting | None
    label: int


def largest_trail(
    chain: UtxoChain,
    labels: Labels,
    outputs: Longs,
    wanted: Collection[int],
    *,
    most: int = STRETCHES_MAX,
    inputs: int = INPUTS_MAX,
) -> Searched:
    """The largest stretch of `outputs` that came from a label among `wanted` (numbers of categories). At most `most`
    stretches are followed and `inputs` read; a payment that takes more than are left of these is gone past."""
    before = Queues(chain).parts if isinstance(chain, AccountChain) else _Inputs(chain).parts
    starts = chain.view("tx_in")
    heap: list[_Waiting] = []
    for part in _begun(chain, outputs, most):
        heappush(heap, _Waiting(-part.high, len(heap), part, None, 0))
    number, seen = len(heap), len(outputs) <= most
    for _ in range(most):
        if not heap:
            return Searched(None, seen)
        one = heappop(heap)
        if one.label:
            return Searched(Trail(one.part.output, -one.smallest_first, _through(chain, one.over)), seen)
        many = int(starts[one.part.maker + 1]) - int(starts[one.part.maker])
        if many > inputs:
            seen = False
            continue
        inputs -= many
        for found in before(*one.part):
            part, label = Part(*found), int(labels.label[found[0]])
            if part.low < part.high and (not label or label in wanted):
                number += 1
                heappush(heap, _Waiting(part.low - part.high, number, part, one, label))
    return Searched(None, seen and not heap)


def _begun(chain: UtxoChain, outputs: Longs, most: int) -> Iterator[Part]:
    """All of the outputs, the largest where there are more than can be followed."""
    if len(outputs) > most:
        outputs = outputs[np.argsort(-chain.view("out_value")[outputs], kind="stable")[:most]]
    units = chain.units(outputs) if isinstance(chain, AccountChain) else chain.view("out_value")[outputs].tolist()
    makers = np.searchsorted(chain.view("tx_out"), outputs, "right") - 1
    for output, maker, whole in zip(outputs.tolist(), makers.tolist(), units, strict=True):
        if whole:
            yield Part(output, maker, whole, 0, whole)


def _through(chain: UtxoChain, one: _Waiting | None) -> tuple[int, ...]:
    """The rows by which it changed hands: what a sender kept is passed on by his next move."""
    kept = chain.kept
    found = []
    while one is not None:
        if not (len(kept) and kept[one.part.output] == KEPT):
            found.append(one.part.maker)
        one = one.over
    return tuple(found)


class _Inputs:
    """Of chains of outputs: inputs are a queue, outputs take from it in their order."""

    def __init__(self, chain: UtxoChain) -> None:
        self._starts, self._outs = chain.view("tx_in"), chain.view("tx_out")
        self._taken, self._makers = chain.view("in_out"), chain.view("in_tx")
        self._values, self._given = chain.view("in_value"), chain.view("out_value")

    def parts(self, output: int, maker: int, _whole: int, low: int, high: int) -> Iterator[Part]:
        """What of which outputs stands in [low, high) of `output`; nothing for what was mined or never read."""
        start, end = int(self._starts[maker]), int(self._starts[maker + 1])
        before = int(self._given[int(self._outs[maker]) : output].sum())
        low, high = low + before, high + before
        ends = np.cumsum(self._values[start:end])
        for at in range(int(np.searchsorted(ends, low, "right")), end - start):
            left = int(ends[at - 1]) if at else 0
            if left >= high:
                return
            value = int(ends[at]) - left
            first, last = max(low, left) - left, min(high, left + value) - left
            yield Part(int(self._taken[start + at]), int(self._makers[start + at]), value, first, last)
