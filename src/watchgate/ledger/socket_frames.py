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
_FIRST = 1 << 16
_CHUNK = 1 << 20
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


def send_frame(connection: socket.socket, body: bytes) -> None:
    """Send one frame; Gone when the other side is."""
    if len(body) > FRAME_BYTES_MAX:
        raise BadInputError(
            f"the append has {len(body):,} bytes, at most {FRAME_BYTES_MAX:,} are taken", hint="split it"
        )
    try:
        connection.sendall(len(body).to_bytes(_LENGTH_BYTES, "big") + body)
    except (BrokenPipeError, ConnectionError) as error:
        raise Gone from error


def receive_frame(connection: socket.socket, bytes_max: int = FRAME_BYTES_MAX) -> bytes | None:
    """The next frame; None when the other side closed between frames, Gone when it closed inside one.

    The first bytes are waited for as the socket is set, the rest for STALL_S at a time: TimeoutError then.
    BadInputError when more than `bytes_max` is announced, or more comes than was announced.
    """
    try:
        # One call for length and body: a small frame comes whole, and each call more costs a change of threads.
        data = connection.recv(_FIRST)
        if not data:
            return None
        if len(data) > _LENGTH_BYTES and len(data) == _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big"):
            return data[_LENGTH_BYTES:]
        waited = connection.gettimeout()
        connection.settimeout(STALL_S)
        body = _receive_rest(connection, bytearray(data), bytes_max)
        connection.settimeout(waited)
    except ConnectionError as error:
        raise Gone from error
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


def _receive_rest(connection: socket.socket, data: bytearray, bytes_max: int) -> bytes:
    expected = None
    while expected is None or len(data) < expected:
        if expected is None and len(data) >= _LENGTH_BYTES:
            length = int.from_bytes(data[:_LENGTH_BYTES], "big")
            if length > bytes_max:
                raise BadInputError(f"a frame of {length:,} bytes was announced, at most {bytes_max:,} are taken")
            expected = _LENGTH_BYTES + length
            continue
        more = connection.recv(_CHUNK)
        if not more:
            raise Gone
        data += more
    if len(data) > expected:
        raise BadInputError("more was sent than one frame")
    return bytes(memoryview(data)[_LENGTH_BYTES:])
