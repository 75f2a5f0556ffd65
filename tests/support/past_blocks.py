"""Blocks of a few rows, all of them kept and in the engine."""

from __future__ import annotations

import pytest

from watchgate.gate.history import past_blocks
from watchgate.gate.history.past_blocks import CUSTOMER, PARTY, TEXT
from watchgate.gate.lookback import past_block, past_names
from watchgate.risk.names.engine.warm import is_warm, warm


def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test."""
    if not is_warm():
        warm()
    for what, width in ((PARTY, 40), (TEXT, 16), (CUSTOMER, 8)):
        monkeypatch.setitem(past_blocks.WIDTH, what, width)
    monkeypatch.setattr(past_block, "FEWEST", 1)
    monkeypatch.setattr(past_names, "MANY", 1)
