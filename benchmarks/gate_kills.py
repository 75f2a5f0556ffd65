"""`watchgate bench gate_kills`: gates killed under load, again and again on one home; nothing answered may be lost.

Two processes with several threads each decide messages of their own and messages that all decide, and are killed with
SIGKILL at any moment. The rounds are those of the tests (tests/support/gate_kill_rounds.py), only more of them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import Result, refuse_memory_disk

SEED = 20_261_122
KILLS, KILLS_FULL = 8, 100
TESTS = Path(__file__).resolve().parents[1] / "tests"


def run(full: bool) -> list[Result]:
    """8 kills; `full`: 100."""
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    from support.gate_home import fill
    from support.gate_kill_rounds import gate_kill_rounds

    kills = KILLS_FULL if full else KILLS
    with TemporaryDirectory(prefix="watchgate-bench-") as name:
        folder = Path(name)
        refuse_memory_disk(folder)
        toll = gate_kill_rounds(fill(folder / "home"), SEED, kills)
    return [
        Result(
            measure="kills with SIGKILL under load",
            value=toll.kills,
            unit="kills",
            target=kills,
            note=f"{toll.answered:,} transactions answered, {toll.repeated:,} of them as a repeat; seed {SEED}",
        ),
        Result(
            measure="answered and not on the disk, twice there, damaged or out of order",
            value=len(toll.broken),
            unit="",
            target=0,
            at_most=True,
            note="; ".join(toll.broken[:5]) or None,
        ),
    ]
