"""Every error as JSON: {"detail": a sentence, or a list of {loc, msg, type}}, and never a word of the inside."""

from __future__ import annotations

import logging
import math
import traceback
from typing import Any

from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException

from watchgate.ledger.proposals import NotAllowedError
from watchgate.model.errors import (
    BadInputError,
    LedgerBusyError,
    LedgerDamagedError,
    NotFoundError,
    WatchgateError,
)

log = logging.getLogger("watchgate.api")


class RefusedError(WatchgateError):
    """A request that is not served. `status` is HTTP's; `retry_s` when trying again later makes sense."""

    def __init__(
        self, status: int, message: str, *, retry_s: float | None = None, headers: dict[str, str] | None = None
    ):
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        if retry_s is not None:
            self.headers["retry-after"] = str(max(1, math.ceil(retry_s)))


def respond(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The answer to a request that failed with `error`."""
    status, detail, headers = describe(error)
    if status == 500:
        detail = f"internal error; the service's log tells more under request {note(request.scope, error)}"
    return Response({"detail": detail}, status_code=status, headers=headers, media_type=MediaType.JSON)


def describe(error: Exception) -> tuple[int, Any, dict[str, str]]:
    """Status, detail and headers for `error`; 500 for what nobody foresaw."""
    if isinstance(error, RefusedError):
        return error.status, error.message, error.headers
    if isinstance(error, WatchgateError):
        return _STATUS_OF.get(type(error), 500), str(error), _HEADERS_OF.get(type(error), {})
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return 400, [_located(item) for item in error.extra], {}
    if isinstance(error, HTTPException) and error.status_code < 500:
        return error.status_code, _SAYINGS.get(error.status_code, error.detail), dict(error.headers or {})
    if isinstance(error, RecursionError):
        return 400, "the body is nested too deeply", {}
    if isinstance(error, UnicodeDecodeError):
        return 400, f"the body is not UTF-8 at byte {error.start}", {}
    return 500, "", {}


def note(scope: Any, error: BaseException) -> str:
    """Logs where `error` came up, without its words (they may quote a customer); gives the request's id."""
    request_id = str(scope.get("state", {}).get("request_id", "-"))
    log.error("request %s failed: %s at %s", request_id, type(error).__name__, places(error))
    return request_id


def places(error: BaseException) -> str:
    """Where `error` came up, innermost first."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return " < ".join(reversed(frames[-8:]))


def _located(item: Any) -> dict[str, Any]:
    key = str(item.get("key", ""))
    message = str(item.get("message", "not valid"))
    if key == "data" and message == "'data'":
        message = "a JSON body is needed"
    source = str(getattr(item.get("source"), "value", None) or item.get("source") or "body")
    loc = [source] if key == "data" else [source, *key.split(".")]
    return {"loc": loc, "msg": message, "type": "value_error"}


_STATUS_OF: dict[type[WatchgateError], int] = {
    BadInputError: 400,
    NotFoundError: 404,
    LedgerBusyError: 503,
    LedgerDamagedError: 503,
    NotAllowedError: 403,
}
_HEADERS_OF: dict[type[WatchgateError], dict[str, str]] = {LedgerBusyError: {"retry-after": "1"}}
_SAYINGS = {
    404: "there is nothing at this address",
    405: "this method is not allowed here",
    413: "the body is larger than this service takes",
}
