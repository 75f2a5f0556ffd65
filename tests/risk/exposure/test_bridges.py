"""Bridges: memos are parsed, payouts are found by hash, else by payment, window and worth, each with its grade."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.chain_story import TAKER, THIEF
from support.command_line import CommandLine
from support.utxo_chains import name_of
from watchgate.model.wallet_addresses import base58check
from watchgate.risk.exposure.bridge_memos import Memo, parsed
from watchgate.watch.chains.scripts import memo_of

VAULT, OTHER = (base58check(0, bytes([number]) * 20) for number in (7, 8))
LITE = base58check(0x30, bytes([5]) * 20)
LITE_VAULT = base58check(0x30, bytes([6]) * 20)
HASH = "ab" * 32
T0 = 1_700_000_000


@pytest.mark.parametrize(
    ("text", "memo"),
    [
        ("=:ETH.ETH:0xabc:1/1/0:wr:100", Memo("swap", "ETH.ETH", "0xabc")),
        ("SWAP:l:ltc1abc/ltc1refund:0", Memo("swap", "LTC.LTC", "ltc1abc")),
        ("s:ETH.USDT-EC7:0xabc", Memo("swap", "ETH.USDT-EC7", "0xabc")),
        (f"OUT:{HASH.upper()}", Memo("out", inbound=HASH)),
        (f"REFUND:0x{HASH}", Memo("refund", inbound=HASH)),
    ],
)
def test_what_a_memo_asks_for_is_read(text: str, memo: Memo) -> None:
    assert parsed(text) == memo


@pytest.mark.parametrize(
    "text", ["", ":", "=", "=:ETH.ETH", "=:ETH.ETH:", "=:two words:x", "OUT:", "OUT:12", "+:BTC.BTC", "hello: world"]
)
def test_what_asks_for_nothing_is_no_memo(text: str) -> None:
    assert parsed(text) is None


def test_an_asset_says_its_chain_where_it_leaves_the_bridge() -> None:
    assert parsed("=:e:0xabc") == Memo("swap", "ETH.ETH", "0xabc")
    for asset, chain in (("ETH.USDT-0XDAC1", "eth"), ("BTC/BTC", ""), ("BTC~BTC", ""), ("GAIA.ATOM", "")):
        assert Memo("swap", asset, "x").chain == chain


def test_a_script_s_text_is_read_over_all_its_pushes_and_other_bytes_are_none() -> None:
    assert memo_of(b"\x6a\x04OUT:") == "OUT:"
    assert memo_of(b"\x6a\x02=:\x03ETH") == "=:ETH"
    assert memo_of(b"\x6a\x4c\x64" + b"=:" + b"x" * 98) == "=:" + "x" * 98
    for script in (b"", b"\x6a", b"\x6a\x09=:ETH", b"\x6a\x04=:\xff\x00", b"\x6a\x51=:a", b"\x51\x04=:ab"):
        assert memo_of(script) == ""


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


def row(number: int, block: int, inputs: list[tuple[str, int]], outputs: list[tuple[str, int]], memo: str) -> Any:
    given: list[dict[str, Any]] = [
        {"value": value, "addresses": [address], "type": "pubkeyhash", "script_hex": "76a9"}
        for address, value in outputs
    ]
    if memo:
        script = (b"\x6a\x4c" + bytes([len(memo)]) + memo.encode()).hex()
        given.append({"value": 0, "addresses": [], "type": "nulldata", "script_hex": script})
    return {
        "hash": name_of(number),
        "block_number": block,
        "block_hash": name_of(10_000 + number),
        "block_timestamp": T0 + 600 * block,
        "index": 0,
        "inputs": [
            {"spent_transaction_hash": origin, "spent_output_index": at, "value": None, "addresses": []}
            for origin, at in inputs
        ],
        "outputs": given,
    }


def ingested(watchgate: CommandLine, folder: Path, chain: str, rows: list[Any]) -> None:
    path = folder / f"{chain}.json"
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    assert watchgate("chain", "ingest", path, "--chain", chain) == 0, watchgate.err


def bridges(watchgate: CommandLine, start: str, chain: str = "btc") -> list[dict[str, Any]]:
    assert watchgate("chain", "patterns", start, "--chain", chain, "--json") == 0, watchgate.err
    return [one for one in json.loads(watchgate.out)["patterns"] if one["kind"] == "bridge"]


def deposit(memo: str) -> list[Any]:
    """THIEF gives 900 of 1,000 to a vault, with a memo, and 90 back to himself."""
    return [
        row(1, 1, [], [(THIEF, 1_000)], ""),
        row(2, 2, [(name_of(1), 0)], [(VAULT, 900), (THIEF, 90)], memo),
    ]


def payout(block: int, address: str, value: int, memo: str = "", number: int = 11) -> list[Any]:
    return [
        row(number + 50, block - 1, [], [(LITE_VAULT, 100_000)], ""),
        row(number, block, [(name_of(number + 50), 0)], [(address, value), (LITE_VAULT, 90_000 - value)], memo),
    ]


def priced(watchgate: CommandLine, folder: Path, lite: int) -> None:
    path = folder / f"prices{lite}.csv"
    lines = f"asset,time,price,currency,source\nBTC,2023-11-14,60000000,USD,x\nLTC,2023-11-14,{lite},USD,x\n"
    path.write_text(lines, "utf-8")
    assert watchgate("chain", "price", path) == 0


@pytest.mark.parametrize(
    ("lite", "grade", "why"), [(0, "C3", "no price"), (1_000_000, "B2", "as much"), (9_000, "D4", "another")]
)
def test_a_match_by_hash_is_sure_only_where_the_sums_agree(
    lite: int, grade: str, why: str, watchgate: CommandLine, tmp_path: Path
) -> None:
    ingested(watchgate, tmp_path, "btc", deposit(f"=:LTC.LTC:{LITE}:0/1/0"))
    ingested(watchgate, tmp_path, "ltc", payout(4, LITE, 50_000, f"OUT:{name_of(2).upper()}"))
    if lite:
        priced(watchgate, tmp_path, lite)
    for start, chain in ((THIEF, "btc"), (LITE, "ltc")):
        (found,) = bridges(watchgate, start, chain)
        assert (found["grade"], [one["grade"] for one in found["ends"]]) == (grade, [grade])
        assert why in found["ends"][0]["why"]


@pytest.mark.parametrize(("value", "grade"), [(880, "B2"), (700, "D4"), (920, "D4")])
def test_a_refund_is_of_the_same_coin_and_needs_no_price(
    value: int, grade: str, watchgate: CommandLine, tmp_path: Path
) -> None:
    back = [
        row(60, 3, [], [(VAULT, 1_000)], ""),
        row(61, 4, [(name_of(60), 0)], [(THIEF, value)], f"REFUND:{name_of(2)}"),
    ]
    ingested(watchgate, tmp_path, "btc", [*deposit("=:LTC.LTC:ltc1abc"), *back])
    ends = [one for found in bridges(watchgate, THIEF) for one in found["ends"]]
    assert ends
    assert {one["grade"] for one in ends} == {grade}


def test_a_payout_that_names_the_deposit_is_its_other_end(watchgate: CommandLine, tmp_path: Path) -> None:
    priced(watchgate, tmp_path, 1_000_000)
    ingested(watchgate, tmp_path, "btc", deposit(f"=:LTC.LTC:{LITE}:0/1/0"))
    ingested(watchgate, tmp_path, "ltc", payout(4, LITE, 50_000, f"OUT:{name_of(2).upper()}"))
    (found,) = bridges(watchgate, THIEF)
    assert (found["grade"], found["satoshi"], found["transactions"]) == ("B2", 900, [name_of(2)])
    assert found["addresses"] == [LITE]
    (end,) = found["ends"]
    assert (end["chain"], end["transaction"], end["address"]) == ("ltc", name_of(11), LITE)
    assert (end["units"], end["asset"], end["grade"]) == (50_000, "LTC", "B2")
    (back,) = bridges(watchgate, LITE, "ltc")
    assert (back["ends"][0]["chain"], back["ends"][0]["transaction"]) == ("btc", name_of(2))
    assert (back["ends"][0]["address"], back["ends"][0]["units"], back["satoshi"]) == (THIEF, 900, 50_000)
    assert watchgate("chain", "patterns", THIEF) == 0
    assert f"other end B2: ltc:{name_of(11)} {LITE}, 50,000 units LTC" in watchgate.out


def test_a_payout_that_pays_another_or_is_one_of_several_has_a_lower_grade(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    ingested(watchgate, tmp_path, "btc", deposit(f"=:LTC.LTC:{LITE}"))
    told = f"OUT:{name_of(2).upper()}"
    ingested(watchgate, tmp_path, "ltc", payout(4, LITE, 50_000, told) + payout(6, LITE_VAULT[:-1], 4, told, 21))
    (found,) = bridges(watchgate, THIEF)
    assert [(one["transaction"], one["grade"]) for one in found["ends"]] == [(name_of(11), "C3"), (name_of(21), "D4")]
    assert "pays somebody else" in found["ends"][1]["why"]


def test_without_a_payout_s_memo_the_one_payment_worth_as_much_is_likely(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    ingested(watchgate, tmp_path, "btc", deposit(f"=:LTC.LTC:{LITE}"))
    rows = payout(4, LITE, 50_000) + payout(6, LITE, 10_000, number=21) + payout(200, LITE, 50_000, number=31)
    ingested(watchgate, tmp_path, "ltc", rows)
    (found,) = bridges(watchgate, THIEF)
    assert [(one["grade"], one["units"]) for one in found["ends"]] == [("D4", 50_000), ("D4", 10_000)]
    priced(watchgate, tmp_path, 1_000_000)
    (found,) = bridges(watchgate, THIEF)
    assert [(one["grade"], one["units"]) for one in found["ends"]] == [("C3", 50_000)]
    assert "the only payment of the asset to the address asked for within a day, worth as much" in watchgate.out


def test_what_finds_no_other_end_says_so(watchgate: CommandLine, tmp_path: Path) -> None:
    ingested(watchgate, tmp_path, "btc", deposit("=:ETH.ETH:0x" + "c" * 40))
    (found,) = bridges(watchgate, THIEF)
    assert (found["ends"], found["grade"]) == ([], "C4")
    assert "no payout was found in what was read" in found["why"]
    ingested(watchgate, tmp_path, "ltc", payout(4, LITE, 50_000, f"REFUND:{HASH}"))
    (found,) = bridges(watchgate, LITE, "ltc")
    assert found["why"] == f"a bridge's refund for {HASH}, which is in nothing that was read"


def test_a_payment_in_a_verified_token_is_found_and_an_impostor_is_not(watchgate: CommandLine, tmp_path: Path) -> None:
    usdt, fake, taker = "0xdac17f958d2ee523a2206206994597c13d831ec7", "0x" + "f" * 37 + "ec7", "0x" + "c" * 40
    ingested(watchgate, tmp_path, "btc", deposit(f"=:ETH.USDT-EC7:{taker}"))
    rows = [
        {
            "token_address": token,
            "from_address": "0x" + "a" * 40,
            "to_address": taker,
            "value": 5_000_000,
            "transaction_hash": f"0x{block:064x}",
            "log_index": 3,
            "block_number": block,
            "block_timestamp": T0 + 600 * block,
        }
        for block, token in ((3, usdt), (4, fake))
    ]
    ingested(watchgate, tmp_path, "eth", rows)
    (found,) = bridges(watchgate, THIEF)
    assert [(one["chain"], one["asset"], one["units"], one["grade"]) for one in found["ends"]] == [
        ("eth", "USDT", 5_000_000, "D4")
    ]


def test_a_deposit_to_a_tagged_bridge_contract_is_told_on_accounts(watchgate: CommandLine, tmp_path: Path) -> None:
    sender, router = "0x" + "a" * 40, "0x" + "d" * 40
    moves = [("0x" + "b" * 40, sender, 1), (sender, router, 2)]
    rows = [
        {
            "token_address": "0xdac17f958d2ee523a2206206994597c13d831ec7",
            "from_address": giver,
            "to_address": taker,
            "value": 7_000_000,
            "transaction_hash": f"0x{block:064x}",
            "log_index": 3,
            "block_number": block,
            "block_timestamp": T0,
        }
        for giver, taker, block in moves
    ]
    ingested(watchgate, tmp_path, "eth", rows)
    pack = tmp_path / "bridges.yaml"
    pack.write_text(
        f"title: x\ncreator: y\nlastmod: 2025-01-01\ntags:\n- address: '{router}'\n  currency: ETH\n"
        "  category: bridge\n  label: a router\n",
        "utf-8",
    )
    assert watchgate("chain", "tag", pack) == 0
    (found,) = bridges(watchgate, sender, "eth")
    assert (found["satoshi"], found["transactions"], found["grade"]) == (7_000_000, [f"{2:064x}"], "F6")
    assert watchgate("chain", "patterns", sender, "--record", tmp_path / "steps.jsonl") == 0
    assert "7.00000000  came to a router" in watchgate.out
    assert watchgate("chain", "replay", tmp_path / "steps.jsonl") == 0


def test_memos_go_with_their_blocks(watchgate: CommandLine, tmp_path: Path) -> None:
    ingested(watchgate, tmp_path, "btc", deposit(f"=:LTC.LTC:{LITE}"))
    assert bridges(watchgate, THIEF)
    other = row(3, 2, [(name_of(1), 0)], [(TAKER, 990)], "=:LTC.LTC:nobody")
    path = tmp_path / "fork.json"
    path.write_text(json.dumps(other) + "\n", "utf-8")
    assert watchgate("chain", "ingest", path, "--fork", "1") == 0
    (found,) = bridges(watchgate, THIEF)
    assert found["addresses"] == ["nobody"]
    assert watchgate("chain", "list", "--verify", "--json") == 0
    assert json.loads(watchgate.out)["damages"] == []


def test_a_flow_that_comes_to_a_tagged_bridge_is_told(watchgate: CommandLine, tmp_path: Path) -> None:
    ingested(watchgate, tmp_path, "btc", deposit(""))
    pack = tmp_path / "bridges.yaml"
    pack.write_text(
        f"title: x\ncreator: y\nlastmod: 2025-01-01\ntags:\n- address: {VAULT}\n  currency: BTC\n  category: bridge\n"
        "  label: a vault\n",
        "utf-8",
    )
    assert watchgate("chain", "tag", pack) == 0
    (found,) = bridges(watchgate, THIEF)
    assert (found["grade"], found["why"]) == ("F6", "came to a vault, as tags_bridges says")
