"""Several iterators at once, each in a thread of its own: for work that other processes do."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from queue import Full, Queue
from typing import TypeVar

Item = TypeVar("Item")

AHEAD = 256
"""Items that a lane may be ahead of who takes them."""
LOOK_S = 0.2


class _End:
    """A lane is through, or has failed."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def side_by_side(lanes: Sequence[Generator[Item, None, None]]) -> Iterator[Item]:
    """What all of them give, each in its order. The first failure ends all; so does leaving off."""
    found: Queue[Item | _End] = Queue(AHEAD)
    leaving = threading.Event()

    def put(one: Item | _End) -> None:
        while not leaving.is_set():
            with suppress(Full):
                found.put(one, timeout=LOOK_S)
                return

    def run(lane: Generator[Item, None, None]) -> None:
        error: BaseException | None = None
        try:
            for one in lane:
                put(one)
                if leaving.is_set():
                    break
        except BaseException as failed:
            error = failed
        finally:
            lane.close()
            put(_End(error))

    threads = [threading.Thread(target=run, args=(lane,), name="lane", daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    try:
        left = len(lanes)
        while left:
            one = found.get()
            if not isinstance(one, _End):
                yield one
            elif one.error is not None:
                raise one.error
            else:
                left -= 1
    finally:
        leaving.set()
        for thread in threads:
            thread.join()
