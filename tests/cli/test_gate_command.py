"""`watchgate gate payments`, `show`, `list`, `verify` and `watchgate replay` as a user calls them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import apsw
import pytest

from support.command_line import CommandLine
from support.gate_home import FRESH, LISTED, fill, pay

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(fill(tmp_path / "home", policy=FRESH)))
    return CommandLine(capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four messages and one broken file, with a folder in it."""
    found = tmp_path / "in"
    (found / "later").mkdir(parents=True)
    (found / ".hidden").write_text("not a payment")
    (found / "1.xml").write_bytes(pay(1, "Li Wei", LISTED))
    (found / "2.xml").write_bytes(pay(2))
    (found / "3.txt").write_text("neither XML nor MT")
    (found / "later" / "4.xml").write_bytes(pay(4, "Tornado Shipping Company"))
    return found


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_transaction_of_a_folder_is_one_line_in_the_order_of_the_names(
    watchgate: CommandLine, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "decisions.jsonl"
    assert watchgate("gate", "payments", folder, "--out", out) == 0
    found = lines(out)
    assert [(Path(str(one["source"])).name, one["verdict"]) for one in found] == [
        ("1.xml", "pass"),
        ("1.xml", "hold"),
        ("2.xml", "pass"),
        ("3.txt", "refused"),
        ("4.xml", "hold"),
    ]
    wanted = {"source", "message_id", "transaction", "verdict", "decision", "matches", "grounds", "reason", "position"}
    assert all(wanted | {"policy"} <= set(one) for one in found)
    assert "5 transactions of 4 files" in watchgate.out
    assert out.stat().st_mode & 0o777 == 0o600
    assert LISTED in watchgate.out
    assert not list(tmp_path.glob("*.part*"))


def test_a_second_run_gives_the_same_decisions_back(watchgate: CommandLine, folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    watchgate("gate", "payments", folder, "--out", one)
    watchgate("gate", "payments", folder, "--out", two)
    assert [line["decision"] for line in lines(one)] == [line["decision"] for line in lines(two)]
    assert all(line["repeated"] for line in lines(two))
    assert "5 of them decided before" in watchgate.out


def test_a_single_file_and_json_on_standard_output(watchgate: CommandLine, folder: Path) -> None:
    assert watchgate("gate", "payments", folder / "1.xml", "--json") == 0
    assert [json.loads(line)["verdict"] for line in watchgate.out.splitlines()] == ["pass", "hold"]
    assert watchgate("gate", "payments", folder / "1.xml") == 0
    assert "hold listed" in watchgate.out


def test_several_processes_answer_as_one_does(watchgate: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number:04}.xml").write_bytes(pay(number, LISTED if number % 50 == 3 else f"Nobody {number}"))
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert watchgate("gate", "payments", folder, "--out", two, "--workers", 2, "--json") == 0
    told = json.loads(watchgate.out)
    assert (told["files"], told["transactions"], told["verdicts"]["hold"]) == (150, 150, 3)
    assert watchgate("gate", "payments", folder, "--out", one, "--workers", 1) == 0
    names = ("source", "decision", "number", "verdict")
    assert [[line[name] for name in names] for line in lines(one)] == [
        [line[name] for name in names] for line in lines(two)
    ]
    assert sorted(int(str(line["number"])) for line in lines(two)) == list(range(1, 151))


def test_the_summary_as_json_counts_by_verdict_and_rule(watchgate: CommandLine, folder: Path, tmp_path: Path) -> None:
    assert watchgate("gate", "payments", folder, "--out", tmp_path / "d.jsonl", "--json") == 0
    told = json.loads(watchgate.out)
    assert told["verdicts"] == {"pass": 2, "hold": 2, "stop": 0, "unsupported": 0, "refused": 1}
    assert {"verdict": "hold", "rule": "hold_listed", "transactions": 2} in told["rules"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.xml",), "no such file"),
        (("EMPTY",), "no file in this folder"),
        (("IN", "--rail", "pigeon"), "knows no rail 'pigeon'"),
        (("IN", "--out", "IN"), "is a folder"),
        (("IN", "--out", "nowhere/x.jsonl"), "there is no folder"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line(
    watchgate: CommandLine, folder: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"IN": str(folder), "EMPTY": str(tmp_path / "empty")}
    assert watchgate("gate", "payments", *(places.get(one, one) for one in arguments)) == 2
    assert len(watchgate.errors) == 1
    assert said in watchgate.err


def test_a_file_that_cannot_be_read_has_its_line_too(
    watchgate: CommandLine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, opened = tmp_path / "d.jsonl", Path.open

    def refusing(path: Path, *rest: Any, **more: Any) -> Any:
        if path.name == "2.xml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **more)

    monkeypatch.setattr(Path, "open", refusing)
    assert watchgate("gate", "payments", folder, "--out", out) == 0
    found = lines(out)
    assert [one["verdict"] for one in found] == ["pass", "hold", "refused", "refused", "hold"]
    assert found[2]["reason"] == "cannot be read: Permission denied"


def test_the_output_in_the_folder_itself_is_no_payment(watchgate: CommandLine, folder: Path) -> None:
    assert watchgate("gate", "payments", folder, "--out", folder / "decisions.jsonl") == 0
    assert watchgate("gate", "payments", folder, "--out", folder / "decisions.jsonl") == 0
    assert len(lines(folder / "decisions.jsonl")) == 5


def test_an_interrupted_run_goes_on_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    home, folder = fill(tmp_path / "home", policy=FRESH), tmp_path / "in"
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:04}.xml").write_bytes(pay(number, f"Nobody {number}"))
    out = tmp_path / "decisions.jsonl"
    command = [sys.executable, "-c", "from watchgate.cli.main import main; main()", *("gate", "payments")]
    command += [str(folder), "--out", str(out)]
    environment = {**os.environ, "WATCHGATE_HOME": str(home)}
    part = tmp_path / "decisions.jsonl.part"
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=TESTS)
    while not (part.exists() and part.stat().st_size) and first.poll() is None:
        time.sleep(0.005)
    first.send_signal(signal.SIGTERM)
    _, said = first.communicate()
    if not out.exists():
        assert first.returncode == 143, said
        assert b"the same command goes on where it stopped" in said
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=TESTS)
    found = lines(out)
    assert "answers in" in done.stdout
    assert [Path(str(one["source"])).name for one in found] == [f"{number:04}.xml" for number in range(200)]
    assert sorted(int(str(one["number"])) for one in found) == list(range(1, 201))


def test_an_unfinished_run_of_something_else_is_in_the_way(
    watchgate: CommandLine, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "d.jsonl"
    (tmp_path / "d.jsonl.part").write_text("")
    (tmp_path / "d.jsonl.part.json").write_text('{"path":"other","policy":"x","rail":null,"files":0,"output_bytes":0}')
    assert watchgate("gate", "payments", folder, "--out", out) == 2
    assert "begun with other files" in watchgate.err
    (tmp_path / "d.jsonl.part.json").write_text("{")
    assert watchgate("gate", "payments", folder, "--out", out) == 2
    assert "cannot be read" in watchgate.err


def test_show_explains_with_parties_match_and_sources(watchgate: CommandLine, folder: Path) -> None:
    watchgate("gate", "payments", folder / "1.xml")
    assert watchgate("gate", "show", "2") == 0
    for said in ("HOLD", "Kim Chol Su", "us-1", "us_list", "under P1", "statements", "debtor", "watchgate replay 2"):
        assert said in watchgate.out
    assert watchgate("gate", "show", "2", "--json") == 0
    told = json.loads(watchgate.out)
    assert told["decision"]["matches"][0]["entity_id"] == "us-1"
    assert told["sources"]["us-1"][0]["dataset"] == "us_list"
    assert watchgate("gate", "show", str(told["sha256"])[:12]) == 0
    assert watchgate("gate", "show", "99") == 2
    assert "there is no decision 99" in watchgate.err


def test_the_original_bytes_come_back(watchgate: CommandLine, folder: Path) -> None:
    watchgate("gate", "payments", folder / "3.txt")
    assert watchgate("gate", "show", "1", "--original") == 0
    assert watchgate.out == "neither XML nor MT"


def test_list_shows_the_newest_of_a_verdict(watchgate: CommandLine, folder: Path) -> None:
    watchgate("gate", "payments", folder)
    assert watchgate("gate", "list", "--verdict", "hold", "--json") == 0
    assert [json.loads(line)["number"] for line in watchgate.out.splitlines()] == [2, 5]
    assert watchgate("gate", "list", "--last", "2") == 0
    assert "2 of 5 decisions" in watchgate.out


def test_verify_ends_with_4_where_something_was_changed(watchgate: CommandLine, folder: Path, tmp_path: Path) -> None:
    watchgate("gate", "payments", folder)
    assert watchgate("gate", "verify", "--json") == 0
    head = json.loads(watchgate.out)["head"]
    assert watchgate("gate", "verify", "--head", head) == 0
    assert "5 decisions" in watchgate.out
    connection = apsw.Connection(str(tmp_path / "home/history/history.sqlite"))
    connection.execute("UPDATE decision SET verdict = 0 WHERE number = 2")
    connection.close()
    assert watchgate("gate", "verify") == 4
    assert "damaged: decision 2" in watchgate.out


def test_replay_says_that_everything_is_the_same(watchgate: CommandLine, folder: Path) -> None:
    watchgate("gate", "payments", folder)
    assert watchgate("replay", "--all") == 0
    assert "5 decisions made again: 5 same" in watchgate.out
    assert watchgate("replay", "2", "--json") == 0
    assert json.loads(watchgate.out)["outcome"] == "same"
    assert watchgate("replay") == 2
    assert watchgate("replay", "2", "--all") == 2


def test_replay_ends_with_1_where_the_engine_of_a_decision_is_gone(
    watchgate: CommandLine, folder: Path, tmp_path: Path
) -> None:
    watchgate("gate", "payments", folder)
    connection = apsw.Connection(str(tmp_path / "home/history/history.sqlite"))
    connection.execute("UPDATE basis SET weights = 'another'")
    connection.close()
    assert watchgate("replay", "--all") == 1
    assert "5 engine gone" in watchgate.out


def test_a_home_in_which_nothing_was_decided_says_so(watchgate: CommandLine) -> None:
    for command in (("gate", "list"), ("gate", "show", "1"), ("gate", "verify"), ("replay", "--all")):
        assert watchgate(*command) == 2
        assert "nothing was decided" in watchgate.err
