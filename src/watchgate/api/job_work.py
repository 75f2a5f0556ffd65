"""What a job does: the functions that the commands call, with its state kept while they work."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from watchgate.api.incoming import Incoming
from watchgate.api.jobs import RESULTS_MAX, FetchTask, IngestTask, Job, Jobs, LoadTask, State
from watchgate.api.problems import places
from watchgate.ledger.interface import Ledger
from watchgate.model.clock import iso, now_us
from watchgate.model.errors import BadInputError, LedgerBusyError, WatchgateError
from watchgate.model.grade import parse_grade
from watchgate.model.handling import Handling, parse_tlp
from watchgate.risk.exposure.assets import digits_of
from watchgate.watch.chains.fetching import Fetch, asked_for
from watchgate.watch.chains.ingesting import Ingested, ingested
from watchgate.watch.chains.progress import Tell
from watchgate.watch.chains.servers import KEY, server_of
from watchgate.watch.lists.entry import RefusedEntry
from watchgate.watch.lists.load import LoadOptions, load
from watchgate.watch.lists.registry import discover
from watchgate.watch.lists.report import FileReport

log = logging.getLogger("watchgate.jobs")

KEEP_S = 0.5
"""How often a running job's state is written."""
BEGUN_MAX = 5
"""A job that was begun so often and never ended, ends what works it off."""
BUSY_S = 2.0
REFUSED_MAX = 50
"""Refused records that a job names of one file: the service reads what all jobs keep, and a file may be all wrong."""


class StoppedError(Exception):
    """The service ends; the job goes on later."""


class TooLongError(WatchgateError):
    """A job took longer than it may."""


def worked_off(job: Job, jobs: Jobs, ledger: Ledger, home: Path, stop: threading.Event) -> Job:
    """Do it, and keep what became of it. StoppedError where `stop` came first: then it waits again."""
    if job.begun >= BEGUN_MAX:
        return _ended(jobs, job, State.FAILED, f"was cut off {BEGUN_MAX} times")
    running = _Running(msgspec.structs.replace(job, state=State.RUNNING, begun=job.begun + 1, results=()), jobs, stop)
    incoming = Incoming(home / "incoming", 0, 0)
    try:
        while True:
            try:
                for result in _results(job, ledger, home, incoming, running.tell):
                    running.add(_plain(result, incoming))
                return _ended(jobs, running.job, State.DONE)
            except LedgerBusyError as error:
                if stop.wait(BUSY_S):
                    raise StoppedError from None
                running.again(error.message)
    except StoppedError:
        jobs.put(msgspec.structs.replace(running.job, state=State.WAITING, begun=job.begun))
        raise
    except WatchgateError as error:
        return _ended(jobs, running.job, State.FAILED, str(error).replace(f"{incoming.folder}/", ""))
    except MemoryError:
        return _ended(jobs, running.job, State.FAILED, "needs more memory than a job may have here")
    except Exception as error:
        said = f"{type(error).__name__} at {places(error)}"  # not its words, which may quote what was read
        log.error("job %s failed: %s", job.id, said)  # noqa: TRY400
        return _ended(jobs, running.job, State.FAILED, "internal error; the service's log tells more")


class _Running:
    """Its state, written now and then."""

    def __init__(self, job: Job, jobs: Jobs, stop: threading.Event) -> None:
        self.job = job
        self._jobs = jobs
        self._stop = stop
        self._kept = 0.0
        self._keep()

    def tell(self, done: int, total: int | None, words: str) -> None:
        if self._stop.is_set():
            raise StoppedError
        self.job = msgspec.structs.replace(self.job, done=done, total=total, doing=words)
        if time.monotonic() - self._kept > KEEP_S:
            self._keep()

    def again(self, why: str) -> None:
        """From the start, since it could not go on: what was done before it is told anew."""
        self.job = msgspec.structs.replace(self.job, results=())
        self.tell(0, None, why)

    def add(self, result: Any) -> None:
        self.job = msgspec.structs.replace(self.job, results=(*self.job.results, result)[-RESULTS_MAX:])

    def _keep(self) -> None:
        self._jobs.put(self.job)
        self._kept = time.monotonic()


def _ended(jobs: Jobs, job: Job, state: State, error: str = "") -> Job:
    found = msgspec.structs.replace(job, state=state, error=error, doing="", ended_at=iso(now_us()))
    jobs.put(found)
    return found


def _plain(result: Any, incoming: Incoming) -> Any:
    """As JSON, without where the folder of incoming files lies on this machine."""
    folder = msgspec.json.encode(f"{incoming.folder}/")[1:-1]
    return msgspec.json.decode(msgspec.json.encode(result).replace(folder, b""))


def bounded(report: FileReport) -> FileReport:
    """With the first REFUSED_MAX refused records, and how many more there are."""
    more = len(report.refused) - REFUSED_MAX
    if more <= 0:
        return report
    last = RefusedEntry(record_id="", reason=f"and {more:,} more, not named here")
    return msgspec.structs.replace(report, refused=(*report.refused[:REFUSED_MAX], last))


def _results(job: Job, ledger: Ledger, home: Path, incoming: Incoming, tell: Tell) -> Iterator[Any]:
    match job.task:
        case IngestTask() as task:
            return _ingest(task, job.by, ledger, home, incoming, tell)
        case FetchTask() as task:
            return _fetch(task, job.by, ledger, home, tell)
        case LoadTask() as task:
            return _load(task, job.by, ledger, home, incoming)


def _ingest(
    task: IngestTask, by: str, ledger: Ledger, home: Path, incoming: Incoming, tell: Tell
) -> Iterator[Ingested]:
    return ingested(
        ledger,
        home,
        task.chain,
        [incoming.path(one) for one in task.files],
        partial=task.partial,
        fork=task.fork,
        grade=parse_grade(task.grade),
        digits=digits_of(task.chain),
        height=task.height,
        author=by,
        tell=tell,
    )


def _fetch(task: FetchTask, by: str, ledger: Ledger, home: Path, tell: Tell) -> Iterator[Fetch]:
    coin, _, case = task.chain.partition("-")
    yield asked_for(
        ledger,
        home,
        task.address,
        coin,
        endpoint=server_of(coin, os.environ),
        case=case,
        hops=task.hops,
        grade=parse_grade(task.grade),
        digits=digits_of(coin),
        key=os.environ.get(KEY, ""),
        author=by,
        tell=tell,
    )


def _load(task: LoadTask, by: str, ledger: Ledger, home: Path, incoming: Incoming) -> Iterator[FileReport]:
    paths = [incoming.path(one) for one in task.files]
    for file in discover(paths).files:
        if file.format not in task.formats:
            raise BadInputError(
                f"is {file.format}, none of {', '.join(task.formats)}; nothing was read", where=str(file.paths[0])
            )
    options = LoadOptions(
        date=task.date,
        accept_shrink=task.accept_shrink,
        grade=parse_grade(task.grade),
        handling=Handling(tlp=parse_tlp(task.tlp)),
        author=by,
    )
    report = load(paths, ledger, home=home, options=options)
    yield from map(bounded, report.files)
    failed = [file.error for file in report.files if file.error]
    if failed:
        raise BadInputError(f"{len(failed):,} of {len(report.files):,} files could not be read: {failed[0]}")
