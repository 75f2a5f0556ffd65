"""Replay, the half that compares: tasks out to a fresh process, hashes back, and only then the stored ones."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import chain, pairwise
from pathlib import Path

import msgspec

from watchgate.gate.decide import rules
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.history.entry import Stored
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History
from watchgate.gate.service_lanes import side_by_side
from watchgate.gate.service_replay import Made, Redone, Task, Terms
from watchgate.model.errors import WatchgateError
from watchgate.risk.version import engine_version

READ_AT_ONCE = 500
"""Decisions read for each piece of work given to the other process."""
MANY = 5_000
"""Decisions from which on there are as many processes as processors: each reads the evidence for itself, in seconds."""


class Outcome(StrEnum):
    """What came of one. SAME: the same sha256. ENGINE_GONE: made by code that is not installed here any more."""

    SAME = "same"
    DIFFERS = "differs"
    ERASED = "erased"
    ENGINE_GONE = "engine gone"
    FAILED = "failed"


class Replayed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision and what came of it. `sha256`: what it is now; `detail`: one sentence where it is not the same."""

    number: int
    outcome: Outcome
    stored: str
    sha256: str = ""
    detail: str = ""


Compare = Callable[[Terms, Iterable[Task]], Iterator[Redone]]


def replay_stored(
    history: History, home: Path, numbers: Iterable[int] | None = None, *, compare: Compare | None = None
) -> Iterator[Replayed]:
    """Every decision (or those of `numbers`) made again, policy by policy in ascending order of position.

    `compare` stands in for the fresh process in tests.
    """
    order = _order(history, numbers)
    terms = _terms(history, home)
    if compare is not None or len(order) < MANY:
        yield from _replayed(history, order, terms, compare or _in_fresh_process)
        return
    lanes = [_replayed(history, part, terms, _in_fresh_process) for part in _parts(order, max(1, os.cpu_count() or 1))]
    yield from side_by_side(lanes)


def _parts(order: list[int], count: int) -> list[list[int]]:
    """As many stretches of the same length: evidence moves forward only, in each process by itself."""
    ends = [len(order) * one // count for one in range(count + 1)]
    return [order[start:end] for start, end in pairwise(ends) if start < end]


def _replayed(history: History, order: list[int], terms: Terms, compare: Compare) -> Generator[Replayed, None, None]:
    """Those of `order`, by one process."""
    waiting: dict[int, str] = {}
    settled: list[Replayed] = []

    def tasks() -> Iterator[Task]:
        for start in range(0, len(order), READ_AT_ONCE):
            for stored in stored_of(history, order[start : start + READ_AT_ONCE]):
                outcome = _not_possible(stored, terms)
                if outcome is not None:
                    settled.append(outcome)
                else:
                    waiting[stored.number] = stored.sha256
                    yield task_of(history, stored)

    for redone in compare(terms, tasks()):
        while settled:
            yield settled.pop(0)
        yield _compared(redone, waiting.pop(redone.number))
    yield from settled
    for number, sha256 in waiting.items():
        yield Replayed(number, Outcome.FAILED, sha256, detail="it was not answered")


def _order(history: History, numbers: Iterable[int] | None) -> list[int]:
    """By policy and position: evidence moves forward only, and belongs to one policy."""
    rows = history.read(
        lambda connection: connection.execute(
            "SELECT d.number, b.policy, b.position FROM decision d JOIN basis b ON b.key = d.basis"
        ).fetchall()
    )
    wanted = None if numbers is None else set(numbers)
    found = [(int(row[1]), int(row[2]), int(row[0])) for row in rows if wanted is None or row[0] in wanted]  # type: ignore[arg-type]
    return [number for _, _, number in sorted(found)]


def stored_of(history: History, numbers: list[int]) -> list[Stored]:
    """Those decisions, in this order."""
    marks = ",".join("?" * len(numbers))
    found = history.read(
        lambda connection: list(history.reading.where(connection, f"d.number IN ({marks})", tuple(numbers)))
    )
    by_number = {one.number: one for one in found}
    return [by_number[number] for number in numbers if number in by_number]


def _not_possible(stored: Stored, terms: Terms) -> Replayed | None:
    if stored.record is None or stored.decision is None:
        return Replayed(stored.number, Outcome.ERASED, stored.sha256, detail="the record was erased")
    there = {one.id for one in terms.exceptions[stored.exceptions_position]}
    for match in stored.decision.matches:
        for relied_on in {match.waived_by, match.confirmed_by} - {""}:
            if relied_on not in there:
                said = f"the exception {relied_on[:12]} it relied on was erased with its party"
                return Replayed(stored.number, Outcome.ERASED, stored.sha256, detail=said)
    here = (engine_version(), weights_of_decisions())
    if (stored.engine, stored.weights) != here:
        said = f"made by {stored.engine} with weights {stored.weights}; here are {here[0]} with weights {here[1]}"
        return Replayed(stored.number, Outcome.ENGINE_GONE, stored.sha256, detail=said)
    return None


def task_of(history: History, stored: Stored) -> Task:
    """What a decision that was not erased is made again from, without the decision."""
    assert stored.record is not None
    assert stored.decision is not None
    conflict = ""
    if stored.conflict is not None:
        conflict = history.get(str(stored.conflict)).sha256
    return Task(
        number=stored.number,
        record=stored.record,
        message=stored.message,
        policy=stored.policy_sha256,
        position=stored.position,
        decided_at=stored.decided_at,
        exceptions_position=stored.exceptions_position,
        lag=stored.decision.lag,
        failed=stored.decision.rule == rules.FAILED,
        conflict=conflict,
        previous=stored.decision.previous,
    )


def _terms(history: History, home: Path) -> Terms:
    log = ExceptionsLog(history)
    rows = history.read(
        lambda connection: connection.execute(
            "SELECT DISTINCT y.sha256, b.exceptions FROM basis b JOIN policy y ON y.key = b.policy"
        ).fetchall()
    )
    policies = {str(row[0]): history.policy(str(row[0])) for row in rows}
    positions = sorted({int(row[1]) for row in rows})  # type: ignore[arg-type]
    return Terms(str(home), policies, {position: tuple(log.at(position)) for position in positions})


def _compared(redone: Redone, stored: str) -> Replayed:
    if redone.error:
        return Replayed(redone.number, Outcome.FAILED, stored, detail=redone.error)
    if redone.sha256 == stored:
        return Replayed(redone.number, Outcome.SAME, stored, redone.sha256)
    return Replayed(redone.number, Outcome.DIFFERS, stored, redone.sha256, "the decision made again is another one")


def _in_fresh_process(terms: Terms, tasks: Iterable[Task]) -> Iterator[Redone]:
    waiting = iter(tasks)
    first = next(waiting, None)
    if first is None:
        return
    tasks = chain((first,), waiting)
    child = subprocess.Popen(
        [sys.executable, "-m", "watchgate.gate.service_replay"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": "random"},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    broken: list[Exception] = []
    feeding = threading.Thread(target=_feed, args=(child, terms, tasks, broken), daemon=True)
    feeding.start()
    try:
        made = child.stdout.readline()
        here = Made(engine_version(), weights_of_decisions())
        if made and msgspec.json.decode(made, type=Made) != here:
            raise WatchgateError("Watchgate was changed while this command began", hint="start it again")
        for line in child.stdout:
            yield msgspec.json.decode(line, type=Redone)
    finally:
        child.stdout.close()
        if child.poll() is None:
            child.terminate()
        code = child.wait()
        feeding.join()
    if broken:
        raise broken[0]
    if code not in (0, -15):
        raise WatchgateError(f"the process that decides again ended with {code}", hint="look at what it wrote above")


def _feed(child: subprocess.Popen[bytes], terms: Terms, tasks: Iterable[Task], broken: list[Exception]) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(msgspec.json.encode(terms) + b"\n")
        for task in tasks:
            child.stdin.write(msgspec.json.encode(task) + b"\n")
    except BrokenPipeError:
        pass  # its exit code says what happened
    except Exception as error:
        broken.append(error)
    finally:
        with suppress(BrokenPipeError):
            child.stdin.close()
