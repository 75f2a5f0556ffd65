"""From where a trace begins, and its flows by either rule, each with what it came from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.answer import FIFO
from watchgate.risk.exposure.assets import Asset
from watchgate.risk.exposure.fifo_forward import fifo_forward
from watchgate.risk.exposure.forward import Flow, forward
from watchgate.risk.exposure.marking import Marked
from watchgate.risk.exposure.received import Longs, received_by
from watchgate.risk.tracing.account_trace import begun_in, least_of
from watchgate.risk.tracing.address import row_of

_OUTPUT = re.compile(r"([0-9a-fA-F]{64}):(\d{1,6})")


class Start(NamedTuple):
    """The outputs that are followed, and what of each in smallest units; of account chains the asset they are of.
    `before`: they are what an address held before the first block that was read."""

    outputs: Longs
    amounts: list[int]
    asset: Asset | None = None
    before: bool = False


class Followed(NamedTuple):
    """Flows, of each what it came from (flows by their place, and how much), and what there was no room to follow."""

    flows: list[Flow]
    sources: list[tuple[tuple[int, float], ...]]
    lost: float


def start_of(rows: UtxoChain, chain_id: str, start: str, asset: str, rule: str) -> Start:
    """What `start` (an address, or TRANSACTION:NUMBER) received; `asset`: of account chains."""
    if isinstance(rows, AccountChain):
        begins = begun_in(rows, chain_id, start, asset)
        return Start(begins.outputs, rows.units(begins.outputs), begins.asset, begins.before)
    outputs, amounts = begun(rows, start, chain_id)
    if rule == FIFO:  # the very coins of an output are all of it
        amounts = np.array(rows.view("out_value")[outputs])
    return Start(outputs, amounts.tolist())


def follow(rows: UtxoChain, known: Marked, begins: Start, hops: int, rule: str) -> Followed:
    """The flows from there on by `rule`."""
    least = least_of(sum(begins.amounts)) if begins.asset is not None else 1.0
    if rule == FIFO:
        found = fifo_forward(rows, known.labels, begins.outputs, hops=hops, least=int(least))
        return Followed(found.flows, list(found.sources), found.lost)
    amounts = np.array(begins.amounts, np.float64)
    flows, lost = forward(rows, known.labels, begins.outputs, hops=hops, amounts=amounts, least=least)
    return Followed(flows, shared_sources(rows, flows), lost)


def begun(rows: UtxoChain, start: str, chain_id: str) -> tuple[Longs, Longs]:
    """Outputs, and what of each is followed: of an address, what it received from others."""
    match = _OUTPUT.fullmatch(start)
    if match is None:
        outputs, net = received_by(rows, row_of(rows, start, chain_id))
        return outputs[net > 0], net[net > 0]
    tx = rows.transaction(match[1].lower())
    if tx is None:
        raise NotFoundError(f"transaction {match[1]} is not in what was read of {chain_id}")
    given = rows.outputs_of(tx)
    if int(match[2]) >= len(given):
        raise BadInputError(f"transaction {match[1]} has {len(given)} outputs, counted from 0")
    output = np.array([given[int(match[2])]], np.int64)
    return output, np.array(rows.view("out_value")[output])


def shared_sources(rows: UtxoChain, flows: Sequence[Flow]) -> list[tuple[tuple[int, float], ...]]:
    """What each flow comes from by haircut: what a transaction gives comes from all that reached it, in proportion."""
    reached: dict[int, list[int]] = defaultdict(list)
    for at, flow in enumerate(flows):
        if not flow.end and flow.taker >= 0:
            reached[flow.taker].append(at)
    tx_out, kept = rows.view("tx_out"), rows.kept
    found: list[tuple[tuple[int, float], ...]] = []
    for flow in flows:
        if not flow.hop and not (len(kept) and kept[flow.output] == 1):
            found.append(())
            continue
        tx = int(np.searchsorted(tx_out, flow.output, "right")) - 1
        whole = sum(flows[one].amount for one in reached[tx])
        found.append(tuple((one, flow.amount * flows[one].amount / whole) for one in reached[tx]))
    return found
