"""From one match of one decision to the exception about it: what two people looked at, and no more than that."""

from __future__ import annotations

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.exceptions import compared_of, met_by, party_key, programmes_of
from watchgate.gate.history.entry import Stored
from watchgate.model.decision import Decision, Match
from watchgate.model.errors import BadInputError, NotFoundError
from watchgate.model.exception import DAY_US, Finding, MatchException
from watchgate.model.record import Record


def exception_about(
    stored: Stored,
    evidence: Evidence,
    *,
    entity_id: str,
    role: str | None,
    finding: Finding,
    reason: str,
    author: str,
    days: float,
    now_us: int,
) -> MatchException:
    """The exception for the match of `entity_id` in decision `stored`, to be proposed; without an id yet.

    It is about the entity as it is compared now. BadInputError when the decision has no such match, or several.
    """
    record, decision = stored.record, stored.decision
    if record is None or decision is None:
        raise NotFoundError(f"decision {stored.number} was erased")
    if not record.customer:
        raise BadInputError(
            "it names no customer, and an exception is for one customer",
            where=f"decision {stored.number}",
            hint="give the customer's number with the payment",
        )
    match = _match(stored.number, decision, entity_id, role)
    party = evidence.party(entity_id)
    if party is None:
        raise NotFoundError(f"{entity_id} is on no list any more", hint="then nothing is held for it either")
    return MatchException(
        id="",
        customer=record.customer,
        entity_id=entity_id,
        role=match.role,
        reason=reason,
        author=author,
        made_at=now_us,
        expires_at=now_us + round(days * DAY_US),
        compared=compared_of(party),
        programmes=programmes_of(evidence.grounds(entity_id, now_us)),
        party=party_key(_names(record, match)),
        met=met_by(match.reasons),
        finding=finding,
    )


def _match(number: int, decision: Decision, entity_id: str, role: str | None) -> Match:
    found = [one for one in decision.matches if one.entity_id == entity_id and role in (None, one.role)]
    if not found:
        met = ", ".join(dict.fromkeys(one.entity_id for one in decision.matches)) or "nobody"
        raise BadInputError(f"nobody in it met {entity_id}", where=f"decision {number}", hint=f"it met: {met}")
    roles = list(dict.fromkeys(one.role for one in found))
    if len(roles) > 1:
        raise BadInputError(
            f"{entity_id} was met in several roles", where=f"decision {number}", hint=f"--role {' or '.join(roles)}"
        )
    return found[0]


def _names(record: Record, match: Match) -> tuple[str, ...]:
    """The names that were compared: of the party, or what was spotted in a text."""
    for one in record.parties:
        if (one.role, one.element) == (match.role, match.element):
            return tuple(name.text for name in one.party.names)
    return (match.text,)
