"""`watchgate lookback`, `alerts`, `cases`, `status`: a listing arrives, yesterday's payment is an alert and a case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from support.command_line import CommandLine
from support.gate_home import FRESH, LISTED, add, fill, gate, only, pay
from support.gate_world import listed
from watchgate.gate.customers.process import CustomersProcess
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback.lookback import LOCK, Lookback
from watchgate.ledger.lock import WriterLock
from watchgate.model.clock import now_us


class Said(NamedTuple):
    """What a command came to."""

    exit_code: int
    stdout: str


class Running:
    """Commands, one after the other."""

    def __init__(self, line: CommandLine) -> None:
        self._line = line

    def __call__(self, *arguments: object) -> Said:
        return Said(self._line(*arguments), self._line.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Running:
    return Running(CommandLine(capsys))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which a payment passed, and then its receiver was listed."""
    found = fill(tmp_path / "home", policy=FRESH)
    monkeypatch.setenv("WATCHGATE_HOME", str(found))
    with gate(found, clock=now_us) as at_work:
        only(at_work, pay(1, "Ada Neuberger"))
    return found


def test_a_listing_that_arrives_makes_an_alert_and_a_case_to_work_on(home: Path, run: Running) -> None:
    assert "1 deliveries" not in run("lookback").stdout
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    told = run("lookback").stdout
    assert "1 breach" in told
    assert "1 alerts" in told
    assert "0 alerts" in run("lookback").stdout
    (line,) = [json.loads(one) for one in run("alerts", "list", "--json").stdout.splitlines()]
    assert (line["class"], line["entity"], line["before"], line["after"]) == ("breach", "us-20", "pass", "hold")
    shown = run("alerts", "show", "1").stdout
    assert "Ada Neuberger" in shown
    assert "in force when the payment was executed" in shown
    assert "breach 1" in run("alerts", "count").stdout
    assert "assigned to lee" in run("cases", "assign", "1", "--to", "lee").stdout
    run("cases", "note", "1", "--text", "passport asked for")
    closing = ("--outcome", "true match", "--reason", "reported", "--author", "kim")
    assert "second person" in run("cases", "close", "1", *closing).stdout
    assert run("cases", "confirm", "1", "--author", "kim").exit_code == 2
    assert "closed" in run("cases", "confirm", "1", "--author", "lee").stdout
    assert "1 closed" in run("cases", "list", "--state", "closed").stdout
    assert "reported" in run("cases", "show", "1").stdout
    assert "open" in run("cases", "reopen", "1", "--reason", "another payment").stdout


def test_what_is_supposed_leaves_no_trace(home: Path, tmp_path: Path, run: Running) -> None:
    said = [
        {"entity_id": "n-1", "schema": "Person", "prop": "name", "value": "Ada Neuberger", "dataset": "us_list"},
        {"entity_id": "n-1-s", "schema": "Sanction", "prop": "entity", "value": "n-1", "dataset": "us_list"},
    ]
    file = tmp_path / "supposed.json"
    file.write_text(json.dumps(said))
    history = home / "history" / "history.sqlite"
    ledger = (home / "ledger.sqlite").read_bytes()
    before = history.read_bytes()
    (line,) = [json.loads(one) for one in run("lookback", "--what-if", str(file), "--json").stdout.splitlines()]
    assert (line["class"], line["entity"], line["number"]) == ("breach", "n-1", None)
    assert (history.read_bytes(), (home / "ledger.sqlite").read_bytes()) == (before, ledger)
    assert "0 of 0 alerts" in run("alerts", "list").stdout
    file.write_text('{"retract": "1.0"}')
    assert run("lookback", "--what-if", str(file)).exit_code == 0
    for wrong in ("", "[]", "[1]", '{"entity_id": "a"}', '{"retract": "x"}', '{"entity_id": 1, "schema": ""}'):
        file.write_text(wrong)
        assert run("lookback", "--what-if", str(file)).exit_code == 2, wrong


def test_one_lookback_runs_at_a_time(home: Path, run: Running) -> None:
    lock = WriterLock(home / "history" / LOCK)
    assert lock.take()
    assert run("lookback").exit_code == 3
    assert "runs;" in run("status").stdout
    lock.release()
    assert run("lookback").exit_code == 0


def test_nothing_is_begun_where_nothing_is_left(home: Path, run: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    run("lookback")

    def begin(*_: object, **__: object) -> int:
        raise AssertionError("it began")

    monkeypatch.setattr(Lookback, "begin", begin)
    assert "0 deliveries after position 4" in run("lookback").stdout
    assert run("lookback", "--json") == (0, "")


def test_an_alert_says_whether_the_payment_is_held_or_stopped_and_whether_that_is_new(home: Path, run: Running) -> None:
    with gate(home, clock=now_us) as at_work:
        only(at_work, pay(2, LISTED, debtor="Otto Habermann"))
    add(home, *listed("us-21", "Person", name="Otto Habermann"))
    run("lookback")
    assert "Alert 1: open, not executed yet, held as before" in run("alerts", "show", "1").stdout


def test_following_follows_the_customers_as_well(home: Path, run: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr(CustomersProcess, "start", lambda self: done.append((self.module, "started")))
    monkeypatch.setattr(CustomersProcess, "stop", lambda self: done.append((self.module, "stopped")))
    monkeypatch.setattr(Lookback, "run", lambda *_, **__: iter(()))
    assert run("lookback").exit_code == 0
    assert done == []
    assert run("lookback", "--follow").exit_code == 0
    module = "watchgate.gate.customers.process"
    assert done == [(module, "started"), (module, "stopped")]


def test_status_says_at_a_glance_what_is_behind(home: Path, run: Running) -> None:
    run("lookback")
    told = run("status")
    assert told.exit_code == 0, told.stdout
    assert "nothing left" in told.stdout
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    late = run("status", "--json")
    assert late.exit_code == 1
    said = json.loads(late.stdout)
    assert said["gate_and_lookback"]["behind"] == 1
    assert "does not run" in said["attention"][0]
    run("lookback")
    assert "1 breach" in run("status").stdout


def test_status_of_a_home_in_which_nothing_was_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Running
) -> None:
    monkeypatch.setenv("WATCHGATE_HOME", str(fill(tmp_path / "empty", policy=FRESH)))
    told = run("status")
    assert (told.exit_code, "nothing was decided" in told.stdout) == (0, True)
    assert run("lookback").exit_code == 2


def test_deliveries_are_looked_at_again_and_nothing_is_told_twice(home: Path, run: Running) -> None:
    add(home, *listed("us-20", "Person", name="Ada Neuberger"))
    run("lookback")
    again = run("lookback", "--since", "0", "--as-of", "3", "--json")
    assert [json.loads(one)["position"] for one in again.stdout.splitlines()] == [1, 2, 3]
    run("lookback", "--since", "0")
    history = open_history(home)
    assert history.last_number() == 1
    history.close()
    assert len(run("alerts", "list", "--json").stdout.splitlines()) == 1
