"""A case through the gate: bytes, message, record, decision; nothing is written to the history.

The decision is the gate's own (`read_messages`, `decide`). Whether the planted party was met is read from the matches
and not from the verdict: where a list is too old every payment is held, and a miss would hide behind that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.records.read import read_messages
from watchgate.gate.validation.decks import CRAFT_AS_PARTY, NUMBERS, WEAK, Case
from watchgate.gate.validation.planted import FORMATS, TEXT, neutral
from watchgate.model.decision import Decision, Verdict
from watchgate.model.policy import Policy
from watchgate.model.record import Record
from watchgate.risk.names.party import score_parties

RAIL = "wire"
"""On which most is checked."""


class Outcome(StrEnum):
    """What became of the planted party. MET: the match holds or stops. SHOWN: matched, and the policy only shows it."""

    MET = "met"
    SHOWN = "shown only"
    MISSED = "missed"
    UNREAD = "could not be read"


class Tried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case and what came of it. `score`: 0-1000 against the planted entity; `cause`: why it was not met."""

    dataset: str
    class_: str = msgspec.field(name="class")
    entity_id: str
    listed: str
    text: str
    role: str
    format: str
    outcome: Outcome
    verdict: Verdict
    score: int = 0
    cause: str = ""


class Control(msgspec.Struct, frozen=True):
    """A message with nothing planted: whom it met must be nobody."""

    format: str
    verdict: Verdict
    rule: str
    met: tuple[str, ...]


class Trial:
    """One evidence, one policy, one instant (UTC microseconds), no exceptions: none is made for generated payments."""

    def __init__(self, evidence: Evidence, policy: Policy, at_us: int) -> None:
        self.evidence = evidence
        self.policy = policy
        self.at_us = at_us

    def run(self, cases: Iterable[Case]) -> Iterator[Tried]:
        """Each case through the gate."""
        for case in cases:
            yield self.one(case)

    def one(self, case: Case) -> Tried:
        """One case through the gate."""
        record, problem = _record(case.message)
        if record is None:
            return _tried(case, Outcome.UNREAD, Verdict.REFUSED, 0, problem)
        decision = self._decided(record)
        matches = [one for one in decision.matches if one.entity_id == case.entity_id]
        if not matches:
            score = self._score(record, case)
            return _tried(case, Outcome.MISSED, decision.verdict, score, self._cause(case, score))
        best = max(matches, key=lambda one: (one.effect is not Verdict.PASS, one.score))
        if best.effect is Verdict.PASS:
            return _tried(case, Outcome.SHOWN, decision.verdict, best.score, best.remark)
        return _tried(case, Outcome.MET, decision.verdict, best.score, "")

    def controls(self) -> tuple[Control, ...]:
        """The messages in which names are planted, without any."""
        found = []
        for kind in FORMATS:
            record, problem = _record(neutral(kind))
            if record is None:
                found.append(Control(kind, Verdict.REFUSED, problem, ()))
                continue
            decision = self._decided(record)
            met = tuple(dict.fromkeys(f"{one.text} -> {one.entity_id}" for one in decision.matches))
            found.append(Control(kind, decision.verdict, decision.rule, met))
        return tuple(found)

    def _decided(self, record: Record) -> Decision:
        return decide(record, self.evidence, self.policy, decided_at=self.at_us)

    def _score(self, record: Record, case: Case) -> int:
        candidate = self.evidence.party(case.entity_id)
        if candidate is None or case.plant.role == TEXT:
            return 0
        hits = (score_parties(one.party, candidate, 0) for one in record.parties if one.role == case.plant.role)
        return max((hit.score for hit in hits if hit is not None), default=0)

    def _cause(self, case: Case, score: int) -> str:
        if self.evidence.party(case.entity_id) is None:
            return "the entity is on no list any more"
        if case.plant.role == TEXT:
            return "not spotted in text: a single generic or short word, or one person's name alone, never is"
        if case.class_ == WEAK:
            return "a weak alias supports a match and makes none, by rule"
        if case.class_ == NUMBERS:
            return "the number alone makes no match: its kind is not unique, or its issuer is not said"
        if case.class_ == CRAFT_AS_PARTY:
            return f"scores {score / 1000:.3f}: as a party of a payment a craft is met by its whole name alone"
        line = self.policy.gate.thresholds.get(case.plant.role, self.policy.screening.threshold)
        return f"scores {score / 1000:.3f}, the threshold is {line:.2f}"


def _record(data: bytes) -> tuple[Record | None, str]:
    """The one record of a generated message, or why there is none."""
    messages = list(read_messages(data, rail=RAIL))
    if len(messages) == 1 and len(messages[0].records) == 1:
        return messages[0].records[0], ""
    return None, next((one.reason for one in messages if one.reason), "no record was read from it")


def _tried(case: Case, outcome: Outcome, verdict: Verdict, score: int, cause: str) -> Tried:
    return Tried(
        dataset=case.dataset,
        class_=case.class_,
        entity_id=case.entity_id,
        listed=case.listed,
        text=case.text,
        role=case.plant.role,
        format=case.plant.format,
        outcome=outcome,
        verdict=verdict,
        score=score,
        cause=cause,
    )
