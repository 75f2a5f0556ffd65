"""One client's connection to the front: whole payments, and batches, are decided here, everything else is passed on."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from litestar.types import Message

from watchgate.api.front_head import PATH, SMALL_BYTES, Head, HeadState, read_head
from watchgate.api.passing import Passed

if TYPE_CHECKING:
    from watchgate.api.front import Front

log = logging.getLogger("watchgate.api")

AHEAD_BYTES = 65_536
"""What a client may send ahead while its payment is decided, or while it takes no answers."""


class Connection(asyncio.Protocol):
    """One client. `busy`: a payment of its is being decided."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._transport: Any = None
        self._got = b""
        self._since = time.monotonic()
        self._task: asyncio.Task[None] | None = None
        self._passed: Passed | None = None
        self._full = False
        self._client: Any = None
        self._server: Any = None

    def begin(self, found: socket.socket) -> None:
        """Talk through this socket."""
        making = asyncio.get_running_loop().connect_accepted_socket(lambda: self, found)
        self._begun = asyncio.get_running_loop().create_task(making)

    @property
    def busy(self) -> bool:
        return self._task is not None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._client = transport.get_extra_info("peername")
        self._server = transport.get_extra_info("sockname")

    def connection_lost(self, _exc: Exception | None) -> None:
        self._front.ended(self)
        if self._task is not None:
            self._task.cancel()  # whoever has gone away is not decided, unless it is on its way to the disk already
        if self._passed is not None:
            self._passed.close()

    def data_received(self, data: bytes) -> None:
        if self._passed is not None:
            self._passed.write(data)
            return
        if not self._got:
            self._since = time.monotonic()
        self._got += data
        if self._task is None:
            self._next()
        waits = self._task is not None or self._full
        if waits and self._passed is None and len(self._got) > AHEAD_BYTES:
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        if self._passed is not None:
            return self._passed.end()
        return False  # gone, as the general server takes it too

    def pause_writing(self) -> None:
        self._full = True
        if self._passed is not None:
            self._passed.pause()

    def resume_writing(self) -> None:
        self._full = False
        if self._passed is not None:
            self._passed.resume()
        elif self._task is None:
            self._transport.resume_reading()
            self._next()

    def too_long(self, before: float) -> None:
        """Called now and then: nothing is waited for that began before `before` (monotonic seconds)."""
        waits = self._transport is not None and self._task is None and self._passed is None
        if waits and self._since < before:
            if self._got and not self._full:
                self._pass_on()
            else:
                self._transport.abort()  # it has nothing to say, or takes no answer

    def close(self) -> None:
        """What was written is still sent."""
        if self._transport is not None:
            self._transport.close()

    def _next(self) -> None:
        """Begin with what has come, if it is a whole request."""
        if not self._got or self._full:
            return
        head = read_head(self._got)
        if head is HeadState.UNFINISHED:
            return
        if isinstance(head, HeadState) or (head.length > SMALL_BYTES and not self._front.is_known(head)):
            self._pass_on()
            return
        if len(self._got) < head.end + head.length:
            return
        body, self._got = self._got[head.end : head.end + head.length], self._got[head.end + head.length :]
        self._task = asyncio.get_running_loop().create_task(self._answer(head, body))

    def _pass_on(self) -> None:
        got, self._got = self._got, b""
        self._passed = Passed(self._transport, got, self._front.beyond)

    async def _answer(self, head: Head, body: bytes) -> None:
        told: list[Any] = []
        waiting: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            told.append(message)

        try:
            await self._front.app(self._scope(head), receive, send)
            self._transport.write(_written(told, self._front.date()))
        except Exception:
            log.exception("a request could not be answered")
            self.close()
        finally:
            self._task = None
            self._since = time.monotonic()
        if not self._transport.is_closing():
            self._transport.resume_reading()
            self._next()

    def _scope(self, head: Head) -> Any:
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": head.headers,
            "client": self._client,
            "server": self._server,
            "state": {},
            "extensions": {},
        }


def _written(told: list[Any], date: bytes) -> bytes:
    """The answer as it is sent, with the length of its body."""
    start: Any = told[0]
    body = b"".join([one.get("body", b"") for one in told[1:]])
    status = HTTPStatus(start["status"])
    first = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: {len(body)}\r\ndate: ".encode()
    parts = [first, date, b"\r\n"]
    parts += [b"%s: %s\r\n" % (name, value) for name, value in start["headers"] if name != b"content-length"]
    return b"".join([*parts, b"\r\n", body])
