"""The collector of cycles in a process that runs for weeks: young objects as they come, the rest when idle.

Left to itself Python walks everything that stays each time a quarter has been added: while an index grows, again and
again (a fifth of what indexing new payments cost). Left out for good, cycles that outlived their first walk would fill
the memory over weeks.
"""

from __future__ import annotations

import gc
import time

COLLECT_AFTER = (2_000, 100_000, 1_000)
"""How many more objects there are made than freed before the collector looks for cycles, among young ones alone; then
how many such rounds before older ones, and the oldest, are gone through. A payment leaves some 57 objects, all of them
remembered: a young round takes .9 ms every 35 payments (of 20,000 objects, 11 ms every 350) and finds one object that
is a cycle's. A round among older ones walks what is remembered, a million objects in half a second, and found two: it
comes every three million payments, or from `Collecting`."""
EVERY_S = 60.0
"""What 1,500 payments leave is walked in some 40 ms."""
WHOLE_S = 86_400.0
"""All that stays, half a second for a million objects: what was part of no cycle for long may be one by then."""
QUIET_SHARE = 0.05
"""Of one processor: who uses less has nothing to do."""


def collect_seldom() -> None:
    """From now on in this process, which calls `Collecting` when it has nothing to do."""
    gc.set_threshold(*COLLECT_AFTER)


class Collecting:
    """Of this process: each object that stays is walked once, and once a day. Not thread-safe."""

    def __init__(self) -> None:
        self._last = self._whole = self._looked = time.monotonic()
        self._used = time.process_time()

    def when_idle(self) -> None:
        """Nothing is to do: walk what came since the last time and is still there, if that was some time ago."""
        now = time.monotonic()
        if now - self._whole >= WHOLE_S:
            gc.collect()
            self._last = self._whole = time.monotonic()
        elif now - self._last >= EVERY_S:
            gc.collect(1)
            self._last = time.monotonic()

    def look(self) -> None:
        """Called now and then: as `when_idle`, if this process has computed next to nothing since the last call."""
        now, used = time.monotonic(), time.process_time()
        quiet = used - self._used < QUIET_SHARE * (now - self._looked)
        self._looked, self._used = now, used
        if quiet:
            self.when_idle()
