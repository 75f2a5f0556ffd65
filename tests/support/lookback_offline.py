"""What the lookback should have told, worked out by deciding every record again at every delivery.

It knows nothing of changes, indexes, processes or kills: evidence is moved delivery by delivery, each record decided
before it is decided again, and whatever an entity calls for that it did not call for is an alert.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from support.gate_world import NOW
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.history.entry import Stored
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback.judging import Calls, calls_of
from watchgate.ledger.open import open_ledger
from watchgate.model.decision import Match, Verdict
from watchgate.model.policy_file import load_policy


class Told(NamedTuple):
    """An alert in short."""

    target: int
    delivery: int
    entity: str
    kind: str


def rescreened(home: Path) -> set[Told]:
    """Every alert there should be. The clock of all decisions is the same, so that only evidence makes a difference."""
    ledger, history = open_ledger(home, clock=lambda: NOW), open_history(home)
    policy = load_policy(home=home)
    found: set[Told] = set()
    said: dict[int, tuple[Match, ...]] = {}
    records = list(history.all())
    evidence = Evidence.at(ledger, policy, min((one.position for one in records), default=0))
    try:
        for position in range(evidence.position + 1, ledger.head().position + 1):
            evidence.catch_up(position)
            newest = {one.record_id: one for one in records if one.position < position}
            for one in newest.values():
                assert one.record is not None
                assert one.decision is not None
                known = said.get(one.number, one.decision.matches)
                new = decide(one.record, evidence, policy, decided_at=NOW)
                entities = {match.entity_id for match in (*known, *new.matches)}
                different = [entity for entity in entities if calls_of(known, entity) != calls_of(new.matches, entity)]
                for entity in different:
                    kind = kind_of(one, calls_of(new.matches, entity), new.matches, entity)
                    found.add(Told(one.number, position, entity, kind))
                if different:
                    said[one.number] = new.matches
    finally:
        history.close()
        ledger.close()
    return found


def kind_of(one: Stored, calls: Calls, matches: tuple[Match, ...], entity: str) -> str:
    """The class, in its own words."""
    assert one.decision is not None
    if not calls:
        return "release"
    if one.verdict is not Verdict.PASS or one.decision.decide_again_on:
        return "open"
    doubts = [ground.doubt for match in matches if match.entity_id == entity for ground in match.grounds]
    return "breach" if any("not yet in force" not in doubt for doubt in doubts) else "before"
