"""`watchgate chain stops`: who says where trails end is told, proposed, confirmed and taken back; the past stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.chain_story import PACK, TAKER, THIEF, exported, tagged
from support.command_line import CommandLine
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.model.wallet_addresses import base58check

SHOP = base58check(0, bytes([7]) * 20)
STORY = Blocks(
    [
        (1, [Tx(name_of(1), (), ((THIEF, 1_000_000),))]),
        (2, [Tx(name_of(2), ((name_of(1), 0),), ((SHOP, 1_000_000),))]),
        (3, [Tx(name_of(3), ((name_of(2), 0),), ((TAKER, 1_000_000),))]),
    ]
)


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    found = CommandLine(capsys)
    assert found("chain", "ingest", exported(tmp_path, STORY)) == 0
    assert found("chain", "tag", tagged(tmp_path, THIEF)) == 0
    shop = tmp_path / "shop.yaml"
    shop.write_text(PACK.format(address=SHOP, category="exchange").replace("A pack", "B pack"), "utf-8")
    assert found("chain", "tag", shop) == 0
    return found


def came_from(watchgate: CommandLine) -> str:
    assert watchgate("chain", "expose", TAKER, "--json") == 0, watchgate.err
    (share,) = json.loads(watchgate.out)["shares"]
    return str(share["category"])


def test_a_rule_is_proposed_confirmed_told_and_taken_back_and_recorded_steps_replay(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    steps = tmp_path / "steps.jsonl"
    assert watchgate("chain", "expose", TAKER, "--record", steps) == 0
    rule = ("chain", "stops", SHOP, "--goes-on", "--reason", "it only forwards", "--author", "kim", "--json")
    assert watchgate(*rule) == 0, watchgate.err
    statement = json.loads(watchgate.out)["rule"]["statement"]
    assert came_from(watchgate) == "exchange"
    assert watchgate("statement", "confirm", statement, "--author", "lee", "--yes") == 0, watchgate.err
    assert came_from(watchgate) == "theft"
    assert watchgate("chain", "stops") == 0
    assert f"{SHOP} is gone through [statement {statement}] F6, kim" in watchgate.out
    assert "addresses tagged exchange end a trail [shipped]: pools its customers' coins" in watchgate.out
    for question in (("expose", TAKER), ("trace", THIEF), ("trace", THIEF, "--rule", "fifo")):
        assert watchgate("chain", *question, "--record", steps) == 0
        assert f"stop rule: {SHOP} is gone through" in watchgate.out
    assert watchgate("statement", "retract", statement, "--reason", "no", "--author", "lee", "--yes") == 0
    assert came_from(watchgate) == "exchange"
    assert watchgate("chain", "stops", "--json") == 0
    assert json.loads(watchgate.out)["said"] == []
    assert watchgate("chain", "stops", "--as-of", statement.partition(".")[0], "--json") == 0
    assert watchgate("chain", "replay", steps) == 0
    assert "4 of 4 come out the same" in watchgate.out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("sanctions", "--goes-on", "--reason", "x"), "end every trail"),
        (("exchange", "--goes-on"), "reason"),
        (("exchange",), "--ends or --goes-on"),
        (("exchange", "--ends", "--reason", "x", "--from", "2024", "--until", "2023"), "no stop rule"),
        (("category:", "--ends", "--reason", "x"), "needed"),
        (("exchange", "--ends", "--reason", "x", "--as-of", "1"), "proposed now"),
    ],
)
def test_what_can_be_no_rule_is_refused(watchgate: CommandLine, arguments: tuple[str, ...], word: str) -> None:
    assert watchgate("chain", "stops", *arguments) == 2
    assert word in watchgate.err
