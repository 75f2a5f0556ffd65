"""Estimates over a set of addresses: what share of what they received reached which services, in which period.

The estimate is haircut's. Which very coins went where is a convention, so each figure stands between bounds that hold
under any convention by which a transaction's outputs share out what it took in (haircut, FIFO, LIFO and poison among
them): of `taint` among the `total` that a transaction takes, an output of `value` holds at most min(value, taint) and
at least taint - (total - value); what was not followed may have gone to any service, and what is elsewhere under any
convention has not come here. Shares are of the whole inflow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import numpy as np

from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.forward import FAR, HELD, LABELLED, Flow, ForwardRoom, forward
from watchgate.risk.exposure.inflow import Inflow
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.views import Labels
from watchgate.risk.exposure.worth import Valuing, seconds_of

BACK = 255
"""The label of what the set received from others: what comes there has come back."""
PERIODS = {"all": 0, "year": 4, "month": 7, "day": 10}
"""How much of an ISO date names a period."""
STATEMENTS_SHOWN = 10
ROOM = (1 << 17, 1 << 19)
"""Transactions and flows followed at most: some 20 MB and two seconds."""


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """What came to one service in one period (of the blocks it came in; empty: all, or not known).

    `units`, `share`: the estimate; `lower`, `upper`: shares it lies between; `cents`: its worth when it came, of all
    but `unpriced` units. `hops`: the fewest. `statements`: the tags that say whose these `addresses` are (at most 10).
    """

    period: str
    category: str
    service: str
    units: int
    share: float
    lower: float
    upper: float
    hops: int
    addresses: int
    cents: int
    unpriced: int
    statements: tuple[str, ...]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """Where `inflow` (smallest units, received in `outputs`) went. Shares of `reached`, `unspent` (in addresses nobody
    tagged), `back` (came back to the set), `not_followed` and `fees` sum to one. `unknown`: the share that any service
    may have received besides its own: what was not followed, at most.
    """

    inflow: int
    outputs: int
    reached: tuple[Reached, ...]
    unspent: float
    back: float
    not_followed: float
    fees: float
    unknown: float


class _Cell:
    """What comes to one service in one period."""

    def __init__(self) -> None:
        self.amount = self.lower = self.upper = self.unpriced = 0.0
        self.cents = 0
        self.hops = 0
        self.addresses: set[int] = set()
        self.tags: set[Tag] = set()


def estimate(
    chain: UtxoChain, known: Marked, begun: Inflow, *, hops: int, by: str, how: Valuing, least: float = 1.0
) -> Estimate:
    """Follow what a set received for `hops` hops. Flows below `least` units are not followed, and told."""
    whole = float(sum(begun.amounts))
    labels = _labels_for(chain, known, begun)
    amounts = np.array([float(one) for one in begun.amounts])
    flows, lost = forward(
        chain, labels, begun.outputs, hops=hops, least=least, amounts=amounts, room=ForwardRoom(*ROOM)
    )
    bounds = bounds_of(chain, flows, len(begun.outputs))
    seconds = seconds_of(chain, np.array([one.output for one in flows], np.int64))
    address = chain.view("out_address")
    cells: dict[tuple[str, str, str], _Cell] = defaultdict(_Cell)
    ends: dict[int, float] = defaultdict(float)
    unknown, settled = lost, 0.0
    for flow, (low, high), second in zip(flows, bounds, seconds, strict=True):
        label = int(labels.label[flow.output]) if flow.end == LABELLED else 0
        if flow.end == FAR:
            unknown += high
        elif flow.end:
            settled += low
        if not label or label == BACK:
            ends[BACK if label else flow.end] += flow.amount
            continue
        tag = known.tag_at(chain, flow.output)
        cell = cells[_period(second, by), known.categories[label], (tag.label or tag.address) if tag else ""]
        price = how.price(second)
        cell.amount, cell.lower, cell.upper = cell.amount + flow.amount, cell.lower + low, cell.upper + high
        cell.cents += how.cents(flow.amount, price) if price is not None else 0
        cell.unpriced += flow.amount if price is None else 0.0
        cell.hops = min(cell.hops or flow.hop, flow.hop)
        cell.addresses.add(int(address[flow.output]))
        cell.tags |= {tag} if tag is not None else set()
    unknown = min(1.0, unknown / whole)
    reached = tuple(_reached(key, cell, whole, unknown, settled) for key, cell in sorted(cells.items()))
    told = sum(one.amount for one in cells.values()) + ends[HELD] + ends[BACK] + ends[FAR] + lost
    return Estimate(
        inflow=sum(begun.amounts),
        outputs=len(begun.outputs),
        reached=reached,
        unspent=ends[HELD] / whole,
        back=ends[BACK] / whole,
        not_followed=(ends[FAR] + lost) / whole,
        fees=max(0.0, 1.0 - told / whole),
        unknown=unknown,
    )


def bounds_of(chain: UtxoChain, flows: Sequence[Flow], begun: int) -> list[tuple[float, float]]:
    """The least and the most of what each flow can hold of the inflow, whatever rule shares it out. The first `begun`
    flows hold what they begin with; each other comes from a transaction whose own flows stand before it."""
    tx_in, tx_out = chain.view("tx_in"), chain.view("tx_out")
    in_value, out_value = chain.view("in_value"), chain.view("out_value")
    outputs = np.array([one.output for one in flows], np.int64)
    origin = np.searchsorted(tx_out, outputs, "right") - 1
    least: dict[int, float] = defaultdict(float)
    most: dict[int, float] = defaultdict(float)
    total: dict[int, float] = {}
    found = []
    for at, flow in enumerate(flows):
        if at < begun:
            low = high = flow.amount
        else:
            tx = int(origin[at])
            if tx not in total:
                total[tx] = float(in_value[int(tx_in[tx]) : int(tx_in[tx + 1])].astype(np.float64).sum())
            value = float(out_value[flow.output])
            high = min(value, most[tx])
            low = max(0.0, least[tx] - max(0.0, total[tx] - value))
        if not flow.end and flow.taker >= 0:
            least[flow.taker] += low
            most[flow.taker] += high
        found.append((low, high))
    return found


def _labels_for(chain: UtxoChain, known: Marked, begun: Inflow) -> Labels:
    """The labels without those of the set itself: a tag on the actor's own address ends no trail here."""
    label = known.labels.label.copy()
    address = chain.view("out_address")
    rows = np.flatnonzero(label)
    mine = address[rows].astype(np.int64)
    inside = np.zeros(len(rows), bool)
    within = mine < len(begun.own)
    inside[within] = begun.own[mine[within]] == 1
    label[rows[inside]] = 0
    label[begun.whole] = BACK
    return Labels(label, np.flatnonzero(label))


def _period(second: int | None, by: str) -> str:
    return "" if second is None else datetime.fromtimestamp(second, UTC).isoformat()[: PERIODS[by]]


def _reached(key: tuple[str, str, str], cell: _Cell, whole: float, unknown: float, settled: float) -> Reached:
    """`settled`: units that are at some end or other under any rule: what is elsewhere did not come here."""
    said = sorted({tag.statement for tag in cell.tags})
    period, category, service = key
    return Reached(
        period=period,
        category=category,
        service=service,
        units=round(cell.amount),
        share=cell.amount / whole,
        lower=cell.lower / whole,
        upper=min(cell.upper / whole + unknown, 1.0 - (settled - cell.lower) / whole),
        hops=cell.hops,
        addresses=len(cell.addresses),
        cents=cell.cents,
        unpriced=round(cell.unpriced),
        statements=tuple(said[:STATEMENTS_SHOWN]),
    )
