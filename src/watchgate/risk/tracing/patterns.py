"""Patterns: shapes around an address or an output, and the other ends of bridges on all chains that were read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from watchgate.ledger.transfers.accounts import AccountChain
from watchgate.ledger.transfers.ranges import chains
from watchgate.ledger.transfers.utxo import UtxoChain
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.risk.exposure.account_patterns import Shapes
from watchgate.risk.exposure.attribution import Attribution
from watchgate.risk.exposure.bridges import Bridges
from watchgate.risk.exposure.forward import LABELLED, Flow, forward
from watchgate.risk.exposure.marking import Marked, marked
from watchgate.risk.exposure.patterns import along, to_services
from watchgate.risk.exposure.patterns import patterns as patterns_of
from watchgate.risk.exposure.stop_rules import StopRule
from watchgate.risk.tracing.account_trace import begun_in, least_of
from watchgate.risk.tracing.cases import telling_cases
from watchgate.risk.tracing.evidence import Evidence
from watchgate.risk.tracing.following import begun


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """What was found around `start` (each a `risk/exposure/patterns.Pattern`); `not_followed`: satoshi.

    On account chains `satoshi` are the smallest units of `asset`, which has `decimals`; `passed_over`: accounts that
    were not looked at."""

    chain: str
    start: str
    hops: int
    flows: int
    not_followed: float
    position: int
    patterns: tuple[Any, ...]
    asset: str = ""
    decimals: int = 8
    passed_over: int = 0
    stop_rules: tuple[StopRule, ...] = ()
    stop_rules_more: int = 0


def patterns_from(
    evidence: Evidence,
    chain_id: str,
    start: str,
    *,
    hops: int,
    asset: str = "",
) -> Patterns:
    """The patterns around an address, or an output. `asset`: of account chains."""
    with telling_cases(evidence, chain_id, start):
        chain = evidence.chain(chain_id)
    try:
        rows = chain.rows
        tags, prices = evidence.tags, evidence.prices
        known = marked(rows, chain_id, tags)
        if isinstance(rows, AccountChain):
            with telling_cases(evidence, chain_id, start):
                return _of_accounts(rows, known, chain_id, start, hops=hops, asset=asset, tags=tags)
        if asset:
            raise BadInputError(f"{chain_id} has one coin", where="asset", hint="leave it out")
        with telling_cases(evidence, chain_id, start):
            outputs, amounts = begun(rows, start, chain_id)
        flows, lost = forward(rows, known.labels, outputs, hops=hops, amounts=amounts)
        with _opened_chains(evidence) as others:
            crossings = list(Bridges(rows, chain_id, prices, others).along(along(rows, flows, outputs.tolist())))
        found = [*patterns_of(rows, known, flows, outputs), *crossings]
        rules, rules_more = known.rules_of(_ended_at(rows, known, flows), tags.rules)
        return Patterns(
            chain=chain_id,
            start=start,
            hops=hops,
            flows=len(flows),
            not_followed=lost,
            position=tags.position,
            stop_rules=rules,
            stop_rules_more=rules_more,
            patterns=tuple(sorted(found, key=lambda one: (one.first, one.kind, one.transactions))),
        )
    finally:
        chain.rows.close()


@contextmanager
def _opened_chains(evidence: Evidence) -> Iterator[Callable[[], Mapping[str, UtxoChain]]]:
    """What opens every chain of the home, when it is asked; they are closed in the end."""
    found: dict[str, UtxoChain] = {}

    def every() -> Mapping[str, UtxoChain]:
        for chain_id in chains(evidence.home.path, evidence.ledger, evidence.asked_at) if not found else ():
            found[chain_id] = evidence.chain(chain_id).rows
        return found

    try:
        yield every
    finally:
        for rows in found.values():
            rows.close()


def _of_accounts(
    rows: AccountChain, known: Marked, chain_id: str, start: str, *, hops: int, asset: str, tags: Attribution
) -> Patterns:
    """On a chain of accounts: shapes of accounts, and the bridges and mixers that flows came to, as tags say."""
    outputs, chosen, before = begun_in(rows, chain_id, start, asset)
    if before:
        raise NotFoundError(
            f"{start} has received no {asset or 'verified asset'} in what was read of {chain_id}",
            hint=f"watchgate chain trace {start} follows what it held before",
        )
    units = rows.units(outputs)
    amounts = rows.view("out_value")[outputs]
    flows, lost = forward(rows, known.labels, outputs, hops=hops, amounts=amounts, least=least_of(sum(units)))
    shapes = Shapes(rows, known, int(rows.asset_of(outputs[:1])[0]))
    found = [*shapes.along(flows, outputs), *to_services(rows, known, flows)]
    rules, rules_more = known.rules_of(_ended_at(rows, known, flows), tags.rules)
    return Patterns(
        chain=chain_id,
        start=start,
        hops=hops,
        flows=len(flows),
        not_followed=lost,
        position=tags.position,
        stop_rules=rules,
        stop_rules_more=rules_more,
        patterns=tuple(sorted(found, key=lambda one: (one.first, one.kind, one.transactions))),
        asset=chosen.symbol,
        decimals=chosen.decimals,
        passed_over=shapes.passed_over,
    )


def _ended_at(rows: UtxoChain, known: Marked, flows: Sequence[Flow]) -> list[str]:
    """The categories at which flows ended."""
    tags = (known.tag_at(rows, flow.output) for flow in flows if flow.end == LABELLED)
    return list(dict.fromkeys(tag.category for tag in tags if tag is not None))
