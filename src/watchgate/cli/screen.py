"""`watchgate screen`: one party, or a file of parties, against the lists."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, fail, json_option
from watchgate.cli.screen_wishes import Described, Wishes

EXAMPLES = """\b
Examples:
  watchgate screen "Kim Jong Un"
  watchgate screen "Ri Pyong Chol" --schema Person --birth-date 1948 --country kp
  watchgate screen --id imo:9161003
  watchgate screen "Lady R" --id 9161003 --json
  watchgate screen "Kim Jong Un" --as-of 2026-11-21
  watchgate screen --file parties.csv --out hits.jsonl

\b
A file is CSV with the columns id, name and, if you like, schema, birth_date, country, identifier (several values
separated by ;), or JSON lines with the same keys. Started again after an interruption it goes on where it stopped.

\b
No hit means: not found. It never means clean. What a score means: docs/screening.md.
"""


@click.command(epilog=EXAMPLES)
@click.argument("name", required=False)
@click.option("--alias", "aliases", multiple=True, help="One more name of the party; repeatable.")
@click.option("--schema", help="What it is: Person, Company, Organization, Vessel, CryptoWallet ... Default: anything.")
@click.option("--birth-date", "birth_dates", multiple=True, help="1984, 1984-01 or 1984-01-08; repeatable.")
@click.option("--country", "countries", multiple=True, help="Of any connection: kp, PRK, North Korea; repeatable.")
@click.option("--id", "identifiers", multiple=True, help="9161003, imo:9161003, passport:kp:563410081; repeatable.")
@as_of_option
@click.option("--threshold", type=click.FloatRange(0, 1), help="From this score it is a match. Default: the policy's.")
@click.option("--cutoff", type=click.FloatRange(0, 1), help="Below this score nothing is shown. Default: the policy's.")
@click.option(
    "--limit", type=click.IntRange(1), default=10, show_default=True, help="Show at most so many hits a party."
)
@click.option("--policy", type=click.Path(path_type=Path), help="Policy file. Default: the home's own.")
@click.option(
    "--file", "file", type=click.Path(path_type=Path), help="Screen all parties of this CSV or JSON lines file."
)
@click.option("--out", type=click.Path(path_type=Path), help="With --file: write one JSON line a party to this file.")
@click.option("--workers", type=click.IntRange(1, 64), help="With --file: processes. Default: two for a large file.")
@json_option
def command(
    name: str | None,
    aliases: tuple[str, ...],
    schema: str | None,
    birth_dates: tuple[str, ...],
    countries: tuple[str, ...],
    identifiers: tuple[str, ...],
    as_of: str | None,
    threshold: float | None,
    cutoff: float | None,
    limit: int,
    policy: Path | None,
    file: Path | None,
    out: Path | None,
    workers: int | None,
    as_json: bool,
) -> int:
    """Screen NAME, an identifier, or a file of parties against the lists."""
    party = Described(
        names=(*(() if name is None else (name,)), *aliases),
        schema=schema,
        birth_dates=birth_dates,
        countries=countries,
        identifiers=identifiers,
    )
    wishes = Wishes(as_of=as_of, threshold=threshold, cutoff=cutoff, limit=limit, policy=policy)
    if file is None:
        if out is not None or workers is not None:
            raise click.UsageError("--out and --workers belong to --file")
        if not party.names and not party.identifiers:
            raise click.UsageError("name somebody, or give an identifier with --id")
        return _screen_one(party, wishes, as_json=as_json)
    if party != Described():
        raise click.UsageError("with --file the parties are described in the file, not on the command line")
    if out is None:
        raise click.UsageError("with --file name the file for the answers: --out hits.jsonl")
    from watchgate.cli.screen_file import screen_file

    return screen_file(file, out, wishes, workers=workers, as_json=as_json)


def _screen_one(described: Described, wishes: Wishes, *, as_json: bool) -> int:
    from watchgate.model.policy_file import load_policy
    from watchgate.risk.query import query_party
    from watchgate.risk.screening import Screener

    party = query_party(
        "query",
        names=described.names,
        schema=described.schema,
        birth_dates=described.birth_dates,
        countries=described.countries,
        identifiers=described.identifiers,
    )
    with opened(fill=True) as (ledger, home):
        policy = load_policy(wishes.policy, home=home)
        screener = Screener(ledger, policy, position=position_of(ledger, wishes.as_of), views=home / "views")
        answer = screener.screen(party, threshold=wishes.threshold, cutoff=wishes.cutoff, limit=wishes.limit)
    for said in answer.not_compared:
        fail(f"not compared: {said}")
    if as_json:
        emit(answer)
    else:
        from watchgate.cli.screen_table import show

        show(answer)
    return 0
