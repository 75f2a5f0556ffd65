"""`watchgate policy check` and `diff` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.gate_home import FRESH, LISTED, fill, pay


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(fill(tmp_path / "home", policy=FRESH)))
    return CommandLine(capsys)


def _file(folder: Path, text: str) -> Path:
    path = folder / "other.toml"
    path.write_text(text)
    return path


def test_a_policy_is_told_in_words_with_what_is_to_be_looked_at(watchgate: CommandLine, tmp_path: Path) -> None:
    assert watchgate("policy", "check", _file(tmp_path, FRESH.replace("eu_list", "eu_lost"))) == 0
    assert "A name is a match from a score of 0.80" in watchgate.out
    assert "eu_lost: named, and not loaded here" in watchgate.out
    assert "club_list: loaded, and of no authority" in watchgate.out
    assert "Other than the built-in policy" in watchgate.out


def test_a_misspelt_key_is_named_and_the_exit_code_is_2(watchgate: CommandLine, tmp_path: Path) -> None:
    assert watchgate("policy", "check", _file(tmp_path, "[gate]\nholds = []\n")) == 2
    assert "unknown key 'holds'" in watchgate.err


def test_what_another_policy_would_have_decided_is_shown_and_nothing_is_kept(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "1.xml").write_bytes(pay(1, "Li Wei", LISTED))
    assert watchgate("gate", "payments", tmp_path / "1.xml") == 0
    other = _file(tmp_path, FRESH.replace("[gate]", '[gate]\nstop = []\nhold = ["exposed"]'))
    assert watchgate("policy", "diff", other) == 0
    assert "2 records: 1 the same, 1 otherwise" in watchgate.out
    assert "hold -> pass, for example" in watchgate.out
    assert LISTED in watchgate.out
    assert watchgate("policy", "diff", other, "--json") == 0
    found = json.loads(watchgate.out)
    assert (found["records"], found["changed"], found["failed"]) == (2, 1, [])
    assert watchgate("replay", "--all") == 0
    assert "2 decisions made again: 2 same" in watchgate.out


def test_without_a_history_it_says_so(watchgate: CommandLine, tmp_path: Path) -> None:
    assert watchgate("policy", "diff", _file(tmp_path, FRESH)) == 2
    assert "nothing was decided" in watchgate.err
