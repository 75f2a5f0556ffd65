"""The snapshots that come with Watchgate: what a new home begins with, so that the first screening needs no network.

They are old, and say so: `bundled/manifest.json` has each one's date, publisher, address and licence.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from watchgate.ledger.home import home_path
from watchgate.ledger.interface import Ledger
from watchgate.model.errors import WatchgateError
from watchgate.watch.lists.alone import alone
from watchgate.watch.lists.load import LoadOptions, Progress, load_files
from watchgate.watch.lists.registry import recognise
from watchgate.watch.lists.report import LoadReport, Outcome

FOLDER = Path(__file__).with_name("bundled")


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
    """Load the bundled snapshots into an empty ledger; None, and nothing done, when it is not empty.

    `home`: where originals are kept, by default this user's (WATCHGATE_HOME).
    """
    folder = home or home_path()
    if ledger.head().position:
        return None
    with alone(folder):
        if ledger.head().position:  # another process filled it meanwhile
            return None
        return _fill(ledger, folder, progress)


def begun_with(report: LoadReport) -> str:
    """One line that says what a new home began with, and of which date."""
    dates = ", ".join(
        f"{file.source} of {file.snapshot_date.value}" for file in report.files if file.snapshot_date is not None
    )
    return f"this is a new home: it begins with the bundled snapshots ({dates}); `watchgate lists update` gets today's"


def _fill(ledger: Ledger, folder: Path, progress: Progress | None) -> LoadReport:
    files = []
    for snapshot in bundled():
        found = recognise(FOLDER / snapshot.file)
        if found.source != snapshot.source:
            raise WatchgateError(f"the bundled {snapshot.file} is read as {found.source}, not {snapshot.source}")
        files.append(msgspec.structs.replace(found, snapshot_date=snapshot.snapshot_date))
    report = LoadReport(files=[])
    load_files(files, ledger, report, home=folder, options=LoadOptions(author="watchgate"), progress=progress)
    failed = [file.error for file in report.files if file.outcome is Outcome.FAILED]
    if failed:
        raise WatchgateError(f"the bundled snapshots cannot be loaded: {failed[0]}", hint="install Watchgate again")
    return report
