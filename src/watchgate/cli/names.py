"""`watchgate names`: how two names compare, and why; a file of pairs scored; the matching engine compiled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, json_option
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.model.match import Reason

THRESHOLD = 800
"""The default threshold: a score from here on is a match."""


@click.group(
    epilog="Examples: watchgate names explain '김정은' 'Kim Jong Un'; watchgate names score pairs.csv --out scored.csv"
)
def command() -> None:
    """Explain and score names; compile the engine that finds them."""


@command.command(
    epilog="Examples: watchgate names explain 'Usama bin Laden' 'BIN LADIN, Osama'; "
    "watchgate names explain '深圳市斯尔优科技有限公司' 'Shenzhen Sieryou Technology Co. Ltd.' --schema Company --json"
)
@click.argument("first")
@click.argument("second")
@click.option("--schema", help="What bears the names: Person, Company, Vessel ...; unless given, either kind is tried.")
@json_option
def explain(first: str, second: str, schema: str | None, as_json: bool) -> None:
    """Draw how FIRST and SECOND compare: which words meet, how, and what each adds to the score."""
    from watchgate.model.ftm import schema as known_schema
    from watchgate.risk.name_pairs import score_pair
    from watchgate.risk.names.analysis import analyse
    from watchgate.risk.names.explain import name_reasons
    from watchgate.risk.query import ANYTHING

    schema = known_schema(schema).name if schema else ANYTHING
    left, right = analyse(first), analyse(second)
    found = score_pair(left, right, schema)
    reasons = name_reasons(found, left, right, found.points, weak=False)
    if as_json:
        emit(
            {
                "first": first,
                "second": second,
                "schema": schema,
                "score": found.points / 1000,
                "match": found.points >= THRESHOLD,
                "reasons": reasons,
            }
        )
    else:
        _draw(first, second, found.points, reasons)


@command.command(epilog="Example: watchgate names score pairs.csv --out scored.csv")
@click.argument("pairs", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@json_option
def score(pairs: Path, out: Path, as_json: bool) -> None:
    """Score the pairs of names of a CSV file.

    PAIRS has the columns name1 and name2, and may have schema (Person, Company, Vessel ...); where that says nothing,
    names of people and of others are tried. All its columns are kept; added are score (0 to 1) and match (true or
    false, at the default threshold). The output appears only when it is complete.
    """
    from watchgate.cli.names_file import score_file

    done = score_file(pairs, out, THRESHOLD)
    if as_json:
        emit({"rows": done.rows, "matches": done.matches, "out": str(out), "unknown_schemas": done.unknown})
    else:
        click.echo(f"{done.rows} pairs, {done.matches} of them match; written to {out}")
    if done.unknown:
        named = ", ".join(
            f"{name!r} ({count})" if name else f"others ({count})" for name, count in done.unknown.items()
        )
        click.echo(f"no schema of FollowTheMoney, so that either kind was tried: {named}", err=True)


@command.command(epilog="Examples: watchgate names warm; watchgate names warm --check")
@click.option("--check", is_flag=True, help="Only say whether it is done; exit code 1 where it is not.")
@json_option
def warm(check: bool, as_json: bool) -> int:
    """Compile the matching engine for this processor and keep it, which takes a minute or two.

    Without it the first screening has it done in the background, and the slower plain index answers until it is: the
    same answers. Useful after an installation or an update, in a container image for instance.
    """
    import time

    from watchgate.ledger.compiled import kernels_root
    from watchgate.risk.names.engine.warm import is_warm
    from watchgate.risk.names.engine.warm import warm as compile_engine

    folder = kernels_root()
    if folder is None:
        raise BadInputError(
            "there is no folder of your own where compiled code could be kept",
            where="WATCHGATE_KERNELS",
            hint="set it to a folder that only you can write",
        )
    was_done = is_warm()
    began = time.perf_counter()
    if not (was_done or check):
        click.echo("compiling the matching engine ...", err=True)
        compile_engine()
    seconds = round(time.perf_counter() - began, 1)
    done = is_warm()
    if as_json:
        emit({"compiled": done, "now": done and not was_done, "seconds": seconds, "folder": str(folder)})
    elif done:
        click.echo(f"compiled {'before' if was_done else f'in {seconds} s'}; kept in {folder}")
    else:
        click.echo(f"not compiled yet; it will be kept in {folder}")
    return 0 if done else 1


def _draw(first: str, second: str, points: int, reasons: list[Reason]) -> None:
    import sys

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False)
    table.add_column(Text(first), overflow="fold")
    table.add_column("", no_wrap=True)
    table.add_column(Text(second), overflow="fold")
    table.add_column("Points", justify="right")
    table.add_column("Why", overflow="fold")
    for reason in reasons:
        meets = "~" if reason.kind == "name" else " "
        table.add_row(Text(reason.query), meets, Text(reason.candidate), str(reason.points), reason.detail)
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140, highlight=False)
    console.print(table)
    verdict = "match" if points >= THRESHOLD else "no match"
    console.print(f"Score {points / 1000:.3f}: {verdict} at {THRESHOLD / 1000:.2f}. A name alone never decides.")
