"""`watchgate chain estimate`: a set, by address, file or tag; a table with bounds, as JSON and CSV, asked again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from support.chain_story import TAKER, THIEF, exported, tagged
from support.command_line import CommandLine
from support.utxo_chains import name_of

USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


def asked(watchgate: CommandLine, *arguments: object) -> dict[str, Any]:
    assert watchgate("chain", "estimate", *arguments, "--json") == 0
    found: dict[str, Any] = json.loads(watchgate.out)
    return found


def test_a_share_with_its_bounds_and_what_it_stands_on(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    watchgate("chain", "tag", tagged(tmp_path, TAKER, "exchange"))
    prices = tmp_path / "prices.csv"
    prices.write_text("asset,time,price,currency,source\nBTC,2011-03-13,1000000,USD,x\n", "utf-8")
    watchgate("chain", "price", prices)
    lines = tmp_path / "table.csv"
    found = asked(watchgate, THIEF, "--csv", lines, "--record", tmp_path / "steps.jsonl")
    (one,) = found["estimate"]["reached"]
    # 1,000 of the 4,000 mixed in block 2; half of that to `middle`, three quarters of which to the exchange
    assert (one["period"], one["category"], one["service"], one["units"]) == ("2011", "exchange", "somebody", 375)
    assert (one["share"], one["lower"], one["upper"], one["hops"]) == (0.375, 0.0, 1.0, 2)
    assert (one["cents"], one["unpriced"], found["worth"]["cents"]) == (375, 0, 1_000)
    assert (found["addresses"], found["missing"], found["remark"][:10]) == (1, [], "not traced")
    (line,) = csv.DictReader(io.StringIO(lines.read_text("utf-8")))
    assert (line["share"], line["statements"]) == ("0.375", one["statements"][0])
    assert watchgate("chain", "replay", tmp_path / "steps.jsonl") == 0
    assert watchgate("chain", "estimate", THIEF) == 0
    assert "37.500% [0.000% to 100.000%]  2011        exchange: somebody" in watchgate.out
    assert "(3.75 USD)" in watchgate.out


def test_a_set_is_named_by_a_file_or_by_its_tags(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    watchgate("chain", "tag", tagged(tmp_path, THIEF))
    path = tmp_path / "actor.txt"
    path.write_text(f"# the actor\n{THIEF}  # found in a forum\n1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n\n", "utf-8")
    by_file = asked(watchgate, path)
    assert (by_file["missing"], by_file["addresses"]) == (["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"], 1)
    for name in ("tags_theft", "SOMEBODY"):
        found = asked(watchgate, "--tagged", name)
        assert found["estimate"] == by_file["estimate"]
    assert watchgate("chain", "estimate", "--tagged", "tags_nothing") == 2
    assert "no tag of btc is of a pack, or has an actor or a label" in watchgate.err


def test_only_what_came_on_the_days_asked_for_counts(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    assert asked(watchgate, THIEF, "--since", "2011-03-13", "--until", "2011-03-13")["estimate"]["inflow"] == 1_000
    for options in (("--since", "2011-03-14"), ("--until", "2011-03-12")):
        assert watchgate("chain", "estimate", THIEF, *options) == 2
        assert "have received nothing from others" in watchgate.err


def test_what_came_nobody_knows_when_is_left_out_of_days_and_told(watchgate: CommandLine, tmp_path: Path) -> None:
    row = {
        "hash": name_of(2),
        "block_number": 1,
        "block_hash": name_of(3),
        "block_timestamp": 1_300_000_000,
        "index": 0,
        "inputs": [{"spent_transaction_hash": name_of(1), "spent_output_index": 0, "value": 700, "addresses": [THIEF]}],
        "outputs": [{"value": 700, "addresses": [TAKER], "type": "pubkeyhash"}],
    }
    path = tmp_path / "transactions.json"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    watchgate("chain", "ingest", path)
    assert asked(watchgate, THIEF)["estimate"]["inflow"] == 700
    assert watchgate("chain", "estimate", THIEF, "--since", "2011-01-01") == 2
    shop = {**row, "hash": name_of(5), "block_number": 2, "block_hash": name_of(6), "inputs": []}
    path.write_text(json.dumps({**shop, "outputs": [{"value": 50, "addresses": [THIEF]}]}) + "\n", "utf-8")
    assert watchgate("chain", "ingest", path) == 0, watchgate.err
    found = asked(watchgate, THIEF, "--since", "2011-01-01")
    assert (found["estimate"]["inflow"], found["undated"]) == (50, 700)
    assert watchgate("chain", "estimate", THIEF, "--since", "2011-01-01") == 0
    assert "0.00000700 more came in transactions that were never read" in watchgate.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "no address is asked about"),
        ((THIEF, "--since", "yesterday"), "is no day"),
        ((THIEF, "--asset", "USDT"), "has one coin"),
        (("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",), "none of 1 addresses is in what was read"),
        ((THIEF, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), "'1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb' is no address of btc"),
    ],
)
def test_what_cannot_be_asked_is_said(
    watchgate: CommandLine, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    assert watchgate("chain", "estimate", *arguments) == 2
    assert why in watchgate.err


def test_accounts_are_estimated_in_one_verified_asset(watchgate: CommandLine, tmp_path: Path) -> None:
    source, mine, too, service = ("0x" + digit * 40 for digit in "abcd")
    moves = [(1, source, mine, 100), (2, mine, too, 50), (3, too, service, 50), (4, mine, source, 20)]
    rows = [
        {
            "token_address": USDT,
            "from_address": sender,
            "to_address": receiver,
            "value": value * 10**6,
            "transaction_hash": f"0x{block:064x}",
            "log_index": 3,
            "block_number": block,
            "block_timestamp": 1_700_000_000 + block,
        }
        for block, sender, receiver, value in moves
    ]
    path = tmp_path / "transfers.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert watchgate("chain", "ingest", "--chain", "eth", path) == 0
    pack = tagged(tmp_path, service, "exchange")
    pack.write_text(pack.read_text("utf-8").replace("BTC", "ETH").replace(service, f"'{service}'"), "utf-8")
    assert watchgate("chain", "tag", pack) == 0
    found = asked(watchgate, mine, too, "--asset", "usdt", "--by", "day")
    assert (found["estimate"]["inflow"], found["asset"], found["decimals"]) == (100 * 10**6, "USDT", 6)
    (one,) = found["estimate"]["reached"]
    assert (one["period"], one["units"], one["lower"], one["upper"]) == ("2023-11-14", 50 * 10**6, 0.5, 0.5)
    assert found["estimate"]["unspent"] == pytest.approx(0.5)
