"""Alert: what new evidence makes of one thing decided before. Case: all alerts about one customer and one entity."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import msgspec

from watchgate.model.decision import Decision, Match, Verdict


class Subject(StrEnum):
    """What was looked at again: a payment of the past, or a customer of the base."""

    PAYMENT = "payment"
    CUSTOMER = "customer"


class AlertClass(StrEnum):
    """What it means that the answer is another one now.

    BREACH: the ground was in force when the payment was executed. BEFORE: it was executed earlier than that. OPEN: it
    is not executed yet and is held now; of a customer: the relation lasts. RELEASE: nothing of this entity stands
    against it any more; a proposal, nothing is released by it.
    """

    BREACH = "breach"
    BEFORE = "before"
    OPEN = "open"
    RELEASE = "release"


class Side(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the two answers that stand side by side: what the evidence at `position` says.

    `decided_at`: UTC microseconds. `number`, `decision`: its place in the history and its sha256, where it is kept
    there; what would be decided, and is only proposed, has none.
    """

    verdict: Verdict
    position: int
    decided_at: int = 0
    rule: str = ""
    reason: str = ""
    matches: tuple[Match, ...] = ()
    number: int = 0
    decision: str = ""


def side_of(decision: Decision, number: int = 0) -> Side:
    """A decision as one side; `number` where the history keeps it."""
    return Side(
        verdict=decision.verdict,
        position=decision.position,
        decided_at=decision.decided_at,
        rule=decision.rule,
        reason=decision.reason,
        matches=decision.matches,
        number=number,
        decision=decision.sha256 if number else "",
    )


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing of the past (`subject`, `target`), one entity, one delivery: never told twice.

    `target`: the number of the decision, or of the customer's row. `delivery`: the position of the evidence that
    raised it. `customer`: the own customer's number, empty where the record names none; `party`: who of the record
    was met, as written. `before` and `after`: what was known and what is. `lists`: the datasets it stands on.
    `number`, `at` (UTC microseconds) and `case` are given by the history, 0 in a draft. `erased`: the record is gone,
    and with it whom it was about and both sides.
    """

    subject: Subject
    target: int
    delivery: int
    entity_id: str
    kind: AlertClass
    before: Side | None
    after: Side | None
    customer: str = ""
    party: str = ""
    lists: tuple[str, ...] = ()
    number: int = 0
    at: int = 0
    case: int = 0

    @property
    def erased(self) -> bool:
        """Whether only its place is left."""
        return self.after is None


class Outcome(StrEnum):
    """What came of a case."""

    TRUE_MATCH = "true match"
    FALSE_MATCH = "false match"
    RELEASED = "released"
    OTHER = "other"


class CaseState(StrEnum):
    """CLOSING: somebody proposed to close it, and a second person has not agreed yet."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Assigned(msgspec.Struct, frozen=True, tag="assigned"):
    """Somebody is to look at it."""

    author: str
    to: str


class Noted(msgspec.Struct, frozen=True, tag="noted"):
    """What somebody wrote down."""

    author: str
    text: str


class ClosingProposed(msgspec.Struct, frozen=True, tag="closing proposed"):
    """One person is done with it."""

    author: str
    outcome: Outcome
    reason: str


class Closed(msgspec.Struct, frozen=True, tag="closed"):
    """A second person agreed."""

    author: str


class Reopened(msgspec.Struct, frozen=True, tag="reopened"):
    """It is open again: somebody wants so, or a new alert came in (`author` empty)."""

    author: str
    reason: str


CaseAct: TypeAlias = Assigned | Noted | ClosingProposed | Closed | Reopened


class CaseEvent(msgspec.Struct, frozen=True):
    """An act on a case with its number and instant (UTC microseconds); None once it was erased."""

    number: int
    case: int
    at: int
    act: CaseAct | None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """All alerts about one customer and one entity: one piece of work, however many payments there were.

    `customer`: the own customer's number; where records name none, `party` alone says who it is about. `alerts`: how
    many of each class. `newest_at`: of the last alert. Both names are empty once all its records were erased.
    """

    number: int
    customer: str
    party: str
    entity_id: str
    opened_at: int
    newest_at: int
    state: CaseState
    assignee: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    alerts: dict[AlertClass, int] = msgspec.field(default_factory=dict)
