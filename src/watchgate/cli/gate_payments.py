"""`watchgate gate payments`: every transaction of a file or folder, decided, durable, one JSON line each."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
import msgspec

from watchgate.cli.gate_files import OutputFiles, Progress, Source, files_of, sources
from watchgate.cli.gate_progress import GateProgress
from watchgate.cli.gate_summary import Summary, print_summary
from watchgate.cli.opened import opened
from watchgate.cli.output import emit, fail
from watchgate.cli.screen_ended import ended_in_order, exit_code
from watchgate.model.errors import BadInputError

if TYPE_CHECKING:
    from watchgate.gate.service import Gate
    from watchgate.gate.service_answers import MessageAnswer

RECORD_EVERY_S = 1.0
"""How much of the output an interruption may cost; nothing that was decided is lost by it."""


def decide_payments(path: Path, out: Path | None, *, rail: str | None, policy_file: Path | None, as_json: bool) -> int:
    """Decide all of `path` into `out`, or onto the screen. The exit code."""
    from watchgate.gate.service import Gate
    from watchgate.model.policy_file import load_policy

    output = OutputFiles(out) if out is not None else None
    paths = files_of(path, output.own() if output is not None else frozenset())
    with opened(fill=True) as (ledger, home), ExitStack() as closing:
        policy = load_policy(policy_file, home=home)
        if rail is not None and rail not in policy.rails:
            known = ", ".join(sorted(policy.rails)) or "none"
            raise BadInputError(f"the policy knows no rail {rail!r}", where="--rail", hint=f"it knows: {known}")
        begun = Progress(path=str(path), policy=policy.sha256, rail=rail)
        if output is not None:
            begun = output.begin(begun)
        if begun.files:
            click.echo(f"watchgate: going on after {begun.files:,} files", err=True)
        progress = closing.enter_context(GateProgress(len(paths)))
        gate = Gate(home, policy, ledger=ledger)
        closing.callback(gate.close)
        run = _Run(gate, output, begun, progress, show=as_json and out is None)
        try:
            with ended_in_order():
                summary = run.all(paths)
        except KeyboardInterrupt as error:
            where = f" (so far: {output.part})" if output is not None else ""
            fail(f"ended before its work; the same command goes on where it stopped{where}")
            return exit_code(error)
    if output is not None:
        output.finish()
    if as_json and out is not None:
        emit(summary.told())
    elif not as_json:
        print_summary(summary, out)
    return 0


class _Run:
    def __init__(
        self, gate: Gate, output: OutputFiles | None, begun: Progress, progress: GateProgress, *, show: bool
    ) -> None:
        self._gate = gate
        self._output = output
        self._begun = begun
        self._progress = progress
        self._show = show

    def all(self, paths: list[Path]) -> Summary:
        """Decide what is left of `paths`."""
        started = time.monotonic()
        recorded = started
        progress = self._begun
        summary = Summary()
        part_file = _part(self._output, progress)
        with part_file if part_file is not None else nullcontext() as part:
            for lines, source in self._answered(paths[progress.files :]):
                encoded = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
                if part is not None:
                    part.write(encoded)
                elif self._show:
                    click.echo(encoded.decode(), nl=False)
                summary.count(lines)
                progress = msgspec.structs.replace(
                    progress, files=progress.files + 1, output_bytes=progress.output_bytes + len(encoded)
                )
                self._progress.update(progress.files, summary, source.path)
                if part is not None and self._output is not None and time.monotonic() - recorded > RECORD_EVERY_S:
                    _sync(part)
                    self._output.write(progress)
                    recorded = time.monotonic()
            if part is not None and self._output is not None:
                _sync(part)
                self._output.write(progress)
        summary.files = progress.files
        summary.seconds = time.monotonic() - started
        summary.position = self._gate.evidence.position
        summary.policy = self._gate.policy.sha256
        return summary

    def _answered(self, paths: list[Path]) -> Iterator[tuple[list[Any], Source]]:
        """The lines of each file, in order."""
        from watchgate.gate.service import Input

        under_way: deque[Source] = deque()

        def readable() -> Iterator[Input]:
            for source in sources(paths):
                under_way.append(msgspec.structs.replace(source, data=b""))
                if not source.error:
                    yield Input(source.data, str(source.path), self._begun.rail)

        for answers in self._gate.decide_many(readable()):
            yield from _unread(under_way)
            yield _lines(answers), under_way.popleft()
        yield from _unread(under_way)


def _unread(under_way: deque[Source]) -> Iterator[tuple[list[Any], Source]]:
    """The files at the front that could not be read: each has its line too."""
    while under_way and under_way[0].error:
        source = under_way.popleft()
        yield [_unreadable(source)], source


def _lines(answers: list[MessageAnswer]) -> list[Any]:
    return [line for message in answers for line in message.transactions]


def _part(output: OutputFiles | None, progress: Progress) -> BinaryIO | None:
    if output is None:
        return None
    part = output.part.open("r+b" if progress.files else "wb")
    part.truncate(progress.output_bytes)
    part.seek(progress.output_bytes)
    return part


def _unreadable(source: Source) -> dict[str, Any]:
    return {
        "source": str(source.path),
        "message_id": "",
        "transaction": "",
        "verdict": "refused",
        "decision": "",
        "matches": [],
        "grounds": [],
        "reason": source.error,
        "position": 0,
        "policy": "",
    }


def _sync(part: BinaryIO) -> None:
    part.flush()
    os.fsync(part.fileno())
