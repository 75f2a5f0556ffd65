"""Decisions on what was not compared at all: it is held or refused, and never passes."""

from __future__ import annotations

from watchgate.gate.decide import rules
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.model.clock import MICROSECONDS
from watchgate.model.decision import Decision, Verdict, sealed
from watchgate.model.policy import Policy
from watchgate.model.record import Message, NotCompared, Outcome, Record
from watchgate.risk.version import engine_version


def decide_unread(message: Message, policy: Policy, *, decided_at: int, position: int) -> Decision:
    """UNSUPPORTED (held) or REFUSED (not processed) for a message without records; `position` as it was then."""
    if message.outcome is Outcome.READ:
        raise ValueError("a message that was read is decided record by record")
    unsupported = message.outcome is Outcome.UNSUPPORTED
    where = f" at {message.element}" if message.element else ""
    start = "held: messages of this type are not compared" if unsupported else f"refused: it cannot be read{where}"
    return sealed(
        Decision(
            record_id=message.bytes_sha256,
            verdict=Verdict.UNSUPPORTED if unsupported else Verdict.REFUSED,
            decided_at=decided_at,
            position=position,
            policy_sha256=policy.sha256,
            engine=engine_version(),
            weights=weights_of_decisions(),
            not_compared=(NotCompared(message.element, message.reason or "nothing in it was compared"),),
            rule=rules.UNSUPPORTED if unsupported else rules.REFUSED,
            reason=f"{start}: {message.reason}" if message.reason else start,
        )
    )


def decide_failed(
    record: Record, policy: Policy, *, decided_at: int, position: int, exceptions_position: int, why: str
) -> Decision:
    """HOLD for a record whose comparison failed (`why`: one sentence): a state to be tried again, never a pass.

    `why` is kept as `lag`: an input like the others, so that the same decision can be made again.
    """
    rail = policy.rails.get(record.rail)
    seconds = rail.hold_seconds if rail is not None else None
    return sealed(
        Decision(
            record_id=record.id,
            verdict=Verdict.HOLD,
            decided_at=decided_at,
            position=position,
            policy_sha256=policy.sha256,
            engine=engine_version(),
            weights=weights_of_decisions(),
            exceptions_position=exceptions_position,
            lag=why,
            not_compared=(*record.not_compared, NotCompared("", "nothing in it was compared")),
            warnings=(why,),
            rule=rules.FAILED,
            reason=f"held: it could not be compared: {why}",
            hold_until=decided_at + round(seconds * MICROSECONDS) if seconds is not None else None,
            after_hold=rail.after_hold if rail is not None and seconds is not None else "",
        )
    )
