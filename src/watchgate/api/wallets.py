"""POST /wallets: addresses, transactions of chains and IVMS101 payloads, decided as `watchgate gate wallets` does."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.params import QueryParameter

from watchgate.api.asking import AnyRequest, Asking
from watchgate.api.decision_body import check_body
from watchgate.api.decisions import LINES, PARAMETERS, answered
from watchgate.api.described import WalletsOperation
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Role
from watchgate.api.work import Deadline
from watchgate.model.errors import BadInputError


@post(
    "/wallets",
    role=Role.DECIDE,
    summary="Decide on wallets",
    tags=["gate"],
    status_code=200,
    media_type=LINES,
    operation_class=WalletsOperation,
)
async def decide(
    request: AnyRequest,
    rail: Annotated[
        str | None, QueryParameter(max_length=64, description="The rail all of it came by, as the policy names it.")
    ] = None,
    source: Annotated[
        str | None, QueryParameter(max_length=200, description="What the answers call the source; the key's name.")
    ] = None,
) -> Response[bytes]:
    """Decides on each JSON object of the body: wallets, a transaction of a chain that was read, an IVMS101 payload.

    The answer is that of POST /decisions. Who is in a transaction is looked up first.
    """
    asking = Asking.of(request)
    refuse_unknown(request.query_params, PARAMETERS)
    headers = request.headers
    data = await request.body()
    check_body(data, headers.get("content-type", ""), headers.get("content-encoding", ""))
    if not data.lstrip().startswith((b"{", b"[")):
        raise BadInputError("is no JSON", where="the body", hint="send wallets as JSON objects: docs/chains.md")
    deciding = asking.service.deciding
    gate = deciding.gate
    if rail is not None and rail not in gate.policy.rails:
        known = ", ".join(sorted(gate.policy.rails)) or "none"
        raise BadInputError(f"the policy knows no rail {rail!r}", where="rail", hint=f"it knows: {known}")
    name = source if source is not None else asking.caller.name

    def work(_: Deadline) -> tuple[bytes, dict[str, str], str]:
        found = gate.decide_wallets(data, name, rail=rail)
        return answered(gate, asking.caller, found, headers.get("accept", ""))

    body, told, media_type = await deciding.workers.run(work)
    return Response(body, headers=told, media_type=media_type)
