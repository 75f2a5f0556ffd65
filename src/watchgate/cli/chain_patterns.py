"""`watchgate chain patterns`: peel chains, fans, equal splits, mixers and long rest, each with its transactions."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.chain_record import record, record_option
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown

SHOWN = 6


@click.command(
    epilog="Examples: watchgate chain patterns 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17; watchgate chain patterns "
    "7940cdde...:0 --hops 12 --json"
)
@click.argument("start")
@click.option("--chain", "chain_id", default="", help="Which chain; else eth for 0x..., trx for T..., and btc.")
@click.option("--asset", default="", help="On account chains: symbol or contract of a verified asset; else the coin.")
@click.option("--hops", type=click.IntRange(1, 40), default=12, show_default=True, help="How far.")
@click.option("--graphml", type=click.Path(path_type=Path), help="Write patterns and transactions as a graph.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write a line for each transaction of each.")
@record_option
@json_option
def patterns(
    start: str,
    chain_id: str,
    asset: str,
    hops: int,
    graphml: Path | None,
    csv_file: Path | None,
    record_to: Path | None,
    as_json: bool,
) -> None:
    """Shapes among the transactions that paid START, an address or TRANSACTION:NUMBER, and those its coins went
    through: peel chains, fan-out, fan-in, equal splits, mixers, bridges, long rest. Where a memo asks a bridge for a
    swap, its other end is looked for on all chains that were read. On account chains along one verified asset:
    the same of accounts within a day, and addresses that give all they receive to one tagged service.

    Each is a graded inference with its transactions. None is proof: wallets of ordinary people make some of them.
    """
    from watchgate.risk.tracing.address import chain_asked
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.patterns import patterns_from
    from watchgate.risk.tracing.patterns_export import patterns_csv, patterns_graphml

    chain_id = chain_asked(chain_id, start)
    with opened() as (ledger, home):
        found = patterns_from(Evidence(ledger, home), chain_id, start, hops=hops, asset=asset)
    if graphml is not None:
        graphml.write_text(patterns_graphml(found), "utf-8")
    if csv_file is not None:
        csv_file.write_text(patterns_csv(found), "utf-8")
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
    if found.passed_over:
        click.echo(f"{found.passed_over:,} accounts were not looked at: services, or too far")
    click.echo(
        f"{len(found.patterns):,} found along {found.flows:,} flows of {hops} hops at most; inferences from shapes, "
        "not proof"
    )
