"""What is said before evidence is appended, where the history of decisions cannot be looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.command_line import CommandLine
from support.tiny_list import people, use_tiny, write_tiny
from watchgate.gate.history.failures import HistoryBusyError, HistoryDamagedError
from watchgate.model.errors import WatchgateError


@pytest.mark.parametrize(
    "error", [HistoryBusyError("another process holds it"), HistoryDamagedError("row 3"), PermissionError(13, "no key")]
)
def test_a_history_that_cannot_be_opened_keeps_no_evidence_out(
    error: WatchgateError | OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_home: Path) -> Any:
        raise error

    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("watchgate.cli.gate_opened.opened_history", fails)
    use_tiny(monkeypatch)
    watchgate = CommandLine(capsys)
    path = write_tiny(tmp_path / "1.txt", people(2), date="2026-11-20")
    assert watchgate("lists", "load", path, "--json") == 0, watchgate.err
    assert "which exceptions may lapse is not known" in watchgate.err
    assert json.loads(watchgate.out.splitlines()[0])["added"] == 4
