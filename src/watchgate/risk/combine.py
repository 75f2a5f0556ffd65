"""One score from what names and what identifiers say of the same two parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from watchgate.model.match import Hit, Reason
from watchgate.model.party import Identifier, Party
from watchgate.risk.identifiers.agree import ALONE_POINTS, Agreement
from watchgate.risk.names.party import score_parties
from watchgate.risk.names.qualifiers import qualify

MOST = 1000


def combined(query: Party, candidate: Party, agreements: Sequence[Agreement]) -> Hit:
    """The hit of two parties with agreeing identifiers, strongest first: their points stand on top of the names'.

    The strongest identifier counts in full, others only show: two numbers of one document say nothing more. Where
    identity is certain nothing lowers it, and what contradicts is shown at no points: people lie about birth dates.
    What an identifier says of the kind of thing (a ship has an IMO number) overrules a wrong schema in the record.
    """
    best, *others = agreements
    by_name = score_parties(query, candidate, 0)
    reasons = list(by_name.reasons) if by_name is not None else _qualifiers(query, candidate)
    if best.certain:
        reasons = [_at_no_points(reason) for reason in reasons]
    elif best.points >= ALONE_POINTS:
        reasons = _bounded(reasons, ALONE_POINTS - best.points)
    said = [_reason(best, best.points), *(_reason(one, 0) for one in others)]
    score = max(0, min(MOST, sum(reason.points for reason in (*said, *reasons))))
    return Hit(entity_id=candidate.id, score=score, reasons=(*said, *reasons), exact=best.certain)


def _qualifiers(query: Party, candidate: Party) -> list[Reason]:
    return [reason for reason in qualify(query, candidate) if reason.kind != "schema"]


def _bounded(reasons: Sequence[Reason], least: int) -> list[Reason]:
    """The reasons with so much less of what lowers, the last first, that together they come to `least` or more."""
    missing = least - sum(reason.points for reason in reasons)
    found: list[Reason] = []
    for reason in reversed(reasons):
        given = max(0, min(missing, -reason.points))
        missing -= given
        found.append(msgspec.structs.replace(reason, points=reason.points + given) if given else reason)
    return found[::-1]


def _at_no_points(reason: Reason) -> Reason:
    return msgspec.structs.replace(reason, points=0) if reason.points < 0 else reason


def _reason(agreed: Agreement, points: int) -> Reason:
    return Reason(
        kind="identifier",
        points=points,
        detail=agreed.detail,
        query=written(agreed.query),
        candidate=written(agreed.candidate),
    )


def written(identifier: Identifier) -> str:
    """`passportNumber 563410081 (kp)`."""
    issuer = f" ({identifier.country})" if identifier.country else ""
    return f"{identifier.kind} {identifier.value}{issuer}"


def values(agreements: Iterable[Agreement]) -> tuple[str, ...]:
    """The normal values on the listed side."""
    return tuple(agreed.candidate.value for agreed in agreements)
