"""What another policy would have decided: past records decided again, each at its own position and instant.

The same making as a replay (`decide_again`), under another policy. Stored decisions are looked at only afterwards.
Where one was made by code that is not installed here, its record is first decided again under its own policy, so that
what differs is the policy and not the code. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.history.entry import Stored
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History
from watchgate.gate.service_replay import decide_again
from watchgate.gate.service_replaying import READ_AT_ONCE, stored_of, task_of
from watchgate.gate.validation.transitions import PolicyDiff, Tally, change_of
from watchgate.ledger.interface import Ledger
from watchgate.model.decision import Decision
from watchgate.model.exception import Exceptions
from watchgate.model.policy import Policy
from watchgate.risk.version import engine_version

Tell: TypeAlias = Callable[[int, int, int], None]
"""How many are decided again, of how many, and how many of them come out otherwise."""
Made: TypeAlias = tuple[Stored, Decision | None, str]
"""What is stored, what it is made again, and why it could not be."""


def policy_diff(
    history: History, ledger: Ledger, home: Path, policy: Policy, since_us: int, *, examples: int, tell: Tell
) -> PolicyDiff:
    """Every record decided since `since_us` (UTC microseconds) under `policy`, compared with what was decided."""
    rows = _rows(history, since_us)
    here = (engine_version(), weights_of_decisions())
    older = [row for row in rows if (row.engine, row.weights) != here]
    before = dict(_decided_as_then(history, ledger, home, older))
    tally = Tally(examples)
    numbers = [row.number for row in sorted(rows, key=lambda row: (row.position, row.number))]
    evidence: list[Evidence] = []
    for done, (stored, after, error) in enumerate(_decided(history, ledger, home, numbers, policy, evidence), 1):
        then = before.get(stored.number, stored.decision)
        if stored.decision is None:
            tally.erased += 1
        elif after is None or then is None:
            tally.failed.append((stored.number, error or "it could not be decided again by the code installed here"))
        else:
            tally.add(change_of(stored, then, after, evidence[0].datasets_of))
        tell(done, len(numbers), tally.changed)
    return tally.result(policy.sha256, since_us, made_again=len(older))


def count_since(history: History, since_us: int) -> int:
    """How many decisions there are since then."""
    return len(_rows(history, since_us))


class _Row(msgspec.Struct, frozen=True, array_like=True):
    number: int
    policy: str
    position: int
    engine: str
    weights: str


def _rows(history: History, since_us: int) -> list[_Row]:
    found = history.read(
        lambda connection: connection.execute(
            "SELECT d.number, y.sha256, b.position, b.engine, b.weights FROM decision d "
            "JOIN basis b ON b.key = d.basis JOIN policy y ON y.key = b.policy WHERE d.decided_at >= ?",
            (since_us,),
        ).fetchall()
    )
    return [msgspec.convert(row, _Row) for row in found]


def _decided_as_then(
    history: History, ledger: Ledger, home: Path, rows: Iterable[_Row]
) -> Iterator[tuple[int, Decision | None]]:
    """Those decided again under their own policy, one policy after the other."""
    by_policy: dict[str, list[_Row]] = {}
    for row in rows:
        by_policy.setdefault(row.policy, []).append(row)
    for sha256, own in sorted(by_policy.items()):
        numbers = [row.number for row in sorted(own, key=lambda row: (row.position, row.number))]
        for stored, decision, _ in _decided(history, ledger, home, numbers, history.policy(sha256), []):
            yield stored.number, decision


def _decided(
    history: History, ledger: Ledger, home: Path, numbers: Sequence[int], policy: Policy, kept: list[Evidence]
) -> Iterator[Made]:
    """In the order of the positions, which `numbers` are in. The evidence is put into `kept`, for whoever asks it."""
    log = ExceptionsLog(history)
    exceptions: dict[int, Exceptions] = {}
    for start in range(0, len(numbers), READ_AT_ONCE):
        for stored in stored_of(history, list(numbers[start : start + READ_AT_ONCE])):
            if stored.record is None or stored.decision is None:
                yield stored, None, ""
                continue
            task = task_of(history, stored)
            if not kept:
                kept.append(Evidence.at(ledger, policy, task.position, views=home / "views"))
            if task.exceptions_position not in exceptions:
                exceptions[task.exceptions_position] = log.at(task.exceptions_position)
            try:
                kept[0].catch_up(task.position)
                yield stored, decide_again(task, kept[0], policy, exceptions[task.exceptions_position]), ""
            except Exception as error:
                yield stored, None, f"{type(error).__name__}: {error}"
