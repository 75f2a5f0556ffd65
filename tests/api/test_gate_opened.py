"""The gate beside the service: what makes it faster, and fails, does not close it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from support.gate_home import fill
from support.gate_world import NOW, POLICY_TEXT
from watchgate.api import deciding as deciding_module
from watchgate.api.deciding import Deciding
from watchgate.api.settings import Settings
from watchgate.ledger.open import open_ledger
from watchgate.model.policy import parse_policy


def test_a_gate_that_decides_stays_open_where_its_memory_cannot_be_gathered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def fails(stop: threading.Event) -> int:
        tried.set()
        raise ValueError("a map in a form that nobody knows")

    monkeypatch.setattr(deciding_module, "gather", fails)
    home = fill(tmp_path / "home")
    ledger = open_ledger(home, clock=lambda: NOW)
    found = Deciding(Settings(home=home), parse_policy(POLICY_TEXT), lambda: NOW)
    try:
        found.start(ledger)
        assert tried.wait(60)
        assert found._thread is not None
        found._thread.join(60)
        assert found.unready() == []
        assert found.gate.position == ledger.head().position
    finally:
        found.stop()
        ledger.close()
