"""A run that is asked to end: it lets go of everything in order, and the same command goes on later."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

TERMINATED = 128 + signal.SIGTERM
INTERRUPTED = 128 + signal.SIGINT


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


@contextmanager
def ended_in_order() -> Iterator[None]:
    """SIGTERM raises `Terminated` inside, as SIGINT raises KeyboardInterrupt, instead of ending this process at once.

    Killed by the signal itself, it would leave worker processes and what they share to be cleared away by others.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main thread may take signals
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def exit_code(error: KeyboardInterrupt) -> int:
    """As a shell counts it."""
    return TERMINATED if isinstance(error, Terminated) else INTERRUPTED


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
