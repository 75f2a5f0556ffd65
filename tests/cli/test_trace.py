"""One fact followed from its original to screening."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.command_line import CommandLine

FIXTURES = Path(__file__).parents[1] / "watch" / "lists" / "fixtures"
LIST = FIXTURES / "un" / "consolidated_2026-02-27.xml"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    command = CommandLine(capsys)
    assert command("lists", "load", LIST) == 0
    return command


def _trace(watchgate: CommandLine, reference: str) -> dict[str, Any]:
    assert watchgate("trace", reference, "--json") == 0
    found: dict[str, Any] = json.loads(watchgate.out)
    return found


def test_a_listed_name_leads_back_to_the_bytes_of_the_list(watchgate: CommandLine) -> None:
    found = _trace(watchgate, "1.0")
    assert found["statement"]["prop"] == "name"
    assert Path(found["original"]["path"]).read_bytes() == LIST.read_bytes()
    assert found["original"]["record_id"].encode() in LIST.read_bytes()
    assert (found["delivery"]["source"], found["delivery"]["grade"]) == ("un_sc_sanctions", "A1")
    assert found["proof_holds"] is True
    assert (found["status"], found["acts"], found["screened_since"]) == ("confirmed", [], 1)
    assert _trace(watchgate, found["statement"]["id"]) == found
    assert _trace(watchgate, found["statement"]["id"][:12]) == found


def test_what_changed_it_later_is_told(watchgate: CommandLine) -> None:
    options = ("--entity", "un-6907993", "--schema", "Person", "--prop", "alias", "--value", "Old Fox")
    assert watchgate("statement", "add", *options) == 0
    assert _trace(watchgate, "2.0")["screened_since"] is None
    assert watchgate("statement", "confirm", "2.0", "--author", "lee", "--reason", "seen", "--yes") == 0
    found = _trace(watchgate, "2.0")
    assert [(act["what"], act["by"], act["reason"], act["locator"]) for act in found["acts"]] == [
        ("confirmed", "lee", "seen", "3.0")
    ]
    assert found["screened_since"] == 3
    assert found["screened"][0]["adds"] == ["alias name 'Old Fox'"]
    assert watchgate("statement", "retract", "2.0", "--reason", "wrong", "--yes") == 0
    found = _trace(watchgate, "2.0")
    assert [act["what"] for act in found["acts"]] == ["confirmed", "retracted"]
    assert (found["status"], found["screened_since"]) == ("retracted", None)
    assert watchgate("trace", "2.0") == 0
    assert "retracted by kim in 4.0" in watchgate.out
    assert "not compared: it is retracted" in watchgate.out


def test_a_cited_place_is_shown_with_what_stands_around_it(watchgate: CommandLine, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Badege, also called Old Fox, crossed at Bunagana.\n")
    options = ("--entity", "un-6907993", "--schema", "Person", "--prop", "alias", "--value", "Old Fox")
    assert watchgate("statement", "add", *options, "--evidence", report) == 0
    assert _trace(watchgate, "2.0")["original"]["excerpt"] == "Badege, also called >>Old Fox<<, crossed at Bunagana."


def test_an_original_that_was_changed_is_not_shown_as_the_original(watchgate: CommandLine) -> None:
    path = Path(_trace(watchgate, "1.0")["original"]["path"])
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"BADEGE", b"BADEGA"))
    assert _trace(watchgate, "1.0")["original"]["found"] is False
    assert watchgate("trace", "1.0") == 0
    assert "NOT KEPT HERE, or its bytes give another sha256" in watchgate.out


def test_an_act_and_nothing_are_not_traced(watchgate: CommandLine) -> None:
    options = ("--entity", "un-6907993", "--schema", "Person", "--prop", "alias", "--value", "Old Fox")
    assert watchgate("statement", "add", *options) == 0
    assert watchgate("statement", "retract", "2.0", "--reason", "wrong") == 0
    assert watchgate("trace", "3.0") == 2
    assert watchgate("trace", "77.0") == 2
    assert len(watchgate.errors) == 1
