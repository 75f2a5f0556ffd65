"""What passes over the writer's socket: one frame each way for an append.

A frame is its length (4 bytes, big-endian) and a MessagePack body. A peer is never believed about a length: bytes are
taken as they come, up to the limit.
"""

from __future__ import annotations

import socket

import msgspec

from watchgate.ledger.draft import DELIVERY_BYTES_MAX
from watchgate.ledger.requests import Placed
from watchgate.model.delivery import Delivery
from watchgate.model.errors import (
    BadInputError,
    LedgerBusyError,
    LedgerDamagedError,
    WatchgateError,
)

FRAME_BYTES_MAX = 2 * DELIVERY_BYTES_MAX
_LENGTH_BYTES = 4
FIRST_BYTES = 1 << 16
MORE_BYTES = 1 << 20
"""How much is received at once: a small frame is not worth a large buffer."""
ANSWER_BYTES = 1 << 12
STALL_S = 30.0
"""A peer that stops inside a frame is let go after so long."""


class AppendMessage(msgspec.Struct, frozen=True, tag="append"):
    """Asks for an append. `since`: see `AppendRequest`."""

    key: str
    since: int | None
    deliveries: tuple[Delivery, ...]


class PlacedMessage(msgspec.Struct, frozen=True, tag="placed"):
    """The append is durable."""

    placed: tuple[Placed, ...]


class RefusedMessage(msgspec.Struct, frozen=True, tag="refused"):
    """The append was refused or failed. `kind` names the class of the error."""

    kind: str
    message: str
    hint: str | None = None


Answer = PlacedMessage | RefusedMessage

encode_message = msgspec.msgpack.Encoder().encode
decode_append = msgspec.msgpack.Decoder(AppendMessage).decode
decode_answer = msgspec.msgpack.Decoder(PlacedMessage | RefusedMessage).decode


class Gone(Exception):  # noqa: N818 - not an error of the user's: the caller tries again
    """The other side went away before the frame was whole."""


def frame(body: bytes) -> bytes:
    """The body as a frame; BadInputError when it is too large to be taken."""
    if len(body) > FRAME_BYTES_MAX:
        raise BadInputError(
            f"the append has {len(body):,} bytes, at most {FRAME_BYTES_MAX:,} are taken", hint="split it"
        )
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


def receive_frame(connection: socket.socket) -> bytes:
    """The next frame; Gone when the other side closed before it was whole, TimeoutError as the socket is set."""
    received = FrameBuffer()
    while True:
        try:
            data = connection.recv(MORE_BYTES if received else ANSWER_BYTES)
        except ConnectionError as error:
            raise Gone from error
        if not data:
            raise Gone
        body = received.add(data)
        if body is not None:
            return body


class FrameBuffer:
    """Gathers one frame at a time from what is received."""

    __slots__ = ("_data",)

    def __init__(self) -> None:
        self._data = bytearray()

    def __bool__(self) -> bool:
        return bool(self._data)

    def add(self, data: bytes) -> bytes | None:
        """The body when it is whole. BadInputError when too much is announced, or more comes than was announced."""
        if not self._data and len(data) == _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big"):
            # A small frame comes whole: nearly always, and there is nothing to gather.
            return data[_LENGTH_BYTES:]
        self._data += data
        if len(self._data) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(self._data[:_LENGTH_BYTES], "big")
        if length > FRAME_BYTES_MAX:
            raise BadInputError(f"a frame of {length:,} bytes was announced, at most {FRAME_BYTES_MAX:,} are taken")
        if len(self._data) < _LENGTH_BYTES + length:
            return None
        if len(self._data) > _LENGTH_BYTES + length:
            raise BadInputError("more was sent than one frame")
        body = bytes(memoryview(self._data)[_LENGTH_BYTES:])
        self._data = bytearray()
        return body


def refusal(error: BaseException) -> RefusedMessage:
    """An error as it is sent."""
    if isinstance(error, WatchgateError):
        return RefusedMessage(_KINDS.get(type(error), "failed"), error.message, error.hint)
    return RefusedMessage("failed", f"the writing process failed: {type(error).__name__}: {error}")


def error_of(message: RefusedMessage) -> WatchgateError:
    """The error that was sent, as it would have been raised here."""
    if message.kind == "damaged":
        error: WatchgateError = LedgerDamagedError(message.message, hint=message.hint)
        error.message = message.message
        return error
    kinds: dict[str, type[WatchgateError]] = {"input": BadInputError, "busy": LedgerBusyError}
    return kinds.get(message.kind, WatchgateError)(message.message, hint=message.hint)


_KINDS: dict[type[WatchgateError], str] = {
    BadInputError: "input",
    LedgerBusyError: "busy",
    LedgerDamagedError: "damaged",
}
