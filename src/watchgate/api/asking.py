"""One request: who asks, of which service, and how the answer is worked out beside the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response

from watchgate.api.answers import Basis
from watchgate.api.roles import Caller
from watchgate.api.service import Service
from watchgate.api.view import View
from watchgate.api.work import Deadline
from watchgate.ledger.interface import Ledger

T = TypeVar("T")
AnyRequest = Request[Any, Any, Any]


class Answered(msgspec.Struct, frozen=True):
    """A reply's content and what it stands on."""

    content: Any
    basis: Basis
    headers: dict[str, str] = {}


class Asking(msgspec.Struct, frozen=True):
    """Who asks, of which service."""

    service: Service
    caller: Caller

    @classmethod
    def of(cls, request: AnyRequest) -> Asking:
        """What an admitted request stands for."""
        return cls(request.app.state["service"], request.scope["state"]["caller"])

    @property
    def view(self) -> View:
        """What this caller may know. Building the first view of some rights takes a while: call it in `answer`."""
        return self.service.view(self.caller.reader)

    @property
    def ledger(self) -> Ledger:
        """The open ledger."""
        return self.service.ledger

    async def answer(self, work: Callable[[Deadline], Answered], *, status: int = 200) -> Response[Any]:
        """The reply that `work` gives, worked out in a thread within the time a request has."""
        answered = await self.service.workers.run(work)
        headers = {**answered.basis.headers(), **answered.headers}
        return Response(msgspec.json.encode(answered.content), status_code=status, headers=headers, media_type=JSON)


JSON = "application/json"
