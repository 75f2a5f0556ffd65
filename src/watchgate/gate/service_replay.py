"""Replay, the half that decides again: in a process of its own, from the ledger and the records it is given.

It is given everything a decision was made from, and no decision. The room of the history is shut before anything else
is done, so that nothing here can read one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.unread import decide_failed, decide_unread
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.service_conflict import conflicted
from watchgate.ledger.interface import Ledger
from watchgate.model.decision import Decision, sealed
from watchgate.model.exception import Exceptions, MatchException
from watchgate.model.policy import Policy
from watchgate.model.record import Message, Outcome, Record
from watchgate.risk.version import engine_version

HISTORY = "watchgate.gate.history"


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision to make again: its record and all it was made from. `conflict`, `previous`: sha256 of decisions."""

    number: int
    record: Record
    message: Message
    policy: str
    position: int
    decided_at: int
    exceptions_position: int = 0
    lag: str = ""
    failed: bool = False
    conflict: str = ""
    previous: str = ""


class Terms(msgspec.Struct, frozen=True):
    """What several decisions were made from: policies by sha256, exceptions by their position."""

    home: str
    policies: dict[str, Policy]
    exceptions: dict[int, tuple[MatchException, ...]]


class Made(msgspec.Struct, frozen=True):
    """The code that decides again: said first, so that what changed while both were started is not taken for a
    difference."""

    engine: str
    weights: str


class Redone(msgspec.Struct, frozen=True):
    """The sha256 of the decision made again; `error` says in one sentence why it could not be."""

    number: int
    sha256: str = ""
    error: str = ""


def replay(
    tasks: Iterable[Task],
    ledger: Ledger,
    policies: Mapping[str, Policy],
    exceptions: Mapping[int, tuple[MatchException, ...]],
) -> Iterator[Redone]:
    """Each task decided again. They come policy by policy, and for each in ascending order of position."""
    evidence: Evidence | None = None
    known = {position: Exceptions(items, position) for position, items in exceptions.items()}
    for task in tasks:
        policy = policies[task.policy]
        if evidence is None or evidence.policy != policy:
            evidence = Evidence.at(ledger, policy, task.position)
        try:
            evidence.catch_up(task.position)
            yield Redone(task.number, decide_again(task, evidence, policy, known[task.exceptions_position]).sha256)
        except Exception as error:
            yield Redone(task.number, error=f"{type(error).__name__}: {error}")


def decide_again(task: Task, evidence: Evidence, policy: Policy, exceptions: Exceptions) -> Decision:
    """The task decided, under its own policy or another; `evidence` stands at its position and is of that policy."""
    if evidence.position != task.position:
        raise ValueError(f"the evidence stands at {evidence.position}, the decision was made at {task.position}")
    if task.message.outcome is not Outcome.READ:
        decision = decide_unread(task.message, policy, decided_at=task.decided_at, position=task.position)
    elif task.failed:
        decision = decide_failed(
            task.record,
            policy,
            decided_at=task.decided_at,
            position=task.position,
            exceptions_position=task.exceptions_position,
            why=task.lag,
        )
    else:
        decision = decide(task.record, evidence, policy, exceptions, decided_at=task.decided_at, lag=task.lag)
    if task.conflict:
        decision = conflicted(decision, task.conflict)
    return sealed(msgspec.structs.replace(decision, previous=task.previous)) if task.previous else decision


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Read the terms and then tasks, one JSON line each, and write one line for each task."""
    sys.modules[HISTORY] = None  # type: ignore[assignment]
    from watchgate.ledger.open import open_ledger

    terms = msgspec.json.decode(source.readline(), type=Terms)
    decoder = msgspec.json.Decoder(Task)
    ledger = open_ledger(Path(terms.home))
    try:
        tasks = (decoder.decode(line) for line in iter(source.readline, b""))
        target.write(msgspec.json.encode(Made(engine_version(), weights_of_decisions())) + b"\n")
        for redone in replay(tasks, ledger, terms.policies, terms.exceptions):
            target.write(msgspec.json.encode(redone) + b"\n")
            target.flush()
    finally:
        ledger.close()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
