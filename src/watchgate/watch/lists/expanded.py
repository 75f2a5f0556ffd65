"""Expanded: the content of archives, kept while their file is loaded.

A list is hashed, read and kept, each from its first byte to its last; expanding it costs more than any of these.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import BinaryIO

MOST_BYTES = 64 << 20
"""Of the content of one file; larger ones are expanded each time."""

Which = tuple[int, int, int, int]
_kept: ContextVar[dict[Which, bytes] | None] = ContextVar("expanded", default=None)


@contextmanager
def expanded_once() -> Iterator[None]:
    """Within the block an archive is expanded once, as long as it is the same file."""
    before = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(before)


def known_content(raw: BinaryIO) -> bytes | None:
    """What an open archive was expanded to in this block; None where it was not, or changed since."""
    kept = _kept.get()
    return None if kept is None else kept.get(_which(raw))


class Keeping:
    """What has been read of an archive, kept once it was read to its end."""

    def __init__(self, raw: BinaryIO) -> None:
        self._known = _kept.get()
        self._of = None if self._known is None else _which(raw)
        self._parts: list[bytes] = []
        self._size = 0

    def read(self, chunk: bytes) -> None:
        """The next bytes; empty at the end."""
        if self._known is None or self._of is None:
            return
        if not chunk:
            self._known[self._of] = b"".join(self._parts)
        self._size += len(chunk)
        if not chunk or self._size > MOST_BYTES:
            self._known, self._parts = None, []
        else:
            self._parts.append(chunk)


def _which(raw: BinaryIO) -> Which:
    state = os.fstat(raw.fileno())
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns
