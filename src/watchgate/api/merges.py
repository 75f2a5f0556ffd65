"""POST /chains/{chain}/merges: a suggestion of where change went, proposed as a merge, as `chain clusters --accept`."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, post
from litestar.params import FromPath, JSONBody

from watchgate.api.answers import Basis
from watchgate.api.asking import JSON, AnyRequest, Asking
from watchgate.api.chain_bodies import MergeBody
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Role
from watchgate.api.work import Deadline


@post("/chains/{chain:str}/merges", role=Role.WRITE, summary="Propose a merge", tags=["chains"], status_code=201)
async def propose(request: AnyRequest, chain: FromPath[str], data: JSONBody[MergeBody]) -> Response[Any]:
    """Durable, and proposed: it joins nobody until another key confirms it (`/statements/{locator}/confirm`)."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(_: Deadline) -> tuple[bytes, int]:
        from watchgate.risk.tracing.together import accept

        evidence = asking.service.tracing.evidence(asking.ledger, asking.caller.reader)
        found = accept(evidence, chain, data.address, data.output, author=asking.caller.author)
        return msgspec.json.encode(found), asking.ledger.head().position

    body, position = await asking.service.tracing.workers.run(work)
    headers = Basis(position=position, policy_sha256=asking.service.policy.sha256).headers()
    return Response(body, status_code=201, headers=headers, media_type=JSON)
