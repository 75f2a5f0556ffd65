"""FIFO forward from some outputs on: where the very coins went, hop by hop, until a label, the present or `hops`.

What a transaction takes is a queue, in the order of its inputs; its outputs take from the front, in their order, and
what is left at the end is its fee. Of accounts what was kept is the end of the queue (`account_fifo.py`), and passing
it on is no step. Sums are exact, of any size. The same stretches that `fifo_back` finds from the other end.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchgate.ledger.transfers.account_kernels import KEPT
from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.forward import FAR, HELD, LABELLED, Flow
from watchgate.risk.exposure.views import Labels

Longs = npt.NDArray[np.int64]
FLOWS_MAX = 1 << 17
STRETCHES_MAX = 1 << 19
"""Stretches that are followed at most: some two seconds."""


class Part(NamedTuple):
    """[low, high) of an output or a queue, in smallest units, and the flow (its place in the list) it came over."""

    low: int
    high: int
    flow: int


class FifoFlows(NamedTuple):
    """`flows` in order; `sources`: of each, which flows it came from and how much; `lost`: units there was no room to
    follow. What an account keeps and passes on later is no flow: the next comes straight from what was received."""

    flows: list[Flow]
    sources: list[tuple[tuple[int, int], ...]]
    lost: int


def fifo_forward(chain: UtxoChain, labels: Labels, outputs: Longs, *, hops: int, least: int = 1) -> FifoFlows:
    """Follow all of `outputs`. Flows of less than `least` units end as FAR. What is taken by transactions that are not
    looked at (later ones) is held."""
    return _Following(chain, labels, hops, least).from_(outputs)


class _Following:
    def __init__(self, chain: UtxoChain, labels: Labels, hops: int, least: int) -> None:
        self._chain, self._hops, self._least = chain, hops, least
        self._label, self._kept = labels.label, chain.kept
        self._taker = chain.view("spent_by")
        self._transactions = chain.counts.transactions
        self._flows: list[Flow] = []
        self._sources: list[tuple[tuple[int, int], ...]] = []
        self._waiting: dict[int, dict[int, list[Part]]] = {}
        self._heap: list[int] = []
        self._stretches = 0
        self._lost = 0

    def from_(self, outputs: Longs) -> FifoFlows:
        for output, units in zip(outputs.tolist(), _units(self._chain, outputs), strict=True):
            if units and self._room(units):
                taker = self._taken_by(output)
                self._flows.append(Flow(output, units, 0, HELD if taker < 0 else 0, taker))
                self._sources.append(())
                self._wait(taker, output, [Part(0, units, len(self._flows) - 1)])
        while self._heap:
            tx = heappop(self._heap)
            self._pass(tx, self._waiting.pop(tx))
        return FifoFlows(self._flows, self._sources, self._lost)

    def _pass(self, tx: int, reached: dict[int, list[Part]]) -> None:
        """`reached`: the stretches of each output that the transaction takes."""
        chain = self._chain
        inputs = chain.inputs_of(tx)
        taken = chain.view("in_out")[inputs.start : inputs.stop]
        ends = list(accumulate(_units(chain, taken)))
        queue = []
        for place, output in enumerate(taken.tolist()):
            before = ends[place - 1] if place else 0
            queue += [Part(low + before, high + before, flow) for low, high, flow in reached.get(output, ())]
        given = chain.outputs_of(tx)
        front = 0
        for row, units in zip(given, _units(chain, np.arange(given.start, given.stop)), strict=True):
            if isinstance(chain, AccountChain) and row == given.stop - 1:
                front = ends[-1] - units
            self._give(row, front, units, queue)
            front += units

    def _give(self, row: int, front: int, units: int, queue: Sequence[Part]) -> None:
        parts = [
            Part(max(low, front) - front, min(high, front + units) - front, flow)
            for low, high, flow in queue
            if low < front + units and high > front
        ]
        amount = sum(high - low for low, high, _ in parts)
        if not amount:
            return
        kept = bool(len(self._kept)) and self._kept[row] == KEPT
        hop = min(self._flows[flow].hop for _, _, flow in parts) + (not kept)
        taker = self._taken_by(row)
        end = 0
        if self._label[row]:
            end = LABELLED
        elif taker < 0:
            end = HELD
        elif hop >= self._hops or amount < self._least or self._stretches + len(parts) > STRETCHES_MAX:
            end = FAR
        if kept and not end:
            self._wait(taker, row, parts)
            return
        if not self._room(amount):
            return
        came: dict[int, int] = {}
        for low, high, flow in parts:
            came[flow] = came.get(flow, 0) + high - low
        self._flows.append(Flow(row, amount, hop, end, taker))
        self._sources.append(tuple(came.items()))
        if not end:
            self._wait(taker, row, _joined([Part(low, high, len(self._flows) - 1) for low, high, _ in parts]))

    def _wait(self, taker: int, output: int, parts: list[Part]) -> None:
        if taker < 0:
            return
        if taker not in self._waiting:
            self._waiting[taker] = {}
            heappush(self._heap, taker)
        self._waiting[taker][output] = parts
        self._stretches += len(parts)

    def _taken_by(self, output: int) -> int:
        taker = int(self._taker[output])
        return taker if taker < self._transactions else -1

    def _room(self, units: int) -> bool:
        if len(self._flows) < FLOWS_MAX:
            return True
        self._lost += units
        return False


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Stretches of one flow that touch are one."""
    found: list[Part] = []
    for part in parts:
        if found and found[-1].high == part.low:
            found[-1] = found[-1]._replace(high=part.high)
        else:
            found.append(part)
    return found


def _units(chain: UtxoChain, outputs: npt.NDArray[np.generic]) -> list[int]:
    """Exact values."""
    if isinstance(chain, AccountChain):
        return chain.units(outputs)
    found: list[int] = chain.view("out_value")[outputs].tolist()
    return found
