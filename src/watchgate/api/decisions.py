"""POST /decisions: payments in, durable decisions out, as the lines of `watchgate gate payments`.

The answer is given when every decision in it is on the disk. Deciding goes on in threads beside the event loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.params import QueryParameter

from watchgate.api.asking import JSON, AnyRequest, Asking
from watchgate.api.decision_body import check_body
from watchgate.api.described import PaymentsOperation
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Caller, Role
from watchgate.api.withheld import Withholding
from watchgate.api.work import Deadline
from watchgate.gate.service import Gate
from watchgate.gate.service_answers import GRAVEST, Answer, MessageAnswer
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError

LINES = "application/x-ndjson"
PARAMETERS = ("rail", "source")

_encoder = msgspec.json.Encoder()


class Decided(msgspec.Struct, kw_only=True):
    """Reply to `Accept: application/json`. `verdict`: the gravest of all; `counts` of each."""

    verdict: Verdict
    counts: dict[Verdict, int]
    transactions: tuple[Answer, ...]


@post(
    "/decisions",
    role=Role.DECIDE,
    summary="Decide payments",
    tags=["gate"],
    status_code=200,
    media_type=LINES,
    operation_class=PaymentsOperation,
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
    """Decides every transaction in the body: ISO 20022 XML, MT, JSON or CSV, known by its content.

    One JSON line a transaction, in their order; with `Accept: application/json` one object with all of them. What
    cannot be read is answered as `refused`, what is not compared as `unsupported`: `verdict` says it, not the status.
    """
    asking, data, name = await given(request, rail, source)
    gate, accepts = asking.service.deciding.gate, request.headers.get("accept", "")

    def work(_: Deadline) -> tuple[bytes, dict[str, str], str]:
        return decided_body(gate, asking.caller, data, name, rail, accepts)

    body, told, media_type = await asking.service.deciding.workers.run(work)
    return Response(body, headers=told, media_type=media_type)


async def given(request: AnyRequest, rail: str | None, source: str | None) -> tuple[Asking, bytes, str]:
    """(who asks, the body, what the answers call its source). BadInputError where it is not to be decided on."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, PARAMETERS)
    headers = request.headers
    data = await request.body()
    check_body(data, headers.get("content-type", ""), headers.get("content-encoding", ""))
    rails = asking.service.deciding.gate.policy.rails
    if rail is not None and rail not in rails:
        known = ", ".join(sorted(rails)) or "none"
        raise BadInputError(f"the policy knows no rail {rail!r}", where="rail", hint=f"it knows: {known}")
    return asking, data, source if source is not None else asking.caller.name


def decided_body(
    gate: Gate, caller: Caller, data: bytes, name: str, rail: str | None, accepts: str
) -> tuple[bytes, dict[str, str], str]:
    """(body, headers, media type) of the answer, when every decision in it is on the disk."""
    return answered(gate, caller, gate.decide_bytes(data, name, rail=rail), accepts)


def answered(
    gate: Gate, caller: Caller, messages: Sequence[MessageAnswer], accepts: str
) -> tuple[bytes, dict[str, str], str]:
    """(body, headers, media type) for what was decided, as this caller may see it."""
    answers = _flat(messages)
    answers = Withholding(gate.ledger, caller.reader).answers(answers)
    verdict = next(one for one in GRAVEST if any(answer.verdict is one for answer in answers))
    told = {
        "x-watchgate-position": str(max(answer.position for answer in answers)),
        "x-watchgate-policy": gate.policy.sha256,
        "x-watchgate-verdict": verdict.value,
    }
    if JSON in accepts:
        return _encoder.encode(_together(answers, verdict)), told, JSON
    return _encoder.encode_lines(answers), told, LINES


def _flat(messages: Sequence[MessageAnswer]) -> list[Answer]:
    return [answer for message in messages for answer in message.transactions]


def _together(answers: Sequence[Answer], verdict: Verdict) -> Decided:
    counts = {one: sum(answer.verdict is one for answer in answers) for one in GRAVEST}
    return Decided(
        verdict=verdict,
        counts={one: count for one, count in counts.items() if count},
        transactions=tuple(answers),
    )
