"""`watchgate identity`: suggested by a machine, proposed by one person, confirmed by another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.parties import delivered, says
from watchgate.ledger.open import open_ledger

POLICY = """
[authorities.US-OFAC]
lists = ["us_list"]
[authorities.GB]
lists = ["gb_list"]
"""


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    home = tmp_path / "home"
    monkeypatch.setenv("WATCHGATE_HOME", str(home))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    ledger = open_ledger(home)
    ledger.append(
        delivered(
            *says("us-1", "Person", "us_list", name="Viktor Petrovich Sidorov", birthDate="1961-05-07"),
            *says("us-1-s", "Sanction", "us_list", entity="us-1", program="RUSSIA"),
            *says("gb-1", "Person", "gb_list", name="SIDOROV, Viktor Petrovich", birthDate="1961-05-07"),
            *says("gb-1-s", "Sanction", "gb_list", entity="gb-1", program="Russia"),
            *says("gb-2", "Person", "gb_list", name="Wiktor Petrowitsch Sidorow"),
        )
    )
    ledger.close()
    (home / "policy.toml").write_text(POLICY)
    return CommandLine(capsys)


def lines(watchgate: CommandLine) -> list[dict[str, object]]:
    return [json.loads(line) for line in watchgate.out.splitlines()]


def test_a_pair_is_suggested_proposed_confirmed_and_taken_back(watchgate: CommandLine) -> None:
    assert watchgate("identity", "suggest", "--json") == 0
    [pair] = lines(watchgate)
    assert (pair["left"], pair["right"]) == ("gb-1", "us-1")
    assert pair["reasons"] == ["the same name (petrovich sidorov viktor), born 1961-05-07"]

    assert watchgate("identity", "suggest", "--propose", "--json") == 0
    judgement = str(lines(watchgate)[0]["judgement"])
    assert watchgate("identity", "suggest", "--json") == 0
    assert watchgate.out == ""

    assert watchgate("identity", "confirm", judgement, "--yes") == 2
    assert "who cannot confirm it too" in watchgate.err
    assert watchgate("identity", "confirm", judgement, "--author", "lee", "--yes") == 0
    assert "listed by GB (gb_list) under Russia" in watchgate.out

    assert watchgate("identity", "show", "us-1", "--json") == 0
    [shown] = lines(watchgate)
    assert shown["members"] == ["gb-1", "us-1"]
    assert {one["authority"] for one in shown["grounds"]} == {"US-OFAC", "GB"}  # type: ignore[attr-defined]

    assert watchgate("identity", "retract", judgement, "--reason", "another man", "--yes") == 0
    assert watchgate("identity", "show", "us-1") == 0
    assert "us-1 is one party with nobody else" in watchgate.out
    assert watchgate("identity", "show", "us-1", "--as-of", "3") == 0
    assert "us-1 is one party with gb-1" in watchgate.out


def test_before_it_is_confirmed_it_is_said_how_many_past_records_it_would_hold(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with (home / "policy.toml").open("a") as policy:
        policy.write('[authorities.UN]\nlists = ["un_list"]\n[default_list]\nmax_age_hours = 1000000\n[rails.wire]\n')
    ledger = open_ledger(home)
    for source in ("us_list", "gb_list", "un_list"):
        entry = says(f"{source}-1", "Person", source, name="Ottilie Nobodyfurth")
        ledger.append(delivered(*entry, source=source, complete=True, snapshot_date="2026-11-20"))
    ledger.append(delivered(*says("reg-1", "Person", "register", name="Ludovika Quillfeather"), source="register"))
    ledger.close()
    traffic = tmp_path / "payments.jsonl"
    rows = [{"transaction_id": f"T-{n}", "debtor": "Anna Blume", "creditor": "Ludovika Quillfeather"} for n in range(3)]
    traffic.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert watchgate("gate", "payments", str(traffic), "--out", str(tmp_path / "out.jsonl")) == 0
    assert [json.loads(line)["verdict"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["pass"] * 3

    assert watchgate("identity", "propose", "us-1", "reg-1", "--reason", "the same passport", "--json") == 0
    judgement = str(lines(watchgate)[0]["judgement"])
    assert watchgate("identity", "confirm", judgement, "--author", "lee", "--yes") == 0
    assert "of the past records 3 would be held" in watchgate.out
    assert watchgate("identity", "retract", judgement, "--reason", "another", "--yes") == 0


def test_what_is_not_answered_is_left_as_it_was(watchgate: CommandLine) -> None:
    assert watchgate("identity", "propose", "us-1", "gb-1", "--reason", "the same passport", "--json") == 0
    judgement = str(lines(watchgate)[0]["judgement"])
    assert watchgate("identity", "confirm", judgement, "--author", "lee") == 1
    assert watchgate("identity", "show", "us-1", "--json") == 0
    [shown] = lines(watchgate)
    assert shown["members"] == ["us-1"]
    assert [one["status"] for one in shown["judgements"]] == ["proposed"]  # type: ignore[attr-defined]


def test_for_one_entity_misspelt_names_are_suggested_too(watchgate: CommandLine) -> None:
    assert watchgate("identity", "suggest", "--entity", "us-1", "--threshold", "0.7", "--json") == 0
    assert {one["left"] for one in lines(watchgate)} == {"gb-1", "gb-2"}
    assert watchgate("identity", "suggest", "--entity", "nobody") == 2
    assert "there is no party nobody" in watchgate.err


def test_a_negative_judgement_is_not_suggested_again(watchgate: CommandLine) -> None:
    propose = ("identity", "propose", "us-1", "gb-1", "--judgement", "negative", "--reason", "brothers", "--json")
    assert watchgate(*propose) == 0
    judgement = str(lines(watchgate)[0]["judgement"])
    assert watchgate("identity", "confirm", judgement, "--author", "lee", "--yes") == 0
    assert watchgate("identity", "suggest", "--json") == 0
    assert watchgate.out == ""
