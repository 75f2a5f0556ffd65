"""The ledger on a disk that fails: power cuts, failing syncs and writes, a full disk. Every run replays from its seed.

uv run pytest tests/ledger/test_storage_fault.py
uv run pytest -m long tests/ledger/test_storage_fault.py        1,000 runs
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from support.faulty_vfs_run import Outcome, run, run_twice

NORMAL_RUNS = 60
LONG_RUNS = 1_000
LOST_WITHOUT_SYNC = 5


def test_no_acknowledged_delivery_is_lost_and_none_is_torn(tmp_path: Path) -> None:
    _all_kept(run(seed, tmp_path / str(seed)) for seed in range(NORMAL_RUNS))


def test_same_run_loses_acknowledged_deliveries_when_synchronous_is_off(tmp_path: Path) -> None:
    """The check of the check: a ledger that does not sync must be caught by it, and often."""
    outcomes = [run(seed, tmp_path / str(seed), synchronous="OFF") for seed in range(20)]
    caught = [outcome for outcome in outcomes if outcome.broken]
    assert len(caught) >= LOST_WITHOUT_SYNC, [outcome.seed for outcome in caught]
    assert any("is lost" in said for outcome in caught for said in outcome.broken)


def test_deliveries_appended_after_a_failed_sync_killed_the_process_are_kept(tmp_path: Path) -> None:
    """The next process sees, in the page cache, a log of which the disk holds only parts; it must not build on it."""
    _all_kept(run_twice(seed, tmp_path / str(seed)) for seed in range(30))


@pytest.mark.long
@pytest.mark.timeout(600)
def test_no_acknowledged_delivery_is_lost_in_a_thousand_runs(tmp_path: Path) -> None:
    _all_kept(run(seed, tmp_path / str(seed)) for seed in range(10_000, 10_000 + LONG_RUNS))


def _all_kept(outcomes: Iterable[Outcome]) -> None:
    acknowledged = errors_given = 0
    for outcome in outcomes:
        assert outcome.broken == [], f"seed {outcome.seed}: {outcome.broken} under {outcome.faults}"
        acknowledged += outcome.acknowledged
        errors_given += outcome.errors_given
    assert acknowledged > 100, "the runs end before anything is acknowledged: they show nothing"
    assert errors_given > 5, "hardly any fault reaches the ledger: the runs show nothing"
