"""`watchgate customers`, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.customers import CLEAN, HEADER, LISTED
from support.gate_home import FRESH, fill


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    fill(tmp_path / "home", policy=FRESH)
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(HEADER + CLEAN + LISTED)
    return path


def test_base_is_loaded_screened_shown_and_attested(run: CommandLine, file: Path) -> None:
    assert run("customers", "load", file) == 0
    assert "2 added" in run.out
    assert run("customers", "screen", "--json") == 0
    attested = json.loads(run.out)["attestation"]
    assert (attested["compared"], attested["customers"]) == (2, 2)
    assert run("customers", "list", "--met") == 0
    assert "us-1" in run.out
    assert "c1" not in run.out
    assert run("customers", "show", "c2") == 0
    assert "listed by US-OFAC" in run.out
    assert run("customers", "attestations", attested["number"]) == 0
    assert "verified" in run.out
    assert run("customers", "follow", "--once") == 0
    run("status")
    assert "2 of 2 compared at position 3" in " ".join(run.out.split())


def test_nobody_is_said_to_be_not_found_before_it_was_compared(run: CommandLine, file: Path) -> None:
    run("customers", "load", file)
    assert run("customers", "list") == 0
    assert run.out.count("not compared yet") == 2
    assert "not found" not in run.out
    assert run("customers", "show", "c1") == 0
    assert "not compared yet" in run.out
    run("customers", "list", "--json")
    told = [json.loads(line) for line in run.out.splitlines()]
    assert [(one["verdict"], one["position"]) for one in told] == [(None, None), (None, None)]
    run("customers", "screen")
    run("customers", "list", "--json")
    told = [json.loads(line) for line in run.out.splitlines()]
    assert [(one["verdict"], one["position"]) for one in told] == [("pass", 3), ("hold", 3)]


def test_what_a_changed_customer_met_before_is_told_as_of_before(run: CommandLine, file: Path) -> None:
    run("customers", "load", file)
    run("customers", "screen")
    changed = file.with_name("changed.jsonl")
    changed.write_text('{"id": "c2", "name": "Orla Beispielhaft"}\n{"id": "c1", "name": "Tove Beispielhaft"}\n')
    assert run("customers", "load", changed, "--delta") == 0
    run("customers", "list")
    first, second = sorted(run.out.splitlines(), key=lambda line: "us-1" in line)
    assert first.endswith("; not compared yet")
    assert second.endswith("us-1 (before it changed); not compared yet")
    run("customers", "show", "c2")
    assert "not compared yet; what it met before it changed:" in run.out


def test_alert_about_a_customer_is_not_shown_as_one_about_a_payment(run: CommandLine, file: Path) -> None:
    run("customers", "load", file)
    run("customers", "screen")
    assert run("alerts", "list") == 0
    assert "│ customer " in run.out
    assert "Payment" not in run.out
    assert run("alerts", "show", 1) == 0
    assert "not compared before" in run.out
    assert "answer 1 about a customer" in run.out


def test_rows_that_cannot_be_used_are_named(run: CommandLine, file: Path) -> None:
    file.write_text(file.read_text() + "c3,person,Somebody,19x,,,,,,\n")
    assert run("customers", "load", file, "--refused", file.with_name("refused.txt")) == 2
    assert "line 4, id 'c3'" in run.err
    assert "19x" in file.with_name("refused.txt").read_text()


def test_exception_that_two_people_made_waives_the_match(run: CommandLine, file: Path) -> None:
    run("customers", "load", file)
    run("customers", "screen")
    assert run("customers", "except", "c2", "--entity", "us-1", "--reason", "seen", "--author", "ada", "--json") == 0
    found = json.loads(run.out)["id"]
    assert run("gate", "exceptions", "confirm", found[:12], "--author", "lee") == 0
    run("customers", "screen", "--json")
    told = json.loads(run.out)
    assert told["screened"]["alerts"] == {"release": 1}
    assert told["attestation"]["matched"] == 0


def test_erased_customer_is_gone_and_the_attestation_still_verifies(run: CommandLine, file: Path) -> None:
    run("customers", "load", file)
    run("customers", "screen")
    assert run("customers", "erase", "c2", "--reason", "request") == 2
    assert "has to be kept" in run.err
    assert run("customers", "hold", "c2", "--reason", "case 7") == 0
    assert run("customers", "erase", "c2", "--reason", "request", "--despite-retention") == 2
    assert "legal hold" in run.err
    assert run("gate", "hold", "--release", "1", "--reason", "over") == 0
    assert run("customers", "erase", "c2", "--reason", "request", "--despite-retention") == 0
    assert run("customers", "show", "c2") == 2
    assert run("customers", "attestations", 1) == 0
    assert run("gate", "verify") == 0
    assert run("alerts", "show", 1) == 0
    assert "Kim" not in run.out


def test_without_a_base_a_command_says_how_to_load_one(run: CommandLine) -> None:
    assert run("customers", "attest") == 2
    assert "watchgate customers load FILE" in run.err


def test_customer_who_has_ended_goes_when_the_retention_is_over(run: CommandLine, file: Path) -> None:
    run("customers", "load", file)
    run("customers", "screen")
    file.write_text(HEADER + CLEAN)
    assert run("customers", "load", file) == 0
    assert run("gate", "retain", "--years", "1", "--json") == 0
    assert json.loads(run.out)["customers"] == 0
    assert run("gate", "retain", "--years", "0", "--yes", "--json") == 0
    assert json.loads(run.out)["customers"] == 1
    assert run("customers", "attestations", 1) == 0


PAYMENTS = (
    "transaction_id,message_id,customer,debtor_name,creditor_name,amount,currency\n"
    "T1,M1,c1,BERTHOLD  IMMERWAHR,Somebody Else,10.00,EUR\n"
)


def test_who_erases_a_party_is_told_that_it_is_a_customer_as_well(run: CommandLine, file: Path, tmp_path: Path) -> None:
    run("customers", "load", file)
    (tmp_path / "payments.csv").write_text(PAYMENTS)
    assert run("gate", "payments", tmp_path / "payments.csv") == 0, run.err
    for name, number in (("berthold immerwahr", "c1"), ("Somebody Else", "")):
        run("gate", "parties", name, "--json")
        party = json.loads(run.out)["party"]
        assert run("gate", "erase", "--party", party, "--reason", "asked for", "--despite-retention") == 0
        assert ("watchgate customers erase c1" in run.err) == bool(number)
