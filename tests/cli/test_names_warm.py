"""`watchgate names warm` compiles once and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from watchgate.cli.names import command
from watchgate.ledger import compiled
from watchgate.risk.names.engine import warm


@pytest.fixture(autouse=True)
def _compiling_leaves_a_mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "done"
    monkeypatch.setattr(compiled, "kernels_root", lambda: tmp_path)
    monkeypatch.setattr(warm, "is_warm", mark.exists)
    monkeypatch.setattr(warm, "warm", mark.touch)


def test_check_only_says_whether_it_is_compiled() -> None:
    found = CliRunner().invoke(command, ["warm", "--check"], standalone_mode=False)
    assert found.return_value == 1
    assert "not compiled yet" in found.output


def test_what_is_compiled_is_not_compiled_again() -> None:
    first = CliRunner().invoke(command, ["warm", "--json"], standalone_mode=False)
    assert first.return_value == 0
    assert json.loads(first.stdout)["now"] is True
    second = CliRunner().invoke(command, ["warm"], standalone_mode=False)
    assert second.return_value == 0
    assert "compiled before" in second.output


def test_without_a_folder_of_ones_own_the_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "kernels_root", lambda: None)
    found = CliRunner().invoke(command, ["warm"])
    assert "WATCHGATE_KERNELS" in str(found.exception)
