"""POST /wallets: addresses, transactions of chains and IVMS101 payloads, decided as `watchgate gate wallets` does."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.params import QueryParameter

from watchgate.api.asking import AnyRequest
from watchgate.api.decisions import LINES, answered, given
from watchgate.api.described import WalletsOperation
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
    asking, data, name = await given(request, rail, source)
    if not data.lstrip().startswith((b"{", b"[")):
        raise BadInputError("is no JSON", where="the body", hint="send wallets as JSON objects: docs/chains.md")
    gate, accepts = asking.service.deciding.gate, request.headers.get("accept", "")

    def work(_: Deadline) -> tuple[bytes, dict[str, str], str]:
        return answered(gate, asking.caller, gate.decide_wallets(data, name, rail=rail), accepts)

    body, told, media_type = await asking.service.deciding.workers.run(work)
    return Response(body, headers=told, media_type=media_type)
