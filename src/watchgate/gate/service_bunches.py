"""Bunches: what came together is read some records ahead of what is decided.

Read one by one between decisions they take twice the time: the processor has the tables of names at hand then, and not
those of the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from watchgate.model.record import Message, Record

MOST = 64
"""Records in a bunch: the first of them waits for the last to be read, and for what is asked of all of them."""

Read: TypeAlias = tuple[Message, Record | None]
"""A record and the message it stands in; no record where the message could not be read into any."""


def bunches(messages: Iterable[Message]) -> Iterator[list[Read]]:
    """What stands in `messages`, in its order, some at a time. A message with many records is in several bunches."""
    bunch: list[Read] = []
    for message in messages:
        for record in message.records or (None,):
            bunch.append((message, record))
            if len(bunch) >= MOST:
                yield bunch
                bunch = []
    if bunch:
        yield bunch
