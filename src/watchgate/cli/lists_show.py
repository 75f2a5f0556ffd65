"""How `watchgate lists` looks to a reader: tables on standard output, what needs attention on standard error."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from watchgate.cli.output import fail
from watchgate.cli.plain import PlainConsole
from watchgate.model.clock import iso
from watchgate.watch.lists.report import FileReport, LoadReport, Outcome
from watchgate.watch.lists.snapshot_dates import DateSource
from watchgate.watch.lists.status import ListsStatus, SourceStatus
from watchgate.watch.lists.update import UpdateReport

REFUSED_SHOWN = 20
LOG_WIDTH = 160
NUMBERS = ("entities", "statements")
"""Columns of `lists status` that are set to the right."""


def warn_of_load(report: LoadReport) -> None:
    """One line on standard error for each file that failed, each alarm, each record that could not be read.

    And one for each source whose date nobody states: an old list would look fresh.
    """
    for source, date in sorted(_undated(report).items()):
        fail(f"{source} states no date: taken as of {date}, the file's own time; --date says otherwise")
    for file in report.files:
        if file.error is not None:
            fail(file.error)
        for refused in file.refused[:REFUSED_SHOWN]:
            fail(f"{file.path}: record {refused.record_id} refused: {refused.reason}")
        if len(file.refused) > REFUSED_SHOWN:
            fail(f"{file.path}: {len(file.refused) - REFUSED_SHOWN:,} more records refused (--json names them all)")
        if file.alarm is not None:
            fail(
                f"ALARM: {file.source}: {file.alarm}; its withdrawals wait, all else is loaded "
                "(load it again with --accept-shrink if it is right)"
            )


def _undated(report: LoadReport) -> dict[str, str]:
    """Source -> the newest date that only the disk gave it."""
    found: dict[str, str] = {}
    for file in report.files:
        date = file.snapshot_date
        if date is not None and date.said_by is DateSource.DISK and file.outcome in (Outcome.LOADED, Outcome.UNCHANGED):
            found[file.source] = max(date.value, found.get(file.source, ""))
    return found


def print_load(report: LoadReport) -> None:
    """A row a file, then where the ledger stands."""
    table = _table("source", "snapshot", "outcome", numbers=("read", "new", "changed", "gone", "waiting"), last="file")
    for file in sorted(report.files, key=_order):
        if file.outcome is not Outcome.FAILED:
            table.add_row(*_load_row(file))
    console = _console()
    console.print(table)
    failed = sum(file.outcome is Outcome.FAILED for file in report.files)
    read = len(report.files) - failed
    said = f"{read:,} {'file' if read == 1 else 'files'} read" + (f", {failed:,} failed" if failed else "")
    beside = f"; {report.notes} licences and notes beside them passed over" if report.notes else ""
    console.print(f"{said}{beside}; the ledger is at position {report.position}")


def _order(file: FileReport) -> tuple[str, str]:
    return file.source, file.snapshot_date.value if file.snapshot_date else ""


def _load_row(file: FileReport) -> list[str]:
    date = file.snapshot_date.value if file.snapshot_date else ""
    words = {Outcome.LOADED: "loaded", Outcome.UNCHANGED: "nothing new", Outcome.KNOWN: "known already"}
    counts = (file.statements, file.added, file.replaced, file.withdrawn, file.waiting)
    shown = [f"{count:,}" if file.outcome is not Outcome.KNOWN else "" for count in counts]
    return [file.source, date, words[file.outcome], *shown, file.path.rsplit("/", 1)[-1]]


def print_status(found: ListsStatus) -> None:
    """A row a source, then a line for each thing that needs attention: no table hides it on a narrow terminal."""
    table = Table(box=None, pad_edge=False)
    table.add_column("source", overflow="fold")
    for heading in ("snapshot", "age", "read", "entities", "statements"):
        table.add_column(heading, no_wrap=True, justify="right" if heading in NUMBERS else "left")
    for source in found.sources:
        table.add_row(*_status_row(source))
    console = _console()
    console.print(table)
    for source in found.sources:
        for what in _attention(source):
            console.print(Text.assemble((f"{source.source}:", "bold"), f" {what}"), soft_wrap=True)
    for line in found.stale:
        console.print(Text.assemble(("too old:", "bold"), f" {line}; `watchgate lists update`"), soft_wrap=True)
    for name in found.missing:
        sentence = f" {name} is required by the policy and was never loaded"
        console.print(Text.assemble(("missing:", "bold"), sentence), soft_wrap=True)
    console.print(f"position {found.position}")


def _attention(source: SourceStatus) -> list[str]:
    found = []
    if source.waiting:
        found.append(f"withdrawals wait: {source.waiting}; load it again with --accept-shrink if it is right")
    if source.error:
        found.append(f"the last update failed: {source.error}")
    if source.interrupted:
        found.append("the last load did not come to its end: load it again")
    return found


def _status_row(source: SourceStatus) -> list[str]:
    return [
        source.source,
        source.snapshot_date or "none complete",
        "" if source.age_hours is None else _age(source.age_hours),
        iso(source.read_at)[:16].replace("T", " ") if source.read_at else "",
        f"{source.entities:,}",
        f"{source.statements:,}",
    ]


def print_update(report: UpdateReport) -> None:
    """A row a feed."""
    table = _table("feed", "outcome", numbers=("new", "changed", "gone", "waiting"), last="what was said")
    for feed in report.feeds:
        file = feed.file
        counts = (file.added, file.replaced, file.withdrawn, file.waiting) if file else None
        failed = "told above" if feed.outcome == "failed" else feed.error
        said = "; ".join(text for text in (feed.alarm, failed, feed.hint) if text)
        table.add_row(feed.source, feed.outcome, *([f"{n:,}" for n in counts] if counts else [""] * 4), said)
    _console().print(table)


def _table(*words: str, numbers: tuple[str, ...], last: str) -> Table:
    """Columns that keep their width; only the last one is folded where the terminal is narrow."""
    table = Table(box=None, pad_edge=False)
    for heading in words:
        table.add_column(heading, no_wrap=True)
    for heading in numbers:
        table.add_column(heading, no_wrap=True, justify="right")
    table.add_column(last, overflow="fold")
    return table


def _console() -> Console:
    """As wide as the terminal; where there is none, wide enough for a log file."""
    console = PlainConsole()
    return console if console.is_terminal else PlainConsole(width=LOG_WIDTH)


def _age(hours: float) -> str:
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours"
