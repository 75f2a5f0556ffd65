"""Passing on: a connection whose bytes go to the general server and back, as they are.

The general server would take the front for its client, and count what strangers send as one stranger's. So the socket
of a connection that is passed on bears the client's address in its name, in a folder that nobody else can write to, and
`as_client` reads it there.
"""

from __future__ import annotations

import asyncio
import os
import socket
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Any

from litestar.types import ASGIApp, Receive, Send

from watchgate.model.errors import BadInputError

LONGEST_NAME = 48
"""Bytes of the name of one's socket: an address of 32 digits, a process, a number."""
LONGEST_PATH = 107
"""Bytes that the system takes as the path of a socket."""
_UNKNOWN = "unknown"
_numbers = count()


def check_place(folder: Path) -> None:
    """BadInputError where sockets in `folder` would have too long a path."""
    if len(os.fsencode(folder)) + 1 + LONGEST_NAME > LONGEST_PATH:
        raise BadInputError(
            f"{folder} is too long for the names of sockets", where="TMPDIR", hint="name a folder with a shorter path"
        )


def as_client(inner: ASGIApp, folder: Path) -> ASGIApp:
    """`inner`, told of the client where it would be told of the socket in `folder` by which he was passed on."""
    beginning = f"{folder}/"

    async def serve(scope: Any, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if client and str(client[0]).startswith(beginning):
            scope["client"] = (_address(str(client[0])[len(beginning) :]), 0)
        await inner(scope, receive, send)

    return serve


class Passed(asyncio.Protocol):
    """The other end of one connection. Neither side is read faster than the other takes what it sends."""

    def __init__(self, client: Any, begun: bytes, beyond: Path) -> None:
        """`client`: the transport of who asks; `begun`: what came from there already."""
        self._client = client
        self._begun = begun
        self._transport: Any = None
        self._ending = self._closed = False
        client.pause_reading()
        self._task = asyncio.get_running_loop().create_task(self._connect(beyond))

    def write(self, data: bytes) -> None:
        """More from the client."""
        if self._transport is None:
            self._begun += data
        else:
            self._transport.write(data)

    def end(self) -> bool:
        """The client says no more; it may still be answered."""
        self._ending = True
        if self._transport is not None:
            self._transport.write_eof()
        return True

    def pause(self) -> None:
        """The client takes no more at the moment."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """It does again."""
        if self._transport is not None:
            self._transport.resume_reading()

    def close(self) -> None:
        """The client has gone."""
        self._closed = True
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        if self._closed:
            transport.close()
            return
        transport.write(self._begun)
        if self._ending:
            transport.write_eof()
        self._client.resume_reading()

    def connection_lost(self, _exc: Exception | None) -> None:
        self._client.close()

    def data_received(self, data: bytes) -> None:
        self._client.write(data)

    def eof_received(self) -> None:
        self._client.close()

    def pause_writing(self) -> None:
        self._client.pause_reading()

    def resume_writing(self) -> None:
        self._client.resume_reading()

    async def _connect(self, beyond: Path) -> None:
        own = beyond.with_name(_name(self._client.get_extra_info("peername")))
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.setblocking(False)
            connection.bind(str(own))
            await asyncio.get_running_loop().sock_connect(connection, str(beyond))
            await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=connection)
        except OSError:
            connection.close()
            self._client.close()
        finally:
            own.unlink(missing_ok=True)


def _name(peer: Any) -> str:
    """A new name that tells the address of `peer`."""
    packed = ip_address(str(peer[0]).partition("%")[0]).packed.hex() if peer else _UNKNOWN
    return f"{packed}-{os.getpid():x}-{next(_numbers) & 0xFFFFFF:x}"


def _address(name: str) -> str:
    packed = name.partition("-")[0]
    return _UNKNOWN if packed == _UNKNOWN else str(ip_address(bytes.fromhex(packed)))
