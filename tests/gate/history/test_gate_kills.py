"""Kills under load: every answered transaction has its decision on disk, none twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.gate_home import FRESH, fill
from support.gate_kill_rounds import gate_kill_rounds


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(1_800)])])
def test_killed_at_any_moment_no_answered_decision_is_lost_and_none_is_there_twice(tmp_path: Path, kills: int) -> None:
    seed = 20_261_122
    toll = gate_kill_rounds(fill(tmp_path / "home", policy=FRESH), seed, kills)
    assert toll.broken == [], f"seed {seed}"
    assert toll.kills >= kills
    assert toll.answered > 5 * kills
    assert toll.repeated > 0
