"""What tells about the service itself: alive, ready, version, algorithms."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get

from watchgate import __version__
from watchgate.api.algorithm import ALGORITHM, describe_algorithm
from watchgate.api.asking import AnyRequest
from watchgate.api.deciding import GateStanding
from watchgate.api.roles import Role
from watchgate.api.service import Service


class Standing(msgspec.Struct, omit_defaults=True):
    """Reply of /healthz and /readyz. `reasons`: why it is not ready. `gate`: on what evidence it decides."""

    status: str
    reasons: list[str] = []
    gate: GateStanding | None = None


class AlgorithmEntry(msgspec.Struct):
    """One way of matching. `docs`: what each feature of an explanation means."""

    name: str
    description: str
    docs: dict[str, Any]


class Algorithms(msgspec.Struct):
    """Reply of /algorithms."""

    algorithms: list[AlgorithmEntry]
    default: str
    best: str


@get("/healthz", summary="Is the process alive", tags=["system"], sync_to_thread=False)
def healthz() -> Standing:
    """`ok` whenever the process answers; whether its answers can be relied on is /readyz."""
    return Standing("ok")


@get("/readyz", summary="Can answers be relied on", tags=["system"], sync_to_thread=False)
def readyz(request: AnyRequest) -> Response[Standing]:
    """`ok`, or 503 with the reasons: still loading, a view or the gate lags the ledger, a required list is too old."""
    service: Service = request.app.state["service"]
    reasons = service.unready()
    gate = service.deciding.standing
    if not reasons:
        return Response(Standing("ok", gate=gate))
    body = {"status": "unavailable", "reasons": reasons, "detail": "; ".join(reasons), "gate": gate}
    return Response(body, status_code=503, headers={"retry-after": "1"})  # type: ignore[arg-type]


@get("/-/version", role=Role.SCREEN, summary="Version of the service", tags=["system"], sync_to_thread=False)
def version() -> dict[str, str]:
    """The version of Watchgate and the name of the matching it does."""
    return {"watchgate": __version__, "algorithm": ALGORITHM}


@get("/algorithms", role=Role.SCREEN, summary="Ways of matching", tags=["system"], sync_to_thread=False)
def algorithms() -> Algorithms:
    """The one way this service matches; other names asked for in /match are answered by it, and said so."""
    description, docs = describe_algorithm()
    entry = AlgorithmEntry(name=ALGORITHM, description=description, docs=docs)
    return Algorithms(algorithms=[entry], default=ALGORITHM, best=ALGORITHM)
