"""`watchgate chain expose`, `trace` and `clusters`: where coins came from, where they went, who belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.chain_record import record, record_option
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.model.errors import WatchgateError

if TYPE_CHECKING:
    from watchgate.risk.exposure.account_answer import AccountAnswer
    from watchgate.risk.exposure.answer import Answer
    from watchgate.risk.tracing.export import Edge

chain_option = click.option("--chain", "chain_id", default="btc", show_default=True, help="Which chain.")
asked_option = click.option(
    "--chain", "chain_id", default="", help="Which chain; else eth for 0x..., trx for T..., and btc."
)
currency_option = click.option(
    "--currency", default="USD", show_default=True, help="Give sums in this currency as well, where there are prices."
)
rule_option = click.option(
    "--rule",
    type=click.Choice(("haircut", "fifo")),
    default="haircut",
    show_default=True,
    help="How taint is shared out over outputs.",
)
price_age_option = click.option(
    "--price-age",
    type=click.FloatRange(0, 24 * 366),
    default=48.0,
    show_default=True,
    metavar="HOURS",
    help="A price that was older at the transfer is no price.",
)


@click.command(
    epilog="Examples: watchgate chain expose 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17; watchgate chain expose bc1q... --rule "
    "fifo --json; watchgate chain expose 0x47666fab8bd0ac7003bce3f5c3585383f09486e2"
)
@click.argument("addresses", nargs=-1, required=True)
@asked_option
@rule_option
@click.option("--eps", type=click.FloatRange(0, 0.5), default=1e-3, show_default=True, help="Shares below are cut.")
@click.option("--cluster", "whole_cluster", is_flag=True, help="Of all addresses taken together with each.")
@click.option("--poison", is_flag=True, help="Also say of which categories anything at all came, however small.")
@click.option("--graphml", type=click.Path(path_type=Path), help="Write sources and addresses as a graph.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write a line for each category and source.")
@currency_option
@price_age_option
@record_option
@json_option
def expose(  # one parameter an option
    addresses: tuple[str, ...],
    chain_id: str,
    rule: str,
    eps: float,
    whole_cluster: bool,
    poison: bool,
    graphml: Path | None,
    csv_file: Path | None,
    currency: str,
    price_age: float,
    record_to: Path | None,
    as_json: bool,
) -> int:
    """Where what each address received came from, by category, with what was not traced.

    haircut: every output carries the share of each category that its transaction took in. fifo: the very coins, in
    their order. Sums are given in a currency as well, each output at the price of its time, or `no price`. On account
    chains balances mix in proportion (haircut), or pay their oldest units first (fifo), each verified asset for itself;
    other tokens change no figure and are told, and so are addresses that look like others. Exit code 2 when an address
    is mistyped or not in what was read; the others are answered.
    """
    from watchgate.cli.expose_lines import lines_of
    from watchgate.risk.tracing.address import chain_asked
    from watchgate.risk.tracing.asked import Asked
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.expose import exposed
    from watchgate.risk.tracing.expose_export import exposures_csv, exposures_graphml
    from watchgate.risk.tracing.money import Money

    money = Money.of(currency, price_age)
    chain_id = chain_asked(chain_id, addresses[0])
    missing: list[WatchgateError] = []
    answers: list[Answer | AccountAnswer] = []
    with opened() as (ledger, home):
        how = Asked(rule=rule, eps=eps, money=money, whole_cluster=whole_cluster, poison=poison)
        for answer in exposed(Evidence(ledger, home), chain_id, addresses, how, missing.append):
            options = {"rule": rule, "eps": eps, "currency": money.currency, "age_hours": money.age_hours}
            options |= {"cluster": True} if whole_cluster else {}
            options |= {"poison": True} if poison else {}
            if graphml is not None or csv_file is not None:
                answers.append(answer)
            record(record_to, "expose", chain_id, answer.address, options, answer)
            if as_json:
                emit(answer)
                continue
            for line in lines_of(answer, whole_cluster):
                click.echo(shown(line))
    if graphml is not None:
        graphml.write_text(exposures_graphml(answers, map(str, missing)), "utf-8")
    if csv_file is not None:
        csv_file.write_text(exposures_csv(answers, map(str, missing)), "utf-8")
    for error in missing:
        click.echo(shown(str(error)), err=True)
    return 2 if missing else 0


@click.command(
    epilog="Examples: watchgate chain trace 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 --hops 6 --svg flows.svg; watchgate "
    "chain trace 7940cdde...:0 --json"
)
@click.argument("start")
@asked_option
@click.option("--hops", type=click.IntRange(1, 40), default=6, show_default=True, help="How far.")
@rule_option
@click.option("--asset", default="", help="On account chains: symbol or contract of a verified asset; else the coin.")
@click.option("--svg", type=click.Path(path_type=Path), help="Write the flows as a picture.")
@click.option("--graphml", type=click.Path(path_type=Path), help="Write the flows as a graph.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write the flows as lines for a spreadsheet.")
@currency_option
@price_age_option
@record_option
@json_option
def trace(  # one parameter an option
    start: str,
    chain_id: str,
    hops: int,
    rule: str,
    asset: str,
    svg: Path | None,
    graphml: Path | None,
    csv_file: Path | None,
    currency: str,
    price_age: float,
    record_to: Path | None,
    as_json: bool,
) -> None:
    """Where what START received went: an address, or one output as TRANSACTION:NUMBER.

    By haircut what a transaction takes in is shared out over its outputs; by fifo the very coins are followed, in their
    order, of outputs as a whole. A tagged address ends a flow (see watchgate chain stops), and so do an output that
    nobody has taken, and the last hop: what was not followed is said, and seen in the picture. On account chains one
    verified asset is followed, and TRANSACTION:NUMBER is one move.
    """
    from watchgate.cli.expose_lines import rule_lines
    from watchgate.risk.tracing.address import chain_asked
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.money import Money, stands_on, sum_of, worth_at
    from watchgate.risk.tracing.trace import edges_of, held_then, picture_of, traced

    money = Money.of(currency, price_age)
    chain_id = chain_asked(chain_id, start)
    with opened() as (ledger, home):
        found, steps = traced(Evidence(ledger, home), chain_id, start, hops=hops, asset=asset, rule=rule, money=money)
    coin, unit = 10**found.decimals, f" {found.asset}" if found.asset else ""

    def written(units: int) -> str:
        return f"{units / coin:,.8f}{unit}"

    if svg is not None:
        svg.write_text(picture_of(found, steps, money.currency), "utf-8")
    export(edges_of(steps), graphml, csv_file)
    options = {"hops": hops, "asset": asset, "currency": money.currency, "age_hours": money.age_hours}
    options |= {"rule": rule} if rule != "haircut" else {}
    record(record_to, "trace", chain_id, start, options, found)
    if as_json:
        emit(found)
        return
    click.echo(
        shown(
            f"{found.start}: {written(found.satoshi)}{sum_of(found.worth, written)}{held_then(found)}, "
            f"{found.flows:,} flows, to block {found.height}"
        )
    )
    for end in found.ends:
        named = f"{end.category}: {end.label}" if end.label else end.category
        said = f"  {named} [statement {end.statement}]" if end.category else ""
        worth = worth_at(end.cents, end.unpriced, end.satoshi, money.currency, written)
        line = f"  {end.share:8.3%}  {written(end.satoshi)}{worth}  {end.address}  {end.end}, {end.hops} hops{said}"
        click.echo(shown(line))
    if not found.asset:
        click.echo(f"  {found.fees:8.3%}  fees on the way")
    click.echo(f"  {found.not_followed:8.3%}  not followed in all; rule {found.rule}, position {found.position}")
    if prices := stands_on(found.worth):
        click.echo(f"  {prices}")
    for line in rule_lines(found.stop_rules, found.stop_rules_more):
        click.echo(shown(line))
    if svg is not None:
        click.echo(f"  picture in {svg}")


def export(edges: Sequence[Edge], graphml: Path | None, csv_file: Path | None) -> None:
    """Edges as GraphML and as CSV, where files are named."""
    from watchgate.risk.tracing.export import csv_of, graphml_of

    if graphml is not None:
        graphml.write_text(graphml_of(edges), "utf-8")
    if csv_file is not None:
        csv_file.write_text(csv_of(edges), "utf-8")
