"""Who works jobs off cannot be started, or fails before it begins one: it is tried again, ever more seldom."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchgate.api import jobs_process
from watchgate.api.jobs import Jobs, LoadTask
from watchgate.api.jobs_process import JobsProcess
from watchgate.api.settings import Settings

TASK = LoadTask(files=("a",), formats=(), date=None, accept_shrink=False, grade="C3", tlp="CLEAR")


class Child:
    """A process that has ended."""

    stdin = None

    def __init__(self, code: int) -> None:
        self._code = code

    def wait(self, _seconds: float | None = None) -> int:
        return self._code

    def kill(self) -> None:
        """There is nothing to end."""


def started(home: Path, monkeypatch: pytest.MonkeyPatch, begin: Callable[[int, Jobs], Child]) -> list[float]:
    """The seconds that were waited, with a job there is, until `begin` (told how often it was asked) has it done."""
    jobs, done = Jobs(home / "jobs"), threading.Event()
    waited: list[float] = []
    asked: list[int] = []
    jobs.add(TASK, "somebody")

    def popen(*_: Any, **__: Any) -> Child:
        asked.append(1)
        found = begin(len(asked), jobs)
        if jobs.next() is None:
            done.set()
        return found

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(jobs_process, "AGAIN_S", 0.001)
    monkeypatch.setattr(jobs_process, "AGAIN_MOST_S", 0.004)
    process = JobsProcess(Settings(home=home), jobs)
    wait = process._stopping.wait

    def counted(seconds: float) -> bool:
        waited.append(seconds)
        return wait(seconds)

    monkeypatch.setattr(process._stopping, "wait", counted)
    process.start()
    assert done.wait(20)
    process.stop()
    return waited


def ended(jobs: Jobs) -> Child:
    for one in jobs.every():
        (jobs.folder / f"{one.id}.json").unlink()
    return Child(0)


def test_a_process_that_cannot_be_started_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(times: int, jobs: Jobs) -> Child:
        if times < 3:
            raise OSError(24, "Too many open files")
        return ended(jobs)

    assert started(tmp_path, monkeypatch, begin) == [0.001, 0.002]


def test_one_that_fails_again_and_again_is_started_ever_more_seldom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = started(tmp_path, monkeypatch, lambda times, jobs: ended(jobs) if times == 6 else Child(1))
    assert waited == [0.001, 0.002, 0.004, 0.004, 0.004]
