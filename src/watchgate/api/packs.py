"""GET /chains/packs/{source} and /chains/prices: tags and prices that are in force, as this key may see them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from watchgate.api.answers import Basis
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Role
from watchgate.api.work import Deadline

YAML = "application/yaml"


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of GET /chains/prices: of each asset and currency how many there are, from when to when."""

    prices: list[Any]
    position: int


@get("/chains/packs/{source:str}", role=Role.READ, summary="Tags as a pack", tags=["chains"], media_type=YAML)
async def pack(
    request: AnyRequest,
    source: FromPath[str],
    title: Annotated[str, QueryParameter(max_length=200, description="Title; else the name of the source.")] = "",
    position: Annotated[
        int | None, QueryParameter(ge=0, le=2**53, description="As known at a ledger position.")
    ] = None,
) -> Response[str]:
    """What is in force of a source (`tags_lazarus`, or a person's name) as a TagPack or an ActorPack of GraphSense,
    which reads back as the same claims."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ("title", "position"))

    def work(_: Deadline) -> tuple[str, int]:
        from watchgate.watch.chains.pack_writing import pack_in_force

        snapshot = asking.ledger.as_of(reader=asking.caller.reader, position=position)
        return pack_in_force(snapshot, source, title)[0], snapshot.position

    text, stands_at = await asking.service.tracing.workers.run(work)
    headers = Basis(position=stands_at, policy_sha256=asking.service.policy.sha256).headers()
    return Response(text, headers=headers, media_type=YAML)


@get("/chains/prices", role=Role.READ, summary="Prices there are", tags=["chains"])
async def prices_there(request: AnyRequest) -> Response[PriceList | bytes]:
    """`used`: whether an asset of a chain is called so."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())

    def work(_: Deadline) -> Answered:
        from watchgate.risk.tracing.price_spans import spans

        evidence = asking.service.tracing.evidence(asking.ledger, asking.caller.reader)
        found = list(spans(evidence.prices, asking.ledger, asking.service.settings.home))
        basis = Basis(position=evidence.position, policy_sha256=asking.service.policy.sha256)
        return Answered(PriceList(prices=found, position=evidence.position), basis)

    answered = await asking.service.tracing.workers.run(work)
    return Response(
        msgspec.json.encode(answered.content), headers=answered.basis.headers(), media_type="application/json"
    )
