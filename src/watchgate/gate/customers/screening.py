"""Screening: rows of the base compared with the evidence at one position, and what came of them kept."""

from __future__ import annotations

from collections.abc import Collection

from watchgate.gate.customers.comparing import changes, compared
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.gate.history.customer_answers import CustomerAnswers, Found
from watchgate.gate.history.customer_base import CustomerBase
from watchgate.gate.history.exceptions_log import ExceptionsLog
from watchgate.gate.history.history import History
from watchgate.model.alert import Alert
from watchgate.model.clock import Clock
from watchgate.model.customer import CustomerAnswer
from watchgate.model.policy import Policy
from watchgate.risk.version import engine_version

AT_ONCE = 500
"""Rows that are read and kept together."""


class Screening:
    """Under one policy. Not thread-safe."""

    def __init__(self, evidence: Evidence, history: History, policy: Policy, clock: Clock) -> None:
        self.evidence = evidence
        self.answers = CustomerAnswers(history)
        self.basis = basis_of(self.answers, policy)
        self._base = CustomerBase(history)
        self._exceptions = ExceptionsLog(history)
        self._policy = policy
        self._clock = clock
        self.met: dict[int, frozenset[str]] = {}
        """Of the rows that were compared here and call for a look: the entities they met."""

    def screen(self, keys: Collection[int]) -> list[Alert]:
        """Compare these rows and keep what came of it; the alerts that were raised."""
        rows = self._base.rows(keys)
        exceptions = self._exceptions.at()
        at = self._clock()
        partly: list[int] = []
        found: list[Found] = []
        with self.evidence.lock:
            position = self.evidence.position
            for row in rows:
                now = compared(row.customer, self.evidence, self._policy, exceptions, at)
                before = self._last(row.answer)
                if now.not_compared:
                    partly.append(row.key)
                other = changes(row, before, now, self.evidence)
                if other is not None:
                    found.append(other)
                if now.known_by:
                    self.met[row.key] = frozenset(now.known_by)
                else:
                    self.met.pop(row.key, None)
        return self.answers.record(
            [row.key for row in rows], position=position, at=at, basis=self.basis, partly=partly, found=found
        )

    def _last(self, number: int | None) -> CustomerAnswer | None:
        return self.answers.answer(number) if number is not None else None


def basis_of(answers: CustomerAnswers, policy: Policy) -> int:
    """The number of this policy with the engine that is installed."""
    return answers.basis(policy.sha256, engine_version(), weights_of_decisions())
