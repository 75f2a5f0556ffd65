"""A mark in a small file, a new one after every commit: who sees the old mark need not ask the database again.

The rule is one sentence: a commit is told to nobody before the mark is a new one. Marks are random, so that none comes
back. Then whoever read the mark first and the database after it knows, as long as the mark is that one, all that
anybody was told of. What was committed and not yet told of, by a process that was killed in between, is seen with the
next mark, or after TRUST_S; so is what is written by a version that knows no marks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from watchgate.ledger.home import PRIVATE_FILE

MARK_BYTES = 16
TRUST_S = 0.1
"""How long a mark is believed: for commits whose process ended before it could change it."""

Value = TypeVar("Value")


class ChangeMark:
    """One file for all processes. Two that renew it at once leave the mark of one of them, which is new as well."""

    _handle = -1

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)

    def seen(self) -> bytes:
        """The mark; empty before the first commit. One that was never there where it cannot be read: then the database
        is asked, and says what is wrong."""
        try:
            return os.pread(self._handle, MARK_BYTES, 0)
        except OSError:
            return os.urandom(MARK_BYTES)

    def renew(self) -> None:
        """Something was committed; called before anybody is told.

        A disk that takes no mark any more does not make undone what it took before: then it is waited for until nobody
        believes the old mark.
        """
        try:
            os.pwrite(self._handle, os.urandom(MARK_BYTES), 0)
        except OSError:
            time.sleep(TRUST_S)

    def close(self) -> None:
        """Let go of the file."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def __del__(self) -> None:
        self.close()  # whoever is dropped unclosed lets go of the database too, and not of a bare handle


class Marked(Generic[Value]):
    """What `read` found, asked again only under another mark. Safe for any number of threads."""

    def __init__(self, mark: ChangeMark, read: Callable[[], Value]) -> None:
        self._mark = mark
        self._read = read
        self._known: tuple[bytes, float, Value] | None = None

    def value(self) -> Value:
        """As `read` would find it now, but for what nobody was told of yet."""
        seen, now = self._mark.seen(), time.monotonic()
        known = self._known
        if known is not None and known[0] == seen and now < known[1]:
            return known[2]
        # The mark was read first: what is committed from here on has another one.
        value = self._read()
        self._known = (seen, now + TRUST_S, value)
        return value
