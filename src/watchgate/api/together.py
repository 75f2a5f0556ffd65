"""Small payments that are there at once are decided at once.

Each would find the processor's caches cold, because comparing names and texts fills them with other tables: reading one
message takes a quarter of the time where another was read before it. So whoever comes while others are being decided
waits for them, and then is decided with all who came meanwhile, in one bunch and one commit. Who comes alone waits for
nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from watchgate.api.work import Workers
from watchgate.gate.service import Gate, Input
from watchgate.gate.service_answers import MessageAnswer

MOST = 16
"""Decided at once: the first of them waits for the last."""
ROUNDS = 2
"""Turns of the event loop before they are decided: a request that has arrived is known after one, its body after
another."""


class Together:
    """Of one event loop; decides in its thread."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._waiting: deque[_Waiting] = deque()
        self._due = False

    async def decide(self, gate: Gate, one: Input) -> list[MessageAnswer] | None:
        """As `Gate.decide_bytes`; None where the evidence at hand is behind the ledger, so that it may take longer."""
        waiting = _Waiting(gate, one, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if not self._due:
            self._due = True
            self._soon(ROUNDS)
        return await waiting.answers

    def _soon(self, rounds: int) -> None:
        loop = asyncio.get_running_loop()
        if rounds:
            loop.call_soon(self._soon, rounds - 1)
        else:
            loop.call_soon(self._work)

    def _work(self) -> None:
        bunch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        self._due = bool(self._waiting)
        if self._due:
            self._soon(ROUNDS)
        # Whoever has gone away meanwhile is not decided: nothing was answered, and nothing is kept.
        bunch = [one for one in bunch if not one.answers.done()]
        if bunch:
            self._workers.here(lambda: _decide(bunch))


class _Waiting(NamedTuple):
    """One request until it is answered."""

    gate: Gate
    input: Input
    answers: asyncio.Future[list[MessageAnswer] | None]


def _decide(bunch: list[_Waiting]) -> None:
    gate = bunch[0].gate
    try:
        if not gate.is_current():
            for one in bunch:
                one.answers.set_result(None)
            return
        found = list(gate.decide_many([one.input for one in bunch], current=True))
    except Exception as error:
        if len(bunch) == 1:
            bunch[0].answers.set_exception(error)
            return
        # Whoever caused it, the others are not to be refused for it.
        for one in bunch:
            _decide([one])
        return
    for one, answers in zip(bunch, found, strict=True):
        one.answers.set_result(answers)
