"""What others wrote is shown on a terminal as it is, and never obeyed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.table import Table

from support.command_line import CommandLine
from watchgate.cli.output import shown
from watchgate.cli.plain import PlainConsole
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.statement import Statement

HOSTILE = "Rim\x1b[2K [/x] [red]Ok\x07 \u202egnorw"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_console_shows_markup_and_obeys_no_escape(terminal: bool) -> None:
    table = Table("name")
    table.add_row(HOSTILE)
    written = io.StringIO()
    PlainConsole(file=written, width=80, force_terminal=terminal, highlight=False).print(table, HOSTILE)
    said = written.getvalue()
    assert said.count("[/x] [red]Ok") == 2
    assert "\x1b[2K" not in said
    assert "\x07" not in said
    assert "\u202e" not in said


def test_printable_text_of_every_script_is_untouched() -> None:
    for text in ("김정은", "RI, Pyo'ng-ch'o'l", "بشار الأسد", "two\nlines"):
        assert shown(text) == text


def test_evidence_that_looks_like_markup_stops_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path))
    ledger = open_ledger(tmp_path)
    said = Statement(entity_id="p", schema="Person", prop="name", value=HOSTILE, dataset="d")
    ledger.append(Delivery(source="analyst:[/x]", entries=(said,), note="[bold]page 4"))
    ledger.close()
    run = CommandLine(capsys)
    for arguments in (("ledger", "log"), ("statement", "show", "p"), ("trace", "1.0")):
        assert run(*arguments) == 0, run.err
        assert "[/x]" in run.out
        assert "\x1b" not in run.out
    run("ledger", "log")
    assert "[bold]page 4" in run.out
