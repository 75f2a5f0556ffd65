"""`watchgate gate payments`: every transaction of a file or folder, decided, durable, one JSON line each."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from watchgate.cli.gate_files import OutputFiles, Progress, files_of
from watchgate.cli.gate_progress import GateProgress
from watchgate.cli.gate_summary import Summary, print_summary
from watchgate.cli.gate_workers import FileAnswer, Setting, answers
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, fail, opened_private
from watchgate.cli.screen_ended import ended_in_order, exit_code
from watchgate.model.errors import BadInputError, WatchgateError

RECORD_EVERY_S = 1.0
"""How much of the output an interruption may cost; nothing that was decided is lost by it."""
MANY_FILES = 2_000
"""From here more processes gain, each of which has to read the evidence for itself."""


def decide_payments(
    path: Path, out: Path | None, *, rail: str | None, policy_file: Path | None, workers: int | None, as_json: bool
) -> int:
    """Decide all of `path` into `out`, or onto the screen. The exit code."""
    from watchgate.model.policy_file import load_policy

    output = OutputFiles(out) if out is not None else None
    paths = files_of(path, output.own() if output is not None else frozenset())
    with opened(fill=True) as (ledger, home):
        policy = load_policy(policy_file, home=home)
        if rail is not None and rail not in policy.rails:
            known = ", ".join(sorted(policy.rails)) or "none"
            raise BadInputError(f"the policy knows no rail {rail!r}", where="--rail", hint=f"it knows: {known}")
        begun = Progress(path=str(path), policy=policy.sha256, rail=rail)
        if output is not None:
            begun = output.begin(begun)
        if begun.files:
            click.echo(f"watchgate: going on after {begun.files:,} files", err=True)
        setting = Setting(
            home=str(home),
            policy_file=str(policy_file) if policy_file is not None else None,
            policy=policy.sha256,
            rail=rail,
        )
        left = paths[begun.files :]
        found = answers(setting, left, workers or _workers_for(len(left)), ledger)
        try:
            with ended_in_order(), GateProgress(len(paths)) as progress:
                summary = _run(found, output, begun, progress, show=as_json and out is None)
        except KeyboardInterrupt as error:
            where = f" (so far: {output.part})" if output is not None else ""
            fail(f"ended before its work; the same command goes on where it stopped{where}")
            return exit_code(error)
        except BrokenProcessPool as error:
            raise WatchgateError("a worker process ended before its work", hint="start again to go on") from error
    if output is not None:
        output.finish()
    if as_json and out is not None:
        emit(summary.told())
    elif not as_json:
        print_summary(summary, out)
    return 0


def _run(
    found: Iterator[FileAnswer], output: OutputFiles | None, begun: Progress, progress: GateProgress, *, show: bool
) -> Summary:
    recorded = time.monotonic()
    started = 0.0
    done = begun
    summary = Summary(files=begun.files)
    part_file = _part(output, done)
    with part_file if part_file is not None else nullcontext() as part:
        for answer in found:
            # The start, reading the evidence, is no part of what a transaction costs.
            started = started or time.monotonic()
            if part is not None:
                part.write(answer.lines)
            elif show:
                click.echo(answer.lines.decode(), nl=False)
            summary.add(answer.summary)
            done = msgspec.structs.replace(
                done, files=done.files + 1, output_bytes=done.output_bytes + len(answer.lines)
            )
            progress.update(done.files, summary, answer.path)
            if part is not None and output is not None and time.monotonic() - recorded > RECORD_EVERY_S:
                _sync(part)
                output.write(done)
                recorded = time.monotonic()
        if part is not None and output is not None:
            _sync(part)
            output.write(done)
    summary.seconds = time.monotonic() - started if started else 0.0
    return summary


def _part(output: OutputFiles | None, progress: Progress) -> BinaryIO | None:
    if output is None:
        return None
    part = opened_private(output.part, anew=not progress.files)
    part.truncate(progress.output_bytes)
    part.seek(progress.output_bytes)
    return part


def _workers_for(files: int) -> int:
    return (os.cpu_count() or 1) if files >= MANY_FILES else 1


def _sync(part: BinaryIO) -> None:
    part.flush()
    os.fsync(part.fileno())
