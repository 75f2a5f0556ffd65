"""`watchgate chain clusters`: who belongs together and by what, who may, and accepting that."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.chain_questions import chain_option, export
from watchgate.cli.chain_record import record, record_option
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown
from watchgate.cli.person import author_name
from watchgate.model.errors import BadInputError

COIN = 100_000_000
SHOWN = 20


@click.command(
    epilog="Examples: watchgate chain clusters 1HaHTfmvoUW6i6nhJf8jJs6tU4cHNmBQHQ --json; watchgate chain clusters "
    "1HaHTfmvoUW6i6nhJf8jJs6tU4cHNmBQHQ --accept 7940cdde...:1 --author kim"
)
@click.argument("address")
@chain_option
@click.option("--accept", default="", metavar="TX:NUMBER", help="Propose this suggestion as a merge.")
@click.option("--author", help="Who proposes. Default: WATCHGATE_AUTHOR, else the user of this system.")
@click.option("--graphml", type=click.Path(path_type=Path), help="Write who was joined with whom as a graph.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path),
    help="Write who was joined with whom as lines for a spreadsheet.",
)
@record_option
@json_option
def clusters(
    address: str,
    chain_id: str,
    accept: str,
    author: str | None,
    graphml: Path | None,
    csv_file: Path | None,
    record_to: Path | None,
    as_json: bool,
) -> None:
    """The addresses taken to be of the same holder as ADDRESS, and the transactions that say so.

    What one transaction takes together belongs together (multi-input heuristic), but for transactions that look like
    CoinJoins. It is a heuristic: a suggestion with its grounds, not an identity. Where change seems to have gone is
    suggested with a grade and joins nobody: --accept proposes it, somebody else confirms it (watchgate statement
    confirm), and anybody may take it back (watchgate statement retract).
    """
    from watchgate.risk.tracing.evidence import Evidence
    from watchgate.risk.tracing.together import accept as accepted
    from watchgate.risk.tracing.together import together

    if accept:
        if graphml or csv_file or record_to:
            raise BadInputError("--accept writes no files", hint="leave --graphml, --csv and --record out")
        with opened() as (ledger, home):
            proposed = accepted(Evidence(ledger, home), chain_id, address, accept, author=author_name(author))
        if as_json:
            emit(proposed)
            return
        one = proposed.suggestion
        click.echo(shown(f"proposed as {proposed.statement} by {proposed.author}: {address} and {one.address}"))
        click.echo(f"it joins nobody until somebody else confirms it: watchgate statement confirm {proposed.statement}")
        return
    with opened() as (ledger, home):
        found, edges = together(Evidence(ledger, home), chain_id, address)
    export(edges, graphml, csv_file)
    record(record_to, "clusters", chain_id, address, {}, found)
    if as_json:
        emit(found)
        return
    click.echo(shown(f"{found.address}: {len(found.addresses):,} addresses, cluster {found.cluster}"))
    for member in found.addresses:
        click.echo(shown(f"  {member}"))
    click.echo(f"  joined by {len(found.unions):,} transactions: {', '.join(found.unions[:SHOWN])}")
    for merge in found.merges:
        click.echo(shown(f"  and by an accepted merge: {merge.one} and {merge.other} [statement {merge.statement}]"))
    click.echo(f"  {found.left_out:,} transactions look like CoinJoins and joined nobody")
    for one in found.suggestions[:SHOWN]:
        said = f"{one.satoshi / COIN:,.8f} of {one.transaction}:{one.output}, by {', '.join(one.rules)}"
        click.echo(shown(f"  may be his as well, {one.grade}: {one.address}  {said}"))
    if len(found.suggestions) > SHOWN:
        click.echo(f"  and {len(found.suggestions) - SHOWN:,} more suggestions, all with --json")
    if found.disputed or found.not_looked_at:
        click.echo(
            f"  of {found.disputed:,} transactions the rules disagree where change went; {found.not_looked_at:,} were "
            "not looked at"
        )
