"""Traces: where coins went, by address, and step by step for a picture and a graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError
from watchgate.risk.exposure.answer import FIFO, HAIRCUT
from watchgate.risk.exposure.attribution import Tag
from watchgate.risk.exposure.forward import FAR, HELD, LABELLED, Flow
from watchgate.risk.exposure.marking import Marked, marked
from watchgate.risk.exposure.stop_rules import StopRule
from watchgate.risk.exposure.worth import Valuing, Worth, priced, valuing
from watchgate.risk.tracing.account_trace import without_kept
from watchgate.risk.tracing.cases import telling_cases
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.export import Edge
from watchgate.risk.tracing.following import Followed, follow, start_of
from watchgate.risk.tracing.money import Money, sum_of
from watchgate.risk.tracing.picture import Step, picture

COIN_DIGITS = 8
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
    `worth`: of what is followed, when it was received. By FIFO outputs are followed whole, change among them.
    `stop_rules`: what ended flows, and what statements say of addresses of this chain. `held_before`: the beginning
    received nothing that was read, and what it held before the first block is followed; said only where it is so.
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
    stop_rules: tuple[StopRule, ...] = ()
    stop_rules_more: int = 0
    held_before: bool | msgspec.UnsetType = msgspec.UNSET


def traced(
    evidence: Evidence,
    chain_id: str,
    start: str,
    *,
    hops: int,
    asset: str = "",
    rule: str = HAIRCUT,
    money: Money | None = None,
) -> tuple[Trace, list[Step]]:
    """From an address (all that it received), or from one output, as TRANSACTION:NUMBER. `asset`: of account chains.
    `money`: the currency sums are given in as well."""
    money = money or Money()
    if rule not in (HAIRCUT, FIFO):
        raise BadInputError(f"{rule!r} is no rule", hint=f"{HAIRCUT} or {FIFO}")
    with telling_cases(evidence, chain_id, start):
        chain = evidence.chain(chain_id)
    try:
        rows, tags = chain.rows, evidence.tags
        known = marked(rows, chain_id, tags)
        if asset and not isinstance(rows, AccountChain):
            raise BadInputError(f"{chain_id} has one coin", where="asset", hint="leave it out")
        with telling_cases(evidence, chain_id, start):
            begins = start_of(rows, chain_id, start, asset, rule)
        units = sum(begins.amounts)
        followed = follow(rows, known, begins, hops, rule)
        how = valuing(
            evidence.prices,
            chain_id,
            contract=begins.asset.contract if begins.asset is not None else "",
            digits=begins.asset.decimals if begins.asset is not None else COIN_DIGITS,
            currency=money.currency,
            age_hours=money.age_hours,
        )
        each = cents_of(rows, followed.flows, how)
        ends = ends_of(rows, known, followed.flows, units, each)
        heights = rows.view("block_height")
        told = followed.lost + sum(flow.amount for flow in followed.flows if flow.end)
        rules, rules_more = known.rules_of((one.category for one in ends if one.category), tags.rules)
        trace = Trace(
            chain=chain_id,
            start=start,
            satoshi=units,
            hops=hops,
            rule=rule,
            flows=len(followed.flows),
            ends=tuple(ends),
            not_followed=sum(one.share for one in ends if one.end == ENDS[FAR]) + followed.lost / max(units, 1),
            position=tags.position,
            height=int(heights[-1]) if len(heights) else -1,
            asset=begins.asset.symbol if begins.asset is not None else "",
            decimals=begins.asset.decimals if begins.asset is not None else COIN_DIGITS,
            worth=priced(rows, begins.outputs, begins.amounts, how).worth(begins.amounts, how),
            fees=0.0 if begins.asset is not None else max(0.0, units - told) / max(units, 1),
            stop_rules=rules,
            stop_rules_more=rules_more,
            held_before=begins.before or msgspec.UNSET,
        )
        steps = steps_of(rows, known, followed, each)
        if isinstance(rows, AccountChain):
            steps = without_kept(rows, followed.flows, steps)
        return trace, steps
    finally:
        chain.close()


def _name(rows: UtxoChain, output: int) -> str:
    return rows.text_keys.text(int(rows.view("out_address")[output])) or "no address"


def cents_of(rows: UtxoChain, flows: list[Flow], how: Valuing) -> list[int | None]:
    """What each flow was worth when it moved; None: no price."""
    found = priced(rows, np.array([one.output for one in flows], np.int64), [one.amount for one in flows], how)
    return [cents if known else None for cents, known in zip(found.cents, found.known, strict=True)]


def ends_of(
    rows: UtxoChain, known: Marked, flows: list[Flow], satoshi: int, cents: Sequence[int | None]
) -> list[Ended]:
    """Where flows ended, by address and tag, what is tagged first. `cents`: of each flow."""
    amounts: dict[tuple[int, str, Tag | None], float] = {}
    worth: Counter[tuple[int, str, Tag | None]] = Counter()
    unpriced: dict[tuple[int, str, Tag | None], float] = defaultdict(int)
    hops: dict[tuple[int, str, Tag | None], int] = {}
    for flow, one in zip(flows, cents, strict=True):
        if flow.end:
            tag = known.tag_at(rows, flow.output) if flow.end == LABELLED else None
            key = (flow.end, _name(rows, flow.output), tag)
            amounts[key] = amounts.get(key, 0) + flow.amount
            worth[key] += one or 0
            unpriced[key] += flow.amount if one is None else 0
            hops[key] = min(hops.get(key, flow.hop), flow.hop)
    found = []
    for key, amount in sorted(amounts.items(), key=lambda item: (item[0][0], -item[1])):
        end, name, tag = key
        told = (tag.category, tag.label, tag.statement) if tag else ("", "", "")
        paid = (worth[key], round(unpriced[key]))
        found.append(Ended(name, round(amount), amount / max(satoshi, 1), hops[key], ENDS[end], *told, *paid))
    return found


def steps_of(rows: UtxoChain, known: Marked, followed: Followed, cents: Sequence[int | None]) -> list[Step]:
    """Flows with what they come from, as a picture and a graph show them."""
    steps = []
    for flow, sources, worth in zip(followed.flows, followed.sources, cents, strict=True):
        name = _name(rows, flow.output)
        tag = known.tag_at(rows, flow.output) if flow.end == LABELLED else None
        steps.append(
            Step(
                flow.hop,
                f"{tag.label or tag.category} {name}" if tag else name,
                flow.amount,
                flow.end,
                sources,
                address=name,
                transaction=rows.hash_of(rows.transaction_of_output(flow.output)),
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


def held_then(trace: Trace) -> str:
    """What is said beside the sum where nothing was received."""
    return " held before the first block that was read" if trace.held_before is True else ""


def picture_of(trace: Trace, steps: Sequence[Step], currency: str) -> str:
    """The flows as SVG, with what they stand on. `currency`: in which flows have been given their worth."""
    coin, unit = 10**trace.decimals, f" {trace.asset}" if trace.asset else ""

    def amount(units: int) -> str:
        return f"{units / coin:,.8f}{unit}"

    remark = (
        f"{amount(trace.satoshi)}{sum_of(trace.worth, amount)}{held_then(trace)} over {trace.hops} hops "
        f"by {trace.rule}; "
        f"{trace.not_followed:.1%} not followed, {trace.fees:.1%} fees; block {trace.height}, position {trace.position}"
    )
    return picture(steps, f"From {trace.start}", remark, coin=coin, currency=currency)
