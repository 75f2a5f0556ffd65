"""`watchgate chain patterns`: peel chains, fans, equal splits, mixers and long rest, each with its transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
    from watchgate.ledger.transfers.accounts import AccountChain
    from watchgate.ledger.transfers.utxo import UtxoChain
    from watchgate.risk.exposure.answer import Marked

SHOWN = 6


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """What was found around `start` (each a `risk/exposure/patterns.Pattern`); `not_followed`: satoshi.

    On account chains `satoshi` are the smallest units of `asset`, which has `decimals`, and patterns are those that
    stand on tags alone."""

    chain: str
    start: str
    hops: int
    flows: int
    not_followed: float
    position: int
    patterns: tuple[Any, ...]
    asset: str = ""
    decimals: int = 8


@click.command(
    epilog="Examples: watchgate chain patterns 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17; watchgate chain patterns "
    "7940cdde...:0 --hops 12 --json"
)
@click.argument("start")
@click.option("--chain", "chain_id", default="", help="Which chain; else eth for 0x..., trx for T..., and btc.")
@click.option("--asset", default="", help="On account chains: symbol or contract of a verified asset; else the coin.")
@click.option("--hops", type=click.IntRange(1, 40), default=12, show_default=True, help="How far.")
@record_option
@json_option
def patterns(start: str, chain_id: str, asset: str, hops: int, record_to: Path | None, as_json: bool) -> None:
    """Shapes among the transactions that paid START, an address or TRANSACTION:NUMBER, and those its coins went
    through: peel chains, fan-out, fan-in, equal splits, mixers, bridges, long rest. Where a memo asks a bridge for a
    swap, its other end is looked for on all chains that were read. On account chains bridges and mixers alone, as tags
    say, along one verified asset.

    Each is a graded inference with its transactions. None is proof: wallets of ordinary people make some of them.
    """
    from watchgate.cli.chain_address import chain_asked

    chain_id = chain_asked(chain_id, start)
    with opened() as (ledger, home):
        found = patterns_from(ledger, home, chain_id, start, hops=hops, asset=asset)
    record(record_to, "patterns", chain_id, start, {"hops": hops, "asset": asset}, found)
    if as_json:
        emit(found)
        return
    for one in found.patterns:
        said = f" [statement {one.statement}]" if one.statement else ""
        click.echo(shown(f"{one.kind:<12} {one.grade}  {one.satoshi / 10**found.decimals:>14,.8f}  {one.why}{said}"))
        more = f" and {len(one.transactions) - SHOWN:,} more" if len(one.transactions) > SHOWN else ""
        click.echo(f"    {', '.join(one.transactions[:SHOWN])}{more}")
        for end in one.ends:
            place = f"{end.chain}:{end.transaction}"
            click.echo(
                shown(f"    other end {end.grade}: {place} {end.address}, {end.units:,} units {end.asset}; {end.why}")
            )
    click.echo(
        f"{len(found.patterns):,} found along {found.flows:,} flows of {hops} hops at most; inferences from shapes, "
        "not proof"
    )


@contextmanager
def opened_chains(ledger: Ledger, home: Path, position: int | None) -> Iterator[Callable[[], Mapping[str, UtxoChain]]]:
    """What opens every chain of the home, when it is asked; they are closed in the end."""
    from watchgate.ledger.home import Home
    from watchgate.ledger.transfers.ranges import Chain, chains

    found: dict[str, UtxoChain] = {}

    def every() -> Mapping[str, UtxoChain]:
        for chain_id in chains(home, ledger, position) if not found else ():
            found[chain_id] = Chain(Home(home), ledger, chain_id, position=position).rows
        return found

    try:
        yield every
    finally:
        for rows in found.values():
            rows.close()


def patterns_from(
    ledger: Ledger,
    home: Path,
    chain_id: str,
    start: str,
    *,
    hops: int,
    asset: str = "",
    position: int | None = None,
) -> Patterns:
    """The patterns around an address, or an output. `asset`: of account chains. `position`: as it was known then."""
    from watchgate.cli.chain_trace import begun
    from watchgate.cli.chain_worth import tags_and_prices
    from watchgate.ledger.home import Home
    from watchgate.ledger.transfers.accounts import AccountChain
    from watchgate.ledger.transfers.ranges import Chain
    from watchgate.risk.exposure.answer import marked
    from watchgate.risk.exposure.bridges import Bridges
    from watchgate.risk.exposure.forward import forward
    from watchgate.risk.exposure.patterns import along
    from watchgate.risk.exposure.patterns import patterns as patterns_of

    chain = Chain(Home(home), ledger, chain_id, position=position)
    try:
        rows = chain.rows
        tags, prices = tags_and_prices(ledger, home, position)
        known = marked(rows, chain_id, tags)
        if isinstance(rows, AccountChain):
            return _of_accounts(rows, known, chain_id, start, hops=hops, asset=asset, position=tags.position)
        if asset:
            raise BadInputError(f"{chain_id} has one coin", where="--asset", hint="leave it out")
        outputs, amounts = begun(rows, start, chain_id)
        flows, lost = forward(rows, known.labels, outputs, hops=hops, amounts=amounts)
        with opened_chains(ledger, home, position) as others:
            crossings = list(Bridges(rows, chain_id, prices, others).along(along(rows, flows, outputs.tolist())))
        found = [*patterns_of(rows, known, flows, outputs), *crossings]
        return Patterns(
            chain=chain_id,
            start=start,
            hops=hops,
            flows=len(flows),
            not_followed=lost,
            position=tags.position,
            patterns=tuple(sorted(found, key=lambda one: (one.first, one.kind, one.transactions))),
        )
    finally:
        chain.rows.close()


def _of_accounts(
    rows: AccountChain, known: Marked, chain_id: str, start: str, *, hops: int, asset: str, position: int
) -> Patterns:
    """On a chain of accounts: bridges and mixers that flows came to, as tags say."""
    from watchgate.cli.account_trace import begun_in, least_of
    from watchgate.risk.exposure.forward import forward
    from watchgate.risk.exposure.patterns import to_services

    outputs, chosen = begun_in(rows, chain_id, start, asset)
    units = rows.units(outputs)
    amounts = rows.view("out_value")[outputs]
    flows, lost = forward(rows, known.labels, outputs, hops=hops, amounts=amounts, least=least_of(sum(units)))
    return Patterns(
        chain=chain_id,
        start=start,
        hops=hops,
        flows=len(flows),
        not_followed=lost,
        position=position,
        patterns=tuple(sorted(to_services(rows, known, flows), key=lambda one: (one.first, one.kind))),
        asset=chosen.symbol,
        decimals=chosen.decimals,
    )
