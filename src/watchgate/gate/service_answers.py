"""What the gate answers: one line a transaction, and what they come to for each message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from watchgate.gate.history.entry import Kept
from watchgate.model.clock import iso
from watchgate.model.decision import Decision, Match, Verdict
from watchgate.model.ground import Ground
from watchgate.model.record import Message, Record

GRAVEST = (Verdict.REFUSED, Verdict.UNSUPPORTED, Verdict.STOP, Verdict.HOLD, Verdict.PASS)
"""A message is what its gravest transaction is; the others may still go their way."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One transaction. `decision`: the sha256 under which it is found again, `number` its place in the history.

    `matches`: whom of the record the evidence met, `grounds`: why those are of concern, each once. `repeated`: these
    bytes were decided before, and nothing that touches them has changed. `previous`: the sha256 of the decision this
    one takes the place of. `conflict`: the number of the first decision of other bytes under the same ids.
    """

    source: str
    kind: str
    sender: str
    message_id: str
    transaction: str
    verdict: Verdict
    rule: str
    reason: str
    matches: tuple[Match, ...]
    grounds: tuple[Ground, ...]
    decision: str
    number: int
    record: str
    decided_at: str
    position: int
    policy: str
    warnings: tuple[str, ...] = ()
    hold_until: str | None = None
    after_hold: str = ""
    decide_again_on: str = ""
    repeated: bool = False
    previous: str = ""
    conflict: int = 0


class MessageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `verdict`: the gravest of its transactions; `counts` of each verdict. `reason` where it was not
    read."""

    source: str
    kind: str
    sender: str
    message_id: str
    verdict: Verdict
    counts: dict[Verdict, int]
    transactions: tuple[Answer, ...]


def answer(source: str, record: Record, kept: Kept) -> Answer:
    """The line for one transaction."""
    decision = kept.decision
    return Answer(
        source=source,
        kind=record.kind,
        sender=record.sender,
        message_id=record.message_id,
        transaction=record.transaction_id or f"#{record.ordinal + 1}",
        verdict=decision.verdict,
        rule=decision.rule,
        reason=decision.reason,
        matches=decision.matches,
        grounds=grounds_of(decision),
        decision=decision.sha256,
        number=kept.number,
        record=decision.record_id,
        decided_at=iso(decision.decided_at),
        position=decision.position,
        policy=decision.policy_sha256,
        warnings=decision.warnings,
        hold_until=None if decision.hold_until is None else iso(decision.hold_until),
        after_hold=decision.after_hold,
        decide_again_on=decision.decide_again_on,
        repeated=kept.repeated,
        previous=decision.previous,
        conflict=kept.conflict,
    )


def message_answer(source: str, message: Message, answers: Sequence[Answer]) -> MessageAnswer:
    """The roll-up of one message."""
    counts = _counts([one.verdict for one in answers])
    return MessageAnswer(
        source=source,
        kind=message.kind,
        sender=message.sender,
        message_id=message.message_id,
        verdict=next(iter(counts), Verdict.REFUSED),
        counts=counts,
        transactions=tuple(answers),
    )


def _counts(verdicts: Sequence[Verdict]) -> dict[Verdict, int]:
    """How many there are of each, the gravest first."""
    if len(verdicts) == 1:
        return {verdicts[0]: 1}
    found = Counter(verdicts)
    return {verdict: found[verdict] for verdict in GRAVEST if verdict in found}


def grounds_of(decision: Decision) -> tuple[Ground, ...]:
    """The grounds of all matches that call for something, each once."""
    if not decision.matches:
        return ()
    counting = [one for one in decision.matches if one.effect is not Verdict.PASS]
    return tuple(dict.fromkeys(ground for one in counting for ground in one.grounds))
