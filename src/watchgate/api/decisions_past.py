"""GET /decisions: what was decided, a page at a time, and one of them explained down to its sources."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from watchgate.api.answers import Basis
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.dates import instant
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Role
from watchgate.api.withheld import Withholding
from watchgate.api.work import Deadline
from watchgate.gate.history.entry import Stored
from watchgate.gate.history.listing import Wanted, page
from watchgate.gate.service_explained import Explained, explained
from watchgate.model.clock import iso
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError

PARAMETERS = ("verdict", "since", "until", "customer", "limit", "before")


class PastDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision in short. Of an erased one the ids and the reason are gone."""

    number: int
    decision: str
    verdict: Verdict
    rule: str
    reason: str
    decided_at: str
    kind: str
    sender: str
    message_id: str
    transaction: str
    customer: str
    position: int
    policy: str
    erased: bool


class DecisionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of /decisions, the newest first. `next`: give it as `before` for the next page; null when this is the
    last. `total`: of all decisions in the history."""

    results: list[PastDecision]
    limit: int
    next: int | None
    total: int


@get("/decisions", role=Role.REVIEW, summary="Past decisions", tags=["gate"])
async def decisions(
    request: AnyRequest,
    verdict: Annotated[list[str] | None, QueryParameter(description="pass, hold, stop ...; may repeat.")] = None,
    since: FromQuery[str | None] = None,
    until: FromQuery[str | None] = None,
    customer: Annotated[str | None, QueryParameter(max_length=200)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="Decisions on a page.")] = 50,
    before: Annotated[
        int | None, QueryParameter(ge=1, le=2**53, description="Numbers below this one: `next` of the page before.")
    ] = None,
) -> Response[DecisionPage]:
    """The newest decisions first, by verdict, by time (`since` from, `until` before: date or instant) and customer."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, PARAMETERS)
    wanted = Wanted(
        verdicts=tuple(dict.fromkeys(_verdict(one) for one in verdict or ())),
        since=instant(since, where="since", end_of_day=False) if since is not None else None,
        until=instant(until, where="until", end_of_day=False) if until is not None else None,
        customer=customer,
        before=before,
    )

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        withholding = Withholding(gate.ledger, asking.caller.reader)
        found = page(gate.history, wanted, limit)
        content = DecisionPage(
            results=[_short(_readable(one, withholding)) for one in found],
            limit=limit,
            next=found[-1].number if len(found) == limit and found[-1].number > 1 else None,
            total=gate.history.last_number(),
        )
        return Answered(content, Basis(position=gate.evidence.position, policy_sha256=gate.policy.sha256))

    return await asking.answer(work)


@get("/decisions/{decision_id:str}", role=Role.REVIEW, summary="One decision, explained", tags=["gate"])
async def decision(request: AnyRequest, decision_id: FromPath[str]) -> Response[Explained]:
    """The decision with this number, or whose sha256 or record's id begins so (8 digits or more): its record, whom it
    met word by word and why, where that was said, what was not compared, and other messages about the payment."""
    asking = Asking.of(request)

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        stored = _readable(gate.history.get(decision_id), Withholding(gate.ledger, asking.caller.reader))
        content = explained(stored, gate.history, gate.ledger, asking.caller.reader)
        return Answered(content, Basis(position=stored.position, policy_sha256=stored.policy_sha256))

    return await asking.answer(work)


def _readable(stored: Stored, withholding: Withholding) -> Stored:
    if stored.decision is None:
        return stored
    return msgspec.structs.replace(stored, decision=withholding.decision(stored.decision))


def _verdict(text: str) -> Verdict:
    try:
        return Verdict(text)
    except ValueError:
        raise BadInputError(
            f"{text[:64]!r} is no verdict", where="verdict", hint=", ".join(one.value for one in Verdict)
        ) from None


def _short(stored: Stored) -> PastDecision:
    record, decision, message = stored.record, stored.decision, stored.message
    return PastDecision(
        number=stored.number,
        decision=stored.sha256,
        verdict=stored.verdict,
        rule=decision.rule if decision is not None else "",
        reason=decision.reason if decision is not None else "",
        decided_at=iso(stored.decided_at),
        kind=message.kind,
        sender=record.sender if record is not None else "",
        message_id=record.message_id if record is not None else "",
        transaction=record.transaction_id if record is not None else "",
        customer=record.customer if record is not None else "",
        position=stored.position,
        policy=stored.policy_sha256,
        erased=record is None,
    )
