"""Judging: one past decision made again on newer evidence, and what that means of each entity that changed.

The deciding is the gate's own (`decide`). Compared is what an entity calls for: in which element, what it would stop
or hold, and on which grounds. Scores, wordings and places in the ledger may change without an alert.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from watchgate.gate.decide import rules
from watchgate.gate.decide.decide import decide
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.matching import OF_TRANSACTION
from watchgate.gate.decide.unread import decide_failed
from watchgate.gate.history.entry import Stored
from watchgate.gate.lookback.changes import GroundKey, ground_keys
from watchgate.gate.lookback.first_named import FirstNamed
from watchgate.ledger.transfers.ranges import is_of_chain
from watchgate.model.alert import Alert, AlertClass, Side, Subject, side_of
from watchgate.model.clock import iso, parse_instant
from watchgate.model.decision import Decision, Match, Verdict
from watchgate.model.exception import Exceptions
from watchgate.model.ground import Ground, GroundKind
from watchgate.model.handling import SYSTEM
from watchgate.model.party import Name, Party
from watchgate.model.policy import Policy
from watchgate.model.record import Outcome, Record, RecordParty

NOT_YET = "not yet in force"
"""How a ground in doubt begins that will be in force later (`risk/grounds/listed.py`)."""

FARTHEST_EAST_US = 14 * 3_600 * 1_000_000
"""How far ahead of UTC a day begins where it begins first: a snapshot is of a day of its publisher's."""

HOLDING = frozenset({GroundKind.EXPOSED.value, GroundKind.ATTRIBUTED.value})
"""Kinds of grounds that hold at most, and that come and go with every tag."""

Calls = frozenset[tuple[str, str, str, bool, frozenset[GroundKey]]]
"""What an entity calls for in a record: element, role, effect, whether identity is certain, grounds."""


class Judged(msgspec.Struct, frozen=True):
    """The alerts, as drafts. `held`: the new decision, where the payment is not executed yet and is to be held on."""

    alerts: tuple[Alert, ...]
    held: Decision | None = None


class Judge:
    """At the position `evidence` stands at, under one policy."""

    def __init__(self, evidence: Evidence, policy: Policy, exceptions: Exceptions) -> None:
        self._evidence = evidence
        self._policy = policy
        self._exceptions = exceptions
        self._first_named = FirstNamed(evidence.ledger)

    def warm(self, at_us: int) -> None:
        """Make ready what the first decision would have to wait for."""
        nobody = Party(id="", schema="Person", names=(Name("Aada Beispiel"),))
        record = Record(id="", kind="", bytes_sha256="", parties=(RecordParty("creditor", nobody, ""),))
        self._decided(record, at_us)

    def judge(self, stored: Stored, known: Side, entities: Collection[str], now: int) -> Judged:
        """`stored` again, because something changed of `entities`. `known`: what was said of it last.

        Nothing for what was never compared, was erased, or ended by itself with the time of its rail.
        """
        record, old = stored.record, stored.decision
        if record is None or old is None or stored.message.outcome is not Outcome.READ or _ended(old, now):
            return Judged(())
        new = self._decided(record, now)
        then = self._decided(record, _executed_at(old)) if _is_executed(old, now) else None
        alerts = []
        for entity_id in sorted({*entities, *_besides(known, new)}):
            after = new
            if then is not None and not calls_of(new.matches, entity_id) and calls_of(then.matches, entity_id):
                after = then  # it was in force when it was executed, and is over now
            if _says(side_of(after), entity_id) == _says(known, entity_id):
                continue
            if stopped_anyhow(known, side_of(after), entity_id):
                continue
            alerts.append(self._alert(stored, record, known, side_of(after), then, entity_id))
        # A hold that its rail will end stays as it is: another one would outlive it.
        held = old.hold_until is None and new.verdict in (Verdict.HOLD, Verdict.STOP)
        held = held and any(one.kind is AlertClass.OPEN for one in alerts)
        return Judged(tuple(alerts), new if held else None)

    def _alert(
        self, stored: Stored, record: Record, known: Side, after: Side, then: Decision | None, entity_id: str
    ) -> Alert:
        matches = _calling(after.matches, entity_id) or _calling(known.matches, entity_id)
        return Alert(
            subject=Subject.PAYMENT,
            target=stored.number,
            delivery=self._evidence.position,
            entity_id=entity_id,
            kind=self._kind(after, then, entity_id, stored),
            customer=record.customer,
            party=matches[0].text if matches else "",
            lists=tuple(sorted({one for match in matches for one in self._lists(match)})),
            before=known,
            after=after,
        )

    def _kind(self, after: Side, then: Decision | None, entity_id: str, stored: Stored) -> AlertClass:
        """`then`: what would have been decided under the law of the day it was executed."""
        if not calls_of(after.matches, entity_id) and after.rule != rules.FAILED:
            return AlertClass.RELEASE
        if then is None or stored.decision is None:
            return AlertClass.OPEN
        decided_on = self._known_by(stored)
        executed_on = iso(_executed_at(stored.decision) + FARTHEST_EAST_US)[:10]
        grounds = [ground for match in _calling(then.matches, entity_id) for ground in match.grounds]
        was_in_force = any(
            NOT_YET not in one.doubt
            and _was_said(one, decided_on)
            # By the day: a snapshot is of one, and a payment of that day, wherever, may have been later than it.
            and not executed_on < self._first_named.unnamed_on(one)
            for one in grounds
        )
        return AlertClass.BREACH if was_in_force else AlertClass.BEFORE

    def _known_by(self, stored: Stored) -> int:
        """The position of the evidence a record was decided on. What blocks that are read later show was said by nobody
        then, however old the tag: before all positions."""
        delivery = self._evidence.ledger.as_of(reader=SYSTEM).delivery(self._evidence.position)
        if delivery is not None and is_of_chain(delivery):
            return -1
        return stored.decision.position if stored.decision is not None else 0

    def _lists(self, match: Match) -> set[str]:
        return {one for ground in match.grounds for one in self._evidence.datasets_of(ground)}

    def _decided(self, record: Record, at_us: int) -> Decision:
        try:
            return decide(record, self._evidence, self._policy, self._exceptions, decided_at=at_us)
        except Exception as error:
            return decide_failed(
                record,
                self._policy,
                decided_at=at_us,
                position=self._evidence.position,
                exceptions_position=self._exceptions.position,
                why=f"{type(error).__name__} while it was compared",
            )


def calls_of(matches: Sequence[Match], entity_id: str) -> Calls:
    """What an entity calls for among these matches; nothing where it is only shown."""
    return frozenset(
        (one.element, one.role, one.effect.value, one.exact, ground_keys(one.grounds))
        for one in _calling(matches, entity_id)
    )


def _besides(known: Side, new: Decision) -> set[str]:
    """Whom to ask about beside those that changed: the transaction the record is about, which carries the coins of its
    wallets; and where it is stopped no more, whoever was no news as long as it was."""
    found = {one.entity_id for one in (*known.matches, *new.matches) if one.role == OF_TRANSACTION}
    if known.verdict is Verdict.STOP and new.verdict is not Verdict.STOP:
        found |= {one.entity_id for one in new.matches}
    return found


def _calling(matches: Sequence[Match], entity_id: str) -> list[Match]:
    return [one for one in matches if one.entity_id == entity_id and one.effect is not Verdict.PASS]


def _says(side: Side, entity_id: str) -> tuple[Calls, bool]:
    """A record that could not be compared calls for a look whoever it is about."""
    return calls_of(side.matches, entity_id), side.rule == rules.FAILED


def stopped_anyhow(before: Side, after: Side, entity_id: str) -> bool:
    """Whether the record is stopped as before, and all that is new of the entity are grounds of tags."""
    if before.verdict is not Verdict.STOP or after.verdict is not Verdict.STOP:
        return False
    known, now = calls_of(before.matches, entity_id), calls_of(after.matches, entity_id)
    return _binding(known) == _binding(now)


def _binding(calls: Calls) -> Calls:
    """What of it could stop by its kind."""
    found = ((*call[:4], frozenset(ground for ground in call[4] if ground[0] not in HOLDING)) for call in calls)
    return frozenset(call for call in found if call[4])


def _was_said(ground: Ground, position: int) -> bool:
    """No law says from when on a tag counts: that is when it was first said, before `position` or not. All others are
    in force by their dates."""
    if ground.kind.value not in HOLDING or not ground.stands_on:
        return True
    return min(one.position for one in ground.stands_on) <= position


def _is_executed(old: Decision, now: int) -> bool:
    """What passed went on its way, on the day it said; what was held or stopped did not."""
    return old.verdict is Verdict.PASS and old.decide_again_on <= iso(now)[:10]


def _executed_at(old: Decision) -> int:
    """The instant whose law counts: that of the decision, or the beginning (UTC) of a later day of execution."""
    if not old.decide_again_on:
        return old.decided_at
    return max(old.decided_at, parse_instant(f"{old.decide_again_on}T00:00:00Z"))


def _ended(old: Decision, now: int) -> bool:
    """Whether the rail has ended the hold: it was rejected, and nothing was moved."""
    return old.verdict is Verdict.HOLD and old.hold_until is not None and old.hold_until < now
