"""The snapshots that come with Watchgate: what a new home begins with, so that the first screening needs no network.

They are old, and say so: `bundled/manifest.json` has each one's date, publisher, address and licence.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from watchgate.ledger.home import home_path
from watchgate.ledger.interface import Ledger
from watchgate.model.errors import WatchgateError
from watchgate.model.handling import SYSTEM
from watchgate.watch.lists.alone import alone
from watchgate.watch.lists.load import LoadOptions, Progress, load_files
from watchgate.watch.lists.registry import recognise
from watchgate.watch.lists.report import LoadReport, Outcome

FOLDER = Path(__file__).with_name("bundled")
AUTHOR = "watchgate"
"""Who brings the bundled snapshots, as the ledger names it."""


class Bundled(msgspec.Struct, frozen=True, kw_only=True):
    """One bundled snapshot. `snapshot_date` is ISO 8601; `sha256` that of the file inside the compression."""

    file: str
    source: str
    title: str
    publisher: str
    url: str
    licence: str
    snapshot_date: str
    sha256: str
    entries: int


def bundled() -> tuple[Bundled, ...]:
    """What comes with this version."""
    return msgspec.json.decode((FOLDER / "manifest.json").read_bytes(), type=tuple[Bundled, ...])


def ensure(ledger: Ledger, home: Path | None = None, progress: Progress | None = None) -> LoadReport | None:
    """Load the bundled snapshots into an empty ledger; None, and nothing done, when it holds anything else.

    A fill that was killed is completed: half a list, or one list of several, would let the others' parties pass.
    `home`: where originals are kept, by default this user's (WATCHGATE_HOME).
    """
    folder = home or home_path()
    if not _unfilled(ledger):
        return None
    with alone(folder):
        wanted = _unfilled(ledger)  # another process may have filled it meanwhile
        return _fill(wanted, ledger, folder, progress) if wanted else None


def begun_with(report: LoadReport) -> str:
    """One line that says what a new home began with, and of which date."""
    dates = ", ".join(
        f"{file.source} of {file.snapshot_date.value}" for file in report.files if file.snapshot_date is not None
    )
    return f"this is a new home: it begins with the bundled snapshots ({dates}); `watchgate lists update` gets today's"


def _unfilled(ledger: Ledger) -> tuple[Bundled, ...]:
    """What is still to be loaded: all into an empty ledger, and what a fill that was begun has not completed."""
    if ledger.head().position == 0:
        return bundled()
    evidence = ledger.as_of(reader=SYSTEM)
    held = {snapshot.source: tuple(evidence.deliveries(snapshot.source)) for snapshot in bundled()}
    if not any(delivery.author == AUTHOR for deliveries in held.values() for delivery in deliveries):
        return ()
    return tuple(one for one in bundled() if not any(delivery.complete for delivery in held[one.source]))


def _fill(wanted: Sequence[Bundled], ledger: Ledger, folder: Path, progress: Progress | None) -> LoadReport:
    files = []
    for snapshot in wanted:
        found = recognise(FOLDER / snapshot.file)
        if found.source != snapshot.source:
            raise WatchgateError(f"the bundled {snapshot.file} is read as {found.source}, not {snapshot.source}")
        files.append(msgspec.structs.replace(found, snapshot_date=snapshot.snapshot_date))
    report = LoadReport(files=[])
    load_files(files, ledger, report, home=folder, options=LoadOptions(author=AUTHOR), progress=progress)
    failed = [file.error for file in report.files if file.outcome is Outcome.FAILED]
    if failed:
        raise WatchgateError(f"the bundled snapshots cannot be loaded: {failed[0]}", hint="install Watchgate again")
    return report
