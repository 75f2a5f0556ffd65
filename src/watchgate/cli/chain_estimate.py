"""`watchgate chain estimate`: what share of what a set of addresses received reached which services, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.chain_questions import asked_option, currency_option, price_age_option
from watchgate.cli.chain_record import record, record_option
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown

if TYPE_CHECKING:
    from watchgate.risk.tracing.estimating import Estimated


@click.command(
    epilog="Examples: watchgate chain estimate 1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17 bc1q... --by year; watchgate chain "
    "estimate actor.txt --csv services.csv; watchgate chain estimate --tagged tags_lazarus --since 2024-01-01"
)
@click.argument("addresses", nargs=-1)
@click.option("--tagged", default="", help="Also all addresses of a pack (tags_lazarus), or of this actor or label.")
@asked_option
@click.option("--asset", default="", help="On account chains: symbol or contract of a verified asset; else the coin.")
@click.option(
    "--by",
    type=click.Choice(("all", "year", "month", "day")),
    default="year",
    show_default=True,
    help="Periods, of the time it came to a service (UTC).",
)
@click.option("--since", default="", metavar="DATE", help="Only what the set received on this day or later (UTC).")
@click.option("--until", default="", metavar="DATE", help="Only what the set received on this day or before (UTC).")
@click.option("--hops", type=click.IntRange(1, 200), default=40, show_default=True, help="How far.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write the table as lines for a spreadsheet.")
@currency_option
@price_age_option
@record_option
@json_option
def estimate(
    addresses: tuple[str, ...],
    tagged: str,
    chain_id: str,
    asset: str,
    by: str,
    since: str,
    until: str,
    hops: int,
    csv_file: Path | None,
    currency: str,
    price_age: float,
    record_to: Path | None,
    as_json: bool,
) -> None:
    """What share of what a set of addresses received from others reached which tagged services, in which period.

    ADDRESSES are addresses, or files with one on each line. The estimate is by haircut; lower and upper bounds hold for
    any rule that shares out coins (FIFO and poison among them), and the upper one holds what was not followed. Shares
    are of all that the set received.
    """
    from watchgate.risk.tracing.address import chain_asked
    from watchgate.risk.tracing.estimating import Question, addresses_typed, estimated
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.money import Money
    from watchgate.risk.tracing.services_table import services_csv

    money = Money.of(currency, price_age)
    typed = addresses_typed(addresses)
    question = Question(typed, tagged, asset, by, since, until, hops, money.currency, money.age_hours)
    chain_id = chain_asked(chain_id, typed[0] if typed else "")
    with opened() as (ledger, home):
        found = estimated(Evidence(ledger, home), chain_id, question)
    record(record_to, "estimate", chain_id, f"{found.addresses:,} addresses", question.options, found)
    if csv_file is not None:
        csv_file.write_text(services_csv(found), "utf-8")
    if as_json:
        emit(found)
        return
    _show(found, money.currency)


def _show(found: Estimated, currency: str) -> None:
    from watchgate.risk.tracing.money import stands_on, sum_of, worth_at

    whole, coin, unit = found.estimate, 10**found.decimals, f" {found.asset}" if found.asset else ""

    def amount(units: int) -> str:
        return f"{units / coin:,.8f}{unit}"

    click.echo(
        f"{found.chain}: {found.addresses:,} addresses received {amount(whole.inflow)}{sum_of(found.worth, amount)} "
        f"from others in {whole.outputs:,} outputs, to block {found.height}"
    )
    if found.missing:
        click.echo(shown(f"  {len(found.missing):,} of the addresses are not in what was read: {found.missing[0]} ..."))
    if found.undated:
        click.echo(f"  {amount(found.undated)} more came in transactions that were never read: nobody knows when")
    for one in whole.reached:
        worth = worth_at(one.cents, one.unpriced, one.units, currency, amount)
        place = f"{one.period or 'all':<10}  {one.category}{f': {one.service}' if one.service else ''}"
        said = f"[{_percent(one.lower)} to {_percent(one.upper)}]"
        click.echo(shown(f"  {one.share:8.3%} {said}  {place}  {amount(one.units)}{worth}, {one.hops} hops at least"))
    for share, words in _rest(whole.unspent, whole.back, whole.not_followed, whole.fees):
        click.echo(f"  {share:8.3%}  {words}")
    click.echo(
        f"  estimate by {found.rule}; bounds for any rule, the upper ones with {whole.unknown:.3%} that was not "
        f"followed; {found.hops} hops, position {found.position}; {found.remark}"
    )
    if prices := stands_on(found.worth):
        click.echo(f"  {prices}")


def _percent(share: float) -> str:
    return f"{share:.3%}"


def _rest(unspent: float, back: float, not_followed: float, fees: float) -> list[tuple[float, str]]:
    return [
        (unspent, "unspent, in addresses that nobody tagged"),
        (back, "came back to the set"),
        (not_followed, "not followed"),
        (fees, "fees"),
    ]
