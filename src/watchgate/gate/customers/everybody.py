"""A full screening: everybody compared with the evidence as it is now, in several processes on one history.

Ended at any instant it goes on where it stopped, because what was compared is noted row by row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import msgspec

from watchgate.gate.customers.screening import AT_ONCE, Screening, basis_of
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.history.customer_answers import CustomerAnswers, Due
from watchgate.gate.history.history import History, open_history
from watchgate.gate.worker import working
from watchgate.ledger.open import open_ledger
from watchgate.model.alert import AlertClass
from watchgate.model.clock import MICROSECONDS, Clock, now_us
from watchgate.model.errors import WatchgateError
from watchgate.model.policy import Policy
from watchgate.model.policy_file import load_policy

AHEAD = 4
"""Pieces a worker that are handed out ahead."""
LASTS_S = 86_400
"""An interrupted screening older than this begins anew: what it compared first is a day old."""

Progress = Callable[[int, int], None]
"""(customers compared, of how many)."""
Counts = dict[AlertClass, int]


class Screened(msgspec.Struct, frozen=True, kw_only=True):
    """`customers` were compared at `position`. `resumed`: others had been, by a run that was interrupted."""

    customers: int
    position: int
    alerts: Counts
    resumed: bool


class Setting(msgspec.Struct, frozen=True):
    """What a worker needs to be one."""

    home: str
    policy_file: str | None
    policy: str
    position: int


def screen_everybody(
    home: Path,
    history: History,
    policy: Policy,
    *,
    position: int,
    policy_file: Path | None = None,
    workers: int = 1,
    clock: Clock = now_us,
    progress: Progress | None = None,
) -> Screened:
    """Compare every customer. `position`: the ledger's, as it is now; `policy_file`: where workers find the policy;
    `clock`: of a worker in this process."""
    answers = CustomerAnswers(history)
    began = answers.run_began()
    now = history.clock()
    resumed = began > now - LASTS_S * MICROSECONDS
    if not resumed:
        began = now
        answers.run(began)
    due = Due(basis=basis_of(answers, policy), cutoff=began)
    total = answers.count_due(due)
    setting = Setting(str(home), str(policy_file) if policy_file is not None else None, policy.sha256, position)
    done, alerts = 0, dict.fromkeys(AlertClass, 0)
    begin = partial(Worker, setting, clock) if workers == 1 else partial(Worker, setting)
    with working(begin, _screened, workers) as screen:
        for keys, found in _in_order(screen, _pieces(answers, due), workers * AHEAD):
            done += len(keys)
            for kind, count in found.items():
                alerts[kind] += count
            if progress is not None:
                progress(done, total)
    answers.run(0)
    raised = {kind: count for kind, count in alerts.items() if count}
    return Screened(customers=done, position=position, alerts=raised, resumed=resumed)


def _pieces(answers: CustomerAnswers, due: Due) -> Iterator[list[int]]:
    after = 0
    while keys := answers.due(due, after, AT_ONCE):
        yield keys
        after = keys[-1]


def _in_order(
    screen: Callable[[list[int]], Future[Counts]], pieces: Iterator[list[int]], ahead: int
) -> Iterator[tuple[list[int], Counts]]:
    under_way: deque[tuple[list[int], Future[Counts]]] = deque()
    for keys in pieces:
        under_way.append((keys, screen(keys)))
        if len(under_way) >= ahead:
            first, future = under_way.popleft()
            yield first, future.result()
    while under_way:
        first, future = under_way.popleft()
        yield first, future.result()


class Worker:
    """Ledger and history of its own, and the evidence at one position."""

    def __init__(self, setting: Setting, clock: Clock = now_us) -> None:
        home = Path(setting.home)
        policy = load_policy(Path(setting.policy_file) if setting.policy_file else None, home=home)
        if policy.sha256 != setting.policy:
            raise WatchgateError("the policy was changed while customers were being screened", hint="start again")
        self._ledger = open_ledger(home)
        self._history = open_history(home, clock=clock)
        evidence = Evidence.at(self._ledger, policy, setting.position, views=home / "views")
        self._screening = Screening(evidence, self._history, policy, self._history.clock)

    def screen(self, keys: list[int]) -> Counts:
        """Compare these rows; how many alerts that raised."""
        raised = self._screening.screen(keys)
        return {kind: sum(one.kind is kind for one in raised) for kind in AlertClass}

    def close(self) -> None:
        """Let go of the files."""
        self._history.close()
        self._ledger.close()


def _screened(worker: Worker, keys: list[int]) -> Counts:
    return worker.screen(keys)
