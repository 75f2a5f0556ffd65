"""Snapshots of lists into the ledger: read to the end, compared with what is in force, only the difference appended."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from watchgate.ledger.interface import Ledger
from watchgate.model.clock import Clock, now_us
from watchgate.model.errors import BadInputError, WatchgateError
from watchgate.watch.lists.alone import alone
from watchgate.watch.lists.committing import Before, Committer, nobody
from watchgate.watch.lists.entry import ListFile
from watchgate.watch.lists.expanded import expanded_once
from watchgate.watch.lists.one_file import LoadOptions, OneFile
from watchgate.watch.lists.plan import planned
from watchgate.watch.lists.registry import discover
from watchgate.watch.lists.report import FileReport, LoadReport, Outcome

__all__ = ["LoadOptions", "Progress", "Silent", "load", "load_files"]


class Progress(Protocol):
    """Who is told how far the load is."""

    def total(self, files: int, size_bytes: int) -> None: ...

    def file(self, name: str) -> None: ...

    def statements(self, count: int) -> None: ...

    def done(self, size_bytes: int) -> None: ...


class Silent:
    """Nobody is."""

    def total(self, files: int, size_bytes: int) -> None: ...

    def file(self, name: str) -> None: ...

    def statements(self, count: int) -> None: ...

    def done(self, size_bytes: int) -> None: ...


def load(
    paths: Sequence[Path],
    ledger: Ledger,
    *,
    home: Path,
    options: LoadOptions | None = None,
    progress: Progress | None = None,
    before: Before = nobody,
) -> LoadReport:
    """Load every list under `paths`; several snapshots of one source in the order of their dates.

    A file that cannot be used is reported as failed, appends nothing, and does not stop the others. Loading the same
    files again appends nothing. Killed at any instant, the same call completes what was
    begun and ends in the same state. `before` is shown what is about to be appended.
    """
    discovery = discover(paths)
    report = LoadReport(files=[], notes=discovery.notes)
    for unrecognised in discovery.unrecognised:
        error = BadInputError(unrecognised.reason, where=str(unrecognised.path))
        report.files.append(FileReport(path=str(unrecognised.path), outcome=Outcome.FAILED, error=str(error)))
    with alone(home):
        load_files(discovery.files, ledger, report, home=home, options=options, progress=progress, before=before)
    return report


def load_files(
    files: Sequence[ListFile],
    ledger: Ledger,
    report: LoadReport,
    *,
    home: Path,
    options: LoadOptions | None = None,
    progress: Progress | None = None,
    clock: Clock = now_us,
    before: Before = nobody,
) -> None:
    """Load files that are recognised already, adding to `report`; the caller holds the lock of loading."""
    chosen = options or LoadOptions()
    told = progress or Silent()
    plan = planned(files, chosen.date)
    told.total(len(plan), sum(one.size_bytes for one in plan))
    promises: list[tuple[FileReport, list[Future[list[int]]]]] = []
    with Committer(ledger, before) as committer:
        previous = None
        for step in plan:
            if step.file.source == previous:
                committer.drain()
            previous = step.file.source
            told.file(step.file.paths[0].name)
            started = time.perf_counter()
            one = OneFile(step, ledger, home, chosen, told.statements, clock)
            try:
                with expanded_once():
                    promises.append((one.report, committer.submit(one.deliveries())))
            except WatchgateError as error:
                if not isinstance(error, BadInputError):
                    raise
                one.report.outcome, one.report.error = Outcome.FAILED, str(error)
            one.report.seconds = round(time.perf_counter() - started, 3)
            report.files.append(one.report)
            told.done(step.size_bytes)
    for file_report, futures in promises:
        _fulfil(file_report, futures)
    report.position = ledger.head().position


def _fulfil(report: FileReport, futures: list[Future[list[int]]]) -> None:
    try:
        positions = [position for future in futures for position in future.result()]
    except BadInputError as error:  # what `fit` does not know of: said of the file it came from
        report.outcome, report.error = Outcome.FAILED, f"{report.path}: refused by the ledger: {error}"
        return
    if positions:
        report.positions = (positions[0], positions[-1])
