"""The other end of the writer's socket: as many connections as threads append at once."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from watchgate.ledger.requests import Placed
from watchgate.ledger.socket_address import socket_address
from watchgate.ledger.socket_frames import (
    AppendMessage,
    Gone,
    PlacedMessage,
    decode_answer,
    encode_message,
    error_of,
    frame,
    receive_frame,
)
from watchgate.ledger.socket_server import peer_uid
from watchgate.model.errors import LedgerBusyError

ANSWER_S = 120.0
"""How long an answer may take: the largest delivery, behind others, on a slow disk."""
CONNECT_S = 5.0


class SocketClient:
    """Sends appends to the writer. A connection that failed is not used again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[socket.socket] = []

    @property
    def connected(self) -> bool:
        """Whether a connection is at hand."""
        return bool(self._idle)

    def append(self, message: AppendMessage, on_sent: Callable[[], None] | None = None) -> list[Placed]:
        """What the writer gave the deliveries; Gone when there is no writer, or its answer was lost.

        `on_sent` is called when the answer alone is waited for.
        """
        asked = frame(encode_message(message))
        connection = self._take()
        try:
            connection.sendall(asked)
            if on_sent is not None:
                on_sent()
            answer = receive_frame(connection)
        except ConnectionError as error:
            connection.close()
            raise Gone from error
        except TimeoutError as error:
            connection.close()
            raise LedgerBusyError(
                f"the writing process gave no answer within {ANSWER_S:g} s; the append may still become durable",
                hint="look for it before you append it again",
            ) from error
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        found = decode_answer(answer)
        if isinstance(found, PlacedMessage):
            return list(found.placed)
        raise error_of(found)

    def close(self) -> None:
        """Let the connections go."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> socket.socket:
        try:
            return self._idle.pop()
        except IndexError:
            pass
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(CONNECT_S)
            with socket_address(self._path) as address:
                connection.connect(address)
            if peer_uid(connection) not in (None, os.getuid()):
                raise LedgerBusyError(f"the socket {self._path} belongs to another user", hint="remove it")
            connection.settimeout(ANSWER_S)
        except (OSError, TimeoutError) as error:
            connection.close()
            raise Gone from error
        return connection
