"""What a screening could not compare, or had nothing to compare with, it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.parties import says
from support.screened_home import add, fill


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    fill(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def watchgate(home: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


@pytest.mark.parametrize("name", [(), ("Ri Pyong Chol",)])
def test_an_identifier_that_fails_its_check_is_said_in_every_form_of_answer(
    watchgate: CommandLine, name: tuple[str, ...]
) -> None:
    assert watchgate("screen", *name, "--id", "imo:7937318") == 0
    (line,) = watchgate.errors
    assert "not compared: imoNumber 7937318: fails the check of its kind (IMO number)" in line
    assert "Not compared: imoNumber 7937318" in watchgate.out
    assert watchgate("screen", *name, "--id", "imo:7937318", "--json") == 0
    (said,) = json.loads(watchgate.out)["not_compared"]
    assert said in watchgate.err


def test_an_unknown_kind_is_said_for_each_row_of_a_file(watchgate: CommandLine, tmp_path: Path) -> None:
    parties, out = tmp_path / "parties.csv", tmp_path / "hits.jsonl"
    parties.write_text("id,name,identifier\n1,Ri Pyong Chol,foo:123\n2,Ri Pyong Chol,imo:9161003\n")
    assert watchgate("screen", "--file", parties, "--out", out) == 0
    first, second = [json.loads(line) for line in out.read_text().splitlines()]
    assert "'foo' is no kind" in first["not_compared"][0]
    assert second["not_compared"] == []


def test_a_listed_number_that_fails_its_check_is_met_and_is_never_certain(home: Path, watchgate: CommandLine) -> None:
    add(home, *says("v2", "Vessel", name="Sun Star", imoNumber="7937318"))
    assert watchgate("screen", "--id", "imo:7937318", "--json") == 0
    (hit,) = json.loads(watchgate.out)["hits"]
    assert (hit["entity"], hit["exact"]) == ("v2", False)


@pytest.mark.parametrize("then", ["0", "2020-01-01"])
def test_before_the_first_delivery_it_is_said_that_there_was_nothing(watchgate: CommandLine, then: str) -> None:
    assert watchgate("screen", "Ri Pyong Chol", "--as-of", then) == 0
    assert watchgate.out.count("the ledger held nothing then") == 1
    assert watchgate("screen", "Ri Pyong Chol", "--as-of", then, "--json") == 0
    assert "the ledger held nothing then" in json.loads(watchgate.out)["warnings"][0]
    assert watchgate("statement", "show", "p1", "--as-of", then) == 2
    assert "the ledger held nothing then" in watchgate.err


def test_a_file_screened_before_the_first_delivery_is_told_so_once(watchgate: CommandLine, tmp_path: Path) -> None:
    parties, out = tmp_path / "parties.csv", tmp_path / "hits.jsonl"
    parties.write_text("id,name\n1,Ri Pyong Chol\n2,Lady R\n")
    assert watchgate("screen", "--file", parties, "--out", out, "--as-of", "0") == 0
    assert watchgate.err.count("the ledger held nothing then") == 1


def test_after_the_first_delivery_it_is_not_said(watchgate: CommandLine) -> None:
    assert watchgate("screen", "Wilhelmina Featherstonehaugh", "--as-of", "1") == 0
    assert "the ledger held nothing" not in watchgate.out + watchgate.err
    assert "Not found: nothing on the lists reaches" in watchgate.out
