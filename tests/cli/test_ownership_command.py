"""`watchgate ownership`: a register beside the lists gives grounds, by LEI for certain and by name in doubt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command_line import CommandLine
from support.parties import delivered, says
from watchgate.ledger.open import open_ledger

FIXTURES = Path(__file__).parents[1] / "watch" / "ownership" / "fixtures"
POLICY = """
[authorities.US-OFAC]
lists = ["us_list"]
ownership = { percent = 50.0, inclusive = true, aggregate = "all", control = false }
[authorities.EU]
lists = ["us_list"]
ownership = { percent = 50.0, inclusive = true, aggregate = "all", control = true }
"""
ALPHA, BETA, GAMMA = "5299TESTALPHA0000002", "5299TESTBETA00000037", "5299TESTGAMMA0000033"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    home = tmp_path / "home"
    monkeypatch.setenv("WATCHGATE_HOME", str(home))
    monkeypatch.setenv("WATCHGATE_AUTHOR", "kim")
    ledger = open_ledger(home)
    ledger.append(
        delivered(
            *says("us-1", "Company", "us_list", name="Alpha", leiCode=ALPHA),
            *says("us-1-s", "Sanction", "us_list", entity="us-1", program="RUSSIA"),
            *says("us-2", "Person", "us_list", name="TESTOVA, Anna Maria"),
            *says("us-2-s", "Sanction", "us_list", entity="us-2", program="RUSSIA"),
        )
    )
    ledger.close()
    (home / "policy.toml").write_text(POLICY)
    command = CommandLine(capsys)
    assert command("ownership", "load", *sorted(FIXTURES.glob("[gp]*.[cxj]*[vlj]*")), "--date", "2026-11-20") == 0
    return command


def grounds(watchgate: CommandLine, entity: str, *options: str) -> dict[str | None, tuple[str, bool, str]]:
    assert watchgate("ownership", "show", entity, *options, "--json") == 0
    found = json.loads(watchgate.out)["grounds"]
    return {one["authority"]: (one["kind"], bool(one["doubt"]), one["detail"]) for one in found}


def test_a_daughter_whose_accounts_are_consolidated_is_controlled_for_certain_by_lei(watchgate: CommandLine) -> None:
    found = grounds(watchgate, f"lei-{BETA}")
    assert found["EU"][:2] == ("controlled", False)
    assert (
        f"accounting consolidation by АКЦИОНЕРНОЕ ОБЩЕСТВО АЛЬФА (lei-{ALPHA}), who is Alpha (us-1)" in found["EU"][2]
    )
    assert found["US-OFAC"][:2] == ("linked", False)


def test_a_branch_of_a_daughter_is_reached_through_it(watchgate: CommandLine) -> None:
    assert grounds(watchgate, f"lei-{GAMMA}")["EU"][:2] == ("controlled", False)
    assert "EU" not in grounds(watchgate, f"lei-{GAMMA}", "--at", "2009-01-01")


def test_an_owner_known_by_name_alone_is_in_doubt(watchgate: CommandLine) -> None:
    found = grounds(watchgate, "gb-coh-09145694")
    assert found["US-OFAC"][:2] == ("owned", True)
    assert watchgate("ownership", "show", "gb-coh-09145694") == 0
    assert "Anna Maria Testova" in watchgate.out
    assert "is known by name alone to be TESTOVA, Anna Maria (us-2)" in watchgate.out
    assert "more than 50 % to 75 %" in watchgate.out


def test_the_past_knows_no_register(watchgate: CommandLine) -> None:
    assert watchgate("ownership", "show", f"lei-{BETA}", "--as-of", "1") == 2
    assert watchgate("ownership", "show", "us-1", "--as-of", "1") == 0
    assert "nobody is said to hold anything of it" in watchgate.out


def test_loading_again_appends_nothing(watchgate: CommandLine) -> None:
    assert watchgate("ownership", "load", FIXTURES / "psc.jsonl", "--date", "2026-11-20", "--json") == 0
    assert watchgate("ownership", "show", "nobody") == 2
    assert watchgate("ownership", "show", "us-1", "--at", "yesterday") == 2
