"""Who decides the files of a run: this process, or several of its own kind that share one home."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from watchgate.cli.gate_files import Source, sources
from watchgate.cli.gate_summary import Summary
from watchgate.gate.worker import working
from watchgate.model.errors import WatchgateError
from watchgate.model.policy_file import load_policy

if TYPE_CHECKING:
    from watchgate.gate.service import Gate
    from watchgate.gate.service_answers import MessageAnswer
    from watchgate.ledger.interface import Ledger

CHUNK_FILES = 64
AHEAD = 4
"""Chunks a worker that are under way: bounds the memory."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a worker finds everything, and what it decides by."""

    home: str
    policy_file: str | None
    policy: str
    rail: str | None


class FileAnswer(msgspec.Struct, frozen=True):
    """The output lines of one file, and what they come to."""

    path: Path
    lines: bytes
    summary: Summary


def answers(setting: Setting, paths: list[Path], workers: int, ledger: Ledger) -> Iterator[FileAnswer]:
    """One answer a file, in order. `ledger`: the one that is open here already, for one worker."""
    if workers == 1:
        worker = Worker(setting, ledger)
        try:
            yield from worker.answers(paths)
        finally:
            worker.close()
        return
    with working(partial(Worker, setting), _listed, workers) as answer:
        under_way: deque[Future[list[FileAnswer]]] = deque()
        for start in range(0, len(paths), CHUNK_FILES):
            under_way.append(answer(paths[start : start + CHUNK_FILES]))
            if len(under_way) >= workers * AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()


class Worker:
    """A gate of its own."""

    def __init__(self, setting: Setting, ledger: Ledger | None = None) -> None:
        from watchgate.gate.service import Gate

        home = Path(setting.home)
        policy = load_policy(Path(setting.policy_file) if setting.policy_file else None, home=home)
        if policy.sha256 != setting.policy:
            raise WatchgateError("the policy was changed while payments were being decided", hint="start again")
        self._rail = setting.rail
        self._gate: Gate = Gate(home, policy, ledger=ledger)

    def answers(self, paths: list[Path]) -> Iterator[FileAnswer]:
        """One answer a file, in order; several files share a commit."""
        from watchgate.gate.service import Input

        under_way: deque[Source] = deque()

        def readable() -> Iterator[Input]:
            for source in sources(paths):
                under_way.append(msgspec.structs.replace(source, data=b""))
                if not source.error:
                    yield Input(source.data, str(source.path), self._rail)

        for found in self._gate.decide_many(readable()):
            yield from self._unread(under_way)
            yield self._answer(under_way.popleft().path, _lines(found))
        yield from self._unread(under_way)

    def close(self) -> None:
        """Let go of everything."""
        self._gate.close()

    def _unread(self, under_way: deque[Source]) -> Iterator[FileAnswer]:
        """The files at the front that could not be read: each has its line too."""
        while under_way and under_way[0].error:
            source = under_way.popleft()
            yield self._answer(source.path, [_unreadable(source)])

    def _answer(self, path: Path, lines: list[Any]) -> FileAnswer:
        summary = Summary(files=1, position=self._gate.position, policy=self._gate.policy.sha256)
        summary.count(lines)
        return FileAnswer(path, b"".join(msgspec.json.encode(line) + b"\n" for line in lines), summary)


def _lines(found: list[MessageAnswer]) -> list[Any]:
    return [line for message in found for line in message.transactions]


def _unreadable(source: Source) -> dict[str, Any]:
    return {
        "source": str(source.path),
        "message_id": "",
        "transaction": "",
        "verdict": "refused",
        "rule": "unreadable",
        "decision": "",
        "matches": [],
        "grounds": [],
        "reason": source.error,
        "position": 0,
        "policy": "",
    }


def _listed(worker: Worker, paths: list[Path]) -> list[FileAnswer]:
    return list(worker.answers(paths))
