"""POST /decisions of one small payment, past the router and without another thread.

One payment takes a millisecond and a half. The router, and handing the work to a thread and back, would take another
half, and the two threads would wait for each other (measured: 240 us and 350 us). What may take longer goes the usual
way: larger bodies, rows, parameters, and everything while the evidence at hand is behind the ledger.
"""

from __future__ import annotations

from typing import Any

from litestar.types import ASGIApp, Receive, Send

from watchgate.api.admission import check_role
from watchgate.api.decision_body import check_body
from watchgate.api.decisions import answered
from watchgate.api.front_head import PATH, PLAIN_HEADERS, SMALL_BYTES
from watchgate.api.problems import RefusedError
from watchgate.api.roles import Caller, Role
from watchgate.api.service import Service
from watchgate.api.together import Together
from watchgate.gate.service import Input

MARKUP = (b"<", b"{1:", b"{2:", b"{4:")
"""What XML and MT begin with: a body of rows may hold more transactions than fit in a short time."""


def direct(router: ASGIApp, service: Service) -> ASGIApp:
    """`router`, and before it what decides small payments at once."""
    together = Together(service.deciding.workers)

    async def serve(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or not _is_plain(scope):
            await router(scope, receive, send)
            return
        scope["path_template"] = PATH
        caller: Caller | None = scope["state"].get("caller")
        check_role(caller, Role.DECIDE)
        assert caller is not None
        gate = service.deciding.gate
        headers = dict(scope["headers"])
        data = await _body(receive, int(headers[b"content-length"]))
        check_body(data, headers.get(b"content-type", b"").decode("latin-1"), "")
        found = None
        if data.lstrip().startswith(MARKUP):
            found = await together.decide(gate, Input(data, caller.name))
        if found is None:
            await router(scope, _again(data, receive), send)
            return
        accepts = headers.get(b"accept", b"").decode("latin-1")
        body, told, media_type = answered(gate, caller, found, accepts)
        sent = [(name.encode(), value.encode()) for name, value in told.items()]
        sent += [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": sent})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return serve


def _is_plain(scope: Any) -> bool:
    if scope["method"] != "POST" or scope["query_string"]:
        return False
    length = 0
    seen = set()
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = int(value) if value.isdigit() and len(value) <= len(str(SMALL_BYTES)) else SMALL_BYTES + 1
        seen.add(name)
    return 0 < length <= SMALL_BYTES and len(seen) == len(scope["headers"]) and seen <= PLAIN_HEADERS


async def _body(receive: Receive, length: int) -> bytes:
    """The body, no longer than was announced."""
    parts: list[bytes] = []
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "the body did not come whole")
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > length:
            raise RefusedError(413, "the body is larger than was announced")
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(data: bytes, receive: Receive) -> Receive:
    """`receive` with a body that was read already."""
    left: list[Any] = [{"type": "http.request", "body": data, "more_body": False}]

    async def wait() -> Any:
        return left.pop() if left else await receive()

    return wait
