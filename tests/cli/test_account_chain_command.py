"""`watchgate chain` over accounts: files in, tags in, exposure by asset, what misleads, and where it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.command_line import CommandLine
from watchgate.model.wallet_addresses import base58check, eip55

FIXTURES = Path(__file__).parents[1] / "watch" / "chains" / "fixtures"
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"
FAKE = "0x" + "f" * 40
THIEF, MIDDLE, TAKER, OTHER = ("0x" + digit * 40 for digit in "abcd")
POISON = "0xbbbb" + "1" * 32 + "bbbb"
TRON_USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
PACK = """title: A pack
creator: Somebody
lastmod: 2025-03-21
confidence: service_data
category: {category}
tags:
- address: "{address}"
  currency: {currency}
  label: somebody
"""


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


def written(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def transfer(block: int, sender: str, receiver: str, value: int, token: str = USDT) -> dict[str, Any]:
    return {
        "token_address": token,
        "from_address": sender,
        "to_address": receiver,
        "value": value,
        "transaction_hash": f"0x{block:064x}",
        "log_index": 3,
        "block_number": block,
    }


ROWS = [
    transfer(1, THIEF, MIDDLE, 60_000_000),
    transfer(2, OTHER, MIDDLE, 40_000_000),
    transfer(3, MIDDLE, TAKER, 50_000_000),
    transfer(4, MIDDLE, OTHER, 30_000_000),
]
TRAPS = [
    transfer(5, THIEF, TAKER, 10**30, FAKE),
    transfer(6, POISON, TAKER, 0),
]
NAMES = [{"address": FAKE, "symbol": "U\u0405D\u0422", "name": "Tether USD", "decimals": "6"}]


def tagged(folder: Path, address: str, category: str = "theft", currency: str = "ETH") -> Path:
    path = folder / "pack.yaml"
    path.write_text(PACK.format(address=address, category=category, currency=currency), "utf-8")
    return path


def answer_of(watchgate: CommandLine, address: str, *more: str) -> dict[str, Any]:
    assert watchgate("chain", "expose", address, "--json", *more) == 0
    found: dict[str, Any] = json.loads(watchgate.out)
    return found


def test_shares_of_a_balance_are_those_of_who_filled_it(watchgate: CommandLine, tmp_path: Path) -> None:
    assert watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS)) == 0
    assert "4 blocks, 4 transactions into eth" in watchgate.out
    watchgate("chain", "tag", tagged(tmp_path, eip55(THIEF)))
    (asset,) = answer_of(watchgate, eip55(TAKER))["assets"]
    assert (asset["symbol"], asset["received"], asset["balance"], asset["moves"]) == ("USDT", 50_000_000, 50_000_000, 1)
    (share,) = asset["shares"]
    assert (share["category"], share["direct"], share["units"], share["hops"]) == ("theft", 0.0, 30_000_000, 2)
    assert (share["indirect"], asset["outside"]) == (pytest.approx(0.6), pytest.approx(0.4))
    (asset,) = answer_of(watchgate, MIDDLE)["assets"]
    assert (asset["sent"], asset["balance"], asset["shares"][0]["hops"]) == (80_000_000, 20_000_000, 1)
    assert watchgate("chain", "expose", TAKER) == 0
    assert "60.000%  direct 0.000%, indirect 60.000%, 30, nearest 2 hops" in watchgate.out
    assert "40.000% held before what was read" in watchgate.out


def test_the_very_units_are_told_by_fifo_and_what_is_poisoned_beside(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS))
    watchgate("chain", "tag", tagged(tmp_path, THIEF))
    steps = tmp_path / "case.jsonl"
    answer = answer_of(watchgate, TAKER, "--rule", "fifo", "--poison", "--record", str(steps))
    (asset,) = answer["assets"]
    (share,) = asset["shares"]
    assert (answer["rule"], answer["eps"], share["units"], share["hops"]) == ("fifo", 0.0, 50_000_000, 2)
    assert (share["indirect"], asset["unexplained"], asset["poisoned"]) == (1.0, 0.0, ["theft"])
    (asset,) = answer_of(watchgate, OTHER, "--rule", "fifo", "--poison")["assets"]
    assert [(one["category"], one["units"]) for one in asset["shares"]] == [("theft", 10_000_000)]
    assert asset["outside"] == pytest.approx(2 / 3)
    assert answer_of(watchgate, TAKER)["assets"][0]["poisoned"] is None
    assert watchgate("chain", "expose", TAKER, "--poison") == 0
    assert "anything at all, however small, of: theft" in watchgate.out
    assert watchgate("chain", "replay", steps) == 0


def test_an_address_that_gives_all_to_a_service_is_told_with_its_tag(watchgate: CommandLine, tmp_path: Path) -> None:
    rows = [transfer(1, THIEF, MIDDLE, 60_000_000), transfer(2, MIDDLE, OTHER, 60_000_000)]
    for row in rows:
        row["block_timestamp"] = 1_700_000_000 + row["block_number"]
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", rows))
    watchgate("chain", "tag", tagged(tmp_path, OTHER, "exchange"))
    steps = tmp_path / "case.jsonl"
    assert watchgate("chain", "patterns", MIDDLE, "--asset", "USDT", "--json", "--record", steps) == 0
    answer = json.loads(watchgate.out)
    (one,) = answer["patterns"]
    assert (one["kind"], one["grade"], one["addresses"]) == ("deposit address", "D3", [MIDDLE])
    assert (one["satoshi"], one["transactions"], answer["passed_over"]) == (60_000_000, [f"{2:064x}"], 0)
    assert watchgate("chain", "patterns", MIDDLE) == 0
    assert "gave all of its 1 receipts on to somebody" in watchgate.out
    assert watchgate("chain", "replay", steps) == 0


def test_a_block_that_cannot_be_is_refused_with_its_file(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS))
    later = written(tmp_path, "later", [{**transfer(2, OTHER, MIDDLE, 7), "transaction_hash": f"0x{99:064x}"}])
    assert watchgate("chain", "ingest", "--chain", "eth", later, "--partial") == 2
    assert f"{later}: block 2" in watchgate.err


def test_imitations_change_no_figure_and_are_told(watchgate: CommandLine, tmp_path: Path) -> None:
    files = [written(tmp_path, "transfers", ROWS), written(tmp_path, "more", TRAPS), written(tmp_path, "tokens", NAMES)]
    watchgate("chain", "ingest", "--chain", "eth", *files)
    watchgate("chain", "tag", tagged(tmp_path, THIEF))
    answer = answer_of(watchgate, TAKER)
    (asset,) = answer["assets"]
    assert (asset["received"], asset["shares"][0]["units"], asset["shares"][0]["direct"]) == (50_000_000, 30_000_000, 0)
    (token,) = answer["unverified"]
    assert (token["contract"], token["symbol"], token["imitates"]) == (FAKE, "U\u0405D\u0422", "USDT")
    (one,) = answer["lookalikes"]
    assert (one["address"], one["true"], one["height"], one["moved"]) == (POISON, MIDDLE, 6, False)
    watchgate("chain", "expose", TAKER)
    assert "an imitation of USDT" in watchgate.out
    assert f"beware: {POISON}" in watchgate.out


def test_renaming_a_fake_token_changes_nothing(watchgate: CommandLine, tmp_path: Path) -> None:
    answers = []
    for number, name in enumerate(("USDT", "NOTHING")):
        files = [written(tmp_path, "transfers", [*ROWS, *TRAPS]), written(tmp_path, "tokens", NAMES)]
        files[1].write_text(json.dumps({"address": FAKE, "symbol": name}) + "\n", "utf-8")
        chain = f"eth-case{number}"
        assert watchgate("chain", "ingest", "--chain", chain, *files) == 0
        answers.append(answer_of(watchgate, TAKER, "--chain", chain)["assets"])
    assert answers[0] == answers[1]


def test_a_trace_follows_one_asset_and_draws_it(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", [*ROWS, *TRAPS]))
    watchgate("chain", "tag", tagged(tmp_path, OTHER, "exchange"))
    svg = tmp_path / "flows.svg"
    assert watchgate("chain", "trace", MIDDLE, "--svg", svg, "--json") == 0
    answer = json.loads(watchgate.out)
    assert (answer["asset"], answer["decimals"], answer["satoshi"]) == ("USDT", 6, 100_000_000)
    ends = {one["address"]: (one["satoshi"], one["end"], one["category"], one["hops"]) for one in answer["ends"]}
    assert ends == {
        TAKER: (50_000_000, "unspent", "", 1),
        OTHER: (30_000_000, "tagged", "exchange", 1),
        MIDDLE: (20_000_000, "unspent", "", 0),
    }
    assert sum(one["share"] for one in answer["ends"]) == pytest.approx(1.0)
    tree = ElementTree.fromstring(svg.read_text("utf-8"))
    assert len(tree.findall(".//{http://www.w3.org/2000/svg}path")) == 3
    assert watchgate("chain", "trace", MIDDLE) == 0
    assert "100.00000000 USDT" in watchgate.out
    assert watchgate("chain", "trace", f"0x{3:064x}:0", "--chain", "eth", "--json") == 0
    assert json.loads(watchgate.out)["satoshi"] == 50_000_000
    assert watchgate("chain", "trace", MIDDLE, "--asset", "DOGE") == 2
    assert watchgate("chain", "trace", f"0x{5:064x}:0", "--chain", "eth") == 2
    assert "no verified asset" in watchgate.err


def test_a_recorded_question_is_answered_the_same_again(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS))
    steps = tmp_path / "case.jsonl"
    watchgate("chain", "expose", TAKER, "--record", steps)
    watchgate("chain", "trace", MIDDLE, "--asset", "USDT", "--record", steps)
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "later", [transfer(9, OTHER, TAKER, 5)]))
    watchgate("chain", "tag", tagged(tmp_path, THIEF))
    assert watchgate("chain", "replay", steps) == 0
    assert "2 of 2 come out the same" in watchgate.out


def test_tron_answers_for_its_addresses(watchgate: CommandLine, tmp_path: Path) -> None:
    people = [base58check(0x41, bytes([number]) * 20) for number in (1, 2, 3)]
    thief, middle, taker = people
    rows = [transfer(1, thief, middle, 10_000_000, TRON_USDT), transfer(2, middle, taker, 4_000_000, TRON_USDT)]
    rows[1]["from_address"] = "41" + "02" * 20
    assert watchgate("chain", "ingest", "--chain", "trx", written(tmp_path, "transfers", rows)) == 0
    watchgate("chain", "tag", tagged(tmp_path, people[0], "hack", "USDT"))
    (asset,) = answer_of(watchgate, people[2])["assets"]
    assert (asset["contract"], asset["received"]) == (TRON_USDT, 4_000_000)
    assert (asset["shares"][0]["category"], asset["shares"][0]["indirect"]) == ("hack", pytest.approx(1.0))
    assert watchgate("chain", "trace", people[1], "--json") == 0
    ends = {one["address"]: one["satoshi"] for one in json.loads(watchgate.out)["ends"]}
    assert ends == {people[1]: 6_000_000, people[2]: 4_000_000}


@pytest.mark.parametrize("rule", ["haircut", "fifo"])
def test_who_only_gave_is_followed_from_what_he_held_before(rule: str, watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS))
    assert watchgate("chain", "trace", OTHER, "--rule", rule, "--json") == 0
    assert "held_before" not in json.loads(watchgate.out)  # he received 30 of it
    assert watchgate("chain", "trace", THIEF, "--rule", rule, "--json") == 0
    answer = json.loads(watchgate.out)
    assert (answer["satoshi"], answer["held_before"]) == (60_000_000, True)
    ends = {one["address"]: one["satoshi"] for one in answer["ends"]}
    shared = {MIDDLE: 12_000_000, TAKER: 30_000_000, OTHER: 18_000_000}
    assert ends == (shared if rule == "haircut" else {TAKER: 50_000_000, OTHER: 10_000_000})
    assert watchgate("chain", "trace", THIEF, "--rule", rule) == 0
    assert "60.00000000 USDT held before the first block that was read, " in watchgate.out
    assert watchgate("chain", "patterns", THIEF) == 2
    assert "has received no verified asset" in watchgate.err


def test_a_case_that_knows_an_address_is_named_where_the_chain_does_not(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth-one", written(tmp_path, "transfers", ROWS))
    for command in ("expose", "trace", "patterns"):
        assert watchgate("chain", command, TAKER) == 2
        assert "no block of eth was read; eth-one knows it (--chain eth-one)" in watchgate.err
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "others", [transfer(1, THIEF, OTHER, 5)]))
    for command in ("expose", "trace", "patterns"):
        assert watchgate("chain", command, TAKER) == 2
        assert "read of eth; eth-one knows it (--chain eth-one)" in watchgate.err
    assert watchgate("chain", "expose", THIEF) == 0
    assert watchgate("chain", "expose", POISON) == 2
    assert "eth-one" not in watchgate.err


def test_real_rows_end_outside_what_was_read(watchgate: CommandLine) -> None:
    files = [FIXTURES / f"eth-17173049-{name}.json" for name in ("transactions", "token-transfers")]
    assert watchgate("chain", "ingest", "--chain", "eth", *files) == 0
    assert watchgate("chain", "ingest", "--chain", "eth", *files, "--json") == 0
    assert json.loads(watchgate.out)["passed_over"] == 1
    answer = answer_of(watchgate, "0x6b75d8af000000e20b7a7ddf000ba900b4009a80")
    assert {one["symbol"]: one["outside"] for one in answer["assets"]} == {"ETH": 1.0, "WETH": pytest.approx(1.0)}
    assert watchgate("chain", "list", "--verify") == 0
    assert "every row gives its hash" in watchgate.out


def test_mistyped_addresses_and_other_questions_are_refused(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS))
    good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    for address, said in (
        (good.replace("aA", "Aa"), "EIP-55"),
        (good, "not the same as clean"),
        ("0x12", "no address of eth"),
    ):
        assert watchgate("chain", "expose", address) == 2
        assert said in watchgate.err
    assert watchgate("chain", "clusters", TAKER, "--chain", "eth") == 2
    assert watchgate("chain", "ingest", "--chain", "eth", FIXTURES / "block-1.json") == 2
    assert "no rows of an account chain" in watchgate.err


def test_a_fork_lets_blocks_go_and_takes_the_other_branch(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", "--chain", "eth", written(tmp_path, "transfers", ROWS))
    other = written(tmp_path, "other", [transfer(3, MIDDLE, TAKER, 7)])
    assert watchgate("chain", "ingest", "--chain", "eth", other, "--fork", 2) == 0
    (asset,) = answer_of(watchgate, TAKER)["assets"]
    assert (asset["received"], asset["balance"]) == (7, 7)
    assert watchgate("chain", "ingest", "--chain", "eth", other, "--fork", 3) == 2
    twice = written(
        tmp_path, "twice", [transfer(3, MIDDLE, TAKER, 8), transfer(1, MIDDLE, TAKER, 9) | {"block_number": 4}]
    )
    assert watchgate("chain", "ingest", "--chain", "eth", twice, "--fork", 2) == 2
    assert "comes a second time" in watchgate.err
    assert answer_of(watchgate, TAKER)["assets"] == [asset]
    assert watchgate("chain", "list", "--verify") == 0


def test_a_folder_as_cryo_leaves_it_is_read_without_its_reports(watchgate: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "cryo"
    (folder / ".cryo" / "reports").mkdir(parents=True)
    (folder / ".cryo" / "reports" / "2026-11-22.json").write_text("{}", "utf-8")
    for path in (FIXTURES / "cryo" / "binary").glob("*_to_17173049.parquet"):
        (folder / path.name).write_bytes(path.read_bytes())
    assert watchgate("chain", "ingest", "--chain", "eth", str(folder)) == 0
    assert "1 blocks, 12 transactions into eth" in watchgate.out
    assert watchgate("chain", "ingest", "--chain", "eth", str(folder)) == 0
    assert "0 blocks, 0 transactions into eth, 1 blocks were there already" in watchgate.out
    assert answer_of(watchgate, "0xef1c6e67703c7bd7107eed8303fbe6ec2554bf6b")["assets"]


def test_exports_of_an_address_are_a_case_and_every_answer_says_so(watchgate: CommandLine, tmp_path: Path) -> None:
    exports = [str(path) for path in sorted((FIXTURES / "explorer").glob("export-*08d3f2*.csv"))]
    assert watchgate("chain", "ingest", "--chain", "eth", *exports) == 2
    assert "a part of eth (a case of its own: --chain eth-NAME" in watchgate.err
    assert watchgate("chain", "ingest", "--chain", "eth-staking", *exports) == 0
    assert "6 blocks, 6 transactions into eth-staking" in watchgate.out
    assert watchgate("chain", "ingest", "--chain", "eth-staking", *exports) == 0
    assert "0 blocks, 0 transactions into eth-staking, 6 blocks were there already" in watchgate.out
    answer = answer_of(watchgate, "0x08d3f2cae4eacdcbfb0f7ffad07a6d00fc36db6e", "--chain", "eth-staking")
    assert answer["remark"].endswith("a case holds what was fetched or exported, a part of its chain")
    assert {one["contract"]: one["moves"] for one in answer["unverified"]} == {
        "0xf8c4cd95c7496cb7c8d97202cf7e5b8da2204c2b": 3,
        "0x967da4048cd07ab37855c090aaf366e4ce1b9f48": 3,
    }


def test_moves_of_a_transaction_that_is_there_already_are_not_lost_in_silence(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    both = written(tmp_path, "transfers", ROWS[:2])
    more = written(tmp_path, "more", [*ROWS[:2], {**ROWS[1], "log_index": 4}])
    assert watchgate("chain", "ingest", "--chain", "eth-case", both) == 0
    assert watchgate("chain", "ingest", "--chain", "eth-case", both) == 0
    assert "2 blocks were there already" in watchgate.out
    assert watchgate("chain", "ingest", "--chain", "eth-case", more) == 2
    assert "block 2 is there with 1 moves of transaction" in watchgate.err
    assert "--fork 0, and all of eth-case again" in watchgate.err
    assert watchgate("chain", "ingest", "--chain", "eth-case", more, "--fork", 0) == 0
    assert "2 blocks, 2 transactions into eth-case" in watchgate.out
    assert watchgate("chain", "ingest", "--chain", "eth-case", written(tmp_path, "less", ROWS[:1])) == 0
    assert watchgate("chain", "ingest", "--chain", "eth", both) == 0
    assert watchgate("chain", "ingest", "--chain", "eth", more) == 2
    assert "files of the same blocks are read together: --fork 1, then all of them" in watchgate.err
