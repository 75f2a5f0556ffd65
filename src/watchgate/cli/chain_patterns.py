"""`watchgate chain patterns`: peel chains, fans, equal splits, mixers and long rest, each with its transactions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from watchgate.cli.chain_record import record, record_option
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.ledger.interface import Ledger

COIN = 100_000_000
SHOWN = 6
ACCOUNTS = ("eth", "trx")
"""Chains of accounts: their transfers have none of these shapes."""


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """What was found around `start` (each a `risk/exposure/patterns.Pattern`); `not_followed`: satoshi."""

    chain: str
    start: str
    hops: int
    flows: int
    not_followed: float
    position: int
    patterns: tuple[Any, ...]


@click.command(
    epilog="Examples: watchgate chain patterns 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17; watchgate chain patterns "
    "7940cdde...:0 --hops 12 --json"
)
@click.argument("start")
@click.option("--chain", "chain_id", default="btc", show_default=True, help="Which chain.")
@click.option("--hops", type=click.IntRange(1, 40), default=12, show_default=True, help="How far.")
@record_option
@json_option
def patterns(start: str, chain_id: str, hops: int, record_to: Path | None, as_json: bool) -> None:
    """Shapes among the transactions that paid START, an address or TRANSACTION:NUMBER, and those its coins went
    through: peel chains, fan-out, fan-in, equal splits, mixers, long rest.

    Each is a graded inference with its transactions. None is proof: wallets of ordinary people make some of them.
    """
    with opened() as (ledger, home):
        found = patterns_from(ledger, home, chain_id, start, hops=hops)
    record(record_to, "patterns", chain_id, start, {"hops": hops}, found)
    if as_json:
        emit(found)
        return
    for one in found.patterns:
        said = f" [statement {one.statement}]" if one.statement else ""
        click.echo(shown(f"{one.kind:<12} {one.grade}  {one.satoshi / COIN:>14,.8f}  {one.why}{said}"))
        more = f" and {len(one.transactions) - SHOWN:,} more" if len(one.transactions) > SHOWN else ""
        click.echo(f"    {', '.join(one.transactions[:SHOWN])}{more}")
    click.echo(
        f"{len(found.patterns):,} found along {found.flows:,} flows of {hops} hops at most; inferences from shapes, "
        "not proof"
    )


def patterns_from(
    ledger: Ledger, home: Path, chain_id: str, start: str, *, hops: int, position: int | None = None
) -> Patterns:
    """The patterns around an address, or an output. `position`: as the chain and the tags were known then."""
    from watchgate.cli.chain_trace import begun
    from watchgate.ledger.home import Home
    from watchgate.ledger.transfers.ranges import Chain
    from watchgate.model.handling import SYSTEM
    from watchgate.risk.exposure.answer import marked
    from watchgate.risk.exposure.attribution import Attribution
    from watchgate.risk.exposure.forward import forward
    from watchgate.risk.exposure.patterns import patterns as patterns_of

    if chain_id.partition("-")[0] in ACCOUNTS:
        raise BadInputError(f"{chain_id} is a chain of accounts", hint="patterns are of chains of outputs, like btc")
    chain = Chain(Home(home), ledger, chain_id, position=position)
    try:
        rows = chain.rows
        tags = Attribution.at(ledger, SYSTEM, position, views=Home(home).views)
        known = marked(rows, chain_id, tags)
        outputs, amounts = begun(rows, start, chain_id)
        flows, lost = forward(rows, known.labels, outputs, hops=hops, amounts=amounts)
        return Patterns(
            chain=chain_id,
            start=start,
            hops=hops,
            flows=len(flows),
            not_followed=lost,
            position=tags.position,
            patterns=tuple(patterns_of(rows, known, flows, outputs)),
        )
    finally:
        chain.rows.close()
