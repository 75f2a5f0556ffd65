"""GET and POST /chains/stops: at whose addresses trails end, as `watchgate chain stops` tells and sets it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from watchgate.api.answers import Basis
from watchgate.api.asking import JSON, Answered, AnyRequest, Asking
from watchgate.api.paging import refuse_unknown
from watchgate.api.proposals import Act, HandlingDraft, proposed
from watchgate.api.roles import Role
from watchgate.api.work import Deadline
from watchgate.model.grade import UNGRADED


class StopDraft(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, rename={"note": "reason"}):
    """A stop rule that somebody proposes. `about`: a category of tags, or an address; `ends`: whether trails end there.
    `since`, `until`: dates, of what came there (UTC), from since to until. `reason`: why."""

    about: Annotated[str, Meta(min_length=1, max_length=200)]
    ends: bool
    note: Annotated[str, Meta(min_length=1, max_length=2_000)]
    since: Annotated[str, Meta(max_length=30)] | None = None
    until: Annotated[str, Meta(max_length=30)] | None = None
    grade: Annotated[str, Meta(max_length=2)] = UNGRADED
    handling: HandlingDraft = msgspec.field(default_factory=HandlingDraft)


@get("/chains/stops", role=Role.READ, summary="Where trails end", tags=["chains"])
async def stops(request: AnyRequest) -> Response[Any]:
    """The stop rules in force: what statements say, with who said it and why, over the shipped set."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(_: Deadline) -> tuple[bytes, int]:
        from watchgate.risk.tracing.stops import stops as told

        evidence = asking.service.tracing.evidence(asking.ledger, asking.caller.reader)
        found = told(evidence.tags, asking.ledger, asking.caller.reader)
        return msgspec.json.encode(found), found.position

    body, position = await asking.service.tracing.workers.run(work)
    headers = Basis(position=position, policy_sha256=asking.service.policy.sha256).headers()
    return Response(body, headers=headers, media_type=JSON)


@post("/chains/stops", role=Role.WRITE, summary="Propose a stop rule", tags=["chains"], status_code=201)
async def propose(request: AnyRequest, data: JSONBody[StopDraft]) -> Response[Act]:
    """Durable, and proposed: it holds once another key confirms it (`/statements/{locator}/confirm`)."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(_: Deadline) -> Answered:
        from watchgate.risk.exposure.stop_rules import rule_of, rule_statement

        rule = rule_of(data.about, ends=data.ends, since=data.since, until=data.until)
        return proposed(asking, rule_statement(rule), data)

    return await asking.answer(work, status=201)
