"""The writer's door for other processes of the same user: a thread takes connections, one more serves each of them."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from watchgate.ledger.home import PRIVATE_FILE
from watchgate.ledger.requests import Placed
from watchgate.ledger.socket_address import socket_address
from watchgate.ledger.socket_frames import (
    Answer,
    AppendMessage,
    Gone,
    PlacedMessage,
    decode_append,
    encode_message,
    receive_frame,
    refusal,
    send_frame,
)
from watchgate.model.errors import BadInputError, LedgerBusyError

CONNECTIONS_MAX = 512
CLOSE_S = 10.0

Serve = Callable[[AppendMessage], list[Placed]]


class SocketServer:
    """Serves appends with `serve` until `close`. The caller holds the writer's lock, so that the path is its own."""

    def __init__(self, path: Path, serve: Serve) -> None:
        self._path = path
        self._serve = serve
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._gate = threading.Lock()
        self._closed = False
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with socket_address(path) as address:
            self._listener.bind(address)
        path.chmod(PRIVATE_FILE)
        self._listener.listen(128)
        self._thread = threading.Thread(target=self._accept, name="ledger-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer what was asked, then let everyone go."""
        with self._gate:
            self._closed = True
            connections = dict(self._connections)
        self._path.unlink(missing_ok=True)
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        for thread in (self._thread, *connections.values()):
            thread.join(CLOSE_S)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                if self._closed:
                    return
                continue
            with self._gate:
                if self._closed:
                    connection.close()
                    return
                thread = threading.Thread(target=self._talk, args=(connection,), name="ledger-client", daemon=True)
                self._connections[connection] = thread
                thread.start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection, suppress(Gone, TimeoutError, OSError):
                if peer_uid(connection) not in (None, os.getuid()):
                    return
                if len(self._connections) > CONNECTIONS_MAX:
                    busy = LedgerBusyError(f"the writer serves {CONNECTIONS_MAX} connections already", hint="try again")
                    send_frame(connection, encode_message(refusal(busy)))
                    return
                while self._answer(connection):
                    pass
        finally:
            with self._gate:
                self._connections.pop(connection, None)

    def _answer(self, connection: socket.socket) -> bool:
        """Serve one request; False when there is none."""
        answer: Answer
        try:
            body = receive_frame(connection)
        except BadInputError as error:
            # Where the next frame would begin is not known any more.
            send_frame(connection, encode_message(refusal(error)))
            return False
        if body is None:
            return False
        try:
            answer = PlacedMessage(tuple(self._serve(decode_append(body))))
        except msgspec.MsgspecError as error:
            answer = refusal(BadInputError(f"the writer was sent something that is no append: {error}"))
        except (Gone, TimeoutError):
            raise
        except Exception as error:
            # Whatever went wrong is the answer: the peer must never wait for one that does not come.
            answer = refusal(error)
        send_frame(connection, encode_message(answer))
        return True


def peer_uid(connection: socket.socket) -> int | None:
    """The user at the other end, None where the system does not say (then the folder's mode alone guards)."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return int(uid)
