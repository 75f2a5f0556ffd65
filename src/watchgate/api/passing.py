"""Passing on: a connection whose bytes go to the general server and back, as they are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any


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
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: self, str(beyond))
        except OSError:
            self._client.close()
