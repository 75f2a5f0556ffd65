"""The exceptions in force on the day of the report."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from watchgate.gate.decide.evidence import Evidence
from watchgate.gate.decide.exceptions import lapsed
from watchgate.model.clock import iso
from watchgate.model.exception import MatchException


class ExceptionNow(msgspec.Struct, frozen=True, kw_only=True):
    """One exception. `state`: in force, or why it counts for nothing."""

    id: str
    finding: str
    customer: str
    entity_id: str
    role: str
    state: str
    until: str
    author: str
    second: str
    reason: str


def exceptions_now(found: Iterable[MatchException], evidence: Evidence, at_us: int) -> tuple[ExceptionNow, ...]:
    """Those that stand, the one that ends first in front."""
    return tuple(
        ExceptionNow(
            id=one.id,
            finding=one.finding.value,
            customer=one.customer,
            entity_id=one.entity_id,
            role=one.role,
            state=lapsed(one, evidence, at_us) or "in force",
            until=iso(one.expires_at)[:10],
            author=one.author,
            second=one.second,
            reason=one.reason,
        )
        for one in sorted(found, key=lambda one: (one.expires_at, one.id))
    )
