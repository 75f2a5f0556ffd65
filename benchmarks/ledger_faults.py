"""Kills and storage faults as the tests run them, counted for the bench."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

TESTS = Path(__file__).resolve().parents[1] / "tests"


class Faults(msgspec.Struct, frozen=True):
    """`lost`: acknowledged deliveries or promises not kept, each in words; `without_sync`: runs caught with it off."""

    kills: int
    runs: int
    acknowledged: int
    lost: list[str]
    without_sync_runs: int
    without_sync_caught: int


def faults(folder: Path, kills: int, runs: int) -> Faults:
    """Kill, fail and cut so often; `folder` is used for the homes."""
    if str(TESTS) not in sys.path:
        sys.path.insert(0, str(TESTS))
    from support.faulty_vfs_run import run
    from support.kill_rounds import kill_rounds

    outcomes = [run(seed, folder / f"run-{seed}") for seed in range(50_000, 50_000 + runs)]
    unsynced = [run(seed, folder / f"off-{seed}", synchronous="OFF") for seed in range(30)]
    toll = kill_rounds(folder / "kills", seed=3, kills=kills)
    broken = [f"fault run {one.seed}: {said}" for one in outcomes for said in one.broken]
    return Faults(
        kills=toll.kills,
        runs=runs,
        acknowledged=toll.acknowledged + sum(one.acknowledged for one in outcomes),
        lost=broken + [f"kills, seed 3: {said}" for said in toll.broken],
        without_sync_runs=len(unsynced),
        without_sync_caught=sum(bool(one.broken) for one in unsynced),
    )
