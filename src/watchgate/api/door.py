"""The door every request comes through: request id, header size, key, rate, and one line in the access log.

It stands before the router, so that unknown addresses and refused keys are counted and logged like all else.
The log names the path's template and the key's name; never a value, a query or a secret.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import msgspec
from litestar.types import ASGIApp, Message, Receive, Send

from watchgate.api.front_head import Head
from watchgate.api.keys import ApiKey, KeyStore
from watchgate.api.problems import RefusedError, describe, note
from watchgate.api.rate import RateLimit
from watchgate.api.roles import OPENS, Caller, Role
from watchgate.api.settings import Settings, is_loopback
from watchgate.model.errors import WatchgateError
from watchgate.model.handling import Reader, Tlp

access = logging.getLogger("watchgate.access")

OPEN_TO_ALL = frozenset({"/healthz", "/readyz"})
FILES = "/chains/files/"
PORT = re.compile(r":[0-9]*$")
SCHEMES = ("apikey", "bearer")
NOBODY = Caller(name="anonymous", role=Role.READ, reader=Reader(name="anonymous", clearance=Tlp.AMBER_STRICT))
"""Who asks where keys are off: it may read what the organisation itself may, and write nothing."""


def door(inner: ASGIApp, settings: Settings, keys: KeyStore) -> ASGIApp:
    """`inner` behind the door. `scope["state"]` then holds `caller` (None without a key) and `request_id`."""
    rate = RateLimit(settings.rate, settings.burst)

    async def serve(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await inner(scope, receive, send)
            return
        began = time.perf_counter()
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(8)
        answer = _Answer(send, state["request_id"])
        try:
            _check_headers(scope, settings.header_bytes)
            _check_host(scope, settings)
            state["caller"] = caller = _caller(scope, settings, keys, rate)
            if scope["path"] not in OPEN_TO_ALL:
                _check_rate(rate, caller.name if caller is not None else f"no key, {_client(scope)}")
            await inner(scope, _in_time(receive, _seconds(scope, settings)), answer.send)
        except Exception as error:
            if answer.status:
                raise
            await answer.refuse(*_told(scope, error))
        finally:
            _log(scope, answer.status, (time.perf_counter() - began) * 1000)

    return serve


class _Answer:
    """Passes messages on, remembers the status, adds the headers every answer has."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id.encode()
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            headers.append((b"x-request-id", self._request_id))
            headers.append((b"x-content-type-options", b"nosniff"))
            message["headers"] = headers
        await self._send(message)

    async def refuse(self, status: int, detail: Any, headers: dict[str, str]) -> None:
        body = msgspec.json.encode({"detail": detail})
        found = [(name.encode(), value.encode()) for name, value in headers.items()]
        found += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": status, "headers": found})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _seconds(scope: Any, settings: Settings) -> float:
    """What the body may take to come: files for chains, which the router gives to those alone who may, have longer."""
    return settings.upload_seconds if scope["path"].startswith(FILES) else settings.request_seconds


def _in_time(receive: Receive, seconds: float) -> Receive:
    """`receive`, until the body as a whole has taken `seconds`: whoever drips bytes does not hold a connection."""
    end = time.monotonic() + seconds

    async def wait() -> Any:
        try:
            async with asyncio.timeout(max(0.0, end - time.monotonic())):
                return await receive()
        except TimeoutError:
            raise RefusedError(408, f"the body did not come within {seconds:g} s") from None

    return wait


def _told(scope: Any, error: Exception) -> tuple[int, Any, dict[str, str]]:
    status, detail, headers = describe(error)
    if status == 500:
        detail = f"internal error; the service's log tells more under request {note(scope, error)}"
    return status, detail, headers


def _check_headers(scope: Any, limit: int) -> None:
    size = len(scope["raw_path"] or b"") + len(scope["query_string"] or b"")
    size += sum(len(name) + len(value) for name, value in scope["headers"])
    if size > limit:
        raise RefusedError(431, f"address and headers are larger than {limit} bytes")


def _check_host(scope: Any, settings: Settings) -> None:
    """Without keys, a web page could reach this service through a name of its own that leads to this machine."""
    if settings.keys:
        return
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    if not is_loopback(PORT.sub("", given).strip("[]")):
        raise RefusedError(421, "keys are off, so this service answers only to localhost and 127.0.0.1")


def _caller(scope: Any, settings: Settings, keys: KeyStore, rate: RateLimit) -> Caller | None:
    given = next((value for name, value in scope["headers"] if name == b"authorization"), None)
    if given is None:
        return None if settings.keys else NOBODY
    try:
        key = _key(given, keys)
    except (WatchgateError, OSError) as error:
        note(scope, error)
        raise RefusedError(503, "the keys of this service cannot be read; its log tells more", retry_s=5) from error
    if key is None:
        _check_rate(rate, f"refused, {_client(scope)}")
        raise RefusedError(
            401,
            "this key is not known, has expired or was revoked; send: Authorization: ApiKey SECRET",
            headers={"www-authenticate": "ApiKey"},
        )
    return Caller(name=key.name, role=key.role, reader=key.reader)


def may_send_much(settings: Settings, keys: KeyStore) -> Callable[[Head], bool]:
    """Whether a request comes from who may have payments decided, as the door will find when all of it is read."""

    def is_known(head: Head) -> bool:
        given = next((value for name, value in head.headers if name == b"authorization"), b"")
        try:
            key = _key(given, keys)
        except (WatchgateError, OSError):
            return False  # the door says so
        return not settings.keys or (key is not None and Role.DECIDE in OPENS[key.role])

    return is_known


def _key(given: bytes, keys: KeyStore) -> ApiKey | None:
    scheme, _, secret = given.decode("latin-1").partition(" ")
    return keys.find(secret.strip()) if scheme.lower() in SCHEMES else None


def _check_rate(rate: RateLimit, name: str) -> None:
    wait_s = rate.take(name)
    if wait_s > 0:
        raise RefusedError(429, "more requests than this key may send; slow down", retry_s=wait_s)


def _client(scope: Any) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "local"


def _log(scope: Any, status: int, took_ms: float) -> None:
    state: dict[str, Any] = scope.get("state", {})
    caller = state.get("caller")
    template = scope.get("path_template") or "(unknown)"
    access.info(
        "%s %s %d %.1fms key=%s request=%s",
        scope["method"] if scope["method"].isalpha() else "?",
        template,
        status,
        took_ms,
        caller.name if caller is not None else "-",
        state.get("request_id", "-"),
    )
