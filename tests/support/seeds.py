"""Seeds of random tests: the same in every run, so that the same code is judged alike; others for a hunt.

A test that asks for `seed` is run with the number of its name and with each that once failed
(`@pytest.mark.seeds(927284300)`). `WATCHGATE_SEED` says otherwise: a number, `random`, or so many as in `random:500`.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from random import SystemRandom

VARIABLE = "WATCHGATE_SEED"
RANDOM = "random"
END = 1 << 30


def is_hunt() -> bool:
    """Whether chance is wanted."""
    return os.environ.get(VARIABLE, "").startswith(RANDOM)


def seeds_of(test: str, once_failed: Sequence[int] = ()) -> dict[str, int]:
    """By what they are called the seeds of a test with this name: the same names in every process of a run."""
    asked = os.environ.get(VARIABLE, "")
    if not asked:
        return {f"seed-{one}": one for one in (zlib.crc32(test.encode()) % END, *once_failed)}
    if not is_hunt():
        return {f"seed-{asked}": int(asked)}
    chance = SystemRandom()
    return {f"random-{at}": chance.randrange(END) for at in range(int(asked.partition(":")[2] or 1))}
