"""`watchgate screen --file`: every party of a file, one JSON line each, in the file's order.

All of them against one position of the ledger and one instant, pinned when the run begins: the output of a run that
was killed and started again equals that of an uninterrupted one, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from watchgate.cli.as_of import position_of
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, fail, opened_private
from watchgate.cli.party_rows import PartyFile, Row
from watchgate.cli.screen_ended import ended_in_order, exit_code
from watchgate.cli.screen_job import Job, JobFiles, Terms
from watchgate.cli.screen_progress import ScreenProgress
from watchgate.cli.screen_wishes import Wishes
from watchgate.cli.screen_workers import Answer, Answered, Setting, answering
from watchgate.gate.records.row_lines import Place
from watchgate.model.errors import BadInputError, WatchgateError

if TYPE_CHECKING:
    from watchgate.ledger.interface import Ledger

CHUNK_ROWS = 64
AHEAD = 4
"""Chunks a worker that are read ahead: bounds the memory."""
RECORD_EVERY_S = 1.0
"""How much work an interruption may cost."""
LARGE_BYTES = 262_144
"""About 4,000 rows, some ten seconds of work: from here a second process, which has to build its own index, gains."""
EXIT_BAD_ROWS = 2
TERMS_IN_WORDS = {
    "input_sha256": "file of parties (or this one was changed since)",
    "position": "position of the evidence (--as-of)",
    "instant": "instant for the ages of lists",
    "policy": "policy",
    "threshold": "threshold (--threshold)",
    "cutoff": "cutoff (--cutoff)",
    "limit": "number of hits shown (--limit)",
    "engine": "version of Watchgate",
    "weights": "version of what scores are made of",
}
"""What an unfinished run may have been begun with differently, field by field of `Terms`."""


def screen_file(path: Path, out: Path, wishes: Wishes, *, workers: int | None, as_json: bool) -> int:
    """Screen the parties of `path` into `out`. Exit code 2 when rows could not be read: each has its `error` line."""
    parties = PartyFile(path)
    _check_out(out)
    if out.exists() and out.samefile(path):
        raise BadInputError("is the file of parties itself", where=str(out), hint="name another file for the answers")
    if parties.unused:
        click.echo(f"watchgate: {path}: columns that are not used: {', '.join(parties.unused)}", err=True)
    files = JobFiles(out)
    with opened(fill=True) as (ledger, home):
        job = _begin(path, files, ledger, home, wishes)
        setting = Setting(home=str(home), terms=job.terms, policy_file=str(wishes.policy) if wishes.policy else None)
        if job.rows:
            click.echo(f"watchgate: going on after {job.rows:,} rows, position {job.terms.position}", err=True)
        if job.terms.position == 0:
            from watchgate.risk.screening import NOTHING_HELD

            fail(NOTHING_HELD)
        try:
            with ended_in_order():
                done = _run(parties, files, job, setting, workers or _workers_for(path.stat().st_size))
        except KeyboardInterrupt as error:
            fail(f"ended before its work; the same command goes on where it stopped (so far: {files.part})")
            return exit_code(error)
        except BrokenProcessPool as error:
            raise WatchgateError("a worker process ended before its work", hint="start again to go on") from error
    files.finish()
    _tell(done, out, as_json=as_json)
    return EXIT_BAD_ROWS if done.errors else 0


def _begin(path: Path, files: JobFiles, ledger: Ledger, home: Path, wishes: Wishes) -> Job:
    from watchgate.model.clock import now_us
    from watchgate.model.policy_file import load_policy
    from watchgate.risk.version import engine_version, weights_version

    policy = load_policy(wishes.policy, home=home)
    known = files.read()
    position = position_of(ledger, wishes.as_of)
    if position is None:
        position = known.terms.position if known is not None else ledger.head().position
    threshold = policy.screening.threshold if wishes.threshold is None else wishes.threshold
    terms = Terms(
        input_sha256=_sha256(path),
        position=position,
        instant=known.terms.instant if known is not None else now_us(),
        policy=policy.sha256,
        threshold=threshold,
        cutoff=min(threshold, policy.screening.cutoff if wishes.cutoff is None else wishes.cutoff),
        limit=wishes.limit,
        engine=engine_version(),
        weights=weights_version(),
    )
    if known is None:
        return Job(terms=terms, place=Place())
    differing = [name for name in Terms.__struct_fields__ if getattr(known.terms, name) != getattr(terms, name)]
    if differing:
        raise files.in_the_way(
            f"was begun with another {', another '.join(TERMS_IN_WORDS[name] for name in differing)}"
        )
    return known


def _check_out(out: Path) -> None:
    folder = out.absolute().parent
    if out.is_dir():
        raise BadInputError("is a folder", where=str(out), hint="name a file in it for the answers")
    if not folder.is_dir():
        raise BadInputError(f"there is no folder {folder} to write it in", where=str(out), hint="make it first")
    if not os.access(folder, os.W_OK):
        raise BadInputError(f"the folder {folder} cannot be written to", where=str(out), hint="name another one")


def _run(parties: PartyFile, files: JobFiles, job: Job, setting: Setting, workers: int) -> Job:
    size = max(1, parties.path.stat().st_size)
    with opened_private(files.part, anew=not job.rows) as part, ScreenProgress(size) as progress:
        part.truncate(job.output_bytes)
        part.seek(job.output_bytes)
        recorded = time.monotonic()
        with answering(setting, workers) as answer:
            for chunk, answered in _answered(answer, _chunks(parties.rows(job.place)), workers * AHEAD):
                part.write(answered.lines)
                job = msgspec.structs.replace(
                    job,
                    place=chunk[-1].end,
                    output_bytes=job.output_bytes + len(answered.lines),
                    rows=job.rows + len(chunk),
                    matched=job.matched + answered.matched,
                    errors=job.errors + sum(row.error is not None for row in chunk),
                )
                progress.update(job)
                if time.monotonic() - recorded > RECORD_EVERY_S:
                    _sync(part)
                    files.write(job)
                    recorded = time.monotonic()
        _sync(part)
        files.write(job)
    return job


def _answered(answer: Answer, chunks: Iterator[list[Row]], ahead: int) -> Iterator[tuple[list[Row], Answered]]:
    """Chunks with their answers, in order, with at most `ahead` of them under way."""
    under_way: deque[tuple[list[Row], Future[Answered]]] = deque()
    for chunk in chunks:
        under_way.append((chunk, answer(chunk)))
        if len(under_way) >= ahead:
            rows, future = under_way.popleft()
            yield rows, future.result()
    while under_way:
        rows, future = under_way.popleft()
        yield rows, future.result()


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _workers_for(size_bytes: int) -> int:
    return min(2, os.cpu_count() or 1) if size_bytes >= LARGE_BYTES else 1


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(part: BinaryIO) -> None:
    part.flush()
    os.fsync(part.fileno())


def _tell(job: Job, out: Path, *, as_json: bool) -> None:
    if as_json:
        emit({"rows": job.rows, "matched": job.matched, "errors": job.errors, "position": job.terms.position})
        return
    said = f"{job.rows:,} rows screened at position {job.terms.position}: {job.matched:,} with a match"
    if job.errors:
        said += f", {job.errors:,} could not be read (each has an error line)"
    click.echo(f"{said}; answers in {out}", err=True)
