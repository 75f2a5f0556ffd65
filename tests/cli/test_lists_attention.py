"""What of the lists needs a person is said where the person sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.tiny_list import people, use_tiny, write_tiny
from watchgate.cli import lists_progress


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    use_tiny(monkeypatch)
    return CommandLine(capsys)


@pytest.mark.parametrize("narrow", [True, False])
def test_waiting_withdrawals_are_said_whole_at_any_width(
    watchgate: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrow: bool
) -> None:
    source = "gb_fcdo_sanctions.subjects"
    watchgate("lists", "load", write_tiny(tmp_path / "a.txt", people(100), source=source, date="2026-05-01"))
    watchgate("lists", "load", write_tiny(tmp_path / "b.txt", people(60), source=source, date="2026-05-02"))
    if narrow:
        monkeypatch.setenv("TTY_COMPATIBLE", "1")
        monkeypatch.setenv("TERM", "dumb")
    assert watchgate("lists", "status") == 1
    (line,) = [line for line in watchgate.out.splitlines() if line.startswith(f"{source}: ")]
    assert "withdrawals wait: 40 of 100 records vanished" in line
    assert "--accept-shrink" in line
    row = watchgate.out.splitlines()[1].split()
    assert row[-1] == "200"
    assert "2026-05-02" in row


def test_a_list_whose_date_nobody_states_is_said_to_be_dated_by_the_disk(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path / "undated" / "of" / "a.txt", people(3))
    assert watchgate("lists", "load", path, "--json") == 0
    (line,) = watchgate.errors
    file = json.loads(watchgate.out.splitlines()[0])
    assert file["snapshot_date"]["said_by"] == "disk"
    assert f"tiny states no date: taken as of {file['snapshot_date']['value']}, the file's own time; --date" in line
    assert watchgate("lists", "load", write_tiny(tmp_path / "b.txt", people(3), source="b", date="2026-05-01")) == 0
    assert watchgate.errors == []
    assert "1 file read" in watchgate.out
    assert watchgate("lists", "load", write_tiny(tmp_path / "c.txt", people(4), source="c"), "--date", "2026-05") == 0
    assert watchgate.errors == []


def test_a_date_that_is_still_to_come_is_refused(watchgate: CommandLine, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "a.txt", people(1))
    for date in ("2999", "2999-01", "2999-01-01"):
        assert watchgate("lists", "load", path, "--date", date) == 2
        assert "still to come" in watchgate.err


def test_no_bar_is_shown_for_a_home_that_is_not_new(
    watchgate: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watchgate("lists", "load", write_tiny(tmp_path / "a.txt", people(1), date="2026-05-01"))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert watchgate("lists", "status") == 1
    assert watchgate.err == ""
    with lists_progress.LoadProgress("filling a new home", at_once=False) as progress:
        progress.total(1, 10)
        assert "_bar" in vars(progress)
        assert vars(progress)["_bar"] is not None
