"""`watchgate screen --file`: every row once, in order; interrupted and started again it ends as if it had not been."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from support.parties import says
from support.screened_home import add, fill, run
from watchgate.cli import screen_file
from watchgate.cli.party_rows import Row
from watchgate.cli.screen_job import Terms
from watchgate.cli.screen_workers import Answered, Worker
from watchgate.gate.records.row_lines import Place

NAMES = ("Ri Pyong Chol", "Lady R", "Ivan Petrov", "Somebody Else", "Wilhelmina Featherstonehaugh")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    fill(tmp_path / "home")
    return tmp_path / "home"


def parties(path: Path, rows: int) -> Path:
    lines = [f'{number},"{NAMES[number % 5]}",kp' for number in range(rows)]
    lines[3] = "3,,kp"
    path.write_text("id,name,country\n" + "\n".join(lines) + "\n")
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_each_row_has_its_line_in_order_and_a_bad_one_says_why(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = parties(tmp_path / "p.csv", 10), tmp_path / "hits.jsonl"
    assert run("screen", "--file", str(file), "--out", str(out)) == 2
    found = lines(out)
    assert [line["id"] for line in found] == [str(number) for number in range(10)]
    assert found[3] == {"id": "3", "line": 5, "error": "has no name", "position": 1}
    assert [hit["entity"] for hit in found[0]["hits"]] == ["p1"]
    assert {"entity", "caption", "score", "match", "reasons", "sources"} <= set(found[0]["hits"][0])
    assert {line["position"] for line in found} == {1}
    matched = sum(any(hit["match"] for hit in line.get("hits", ())) for line in found)
    assert matched >= 4
    assert f"10 rows screened at position 1: {matched} with a match, 1 could not be read" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hits.jsonl", "home", "p.csv"]
    assert out.stat().st_mode & 0o777 == 0o600


def test_json_lines_in_and_a_summary_as_json(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "p.jsonl", tmp_path / "hits.jsonl"
    file.write_text('{"id": 1, "name": "Lady R", "identifier": ["imo:9161003"], "schema": "Vessel"}\n')
    assert run("screen", "--file", str(file), "--out", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 1, "matched": 1, "errors": 0, "position": 1}
    assert lines(out)[0]["hits"][0]["exact"] is True


def test_a_misspelt_column_is_named(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.csv"
    file.write_text("id,name,birthdate\n1,Kim,1984\n")
    assert run("screen", "--file", str(file), "--out", str(tmp_path / "o")) == 0
    assert "columns that are not used: birthdate" in capsys.readouterr().err


def interrupt_after(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    """Chunks of eight rows, a record after each, and an interruption in place of the answer after so many."""
    monkeypatch.setattr(screen_file, "CHUNK_ROWS", 8)
    monkeypatch.setattr(screen_file, "RECORD_EVERY_S", -1.0)
    whole, left = Worker.answer, [chunks]

    def answer(worker: Worker, rows: list[Row]) -> Answered:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return whole(worker, rows)

    monkeypatch.setattr(Worker, "answer", answer)


def test_an_interrupted_run_goes_on_at_its_position_and_ends_the_same(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out, whole = parties(tmp_path / "p.csv", 100), tmp_path / "hits.jsonl", tmp_path / "whole.jsonl"
    assert run("screen", "--file", str(file), "--out", str(whole)) == 2
    with monkeypatch.context() as patched:
        interrupt_after(patched, 9)
        assert run("screen", "--file", str(file), "--out", str(out)) == 130
    assert not out.exists()
    add(home, *says("p9", "Person", name="Somebody Else"))
    with (tmp_path / "hits.jsonl.part").open("ab") as part:
        part.write(b'{"id": "torn')
    assert run("screen", "--file", str(file), "--out", str(out)) == 2
    assert "going on after" in capsys.readouterr().err
    assert out.read_bytes() == whole.read_bytes()
    assert run("screen", "--file", str(file), "--out", str(out)) == 2
    assert {line["position"] for line in lines(out)} == {2}


def test_an_unfinished_run_of_other_input_or_terms_is_not_overwritten(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = parties(tmp_path / "p.csv", 100), tmp_path / "hits.jsonl"
    with monkeypatch.context() as patched:
        interrupt_after(patched, 6)
        assert run("screen", "--file", str(file), "--out", str(out)) == 130
    assert run("screen", "--file", str(file), "--out", str(out), "--threshold", "0.9") == 2
    assert "was begun with another threshold" in capsys.readouterr().err
    assert run("screen", "--file", str(parties(tmp_path / "q.csv", 41)), "--out", str(out)) == 2
    assert "another file of parties (or this one was changed since)" in capsys.readouterr().err
    (tmp_path / "hits.jsonl.part").write_bytes(b"")
    assert run("screen", "--file", str(file), "--out", str(out)) == 2
    assert "shorter than its record" in capsys.readouterr().err


def test_two_processes_give_the_same_bytes_as_one(home: Path, tmp_path: Path) -> None:
    file = parties(tmp_path / "p.csv", 300)
    for workers in ("1", "2"):
        out = tmp_path / f"hits{workers}.jsonl"
        assert run("screen", "--file", str(file), "--out", str(out), "--workers", workers) == 2
    assert (tmp_path / "hits1.jsonl").read_bytes() == (tmp_path / "hits2.jsonl").read_bytes()


SLOWLY = """
import sys, time
from watchgate.cli import screen_file, screen_workers
screen_file.CHUNK_ROWS, screen_file.RECORD_EVERY_S = 8, -1.0
whole = screen_workers.Worker.answer
def answer(worker, rows):
    time.sleep(0.02)
    return whole(worker, rows)
screen_workers.Worker.answer = answer
screen_file.ScreenProgress.update = lambda progress, job: time.sleep(0.02)  # the parent of several workers is slow too
from watchgate.cli.main import main
main(sys.argv[1:])
"""


def test_a_killed_run_goes_on_and_ends_the_same(home: Path, tmp_path: Path) -> None:
    file, out, whole = parties(tmp_path / "p.csv", 2_000), tmp_path / "hits.jsonl", tmp_path / "whole.jsonl"
    assert run("screen", "--file", str(file), "--out", str(whole)) == 2
    arguments = [sys.executable, "-c", SLOWLY, "screen", "--file", str(file), "--out", str(out), "--workers", "1"]
    for wanted in (20_000, 60_000):
        with subprocess.Popen(arguments, env=dict(os.environ), stderr=subprocess.DEVNULL) as running:
            while not _written(tmp_path / "hits.jsonl.part", wanted):
                assert running.poll() is None
                time.sleep(0.005)
            os.kill(running.pid, signal.SIGKILL)
    assert not out.exists()
    assert run("screen", "--file", str(file), "--out", str(out)) == 2
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_terminated_run_says_in_one_line_that_it_goes_on(home: Path, tmp_path: Path, workers: str) -> None:
    file, out, whole = parties(tmp_path / "p.csv", 1_000), tmp_path / "hits.jsonl", tmp_path / "whole.jsonl"
    assert run("screen", "--file", str(file), "--out", str(whole)) == 2
    arguments = [sys.executable, "-c", SLOWLY, "screen", "--file", str(file), "--out", str(out), "--workers", workers]
    with subprocess.Popen(arguments, env=dict(os.environ), stderr=subprocess.PIPE, text=True) as running:
        while not _written(tmp_path / "hits.jsonl.part", 10_000):
            assert running.poll() is None
            time.sleep(0.005)
        running.terminate()
        _, said = running.communicate()
    assert running.returncode == 143
    (line,) = said.splitlines()
    assert "the same command goes on where it stopped" in line
    assert run("screen", "--file", str(file), "--out", str(out)) == 2
    assert out.read_bytes() == whole.read_bytes()


def test_each_of_the_terms_has_words() -> None:
    assert set(screen_file.TERMS_IN_WORDS) == set(Terms.__struct_fields__)


def _written(path: Path, size: int) -> bool:
    return path.exists() and path.stat().st_size >= size


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("nul.csv", b"id,na\x00me\n", "NUL"),
        ("wrong.csv", "id,näme\n".encode("utf-16"), "UTF-8"),
        ("endless.csv", b"x" * 100_000, "longer than"),
        (".", None, "cannot be read"),
        ("none.csv", None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused_with_one_line(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert run("screen", "--file", str(tmp_path / name), "--out", str(tmp_path / "o")) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (tmp_path / "o").exists()


def test_an_output_that_cannot_be_written_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = parties(tmp_path / "p.csv", 5)
    for out, said in ((tmp_path, "is a folder"), (tmp_path / "none" / "o.jsonl", "there is no folder")):
        assert run("screen", "--file", str(file), "--out", str(out)) == 2
        assert said in capsys.readouterr().err
    assert run("screen", "--file", str(file), "--out", str(file)) == 2
    assert "is the file of parties itself" in capsys.readouterr().err
    assert file.read_bytes().startswith(b"id,name")


def test_rows_are_read_only_so_far_ahead(tmp_path: Path) -> None:
    read: list[int] = []

    def chunks() -> Iterator[list[Row]]:
        for number in range(1_000):
            read.append(number)
            yield [Row(id=str(number), line=number, end=Place())]

    answers = screen_file._answered(_at_once, chunks(), ahead=4)
    for answered in range(50):
        rows, _ = next(answers)
        assert rows[0].id == str(answered)
        assert len(read) - answered <= 5


def _at_once(rows: list[Row]) -> Future[Answered]:
    future: Future[Answered] = Future()
    future.set_result(Answered(b"", 0))
    return future
