"""`watchgate ownership`: registers of who owns whom, and what each authority's rule makes of it for one party."""

from __future__ import annotations

from pathlib import Path

import click

from watchgate.cli.as_of import as_of_option, position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, json_option, shown


@click.group(
    epilog="Examples: watchgate ownership load gleif-rr.csv psc-snapshot.txt; watchgate ownership show gb-coh-09145694"
)
def command() -> None:
    """Who owns and controls whom: load registers, and see what the authorities' rules make of one party."""


@command.command(
    epilog="Examples: watchgate ownership load 20261122-gleif-goldencopy-rr-golden-copy.csv.zip; watchgate ownership "
    "load psc-snapshot-2026-11-22.zip --grade B3; watchgate ownership load bods.json --date 2026-11-20"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", metavar="DATE", help="Date of files that do not state their own: 2026, 2026-05, 2026-05-13.")
@click.option("--accept-shrink", is_flag=True, help="Withdraw what is gone even if more than 5 % of a register is.")
@click.option(
    "--grade",
    default="B2",
    show_default=True,
    help="Admiralty grade: registers hand on what companies say of themselves.",
)
@click.option("--tlp", default="CLEAR", show_default=True, help="Handling of what is loaded.")
@json_option
def load(paths: tuple[Path, ...], date: str | None, accept_shrink: bool, grade: str, tlp: str, as_json: bool) -> int:
    """Load files of GLEIF, the UK's PSC register or BODS, or folders of them; recognised by content.

    As `watchgate lists load`, with the grade of a register. A newer snapshot is compared with what is in force.
    Exit codes: 0 all loaded; 2 some file could not be; 5 withdrawals wait for --accept-shrink.
    """
    from watchgate.cli.lists import load as load_lists

    arguments = click.get_current_context()
    return int(
        arguments.invoke(
            load_lists, paths=paths, date=date, accept_shrink=accept_shrink, grade=grade, tlp=tlp, as_json=as_json
        )
    )


@command.command(
    epilog="Examples: watchgate ownership show gb-coh-09145694; watchgate ownership show lei-529900T8BM49AURSDO55 --at "
    "2026-01-01; watchgate ownership show lei-529900T8BM49AURSDO55 --as-of 50 --json"
)
@click.argument("entity")
@click.option("--at", metavar="DATE|INSTANT", help="Under the law, and with the interests, of that day. Default: now.")
@as_of_option
@json_option
def show(entity: str, at: str | None, as_of: str | None, as_json: bool) -> None:
    """Who holds ENTITY, and what each authority's rule makes of it, with the path and the statements it stands on."""
    from watchgate.cli.ownership_show import shown_ownership
    from watchgate.model.clock import now_us, parse_instant
    from watchgate.model.errors import BadInputError

    try:
        instant = parse_instant(at) if at else now_us()
    except (ValueError, OverflowError) as error:
        raise BadInputError(f"{at!r} is no date", where="--at", hint="2026-01-31, or with a time") from error
    with opened(fill=True) as (ledger, home):
        found = shown_ownership(ledger, home, entity, instant, position_of(ledger, as_of))
    if as_json:
        emit(found)
        return
    click.echo(shown(f"{found['name']}, position {found['position']}"))
    for one in found["held"]:
        amount = one["share"] or "how much is not said"
        doubt = f" ({one['doubt']})" if one["doubt"] else ""
        click.echo(shown(f"  {' and '.join(one['owners'])}: {one['called']}, {amount}{doubt} [{one['source']}]"))
    if not found["held"]:
        click.echo("  nobody is said to hold anything of it")
    for ground in found["grounds"]:
        doubt = f" (in doubt: {ground['doubt']})" if ground["doubt"] else ""
        click.echo(shown(f"{ground['kind']}: {ground['detail']}{doubt}"))
        click.echo(f"  stands on {', '.join(ground['stands_on'])}")
    if not found["grounds"]:
        click.echo("nothing of concern is known")
