"""One customer against the evidence: the comparison of the gate, and what each authority's rule makes of its owners."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from watchgate.gate.customers.owned import owned_matches
from watchgate.gate.decide.doubts import not_compared
from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.exceptions import compared_of
from watchgate.gate.decide.matching import Matching
from watchgate.gate.history.customer_answers import Found
from watchgate.gate.history.customer_base import Row
from watchgate.gate.lookback.judging import calls_of
from watchgate.model.alert import Alert, AlertClass, Side, Subject
from watchgate.model.customer import CUSTOMER_ROLE, OWNER_ROLE, Customer, CustomerAnswer
from watchgate.model.decision import Match, Verdict
from watchgate.model.exception import Exceptions
from watchgate.model.policy import Policy
from watchgate.model.record import Record, RecordParty

KIND = "customer"
RULE_FOUND, RULE_NOT_FOUND = "customer_met", "customer_not_found"


def compared(
    customer: Customer, evidence: Evidence, policy: Policy, exceptions: Exceptions, at_us: int
) -> CustomerAnswer:
    """What `customer` and its owners meet under the law of `at_us` (UTC microseconds)."""
    record = record_of(customer)
    matching = Matching(record, evidence, policy, exceptions, at_us)
    found = matching.matches()
    if customer.owners and found:
        found = (*found, *owned_matches(customer, found, policy))
    calling = tuple(one for one in found if one.effect is not Verdict.PASS)
    verdicts = {one.effect for one in calling}
    verdict = Verdict.STOP if Verdict.STOP in verdicts else Verdict.HOLD if calling else Verdict.PASS
    return CustomerAnswer(
        verdict=verdict,
        position=evidence.position,
        at=at_us,
        matches=found,
        not_compared=(*not_compared(record, policy), *matching.too_heavy),
        known_by=_known_by(record, calling, evidence),
    )


def record_of(customer: Customer) -> Record:
    """The customer with its owners as the gate compares them: on no rail, so that nothing is left to others."""
    owners = (
        RecordParty(OWNER_ROLE, one.party, f"owner {number} {one.party.id}".rstrip())
        for number, one in enumerate(customer.owners, 1)
    )
    parties = (RecordParty(CUSTOMER_ROLE, customer.party, CUSTOMER_ROLE), *owners)
    return Record(id="", kind=KIND, bytes_sha256="", rail="", customer=customer.id, parties=parties)


def changes(row: Row, before: CustomerAnswer | None, now: CustomerAnswer, evidence: Evidence) -> Found | None:
    """What is another answer than `before`, the last one of `row`; None where nothing is new.

    New is an entity that calls for a look and did not, or for another one, or of which, or of the customer as it was
    met, something else is compared now. A score or a spelling changes nothing.
    """
    known = before.known_by if before is not None else {}
    differing = sorted(one for one in {*known, *now.known_by} if known.get(one) != now.known_by.get(one))
    if not differing:
        return None
    old = side_of_answer(before, row.answer or 0) if before is not None else Side(verdict=Verdict.PASS, position=0)
    alerts = tuple(_alert(row.customer, one, before, now, old, evidence) for one in differing)
    return Found(row.key, row.answer, now, alerts)


def side_of_answer(answer: CustomerAnswer, number: int = 0) -> Side:
    """An answer as one of the two sides of an alert; `number` where it is kept."""
    calling = [one for one in answer.matches if one.effect is not Verdict.PASS]
    names = ", ".join(dict.fromkeys(one.name or one.entity_id for one in calling))
    return Side(
        verdict=answer.verdict,
        position=answer.position,
        decided_at=answer.at,
        rule=RULE_FOUND if calling else RULE_NOT_FOUND,
        reason=f"met: {names}" if calling else f"not found in the evidence at position {answer.position}",
        matches=answer.matches,
        number=number,
    )


def _alert(
    customer: Customer,
    entity_id: str,
    before: CustomerAnswer | None,
    now: CustomerAnswer,
    old: Side,
    evidence: Evidence,
) -> Alert:
    matches = _of(now, entity_id) or (_of(before, entity_id) if before is not None else [])
    lists = {one for match in matches for ground in match.grounds for one in evidence.datasets_of(ground)}
    return Alert(
        subject=Subject.CUSTOMER,
        target=0,
        delivery=now.position,
        entity_id=entity_id,
        kind=AlertClass.OPEN if entity_id in now.known_by else AlertClass.RELEASE,
        customer=customer.id,
        party=matches[0].text if matches else "",
        lists=tuple(sorted(lists)),
        before=old,
        after=side_of_answer(now),
    )


def _of(answer: CustomerAnswer, entity_id: str) -> list[Match]:
    return [one for one in answer.matches if one.entity_id == entity_id and one.effect is not Verdict.PASS]


def _known_by(record: Record, calling: tuple[Match, ...], evidence: Evidence) -> dict[str, str]:
    parties = {(one.role, one.element): one.party for one in record.parties}
    found: dict[str, str] = {}
    for entity_id in dict.fromkeys(one.entity_id for one in calling):
        entity = evidence.party(entity_id)
        met = {(one.role, one.element) for one in calling if one.entity_id == entity_id} & parties.keys()
        said = (
            sorted((role, compared_of(parties[role, element])) for role, element in met),
            compared_of(entity) if entity is not None else "",
            sorted(_plain(calling, entity_id)),
        )
        found[entity_id] = sha256(msgspec.json.encode(said)).hexdigest()
    return found


def _plain(calling: tuple[Match, ...], entity_id: str) -> list[str]:
    """What it calls for in words that can be ordered; in which place of the file an owner stands is no matter."""
    return [
        repr((role, effect, certain, sorted(grounds)))
        for _, role, effect, certain, grounds in calls_of(calling, entity_id)
    ]
