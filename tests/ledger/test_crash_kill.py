"""The ledger killed with SIGKILL while it appends: the process that owns the writer, its clients, or both.

uv run pytest tests/ledger/test_crash_kill.py
uv run pytest -m long tests/ledger/test_crash_kill.py           200 kills
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.kill_rounds import Toll, kill_rounds


def test_kills_lose_no_acknowledged_append_and_double_none(tmp_path: Path) -> None:
    _survived(kill_rounds(tmp_path, seed=1, kills=20), kills=20)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_two_hundred_kills_lose_no_acknowledged_append_and_double_none(tmp_path: Path) -> None:
    _survived(kill_rounds(tmp_path, seed=2, kills=200), kills=200)


def _survived(toll: Toll, kills: int) -> None:
    assert toll.broken == [], toll
    assert toll.kills >= kills
    assert toll.acknowledged > kills, "the processes die before anything is acknowledged: the kills show nothing"
    assert toll.taken_over > 0, "no client outlived the owner: taking over was not tried"
