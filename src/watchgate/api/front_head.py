"""Which requests the front takes: their head, read as strictly as can be."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

PATH = "/decisions"
SMALL_BYTES = 8_192
"""Most payments are one transaction of two to five kilobytes."""
LARGE_BYTES = 1 << 20
"""Of who has a key; who has none is passed on with more than SMALL_BYTES, so that nobody fills the memory with it."""
PLAIN_HEADERS = frozenset(
    {b"host", b"authorization", b"content-length", b"content-type", b"accept", b"accept-encoding", b"user-agent"}
)
"""With any other header the router decides what is meant. Answers are sent as they are, which every encoding that is
accepted allows."""

_LINE = b"POST /decisions HTTP/1.1\r\n"
_LONGEST = 4_096
_END = b"\r\n\r\n"
_HEADER = re.compile(rb"([A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)[ \t]*", re.ASCII)
_LENGTH = re.compile(rb"[1-9][0-9]{0,6}")


class HeadState(Enum):
    """UNFINISHED: more has to come before it is known. OTHER: it is none that is taken here."""

    UNFINISHED = 0
    OTHER = 1


class Head(NamedTuple):
    """`headers` with names in small letters, each once; the body of `length` bytes begins at `end`."""

    headers: list[tuple[bytes, bytes]]
    length: int
    end: int


def read_head(data: bytes) -> Head | HeadState:
    """The head that `data` begins with. What is not in the plainest form there is, is OTHER: never guessed at.

    `Connection: keep-alive`, which many clients say although HTTP/1.1 means it, is left out of the headers.
    """
    if not data.startswith(_LINE):
        return HeadState.UNFINISHED if _LINE.startswith(data) else HeadState.OTHER
    end = data.find(_END, len(_LINE) - 2, _LONGEST)
    if end < 0:
        return HeadState.UNFINISHED if len(data) < _LONGEST else HeadState.OTHER
    found: dict[bytes, bytes] = {}
    for line in data[len(_LINE) : end].split(b"\r\n"):
        header = _HEADER.fullmatch(line)
        if header is None:
            return HeadState.OTHER
        name, value = header[1].lower(), header[2]
        if name in found or (name not in PLAIN_HEADERS and (name, value.lower()) != (b"connection", b"keep-alive")):
            return HeadState.OTHER
        found[name] = value
    found.pop(b"connection", None)
    length = found.get(b"content-length", b"")
    if b"host" not in found or not _LENGTH.fullmatch(length) or int(length) > LARGE_BYTES:
        return HeadState.OTHER
    return Head(list(found.items()), int(length), end + len(_END))
