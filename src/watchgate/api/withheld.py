"""Decisions as a caller may read them: the gate acts on all that is confirmed, whoever asks may know less of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from watchgate.gate.decide.rules import RULES
from watchgate.gate.service_answers import Answer
from watchgate.ledger.interface import Ledger, Snapshot
from watchgate.model.alert import Alert, Case, Side
from watchgate.model.decision import Decision, Match, Verdict
from watchgate.model.ground import Ground
from watchgate.model.handling import SYSTEM, Reader

WITHHELD = "withheld"
REMARK = "the evidence for it is marked for others than this key"


class Withholding:
    """What one reader may know of matches: all that is said of an entity, or nothing of it.

    A match is shown when the reader may see every statement of its entity and everything its grounds stand on;
    otherwise that there was one stays, and what it calls for, but neither whom it met nor why.
    """

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        self._ledger = ledger
        self._reader = reader
        self._snapshots: dict[int, tuple[Snapshot, Snapshot]] = {}
        self._known: dict[tuple[int, str], bool] = {}

    def answers(self, answers: Sequence[Answer]) -> list[Answer]:
        """Answers to payments, as the reader may know them."""
        return [self._answer(one) if one.matches and not self._reader.everything else one for one in answers]

    def decision(self, decision: Decision) -> Decision:
        """A decision, as the reader may know it; its sha256 stays that of the whole."""
        matches = self._matches(decision.matches, decision.position)
        if matches == decision.matches:
            return decision
        return msgspec.structs.replace(decision, matches=matches, reason=_bare(decision.rule))

    def alert(self, alert: Alert) -> Alert:
        """An alert, as the reader may know it: with its entity, or without it and without why."""
        before, after = self._side(alert.before), self._side(alert.after)
        if before == alert.before and after == alert.after and self._may_entity(alert.entity_id, alert.delivery):
            return alert
        return msgspec.structs.replace(alert, entity_id=WITHHELD, lists=(), before=before, after=after)

    def case(self, case: Case) -> Case:
        """A case, as the reader may know it."""
        if self._may_entity(case.entity_id, self._ledger.head().position):
            return case
        return msgspec.structs.replace(case, entity_id=WITHHELD)

    def _side(self, side: Side | None) -> Side | None:
        if side is None or self._reader.everything:
            return side
        matches = self._matches(side.matches, side.position)
        if matches == side.matches:
            return side
        return msgspec.structs.replace(side, matches=matches, reason=_bare(side.rule))

    def _may_entity(self, entity_id: str, position: int) -> bool:
        """Whether the reader may see all that was ever said of an entity up to a position. Of one that was taken back
        whole nothing is left to be seen: then it is asked of the position before."""
        if self._reader.everything:
            return True
        for at in (position, position - 1):
            whole, own = self._at(min(at, self._ledger.head().position))
            said = whole.entity(entity_id)
            if said:
                return {one.id for one in own.entity(entity_id)}.issuperset(one.id for one in said)
        return False

    def _answer(self, answer: Answer) -> Answer:
        matches = self._matches(answer.matches, answer.position)
        if matches == answer.matches:
            return answer
        counting = [one for one in matches if one.effect is not Verdict.PASS]
        grounds = tuple(dict.fromkeys(ground for one in counting for ground in one.grounds))
        return msgspec.structs.replace(answer, matches=matches, grounds=grounds, reason=_bare(answer.rule))

    def _matches(self, matches: Sequence[Match], position: int) -> tuple[Match, ...]:
        return tuple(one if self._may(one, position) else _hidden(one) for one in matches)

    def _may(self, match: Match, position: int) -> bool:
        whole, own = self._at(position)
        key = (position, match.entity_id)
        if key not in self._known:
            seen = {one.id for one in own.entity(match.entity_id)}
            self._known[key] = bool(seen) and seen.issuperset(one.id for one in whole.entity(match.entity_id))
        return self._known[key] and all(self._may_ground(ground, own) for ground in match.grounds)

    def _may_ground(self, ground: Ground, own: Snapshot) -> bool:
        return all(own.statement(locator) is not None for locator in ground.stands_on)

    def _at(self, position: int) -> tuple[Snapshot, Snapshot]:
        found = self._snapshots.get(position)
        if found is None:
            whole = self._ledger.as_of(reader=SYSTEM, position=position)
            found = self._snapshots[position] = (whole, self._ledger.as_of(reader=self._reader, position=position))
        return found


def _hidden(match: Match) -> Match:
    return msgspec.structs.replace(
        match, entity_id=WITHHELD, name="", score=0, exact=False, reasons=(), grounds=(), remark=REMARK
    )


def _bare(rule: str) -> str:
    return f"{RULES.get(rule, rule)}; {REMARK}"
