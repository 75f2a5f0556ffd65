"""The collector of cycles in a process that runs for weeks: young objects as they come, the rest when idle.

Left to itself Python walks everything that stays each time a quarter has been added: while an index grows, again and
again (a third of what indexing new payments cost). Set apart from it for good, cycles that outlived their first walk
would fill the memory over weeks.
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
"""A minute of 300 payments a second leaves some million objects, half a second to walk."""


class Collecting:
    """Of this process. What it walks it sets aside, so that each object is walked once; not thread-safe."""

    def __init__(self) -> None:
        gc.set_threshold(*COLLECT_AFTER)
        self._last = time.monotonic()

    def when_idle(self) -> None:
        """Nothing is to do: walk what came since the last time and is still there, if that was some time ago."""
        if time.monotonic() - self._last >= EVERY_S:
            gc.collect()
            gc.freeze()
            self._last = time.monotonic()
