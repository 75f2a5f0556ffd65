"""POST /customers: a delta of the customer base. GET /customers/attestation: how the base stands, as last attested."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import QueryParameter

from watchgate.api.answers import Basis
from watchgate.api.asking import Answered, AnyRequest, Asking
from watchgate.api.decision_body import check_body
from watchgate.api.described import CustomersOperation
from watchgate.api.paging import refuse_unknown
from watchgate.api.roles import Role
from watchgate.api.work import Deadline
from watchgate.gate.customers.loading import load_rows
from watchgate.gate.history import attestations
from watchgate.gate.records.customer_json import customers_in
from watchgate.model.customer import Attestation
from watchgate.model.errors import BadInputError, NotFoundError


class RowError(msgspec.Struct, frozen=True):
    """An object that could not be used: its `place` in the body from 1, its `id` where it has one."""

    place: int
    id: str
    error: str


class CustomersLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """Reply of POST /customers."""

    load: int
    added: int
    changed: int
    unchanged: int
    removed: int
    errors: list[RowError]


@post(
    "/customers",
    role=Role.DECIDE,
    summary="Add, change and remove customers",
    tags=["gate"],
    status_code=200,
    operation_class=CustomersOperation,
)
async def load(request: AnyRequest) -> Response[Any]:
    """Takes one JSON object, an array of them, or JSON lines; durable when answered. They are compared within moments.

    An object that cannot be used is named, and who stands in it stays as it was.
    """
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ())
    data = await request.body()
    check_body(data, request.headers.get("content-type", ""), request.headers.get("content-encoding", ""))
    if not data.lstrip().startswith((b"{", b"[")):
        raise BadInputError("is no JSON", where="the body", hint="send customers as JSON objects: docs/customers.md")

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        errors: list[RowError] = []
        loaded = load_rows(
            gate.history,
            customers_in(data),
            sha256(data).hexdigest(),
            asking.caller.author,
            lambda place, number, why: errors.append(RowError(place, number, why)),
        ).load
        content = CustomersLoaded(
            load=loaded.number,
            added=loaded.added,
            changed=loaded.changed,
            unchanged=loaded.unchanged,
            removed=loaded.removed,
            errors=errors,
        )
        return Answered(content, Basis(position=gate.evidence.position, policy_sha256=gate.policy.sha256))

    return await asking.answer(work)


@get("/customers/attestation", role=Role.REVIEW, summary="How the customer base stands compared", tags=["gate"])
async def attestation(
    request: AnyRequest,
    number: Annotated[int | None, QueryParameter(ge=1, le=2**53, description="An older one.")] = None,
) -> Response[Attestation]:
    """The newest attestation, or the one with this number."""
    asking = Asking.of(request)
    refuse_unknown(request.query_params, ("number",))

    def work(_: Deadline) -> Answered:
        gate = asking.service.deciding.gate
        if number is None:
            found = next(iter(attestations.attestations(gate.history, 1)), None)
            if found is None:
                raise NotFoundError("no customers were attested yet", hint="watchgate customers attest")
        else:
            found = attestations.attestation(gate.history, number)
        return Answered(found, Basis(position=found.position, policy_sha256=found.policy_sha256))

    return await asking.answer(work)
