"""The writer's door for other processes of the same user: one thread reads and answers all of them.

One thread, because an append is a few microseconds of work between waits: with a thread for each peer most of the
time went into handing the interpreter round (190 us of CPU an append, against 110 us with this one).
"""

from __future__ import annotations

import os
import selectors
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from watchgate.ledger.home import PRIVATE_FILE
from watchgate.ledger.requests import AppendRequest
from watchgate.ledger.socket_address import socket_address
from watchgate.ledger.socket_frames import (
    FIRST_BYTES,
    MORE_BYTES,
    STALL_S,
    Answer,
    AppendMessage,
    FrameBuffer,
    Gone,
    PlacedMessage,
    decode_append,
    encode_message,
    frame,
    refusal,
)
from watchgate.model.errors import BadInputError, LedgerBusyError

CONNECTIONS_MAX = 512
CLOSE_S = 10.0
ACCEPT_PAUSE_S = 0.01
TICK_S = 1.0
"""How often stalled peers are looked for."""

Submit = Callable[[AppendMessage, Callable[[AppendRequest], None]], None]
"""Begins an append; the callback is called from another thread when it is done. Raises what refuses it at once."""


class SocketServer:
    """Serves appends until `close`. The caller holds the writer's lock, so that the path is its own."""

    def __init__(self, path: Path, submit: Submit) -> None:
        self._path = path
        self._submit = submit
        self._done: deque[tuple[_Peer, AppendRequest]] = deque()
        self._peers: set[_Peer] = set()
        self._closing = False
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._awake = False
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with socket_address(path) as address:
            self._listener.bind(address)
        path.chmod(PRIVATE_FILE)
        self._listener.listen(128)
        for own in (self._listener, self._woken):
            own.setblocking(False)
            self._selector.register(own, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="ledger-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer what was asked, then let everyone go."""
        self._path.unlink(missing_ok=True)
        self._closing = True
        self._wake()
        self._thread.join()

    def _run(self) -> None:
        give_up, look_at = None, 0.0
        while True:
            for key, events in self._selector.select(TICK_S):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._woken:
                    # In this order: who finds it awake has left its answer where it is taken below.
                    self._woken.recv(4096)
                    self._awake = False
                elif events & selectors.EVENT_WRITE:
                    self._send(key.data)
                else:
                    self._read(key.data)
            while self._done:
                peer, request = self._done.popleft()
                peer.asking = False
                self._answer(peer, _answer_of(request))
            now = time.monotonic()
            if now > look_at:
                look_at = now + TICK_S
                for peer in [peer for peer in self._peers if peer.stalled(now)]:
                    self._drop(peer)
            if self._closing:
                give_up = give_up or now + CLOSE_S
                if now > give_up or not any(peer.asking or peer.unsent for peer in self._peers):
                    break
        for peer in list(self._peers):
            self._drop(peer)
        self._selector.close()
        for own in (self._listener, self._waker, self._woken):
            own.close()

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            # Out of file handles, or the peer has gone again; in the first case, let others give some back.
            time.sleep(ACCEPT_PAUSE_S)
            return
        if peer_uid(connection) not in (None, os.getuid()) or self._closing:
            connection.close()
            return
        connection.setblocking(False)
        peer = _Peer(connection)
        self._peers.add(peer)
        self._selector.register(connection, selectors.EVENT_READ, peer)
        if len(self._peers) > CONNECTIONS_MAX:
            peer.leaving = True
            busy = LedgerBusyError(f"the writer serves {CONNECTIONS_MAX} connections already", hint="try again")
            self._answer(peer, refusal(busy))

    def _read(self, peer: _Peer) -> None:
        try:
            data = peer.connection.recv(MORE_BYTES if peer.received else FIRST_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data or peer.asking or peer.leaving:
            # Closed, or speaking out of turn.
            self._drop(peer)
            return
        peer.heard = time.monotonic()
        try:
            body = peer.received.add(data)
        except BadInputError as error:
            # Where the next frame would begin is not known any more.
            peer.leaving = True
            self._answer(peer, refusal(error))
            return
        if body is not None:
            self._begin(peer, body)

    def _begin(self, peer: _Peer, body: bytes) -> None:
        def done(request: AppendRequest) -> None:
            self._done.append((peer, request))
            self._wake()

        peer.asking = True
        try:
            self._submit(decode_append(body), done)
        except Gone:
            self._drop(peer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            peer.asking = False
            self._answer(peer, refusal(BadInputError(f"the writer was sent something that is no append: {error}")))
        except Exception as error:
            # Whatever went wrong is the answer: the peer must never wait for one that does not come.
            peer.asking = False
            self._answer(peer, refusal(error))

    def _answer(self, peer: _Peer, answer: Answer) -> None:
        if peer in self._peers:
            peer.unsent += frame(encode_message(answer))
            self._send(peer)

    def _send(self, peer: _Peer) -> None:
        try:
            sent = peer.connection.send(peer.unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._drop(peer)
            return
        del peer.unsent[:sent]
        if not peer.unsent and peer.leaving:
            self._drop(peer)
        elif bool(peer.unsent) is not peer.writing:
            peer.writing = bool(peer.unsent)
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.writing else 0)
            self._selector.modify(peer.connection, events, peer)

    def _drop(self, peer: _Peer) -> None:
        self._peers.discard(peer)
        with suppress(KeyError, ValueError):
            self._selector.unregister(peer.connection)
        peer.connection.close()

    def _wake(self) -> None:
        if not self._awake:
            self._awake = True
            with suppress(OSError):
                self._waker.send(b"\x00")


class _Peer:
    """One connection. `asking`: its append is under way; `leaving`: closed once `unsent` is sent."""

    __slots__ = ("asking", "connection", "heard", "leaving", "received", "unsent", "writing")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = FrameBuffer()
        self.unsent = bytearray()
        self.asking = self.leaving = self.writing = False
        self.heard = time.monotonic()

    def stalled(self, now: float) -> bool:
        """Whether it stopped inside a frame, or does not take its answer."""
        return now - self.heard > STALL_S and not self.asking and bool(self.received or self.unsent)


def peer_uid(connection: socket.socket) -> int | None:
    """The user at the other end, None where the system does not say (then the folder's mode alone guards)."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return int(uid)


def _answer_of(request: AppendRequest) -> Answer:
    return PlacedMessage(tuple(request.placed)) if request.error is None else refusal(request.error)
