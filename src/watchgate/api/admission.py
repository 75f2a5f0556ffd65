"""Which role an endpoint asks for. An endpoint without one is open to all."""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from watchgate.api.problems import RefusedError
from watchgate.api.roles import OPENS, Caller, Role


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """RefusedError 401 without a key where one is needed, 403 when its role is not enough.

    Async, though it waits for nothing: the router runs what is not in a thread, for every request.
    """
    needed: Role | None = handler.opt.get("role")
    if needed is None:
        return
    check_role(connection.scope["state"].get("caller"), needed)


def check_role(caller: Caller | None, needed: Role) -> None:
    """As `admit`, for one who asks for `needed`."""
    if caller is None:
        raise RefusedError(
            401, "a key is needed; send: Authorization: ApiKey SECRET", headers={"www-authenticate": "ApiKey"}
        )
    if not caller.may(needed):
        may = " or ".join(role.name.lower() for role, opened in OPENS.items() if needed in opened)
        raise RefusedError(403, f"this needs a key with the role {may}")
