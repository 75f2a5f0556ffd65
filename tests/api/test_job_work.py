"""A job that finds the ledger, or its chain, in others' hands, and what a job keeps of a file that is all wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from watchgate.api import job_work
from watchgate.api.job_work import REFUSED_MAX, bounded, worked_off
from watchgate.api.jobs import FetchTask, Job, Jobs, State
from watchgate.model.errors import LedgerBusyError
from watchgate.watch.lists.entry import RefusedEntry
from watchgate.watch.lists.report import FileReport, Outcome


def test_a_job_that_found_others_at_work_tells_its_results_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, said = Jobs(tmp_path / "jobs"), list[str]()
    tries = iter((True, False))

    def results(*_: Any) -> Iterator[str]:
        busy = next(tries)
        yield "first"
        if busy:
            raise LedgerBusyError("another process is loading lists")
        yield "second"

    def put(job: Job) -> None:
        said.append(job.doing)

    monkeypatch.setattr(job_work, "_results", results)
    monkeypatch.setattr(job_work, "BUSY_S", 0.0)
    monkeypatch.setattr(job_work, "KEEP_S", -1.0)
    monkeypatch.setattr(jobs, "put", put)
    job = Job(
        id="1", task=FetchTask(chain="btc-x", address="1", hops=0, grade="C2"), by="somebody", asked_at="2026-11-23"
    )
    ended = worked_off(job, jobs, None, tmp_path, threading.Event())  # type: ignore[arg-type]
    assert (ended.state, ended.results) == (State.DONE, ("first", "second"))
    assert "another process is loading lists" in said


def test_of_a_file_that_is_all_wrong_so_many_records_are_kept_and_how_many_more() -> None:
    wrong = tuple(RefusedEntry(record_id=str(number), reason="no price") for number in range(REFUSED_MAX + 1_234))
    report = FileReport(path="prices.csv", outcome=Outcome.FAILED, refused=wrong)
    *kept, last = bounded(report).refused
    assert tuple(kept) == wrong[:REFUSED_MAX]
    assert last.reason.startswith("and 1,234 more")
    few = FileReport(path="prices.csv", outcome=Outcome.LOADED, refused=wrong[:REFUSED_MAX])
    assert bounded(few) == few
