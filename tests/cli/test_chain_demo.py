"""`watchgate chain demo` shows what it promises: real sums, a traced case, decisions, and what a new tag finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from watchgate.cli import chain_demo_story as story
from watchgate.cli.chain_demo import DATA
from watchgate.cli.main import cli
from watchgate.model.wallet_addresses import what_is_wrong

Line = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chain-demo")


@pytest.fixture(scope="module")
def told(folder: Path) -> list[Line]:
    runner = CliRunner(env={"WATCHGATE_HOME": str(folder / "home")})
    result = runner.invoke(cli, ["chain", "demo", "--json", "--svg", str(folder / "flows.svg")], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def of(told: list[Line], key: str) -> list[Any]:
    return [line[key] for line in told if key in line]


def test_the_real_block_adds_up_to_the_satoshi(told: list[Line]) -> None:
    (sums,) = of(told, "sums")
    assert sums["given"] - sums["taken"] == 25 * story.COIN
    assert 0 < sums["fees"] < story.COIN
    assert of(told, "ingested")[0]["transactions"] == 461


def test_all_of_the_traced_case_is_accounted_for_and_drawn(told: list[Line], folder: Path) -> None:
    (trace,) = of(told, "trace")
    assert sum(one["share"] for one in trace["ends"]) == pytest.approx(1.0)
    assert {one["address"] for one in trace["ends"] if one["end"] == "tagged"} == {story.DEPOSIT}
    tree = ElementTree.fromstring((folder / "flows.svg").read_text("utf-8"))
    assert len(tree.findall(".//{http://www.w3.org/2000/svg}path")) > 10


def test_shares_are_those_of_the_story(told: list[Line]) -> None:
    shop, customer = of(told, "exposure")[-2:]
    assert [(one["category"], one["direct"] + one["indirect"]) for one in shop["shares"]] == [("sanctions", 0.15)]
    assert [(one["category"], one["direct"]) for one in customer["shares"]] == [("exchange", 0.5)]


def test_the_listed_stop_the_exposed_hold_and_dust_freezes_nobody(told: list[Line]) -> None:
    assert [one["verdict"] for one in of(told, "decision")] == ["stop", "hold", "pass", "pass", "pass", "stop"]
    assert of(told, "decision")[1]["reason"].startswith(f"held: the wallet '{story.SHOP}', of what it received")


def test_a_tag_that_comes_later_finds_who_was_asked_about_before(told: list[Line]) -> None:
    (alert,) = of(told, "alert")
    assert (alert["target"], alert["entity_id"]) == (5, f"{story.CHAIN}:{story.LATE}")
    assert of(told, "replayed") == [["same"] * 6]


def test_nothing_is_left_in_the_home_of_the_user(told: list[Line], folder: Path) -> None:
    assert told
    assert not (folder / "home").exists()


def test_the_addresses_of_the_story_are_well_formed() -> None:
    assert {what_is_wrong(whom, "btc") for one in story.STORY for whom, _ in one.pays} == {""}


def test_what_is_bundled_says_where_it_is_from_and_bears_its_licence() -> None:
    files = {path.name for path in DATA.iterdir()} - {"README.md", "MIT.txt"}
    told, licence = ((DATA / name).read_text("utf-8") for name in ("README.md", "MIT.txt"))
    assert len(files) == 4
    assert all(f"`{one}`" in told and one in licence for one in files)
    assert "this permission notice shall be included" in licence
