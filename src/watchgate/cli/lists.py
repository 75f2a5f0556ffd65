"""`watchgate lists`: load, update and look after official sanctions lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from watchgate.cli.output import emit, fail, json_option

if TYPE_CHECKING:
    from watchgate.watch.lists.report import LoadReport


@click.group(
    epilog="Examples: watchgate lists status; watchgate lists update; watchgate lists load sdn.csv un.xml; "
    "watchgate lists load snapshots/ --date 2026-05-13"
)
def command() -> None:
    """Official sanctions lists: load files, get the publishers' newest, see how old each one is."""


@command.command(
    epilog="Examples: watchgate lists load consolidated.xml; watchgate lists load ofac/ --date 2026-11-20; "
    "watchgate lists load sdn.csv --accept-shrink"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--date",
    metavar="DATE",
    help="Date of snapshots that do not state their own: 2026, 2026-05, 2026-05-13. Without it a date in the name of "
    "the file or its folder counts, else the file's own time, and that is said.",
)
@click.option("--accept-shrink", is_flag=True, help="Withdraw what is gone even if more than 5 % of a list is.")
@click.option(
    "--grade", default="A1", show_default=True, help="Admiralty grade of what is loaded: A1 is the act itself."
)
@click.option("--tlp", default="CLEAR", show_default=True, help="Handling of what is loaded.")
@json_option
def load(paths: tuple[Path, ...], date: str | None, accept_shrink: bool, grade: str, tlp: str, as_json: bool) -> int:
    """Load list files, or folders of them, in any known format; formats are recognised by content.

    Only what differs from what is in force is appended; loading the same files again appends nothing. Exit codes: 0 all
    loaded; 2 some file could not be (each is named, the others are loaded); 5 loaded, but more than 5 % of a list is
    gone, so its withdrawals wait for --accept-shrink.
    """
    from watchgate.cli.exceptions_touched import ToldFirst
    from watchgate.cli.lists_progress import LoadProgress
    from watchgate.cli.opened import opened
    from watchgate.cli.person import author_name
    from watchgate.model.errors import BadInputError
    from watchgate.model.grade import parse_grade
    from watchgate.model.handling import Handling, parse_tlp
    from watchgate.watch.lists.load import LoadOptions, load
    from watchgate.watch.lists.snapshot_dates import checked_date, today_here

    try:
        handling = Handling(tlp=parse_tlp(tlp))
    except ValueError as error:
        raise BadInputError(str(error), where="--tlp") from error
    options = LoadOptions(
        date=checked_date(date, today_here()) if date else None,
        accept_shrink=accept_shrink,
        grade=parse_grade(grade),
        handling=handling,
        author=author_name(None),
    )
    with opened() as (ledger, home), LoadProgress("loading") as progress:
        told = ToldFirst(ledger, home)
        report = load(paths, ledger, home=home, options=options, progress=progress, before=told)
    _tell(report, as_json=as_json)
    return report.exit_code


@command.command("formats", epilog="Example: watchgate lists formats --json")
@json_option
def list_formats(as_json: bool) -> None:
    """The formats that can be read, and whether each has been tried on a real file."""
    from watchgate.watch.lists.registry import formats

    if as_json:
        for one in formats():
            emit({"format": one.name, "title": one.title, "tried": one.tried})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("format", "what", "tried on a real file", box=None, pad_edge=False)
    for one in formats():
        table.add_row(one.name, one.title, "yes" if one.tried else "not yet tried on a real file")
    Console().print(table)


@command.command("status", epilog="Examples: watchgate lists status; watchgate lists status --json")
@json_option
def show_status(as_json: bool) -> int:
    """Each source with its size, date, age against the policy, and what waits for a person.

    A new home is first filled with the bundled lists. Exit codes: 0 every list is as fresh as the policy asks; 1 one is
    too old, a required one is missing, or withdrawals wait.
    """
    from watchgate.cli.lists_show import print_status
    from watchgate.cli.opened import opened
    from watchgate.model.clock import now_us
    from watchgate.model.policy_file import load_policy
    from watchgate.watch.lists.status import status

    with opened(fill=True) as (ledger, home):
        found = status(ledger, home=home, policy=load_policy(home=home), now_us=now_us())
    if as_json:
        for source in found.sources:
            emit(source)
        emit({"missing": found.missing, "stale": found.stale, "position": found.position})
    else:
        print_status(found)
    return found.exit_code


@command.command(epilog="Examples: watchgate lists update; watchgate lists update us_ofac_sdn un_sc_sanctions")
@click.argument("sources", nargs=-1)
@click.option("--accept-shrink", is_flag=True, help="Withdraw what is gone even if more than 5 % of a list is.")
@click.option(
    "--feeds",
    "feeds_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Addresses other than the built-in ones (a mirror), in the form of feeds.toml.",
)
@json_option
def update(sources: tuple[str, ...], accept_shrink: bool, feeds_file: Path | None, as_json: bool) -> int:
    """Get the publishers' newest lists and load what differs. SOURCES are sources or datasets; all without any.

    A feed that fails is named and leaves the list before it in use; the others go on. Exit codes: 0 every feed is
    current; 1 some failed, or one that was named needs a token that is not set; 5 withdrawals wait for --accept-shrink.
    """
    from watchgate.cli.exceptions_touched import ToldFirst
    from watchgate.cli.lists_progress import LoadProgress
    from watchgate.cli.lists_show import print_update
    from watchgate.cli.opened import opened
    from watchgate.cli.person import author_name
    from watchgate.watch.lists.feeds import choose, read_feeds
    from watchgate.watch.lists.update import Updater

    feeds = choose(read_feeds(feeds_file), sources)
    with opened() as (ledger, home), LoadProgress("updating") as progress:
        updater = Updater(
            ledger,
            home,
            accept_shrink=accept_shrink,
            author=author_name(None),
            progress=progress,
            before=ToldFirst(ledger, home),
        )
        report = updater.update(feeds)
    for feed in report.feeds:
        if as_json:
            emit(feed)
        if feed.outcome == "failed" or (feed.outcome == "skipped" and sources):
            fail(f"{feed.source}: {feed.error}")
    if as_json:
        emit({"position": report.position})
    else:
        print_update(report)
    skipped = any(feed.outcome == "skipped" for feed in report.feeds)
    return report.exit_code or (1 if skipped and sources else 0)


def _tell(report: LoadReport, *, as_json: bool) -> None:
    from watchgate.cli.lists_show import print_load, warn_of_load
    from watchgate.watch.lists.report import Outcome

    warn_of_load(report)
    if as_json:
        for file in report.files:
            emit(file)
        emit({"position": report.position, "notes": report.notes})
    elif any(file.outcome is not Outcome.FAILED for file in report.files):
        print_load(report)
