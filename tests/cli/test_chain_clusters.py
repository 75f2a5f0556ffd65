"""`watchgate chain clusters`: change is suggested and joins nobody until two people say so; it can be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.chain_story import exported, tagged
from support.command_line import CommandLine
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.model.wallet_addresses import base58check

THIEF, PAYER, SECOND, CHANGE, SHOP = (base58check(0, bytes([number]) * 20) for number in range(1, 6))
STORY = Blocks(
    [
        (1, [Tx(name_of(1), (), ((PAYER, 5_000_000), (SECOND, 4_000_000), (SHOP, 77)))]),
        (2, [Tx(name_of(2), ((name_of(1), 0), (name_of(1), 1)), ((SHOP, 7_000_000), (CHANGE, 1_234_567)))]),
        (3, [Tx(name_of(3), (), ((THIEF, 1_000_000),))]),
        (4, [Tx(name_of(4), ((name_of(3), 0),), ((CHANGE, 1_000_000),))]),
    ]
)


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    found = CommandLine(capsys)
    assert found("chain", "ingest", exported(tmp_path, STORY)) == 0
    assert found("chain", "tag", tagged(tmp_path, THIEF)) == 0
    return found


def answer(watchgate: CommandLine, *arguments: object) -> dict[str, Any]:
    assert watchgate("chain", *arguments, "--json") == 0, watchgate.err
    found: dict[str, Any] = json.loads(watchgate.out)
    return found


def accepted(watchgate: CommandLine) -> str:
    proposed = answer(watchgate, "clusters", PAYER, "--accept", f"{name_of(2)}:1", "--author", "kim")
    statement = str(proposed["statement"])
    assert watchgate("statement", "confirm", statement, "--author", "lee", "--yes") == 0, watchgate.err
    return statement


def test_a_suggestion_joins_nobody_until_somebody_else_confirms_it(watchgate: CommandLine) -> None:
    found = answer(watchgate, "clusters", PAYER)
    assert (set(found["addresses"]), found["merges"]) == ({PAYER, SECOND}, [])
    (one,) = found["suggestions"]
    assert (one["address"], one["transaction"], one["output"]) == (CHANGE, name_of(2), 1)
    assert (one["rules"], one["grade"]) == (["round amounts", "address reuse"], "C3")
    proposed = answer(watchgate, "clusters", PAYER, "--accept", f"{name_of(2)}:1", "--author", "kim")
    assert set(answer(watchgate, "clusters", PAYER)["addresses"]) == {PAYER, SECOND}
    assert watchgate("statement", "confirm", proposed["statement"], "--author", "kim", "--yes") == 2
    assert watchgate("statement", "confirm", proposed["statement"], "--author", "lee", "--yes") == 0
    found = answer(watchgate, "clusters", CHANGE)
    assert set(found["addresses"]) == {PAYER, SECOND, CHANGE}
    assert [(one["statement"], one["transaction"]) for one in found["merges"]] == [(proposed["statement"], name_of(2))]
    assert found["suggestions"] == []


def test_a_merge_is_taken_back_and_the_past_keeps_it(watchgate: CommandLine, tmp_path: Path) -> None:
    statement = accepted(watchgate)
    steps = tmp_path / "steps.jsonl"
    assert watchgate("chain", "clusters", PAYER, "--record", steps) == 0
    assert f"and by an accepted merge: {min(PAYER, CHANGE)} and {max(PAYER, CHANGE)}" in watchgate.out
    assert watchgate("chain", "expose", PAYER, "--cluster", "--record", steps) == 0
    assert watchgate("statement", "retract", statement, "--reason", "a shop", "--author", "lee", "--yes") == 0
    assert set(answer(watchgate, "clusters", PAYER)["addresses"]) == {PAYER, SECOND}
    assert watchgate("chain", "replay", steps) == 0
    assert "2 of 2 come out the same" in watchgate.out


def test_an_exposure_of_a_cluster_names_the_merges_it_relied_on(watchgate: CommandLine) -> None:
    alone = answer(watchgate, "expose", PAYER)
    assert (alone["received"], alone["merges"], alone["addresses"], alone["shares"]) == (5_000_000, [], 1, [])
    before = answer(watchgate, "expose", PAYER, "--cluster")
    assert (before["received"], before["merges"], before["addresses"]) == (9_000_000, [name_of(2)], 2)
    statement = accepted(watchgate)
    after = answer(watchgate, "expose", PAYER, "--cluster")
    # the thief's million came to the change address; the change itself is no income of the cluster
    assert (after["received"], after["addresses"], after["merges"]) == (10_000_000, 3, [statement, name_of(2)])
    (share,) = after["shares"]
    assert (share["category"], share["direct"], share["satoshi"]) == ("theft", 0.1, 1_000_000)
    assert watchgate("chain", "expose", PAYER, "--cluster") == 0
    assert "3 addresses taken together by 2 merges" in watchgate.out


def test_what_is_no_suggestion_cannot_be_accepted(watchgate: CommandLine) -> None:
    for output in (f"{name_of(2)}:0", f"{name_of(9)}:0", "nonsense"):
        assert watchgate("chain", "clusters", PAYER, "--accept", output) == 2
        assert "is no suggestion for" in watchgate.err
