"""`watchgate gate exceptions`, `parties`, `hold`, `erase`, `retain` and `archive` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.gate_home import FRESH, LISTED, fill, pay
from support.tiny_list import use_tiny, write_tiny

CSV = f"transaction_id,customer,debtor,creditor,amount,currency\n1,C-17,Harbour Tools,{LISTED},12.50,EUR\n"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(fill(tmp_path / "home", policy=FRESH)))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    called = CommandLine(capsys)
    (tmp_path / "1.csv").write_text(CSV)
    (tmp_path / "2.xml").write_bytes(pay(2, "Wilhelmine Nowak"))
    (tmp_path / "3.xml").write_bytes(pay(3))
    for name in ("1.csv", "2.xml", "3.xml"):
        assert called("gate", "payments", tmp_path / name) == 0
    return called


def told(called: CommandLine, *arguments: object) -> dict[str, object]:
    assert called(*arguments, "--json") == 0, called.err
    found = json.loads(called.out)
    assert isinstance(found, dict)
    return found


def test_two_people_make_an_exception_and_one_ends_it(watchgate: CommandLine, tmp_path: Path) -> None:
    found = told(
        watchgate, "gate", "exceptions", "add", 1, "--entity", "us-1", "--reason", "other birth date; passport seen"
    )
    key = str(found["id"])[:12]
    assert watchgate("gate", "exceptions", "confirm", key) == 2
    assert "a second person" in watchgate.err
    assert watchgate("gate", "exceptions", "confirm", key, "--author", "lee") == 0
    assert watchgate("gate", "exceptions", "list") == 0
    assert "kim and lee" in watchgate.out
    assert watchgate("gate", "payments", tmp_path / "1.csv", "--json") == 0
    again = json.loads(watchgate.out)
    assert (again["verdict"], again["previous"] != "") == ("pass", True)
    assert watchgate("gate", "exceptions", "retract", key, "--reason", "forged") == 0
    assert watchgate("gate", "payments", tmp_path / "1.csv", "--json") == 0
    assert json.loads(watchgate.out)["verdict"] == "hold"
    assert watchgate("replay", "--all") == 0, watchgate.out
    assert "5 same" in watchgate.out


def in_force(watchgate: CommandLine, number: int = 1, entity: str = "us-1") -> str:
    found = told(watchgate, "gate", "exceptions", "add", number, "--entity", entity, "--reason", "other birth date")
    assert watchgate("gate", "exceptions", "confirm", str(found["id"]), "--author", "lee") == 0
    return str(found["id"])


def test_who_confirms_evidence_is_told_first_which_exceptions_it_touches(watchgate: CommandLine) -> None:
    key = in_force(watchgate)
    alias = ("--schema", "Person", "--prop", "alias", "--value", "Kim Chul Soo")
    assert watchgate("statement", "add", "--entity", "us-1", *alias) == 0
    locator = watchgate.out.split()[2]
    said = f"1 exception is touched and may lapse: {key[:12]} (customer C-17, us-1)"
    assert watchgate("statement", "confirm", locator, "--author", "lee") == 1
    assert said in watchgate.out
    assert watchgate("statement", "confirm", locator, "--author", "lee", "--yes", "--json") == 0
    assert json.loads(watchgate.out)["exceptions"] == [key]
    assert watchgate("gate", "exceptions", "list", "--json") == 0
    assert json.loads(watchgate.out)["state"] == "what is compared of us-1 has changed since"
    assert watchgate("gate", "exceptions", "list") == 0
    assert "lapsed" in watchgate.out
    assert watchgate("statement", "retract", locator, "--reason", "wrong", "--yes") == 0
    assert said in watchgate.out


def test_an_update_of_lists_says_first_which_exceptions_it_touches(
    watchgate: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_tiny(monkeypatch)
    first = {"r1": [f"name={LISTED}"]}
    assert watchgate("lists", "load", write_tiny(tmp_path / "1.txt", first, date="2026-11-20")) == 0
    assert watchgate("gate", "payments", tmp_path / "1.csv", "--json") == 0
    number = json.loads(watchgate.out)["number"]
    key = in_force(watchgate, number, "tiny-r1")
    more = {**first, "r2": ["name=Somebody Else"]}
    assert watchgate("lists", "load", write_tiny(tmp_path / "2.txt", more, date="2026-11-21")) == 0
    assert "touched" not in watchgate.err
    changed = {**more, "r1": [f"name={LISTED}", "birthDate=1977"]}
    assert watchgate("lists", "load", write_tiny(tmp_path / "3.txt", changed, date="2026-11-22")) == 0
    assert watchgate.errors == [f"tiny: 1 exception is touched and may lapse: {key[:12]} (customer C-17, tiny-r1)"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((1, "--entity", "us-9"), "nobody in it met us-9"),
        ((2, "--entity", "us-1"), "it names no customer"),
        ((1, "--entity", "us-1", "--days", "9999"), "within"),
    ],
)
def test_an_exception_that_cannot_be_is_refused(
    watchgate: CommandLine, arguments: tuple[object, ...], said: str
) -> None:
    assert watchgate("gate", "exceptions", "add", *arguments, "--reason", "because") == 2
    assert said in watchgate.err


def test_a_party_is_found_held_released_and_erased(watchgate: CommandLine) -> None:
    party = told(watchgate, "gate", "parties", "wilhelmine  nowak")["party"]
    hold = told(watchgate, "gate", "hold", "--party", party, "--reason", "case 7")["key"]
    erase = ("gate", "erase", "--party", party, "--reason", "asked for", "--despite-retention")
    assert watchgate(*erase) == 2
    assert "a legal hold" in watchgate.err
    assert watchgate("gate", "hold", "--list") == 0
    assert "case 7" in watchgate.out
    assert watchgate("gate", "hold", "--release", hold, "--reason", "closed") == 0
    assert told(watchgate, *erase) == {"parties": 1, "decisions": 1, "held": 0}
    assert watchgate("gate", "show", "2") == 0
    assert "was erased" in watchgate.out
    assert watchgate("gate", "show", "2", "--original") == 2
    assert watchgate("gate", "verify") == 0
    assert "1 of them erased" in watchgate.out
    assert watchgate("replay", "--all") == 0, watchgate.out
    assert "2 same, 1 erased" in watchgate.out
    assert watchgate("gate", "parties", "Wilhelmine Nowak") == 0
    assert "no party" in watchgate.out


def test_what_is_to_be_kept_longer_is_not_erased_by_mistake(watchgate: CommandLine) -> None:
    party = told(watchgate, "gate", "parties", "Wilhelmine Nowak")["party"]
    assert watchgate("gate", "erase", "--party", party, "--reason", "asked for") == 2
    assert "--despite-retention" in watchgate.err
    assert watchgate("gate", "hold", "--party", party, "--list") == 2


def test_retention_counts_first_and_erases_when_told_to(watchgate: CommandLine) -> None:
    assert told(watchgate, "gate", "retain")["decisions"] == 0
    counted = {"done": False, "parties": 8, "decisions": 3, "held": 0, "customers": 0}
    assert told(watchgate, "gate", "retain", "--years", "0") == counted
    assert told(watchgate, "gate", "retain", "--years", "0", "--yes")["done"] is True
    assert watchgate("replay", "--all") == 0, watchgate.out
    assert "3 erased" in watchgate.out


def test_only_whole_days_are_archived(watchgate: CommandLine) -> None:
    assert watchgate("gate", "archive", "--before", "2020-01-01") == 0
    assert "no whole day before 2020-01-01" in watchgate.out
    assert watchgate("gate", "archive", "--before", "2099-01-01") == 2
    assert "still to come" in watchgate.err
