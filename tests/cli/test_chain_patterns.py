"""Patterns along a trace, exports for other programs, and the steps of an investigation asked again."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support.command_line import CommandLine
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.cli.chain_demo_story import CHAIN, DEPOSIT, LISTED, hash_of, pack, written
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.risk.tracing.export import Edge, csv_of, graphml_of

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
COIN = 100_000_000


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    found = CommandLine(capsys)
    assert found("chain", "ingest", written(tmp_path), "--chain", CHAIN) == 0
    assert found("chain", "tag", pack(tmp_path, "exchange", DEPOSIT, "exchange", "=An exchange")) == 0
    return found


def test_a_peel_chain_and_a_mixer_are_named_with_their_transactions(watchgate: CommandLine) -> None:
    assert watchgate("chain", "patterns", LISTED, "--chain", CHAIN, "--json") == 0
    answer = json.loads(watchgate.out)
    found = {one["kind"]: one for one in answer["patterns"]}
    assert set(found) == {"peel chain", "mixer"}
    peel, mixer = found["peel chain"], found["mixer"]
    assert peel["transactions"] == [hash_of(f"peel {step}") for step in (1, 2, 3, 4)]
    assert (peel["satoshi"], peel["grade"]) == (50 * COIN, "C3")
    assert "4 steps, 3,000,000,000 satoshi peeled off" in peel["why"]
    assert (mixer["transactions"], mixer["grade"]) == ([hash_of("mixing")], "D3")
    assert watchgate("chain", "patterns", LISTED, "--chain", CHAIN) == 0
    assert "inferences from shapes, not proof" in watchgate.out


def test_flows_and_clusters_go_to_other_programs(watchgate: CommandLine, tmp_path: Path) -> None:
    graph, table = tmp_path / "flows.graphml", tmp_path / "flows.csv"
    assert watchgate("chain", "trace", LISTED, "--chain", CHAIN, "--graphml", graph, "--csv", table) == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tagged = [one for one in rows if one["end"] == "tagged"]
    assert [(one["target"], one["satoshi"], one["label"]) for one in tagged] == [
        (DEPOSIT, str(20 * COIN), "'=An exchange")
    ]
    tree = ElementTree.parse(graph).getroot()
    assert len(tree.findall(f".//{GRAPHML}edge")) == len(rows)
    nodes = {one.get("id") for one in tree.findall(f".//{GRAPHML}node")}
    assert {one[side] for one in rows for side in ("source", "target")} == nodes
    clusters = tmp_path / "clusters.csv"
    assert watchgate("chain", "clusters", DEPOSIT, "--chain", CHAIN, "--csv", clusters) == 0
    assert clusters.read_text("utf-8").startswith("source,target,transaction")


def test_hostile_words_stay_words_in_a_graph() -> None:
    edge = Edge(source='a"<&>', target="b", transaction="t", label="]]></data>\x00\x1b[31m")
    tree = ElementTree.fromstring(graphml_of([edge]))
    assert {one.get("id") for one in tree.findall(f".//{GRAPHML}node")} == {'a"<&>', "b"}
    assert "@SUM" in csv_of([Edge(source="@SUM(A1)", target="b", transaction="t")])
    assert "\n@SUM" not in csv_of([Edge(source="@SUM(A1)", target="b", transaction="t")])


def test_every_step_is_asked_again_as_of_its_position(watchgate: CommandLine, tmp_path: Path) -> None:
    steps = tmp_path / "case.jsonl"
    for name in ("expose", "trace", "patterns", "clusters"):
        assert watchgate("chain", name, DEPOSIT, "--chain", CHAIN, "--record", steps) == 0
    later = Blocks([(90, [Tx(name_of(900), ((hash_of("peel 4"), 0),), ((LISTED, 5),))])])
    ledger = open_ledger(tmp_path / "home")
    chain = Chain(Home(tmp_path / "home"), ledger, CHAIN, writing=True)
    chain.fork(9)
    chain.add(later.batch(values=False))
    chain.close()
    ledger.close()
    assert watchgate("chain", "replay", steps) == 1
    assert watchgate.out.count("has forked since") == 4
    text = steps.read_text("utf-8")
    steps.write_text(text.replace('"position":2', '"position":1'), "utf-8")
    assert watchgate("chain", "replay", steps, "--json") == 1


def test_later_tags_and_blocks_change_no_recorded_step(watchgate: CommandLine, tmp_path: Path) -> None:
    steps = tmp_path / "case.jsonl"
    for name in ("expose", "trace", "patterns", "clusters"):
        assert watchgate("chain", name, DEPOSIT, "--chain", CHAIN, "--record", steps) == 0
    assert steps.stat().st_mode & 0o777 == 0o600
    assert watchgate("chain", "tag", pack(tmp_path, "other", LISTED, "theft", "a thief")) == 0
    ledger = open_ledger(tmp_path / "home")
    chain = Chain(Home(tmp_path / "home"), ledger, CHAIN, writing=True)
    chain.add(Blocks([(90, [Tx(name_of(900), (), ((DEPOSIT, 5),))])]).batch(values=False))
    chain.close()
    ledger.close()
    assert watchgate("chain", "replay", steps) == 0
    assert "4 of 4 come out the same" in watchgate.out
    line = json.loads(steps.read_text("utf-8").splitlines()[0])
    steps.write_text(json.dumps({**line, "sha256": "0" * 64}) + "\n", "utf-8")
    assert watchgate("chain", "replay", steps, "--json") == 1
    assert json.loads(watchgate.out)["same"] is False


@pytest.mark.parametrize("text", ["", "{}\n", "nothing\n", '{"command": "rm"}\n', "[" * 50_000])
def test_a_file_that_holds_no_steps_is_refused(text: str, watchgate: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "steps.jsonl"
    path.write_text(text, "utf-8")
    assert watchgate("chain", "replay", path) == 2
    assert len(watchgate.errors) == 1


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("trace", {"hops": 10**9}),
        ("trace", {"hops": "6"}),
        ("patterns", {"hops": True}),
        ("expose", {"rule": "haircut", "eps": "0"}),
        ("expose", {"rule": "haircut", "eps": -1}),
    ],
)
def test_a_step_that_asks_for_more_than_the_command_allows_is_no_answer(
    command: str, options: dict[str, object], watchgate: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "steps.jsonl"
    step = {"command": command, "chain": CHAIN, "about": LISTED, "options": options, "position": 1, "sha256": "0"}
    path.write_text(json.dumps({**step, "at": "2026-01-01T00:00:00Z"}) + "\n", "utf-8")
    assert watchgate("chain", "replay", path) == 1
    assert "no number from" in watchgate.out


def test_a_label_that_a_spreadsheet_would_run_or_take_for_a_row_stays_a_word() -> None:
    labels = ("=1", "+1", "-1", "@x", "\n=1", "\t=1", "a\rb,c")
    rows = csv_of([Edge(source="a", target="b", transaction="c", label=one) for one in labels])
    found = [one["label"] for one in csv.DictReader(rows.splitlines())]
    assert found == ["'=1", "'+1", "'-1", "'@x", "'=1", "\ufffd=1", "a\ufffdb,c"]
