"""Record -> Decision: pure. The same record, position, policy, exceptions and instant give the same bytes.

A name holds; a stop needs a binding ground and certain identity. What could not be compared never passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from watchgate.gate.decide import rules, sentence
from watchgate.gate.decide.doubts import blind, not_compared
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.lists import ListDoubt
from watchgate.gate.decide.matching import Matching
from watchgate.gate.decide.version import weights_of_decisions
from watchgate.model.clock import MICROSECONDS, iso
from watchgate.model.decision import Decision, Match, Verdict, sealed
from watchgate.model.exception import NO_EXCEPTIONS, Exceptions
from watchgate.model.policy import Policy, Rail
from watchgate.model.record import Record
from watchgate.risk.version import engine_version


class Cause(NamedTuple):
    """Why it holds or passes: a rule and what a person reads."""

    rule: str
    reason: str


def decide(
    record: Record,
    evidence: Evidence,
    policy: Policy,
    exceptions: Exceptions = NO_EXCEPTIONS,
    *,
    decided_at: int,
    lag: str = "",
    previous: str = "",
) -> Decision:
    """The decision on `record` under the law of `decided_at` (UTC microseconds).

    `lag`: why the evidence is behind the ledger (`Evidence.behind`), kept in the decision since no evidence tells it
    later. `previous`: the sha256 of the decision that this one takes the place of.
    """
    with evidence.lock:
        position = evidence.position
        matching = Matching(record, evidence, policy, exceptions, decided_at)
        matches = matching.matches()
        list_doubts = evidence.list_doubts(decided_at)
    heavy = tuple(dict.fromkeys(matching.too_heavy))
    rail = policy.rails.get(record.rail)
    open_ones = [one for one in matches if one.effect is not Verdict.PASS]
    causes = list(_causes(record, policy, rail, list_doubts, lag))
    causes += [Cause(rules.FAILED, f"{one.element or 'a text'} was not compared: {one.reason}") for one in heavy]
    verdict, cause = _verdict(open_ones, matches, causes, policy, position)
    later = _later(record, decided_at)
    held = verdict is Verdict.HOLD and rail is not None and rail.hold_seconds is not None
    reason = cause.reason + (f"; it is decided again at its execution on {later}" if later else "")
    return sealed(
        Decision(
            record_id=record.id,
            verdict=verdict,
            decided_at=decided_at,
            position=position,
            policy_sha256=policy.sha256,
            engine=engine_version(),
            weights=weights_of_decisions(),
            exceptions_position=exceptions.position,
            lag=lag,
            matches=matches,
            not_compared=(*not_compared(record, policy), *heavy, *dict.fromkeys(matching.untraced)),
            warnings=(*((lag,) if lag else ()), *(one.sentence for one in list_doubts)),
            rule=cause.rule,
            reason=reason,
            hold_until=decided_at + round((rail.hold_seconds or 0) * MICROSECONDS) if held and rail else None,
            after_hold=rail.after_hold if held and rail else "",
            decide_again_on=later,
            previous=previous,
        )
    )


def _verdict(
    open_ones: Sequence[Match], matches: Sequence[Match], causes: Sequence[Cause], policy: Policy, position: int
) -> tuple[Verdict, Cause]:
    if open_ones:
        stopping = [one for one in open_ones if one.effect is Verdict.STOP]
        verdict = Verdict.STOP if stopping else Verdict.HOLD
        leading = max(stopping or open_ones, key=lambda one: one.score)
        ground = sentence.leading_ground(leading, policy)
        said = sentence.of_matches(verdict, leading, ground, len(open_ones) - 1)
        also = "".join(f"; also {one.reason}" for one in causes)
        return verdict, Cause(f"{verdict}_{ground.kind}", said + also)
    if causes:
        return Verdict.HOLD, Cause(causes[0].rule, "held: " + "; also ".join(one.reason for one in causes))
    met = [one for one in matches if one.score]
    rule = rules.NOT_FOUND if not met else rules.WAIVED if any(one.waived_by for one in met) else rules.SHOWN
    return Verdict.PASS, Cause(rule, sentence.not_found(position, matches))


def _causes(
    record: Record, policy: Policy, rail: Rail | None, list_doubts: Sequence[ListDoubt], lag: str
) -> list[Cause]:
    """Why it may not pass even if nobody was found, the gravest first."""
    found = []
    if not policy.authorities:
        found.append(Cause(rules.NO_AUTHORITY, "the policy names no authority whose law is in force here"))
    if rail is None:
        found.append(Cause(rules.UNKNOWN_RAIL, f"the policy knows no rail {record.rail!r}"))
    if lag:
        found.append(Cause(rules.LAG, lag))
    elsewhere = frozenset(rail.not_in_flight) if rail is not None else frozenset()
    found += [
        Cause(rules.LIST_MISSING if one.missing else rules.LIST_STALE, one.sentence)
        for one in list_doubts
        if one.binds and not one.datasets <= elsewhere
    ]
    nothing = blind(record)
    if nothing:
        found.append(Cause(rules.NOTHING_COMPARED, nothing))
    return found


def _later(record: Record, decided_at: int) -> str:
    """The execution date, where it is later than the day of the decision (UTC)."""
    date = record.execution_date or ""
    return date if date > iso(decided_at)[:10] else ""
