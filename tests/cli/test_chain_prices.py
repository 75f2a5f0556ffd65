"""Prices beside coins: each transfer at the price of its instant, `no price` where there is none young enough."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.chain_story import TAKER, THIEF, exported, tagged
from support.command_line import CommandLine

T0 = "2011-03-13T07:06:40Z"
"""1,300,000,000: the blocks of the story are of the seconds after it."""
HEADER = "asset,time,price,currency,source\n"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


def priced(folder: Path, *rows: str, name: str = "prices.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def answer(watchgate: CommandLine, *arguments: object) -> dict[str, Any]:
    assert watchgate("chain", *arguments, "--json") == 0
    found: dict[str, Any] = json.loads(watchgate.out.splitlines()[-1])
    return found


def test_a_sum_is_given_at_the_price_of_its_instant_with_the_statements_it_stands_on(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    watchgate("chain", "tag", tagged(tmp_path, THIEF))
    # block 3 is of second 1,300,000,003: the third price is of the second after it
    rows = ("BTC,2011-03-12,1000000,USD,x", f"BTC,{T0},2000000,USD,x", "BTC,2011-03-13T07:06:44Z,9000000,USD,x")
    assert watchgate("chain", "price", priced(tmp_path, *rows)) == 0
    assert "BTC in USD: 3 prices, 2011-03-12T00:00Z to 2011-03-13T07:06Z" in watchgate.out
    worth = answer(watchgate, "expose", TAKER)["worth"]
    assert (worth["currency"], worth["cents"], worth["unpriced"], worth["age_hours"]) == ("USD", 3_000, 0, 48.0)
    assert worth["shares"] == [{"category": "theft", "cents": 750}]
    (statement,) = worth["prices"]
    assert watchgate("trace", statement) == 0
    assert "2000000" in watchgate.out
    assert watchgate("chain", "expose", TAKER) == 0
    assert "worth 30.00 USD" in watchgate.out
    assert "0.00000375, 7.50 USD, nearest 2 hops" in watchgate.out


def test_fifo_gives_the_worth_of_the_very_coins(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    watchgate("chain", "tag", tagged(tmp_path, THIEF))
    watchgate("chain", "price", priced(tmp_path, f"BTC,{T0},2000000,USD,x"))
    worth = answer(watchgate, "expose", "middle", "--rule", "fifo")["worth"]
    assert (worth["cents"], worth["shares"]) == (4_000, [{"category": "theft", "cents": 2_000}])


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ((), ()),
        (("BTC,2011-03-11T07:06:42Z,2000000,USD,x",), ()),
        ((f"BTC,{T0},2000000,USD,x",), ("--price-age", "0")),
        ((f"BTC,{T0},2000000,USD,x",), ("--currency", "eur")),
        ((f"ETH,{T0},2000000,USD,x",), ()),
        (("BTC,2011-03-13T07:06:44Z,2000000,USD,x",), ()),
    ],
    ids=["none", "older than 48 hours", "older than said", "another currency", "another asset", "from later"],
)
def test_what_has_no_price_is_said_to_have_none(
    watchgate: CommandLine, tmp_path: Path, rows: tuple[str, ...], options: tuple[str, ...]
) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    if rows:
        assert watchgate("chain", "price", priced(tmp_path, *rows)) == 0
    worth = answer(watchgate, "expose", TAKER, *options)["worth"]
    assert (worth["cents"], worth["unpriced"], worth["prices"], worth["shares"]) == (0, 1_500, [], [])
    assert watchgate("chain", "expose", TAKER, *options) == 0
    assert "no price for 0.00001500" in watchgate.out


def test_a_price_taken_back_takes_its_sums_back_and_the_past_keeps_them(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    path = priced(tmp_path, f"BTC,{T0},2000000,USD,x")
    watchgate("chain", "price", path)
    assert watchgate("chain", "expose", TAKER, "--record", tmp_path / "steps.jsonl") == 0
    assert watchgate("chain", "trace", THIEF, "--record", tmp_path / "steps.jsonl") == 0
    priced(tmp_path, f"BTC,{T0},4000000,USD,x")
    assert watchgate("chain", "price", path, "--accept-shrink") == 0
    worth = answer(watchgate, "expose", TAKER)["worth"]
    assert worth["cents"] == 6_000
    assert watchgate("chain", "replay", tmp_path / "steps.jsonl") == 0
    assert "2 of 2 come out the same" in watchgate.out


def test_a_trace_gives_each_flow_the_worth_of_its_own_move(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    rows = ("BTC,2011-03-13T07:06:41Z,1000000,USD,x", "BTC,2011-03-13T07:06:43Z,3000000,USD,x")
    watchgate("chain", "price", priced(tmp_path, *rows))
    svg, lines, graph = (tmp_path / name for name in ("flows.svg", "flows.csv", "flows.graphml"))
    found = answer(watchgate, "trace", THIEF, "--svg", svg, "--csv", lines, "--graphml", graph)
    assert found["worth"]["cents"] == 1_000
    ends = {one["address"]: (one["satoshi"], one["cents"], one["unpriced"]) for one in found["ends"]}
    assert ends == {TAKER: (375, 1_125, 0), "middle": (125, 375, 0), "change": (500, 500, 0)}
    edges = list(csv.DictReader(io.StringIO(lines.read_text("utf-8"))))
    assert [one["cents"] for one in edges if one["target"] == TAKER] == ["1125"]
    assert ElementTree.fromstring(graph.read_text("utf-8")).find(".//*[@key='cents']") is not None
    assert "11.25 USD" in svg.read_text("utf-8")
    assert watchgate("chain", "trace", THIEF) == 0
    assert "(11.25 USD)" in watchgate.out


def test_a_picture_and_a_trace_say_that_there_is_no_price(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    svg, lines = tmp_path / "flows.svg", tmp_path / "flows.csv"
    assert watchgate("chain", "trace", THIEF, "--svg", svg, "--csv", lines) == 0
    assert "(no price)" in watchgate.out
    assert "0.00001000, no price for 0.00001000 over 6 hops" in svg.read_text("utf-8")
    assert {one["cents"] for one in csv.DictReader(io.StringIO(lines.read_text("utf-8")))} == {""}


def test_a_price_nobody_can_use_is_told(watchgate: CommandLine, tmp_path: Path) -> None:
    assert watchgate("chain", "price", priced(tmp_path, "BITCON,2024-05-01,1,USD,x"), "--json") == 0
    assert json.loads(watchgate.out.splitlines()[-1])["used"] is False
    assert watchgate("chain", "price") == 0
    assert "no coin or verified token is called so" in watchgate.out


def test_a_currency_that_is_none_is_refused(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    assert watchgate("chain", "expose", TAKER, "--currency", "dollars") == 2
    assert "is no currency" in watchgate.err


def test_a_token_has_the_price_of_its_contract_before_that_of_its_symbol(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    token, sender, taker = "0xdac17f958d2ee523a2206206994597c13d831ec7", "0x" + "a" * 40, "0x" + "b" * 40
    row = {
        "token_address": token,
        "from_address": sender,
        "to_address": taker,
        "value": 60_000_000,
        "transaction_hash": f"0x{1:064x}",
        "log_index": 3,
        "block_number": 1,
        "block_timestamp": 1_300_000_010,
    }
    path = tmp_path / "transfers.json"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    assert watchgate("chain", "ingest", "--chain", "eth", path) == 0
    watchgate("chain", "price", priced(tmp_path, f"USDT,{T0},0.5,USD,x", f"ETH,{T0},70,USD,x"))
    (asset,) = answer(watchgate, "expose", taker)["assets"]
    assert (asset["worth"]["cents"], asset["worth"]["unpriced"]) == (3_000, 0)
    watchgate("chain", "price", priced(tmp_path, f"eth:{token},{T0},0.25,USD,x", name="of-contract.csv"))
    assert watchgate("chain", "expose", taker) == 0
    assert "received 60 from others in 1 moves, sent 0, holds 60, worth 15.00 USD" in watchgate.out
    assert answer(watchgate, "trace", taker)["ends"][0]["cents"] == 1_500


def test_a_transfer_whose_time_nobody_said_has_no_price(watchgate: CommandLine, tmp_path: Path) -> None:
    row = {
        "token_address": "0xdac17f958d2ee523a2206206994597c13d831ec7",
        "from_address": "0x" + "a" * 40,
        "to_address": "0x" + "b" * 40,
        "value": 1,
        "transaction_hash": f"0x{1:064x}",
        "log_index": 3,
        "block_number": 1,
    }
    path = tmp_path / "transfers.json"
    path.write_text(json.dumps(row) + "\n", "utf-8")
    watchgate("chain", "ingest", "--chain", "eth", path)
    watchgate("chain", "price", priced(tmp_path, "USDT,1969-12-31T12:00:00Z,1,USD,x"))
    (asset,) = answer(watchgate, "expose", row["to_address"])["assets"]
    assert (asset["worth"]["cents"], asset["worth"]["unpriced"]) == (0, 1)
