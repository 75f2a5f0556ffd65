"""Traces: where coins went, by address, and step by step for a picture and a graph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.answer import Marked, marked
from watchgate.risk.exposure.forward import FAR, HELD, LABELLED, Flow, forward
from watchgate.risk.exposure.received import Longs, received_by
from watchgate.risk.exposure.worth import Valuing, Worth, priced, valuing
from watchgate.risk.tracing.address import row_of
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.export import Edge
from watchgate.risk.tracing.money import Money, sum_of
from watchgate.risk.tracing.picture import Step, picture

_OUTPUT = re.compile(r"([0-9a-fA-F]{64}):(\d{1,6})")
ENDS = {0: "", LABELLED: "tagged", HELD: "unspent", FAR: "not followed"}


class Ended(msgspec.Struct, frozen=True):
    """Where a part of the coins is: satoshi by address, how it ended, and the tag when there is one. `cents`: what came
    there, each part at the price of its move; `unpriced`: satoshi that have none."""

    address: str
    satoshi: int
    share: float
    hops: int
    end: str
    category: str = ""
    label: str = ""
    statement: str = ""
    cents: int = 0
    unpriced: int = 0


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """The flows from one beginning. The shares of `ends`, `fees` and what there was no more room for sum to 1;
    `not_followed` holds the last and what ended as not followed. `fees`: paid on the way, 0 on account chains, where
    they are moves of their own. On account chains `satoshi` are the smallest units of `asset`, which has `decimals`.
    `worth`: of what is followed, when it was received.
    """

    chain: str
    start: str
    satoshi: int
    hops: int
    rule: str
    flows: int
    ends: tuple[Ended, ...]
    not_followed: float
    position: int
    height: int
    asset: str = ""
    decimals: int = 8
    worth: Worth | None = None
    fees: float = 0.0


def traced(
    evidence: Evidence,
    chain_id: str,
    start: str,
    *,
    hops: int,
    asset: str = "",
    money: Money | None = None,
) -> tuple[Trace, list[Step]]:
    """From an address (all that it received), or from one output, as TRANSACTION:NUMBER. `asset`: of account chains.
    `money`: the currency sums are given in as well."""
    money = money or Money()
    chain = evidence.chain(chain_id)
    try:
        rows = chain.rows
        tags, prices = evidence.tags, evidence.prices
        known = marked(rows, chain_id, tags)
        if isinstance(rows, AccountChain):
            from watchgate.risk.tracing.account_trace import account_traced

            return account_traced(
                rows, known, chain_id, start, hops=hops, asset=asset, position=tags.position, prices=prices, money=money
            )
        if asset:
            raise BadInputError(f"{chain_id} has one coin", where="asset", hint="leave it out")
        outputs, amounts = begun(rows, start, chain_id)
        flows, lost = forward(rows, known.labels, outputs, hops=hops, amounts=amounts)
        heights = rows.view("block_height")
        satoshi = int(amounts.sum())
        how = valuing(prices, chain_id, currency=money.currency, age_hours=money.age_hours)
        worth = priced(rows, outputs, amounts.tolist(), how).worth(amounts.tolist(), how)
        each = cents_of(rows, flows, how)
        ends = ends_of(rows, known, flows, satoshi, each)
        trace = Trace(
            chain=chain_id,
            start=start,
            satoshi=satoshi,
            hops=hops,
            rule="haircut",
            flows=len(flows),
            ends=tuple(ends),
            not_followed=sum(one.share for one in ends if one.end == ENDS[FAR]) + lost / max(satoshi, 1),
            position=tags.position,
            height=int(heights[-1]) if len(heights) else -1,
            worth=worth,
            fees=max(0.0, satoshi - lost - sum(flow.amount for flow in flows if flow.end)) / max(satoshi, 1),
        )
        return trace, steps_of(rows, known, flows, each)
    finally:
        chain.close()


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


def _name(rows: UtxoChain, output: int) -> str:
    return rows.text_keys.text(int(rows.view("out_address")[output])) or "no address"


def cents_of(rows: UtxoChain, flows: list[Flow], how: Valuing) -> list[int | None]:
    """What each flow was worth when it moved; None: no price."""
    found = priced(rows, np.array([one.output for one in flows], np.int64), [one.amount for one in flows], how)
    return [cents if known else None for cents, known in zip(found.cents, found.known, strict=True)]


def ends_of(
    rows: UtxoChain, known: Marked, flows: list[Flow], satoshi: int, cents: Sequence[int | None]
) -> list[Ended]:
    """Where flows ended, by address, what is tagged first. `cents`: of each flow."""
    amounts: dict[tuple[int, str], float] = defaultdict(float)
    worth: Counter[tuple[int, str]] = Counter()
    unpriced: dict[tuple[int, str], float] = defaultdict(float)
    hops: dict[tuple[int, str], int] = {}
    row_of: dict[str, int] = {}
    for flow, one in zip(flows, cents, strict=True):
        if flow.end:
            key = (flow.end, _name(rows, flow.output))
            amounts[key] += flow.amount
            worth[key] += one or 0
            unpriced[key] += flow.amount if one is None else 0.0
            hops[key] = min(hops.get(key, flow.hop), flow.hop)
            row_of[key[1]] = int(rows.view("out_address")[flow.output])
    found = []
    for (end, name), amount in sorted(amounts.items(), key=lambda item: (item[0][0], -item[1])):
        tag = known.tag_of.get(row_of[name]) if end == LABELLED else None
        share = amount / max(satoshi, 1)
        told = (tag.category, tag.label, tag.statement) if tag else ("", "", "")
        paid = (worth[end, name], round(unpriced[end, name]))
        found.append(Ended(name, round(amount), share, hops[end, name], ENDS[end], *told, *paid))
    return found


def steps_of(rows: UtxoChain, known: Marked, flows: list[Flow], cents: Sequence[int | None]) -> list[Step]:
    """Flows with what they come from: what a transaction gives on comes from all that reached it, in proportion."""
    reached: dict[int, list[int]] = defaultdict(list)
    for at, flow in enumerate(flows):
        if not flow.end and flow.taker >= 0:
            reached[flow.taker].append(at)
    tx_out, kept = rows.view("tx_out"), rows.kept
    steps = []
    for flow, worth in zip(flows, cents, strict=True):
        sources: tuple[tuple[int, float], ...] = ()
        if flow.hop or (len(kept) and kept[flow.output] == 1):
            tx = int(np.searchsorted(tx_out, flow.output, "right")) - 1
            whole = sum(flows[one].amount for one in reached[tx])
            sources = tuple((one, flow.amount * flows[one].amount / whole) for one in reached[tx])
        name = _name(rows, flow.output)
        tag = known.tag_of.get(int(rows.view("out_address")[flow.output])) if flow.end == LABELLED else None
        tx = rows.transaction_of_output(flow.output)
        steps.append(
            Step(
                flow.hop,
                f"{tag.label or tag.category} {name}" if tag else name,
                flow.amount,
                flow.end,
                sources,
                address=name,
                transaction=rows.hash_of(tx),
                category=tag.category if tag else "",
                label=tag.label if tag else "",
                cents=worth,
            )
        )
    return steps


def edges_of(steps: list[Step]) -> list[Edge]:
    """The flows of a trace from address to address, in order."""
    return [
        Edge(
            source=steps[source].address,
            target=step.address,
            transaction=step.transaction,
            satoshi=round(amount),
            hop=step.hop,
            end=ENDS[step.end],
            category=step.category,
            label=step.label,
            cents=round(step.cents * amount / step.amount) if step.cents is not None and step.amount else "",
        )
        for step in steps
        for source, amount in step.sources
    ]


def picture_of(trace: Trace, steps: Sequence[Step], currency: str) -> str:
    """The flows as SVG, with what they stand on. `currency`: in which flows have been given their worth."""
    coin, unit = 10**trace.decimals, f" {trace.asset}" if trace.asset else ""

    def amount(units: int) -> str:
        return f"{units / coin:,.8f}{unit}"

    remark = (
        f"{amount(trace.satoshi)}{sum_of(trace.worth, amount)} over {trace.hops} hops by {trace.rule}; "
        f"{trace.not_followed:.1%} not followed, {trace.fees:.1%} fees; block {trace.height}, position {trace.position}"
    )
    return picture(steps, f"From {trace.start}", remark, coin=coin, currency=currency)
