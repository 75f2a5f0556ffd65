"""`watchgate chain`: blocks in, tags in, and what an address received explained with what was not traced."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from support.chain_story import BLOCKS, NOBODY, PACK, TAKER, THIEF, exported, tagged
from support.command_line import CommandLine
from support.utxo_chains import Blocks, Tx, name_of

FIXTURES = Path(__file__).parents[1] / "watch" / "chains" / "fixtures"
RECEIVER = "1HaHTfmvoUW6i6nhJf8jJs6tU4cHNmBQHQ"


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


def test_blocks_and_a_tag_give_an_exposure_with_everything_it_stands_on(watchgate: CommandLine, tmp_path: Path) -> None:
    assert watchgate("chain", "ingest", exported(tmp_path)) == 0
    assert "3 blocks, 3 transactions into btc" in watchgate.out
    assert watchgate("chain", "tag", tagged(tmp_path, THIEF)) == 0
    assert watchgate("chain", "expose", TAKER, "--json") == 0
    answer = json.loads(watchgate.out)
    assert answer["shares"] == [{"category": "theft", "direct": 0.0, "indirect": 0.25, "satoshi": 375, "hops": 2}]
    assert (answer["mined"], answer["outside"], answer["cut"], answer["unexplained"]) == (0.75, 0.0, 0.0, 0.0)
    assert (answer["received"], answer["balance"], answer["height"]) == (1_500, 1_500, 3)
    assert [(one["address"], one["label"]) for one in answer["tags"]] == [(THIEF, "somebody")]
    assert answer["position"] == 2
    assert answer["remark"] == "not traced is not the same as clean"
    assert watchgate("chain", "expose", "middle", "--rule", "fifo", "--json") == 0
    answer = json.loads(watchgate.out)
    assert answer["shares"] == [{"category": "theft", "direct": 0.5, "indirect": 0.0, "satoshi": 1_000, "hops": 1}]
    assert watchgate("chain", "expose", THIEF) == 0
    assert "is itself tagged theft: somebody [tags_theft, statement" in watchgate.out


def test_a_tag_taken_back_takes_back_what_stood_on_it(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    path = tagged(tmp_path, THIEF)
    watchgate("chain", "tag", path)
    path.write_text(PACK.format(address=NOBODY, category="theft").replace("2025-03-21", "2025-05-01"), "utf-8")
    assert watchgate("chain", "tag", path, "--accept-shrink") == 0
    watchgate("chain", "expose", TAKER, "--json")
    answer = json.loads(watchgate.out)
    assert (answer["shares"], answer["mined"]) == ([], 1.0)


def test_a_home_without_blocks_says_so(watchgate: CommandLine) -> None:
    assert watchgate("chain", "list") == 0
    assert watchgate.out == "no block of any chain was read: watchgate chain ingest\n"
    assert watchgate("chain", "list", "--json") == 0
    assert watchgate.out == ""


def test_the_same_files_again_append_nothing(watchgate: CommandLine, tmp_path: Path) -> None:
    path = exported(tmp_path)
    watchgate("chain", "ingest", path)
    assert watchgate("chain", "ingest", path, "--json") == 0
    assert json.loads(watchgate.out)["passed_over"] == 3
    assert watchgate("chain", "list", "--verify", "--json") == 0
    assert json.loads(watchgate.out)["transactions"] == 3


def test_another_block_of_the_same_height_is_a_fork_and_said_so(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    other = Blocks([(3, [Tx(name_of(30), (), (("other", 7),))])])
    path = exported(tmp_path, other, "other.json")
    path.write_text(path.read_text("utf-8").replace(name_of(10_003), name_of(20_003)), "utf-8")
    assert watchgate("chain", "ingest", path) == 2
    assert "--fork 2" in watchgate.err
    assert watchgate("chain", "ingest", path, "--fork", 2) == 0
    assert watchgate("chain", "expose", TAKER) == 2
    assert "not found is not the same as clean" in watchgate.err
    assert watchgate("chain", "expose", "other") == 0


def test_real_blocks_end_outside_what_was_read(watchgate: CommandLine) -> None:
    assert watchgate("chain", "ingest", FIXTURES / "blocks-50001-50002.json") == 0
    assert watchgate("chain", "expose", RECEIVER, "--json") == 0
    answer = json.loads(watchgate.out)
    assert (answer["received"], answer["outside"], answer["unexplained"]) == (15_000_000_000, 1.0, 1.0)
    assert watchgate("chain", "ingest", FIXTURES / "block482683.raw") == 2
    assert "--height" in watchgate.err
    assert watchgate("chain", "ingest", FIXTURES / "block482683.raw", "--height", 482_683) == 0
    assert "1 blocks, 12 transactions" in watchgate.out


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "is not a file"),
        (lambda path: path.write_bytes(b""), "--height"),
        (lambda path: path.write_bytes(b"PAR1" + b"\0" * 40), "no whole Parquet"),
        (lambda path: path.write_text('{"hash": 7}\n'), "JSON lines"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    spoil: Callable[[Path], object], said: str, watchgate: CommandLine, tmp_path: Path
) -> None:
    first = exported(tmp_path)
    watchgate("chain", "ingest", first)
    second = tmp_path / "second.json"
    shutil.copy(first, second)
    spoil(second)
    assert watchgate("chain", "ingest", second) == 2
    assert len(watchgate.errors) == 1
    assert said in watchgate.err
    watchgate("chain", "list", "--verify", "--json")
    assert json.loads(watchgate.out)["blocks"] == 3


def test_a_trace_says_where_coins_are_and_draws_it(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    watchgate("chain", "tag", tagged(tmp_path, TAKER, "exchange"))
    svg = tmp_path / "flows.svg"
    assert watchgate("chain", "trace", THIEF, "--svg", svg, "--json") == 0
    answer = json.loads(watchgate.out)
    ends = {one["address"]: (one["satoshi"], one["end"], one["category"], one["hops"]) for one in answer["ends"]}
    assert ends == {
        TAKER: (375, "tagged", "exchange", 2),
        "middle": (125, "unspent", "", 2),
        "change": (500, "unspent", "", 1),
    }
    assert sum(one["share"] for one in answer["ends"]) == pytest.approx(1.0)
    drawn = svg.read_text("utf-8")
    tree = ElementTree.fromstring(drawn)
    assert len(tree.findall(".//{http://www.w3.org/2000/svg}path")) == 4
    assert "not followed" in drawn
    assert watchgate("chain", "trace", THIEF, "--hops", 1, "--json") == 0
    answer = json.loads(watchgate.out)
    assert answer["not_followed"] == 0.5
    assert watchgate("chain", "trace", f"{name_of(1)}:0", "--json") == 0
    assert json.loads(watchgate.out)["satoshi"] == 1_000
    assert watchgate("chain", "trace", f"{name_of(1)}:7") == 2
    assert watchgate("chain", "trace", "nobody") == 2


def test_a_trace_tells_the_fees_so_that_its_parts_are_the_whole(watchgate: CommandLine, tmp_path: Path) -> None:
    paid = Blocks(
        [
            (1, [Tx(name_of(1), (), ((THIEF, 1_000),))]),
            (2, [Tx(name_of(2), ((name_of(1), 0),), ((TAKER, 900),))]),
            (3, [Tx(name_of(3), ((name_of(2), 0),), (("last", 450), ("other", 350)))]),
        ]
    )
    watchgate("chain", "ingest", exported(tmp_path, paid))
    assert watchgate("chain", "trace", THIEF, "--json") == 0
    answer = json.loads(watchgate.out)
    assert answer["fees"] == pytest.approx(0.2)
    assert sum(one["share"] for one in answer["ends"]) + answer["fees"] == pytest.approx(1.0)
    assert watchgate("chain", "trace", THIEF) == 0
    assert "20.000%  fees on the way" in watchgate.out


def test_a_folder_of_an_exporter_is_read_with_its_logs_passed_over(watchgate: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    for name in ("transactions", "token-transfers"):
        shutil.copy(FIXTURES / f"eth-17173049-{name}.json", folder)
    (folder / "logs.csv").write_text("log_index,transaction_hash,address,data,topics,block_number\n", "utf-8")
    assert watchgate("chain", "ingest", "--chain", "eth", folder) == 0
    assert "passed over, nothing is made of it" in watchgate.out
    assert "logs.csv" in watchgate.out


def test_a_cluster_names_the_transactions_that_say_so(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    assert watchgate("chain", "clusters", THIEF, "--json") == 0
    answer = json.loads(watchgate.out)
    assert answer["addresses"] == [THIEF, "miner"]
    assert answer["unions"] == [name_of(2)]
    assert watchgate("chain", "clusters", TAKER) == 0
    assert f"1 addresses, cluster {TAKER}" in watchgate.out


def made(heights: list[int], first: int = 1) -> Blocks:
    return Blocks([(height, [Tx(name_of(first + at), (), (("a", 5),))]) for at, height in enumerate(heights)])


def test_what_would_be_lost_is_refused_and_never_passed_over(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path, made([1, 5])))
    assert watchgate("chain", "ingest", exported(tmp_path, made([3], 50), "between.json")) == 2
    assert "block 3 comes when block 5 is there already, and it was never read" in watchgate.err
    assert "--fork 2" in watchgate.err
    more = Blocks([(5, [Tx(name_of(2), (), (("a", 5),)), Tx(name_of(60), ((name_of(2), 0),), (("b", 5),))])])
    assert watchgate("chain", "ingest", exported(tmp_path, more, "more.json")) == 2
    assert f"block 5 is there without transaction {name_of(60)}" in watchgate.err
    assert watchgate("chain", "ingest", exported(tmp_path, more, "more.json"), "--fork", 4) == 0
    assert watchgate("chain", "expose", "b") == 0


def test_files_of_a_folder_are_read_by_their_numbers(watchgate: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "blocks"
    folder.mkdir()
    for at, height in enumerate((9, 10, 100)):
        exported(folder, made([height], 1 + at), f"{height}.json")
    assert watchgate("chain", "ingest", folder) == 0
    assert watchgate("chain", "list", "--json") == 0
    assert (json.loads(watchgate.out)["blocks"], json.loads(watchgate.out)["height"]) == (3, 100)


def test_no_block_is_let_go_for_a_branch_that_cannot_be_read(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    broken = tmp_path / "broken.json"
    broken.write_text('{"hash": 7}\n', "utf-8")
    for path in (tmp_path / "gone.json", broken, exported(tmp_path, made([1]), "low.json")):
        assert watchgate("chain", "ingest", path, "--fork", 1) == 2
        watchgate("chain", "list", "--json")
        assert json.loads(watchgate.out)["blocks"] == 3


def test_no_block_is_let_go_for_a_branch_that_does_not_fit(watchgate: CommandLine, tmp_path: Path) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    good = exported(tmp_path, Blocks([(3, [Tx(name_of(30), (), (("other", 7),))])]), "good.json")
    spent = Blocks([(4, [Tx(name_of(40), ((name_of(1), 0),), (("other", 7),))])])
    bad = exported(tmp_path, Blocks([*BLOCKS.blocks[:1], *spent.blocks]), "bad.json")
    bad.write_text(bad.read_text("utf-8").splitlines(keepends=True)[1], "utf-8")
    assert watchgate("chain", "ingest", good, bad, "--fork", 2) == 2
    assert "bad.json: " in watchgate.err
    assert "takes an output that another transaction has taken" in watchgate.err
    assert watchgate("chain", "list", "--verify", "--json") == 0
    assert json.loads(watchgate.out)["height"] == 3
    assert watchgate("chain", "expose", TAKER) == 0
    folder = tmp_path / "home" / "transfers" / "btc"
    assert [one.name for one in folder.iterdir() if one.is_dir()] == []
    assert watchgate("chain", "ingest", good, "--fork", 2) == 0
    assert watchgate("chain", "expose", TAKER) == 2


def test_an_address_that_is_mistyped_is_said_to_be_and_the_others_are_answered(
    watchgate: CommandLine, tmp_path: Path
) -> None:
    watchgate("chain", "ingest", exported(tmp_path))
    wrong = TAKER[:-1] + ("2" if TAKER[-1] != "2" else "3")
    assert watchgate("chain", "expose", wrong, f"bitcoin:{TAKER}?amount=1", NOBODY, "--json") == 2
    assert json.loads(watchgate.out)["address"] == TAKER
    said = watchgate.errors
    assert "its checksum does not fit" in said[0]
    assert "not found is not the same as clean" in said[1]
    for name in ("trace", "clusters"):
        assert watchgate("chain", name, wrong) == 2
        assert "its checksum does not fit" in watchgate.err


def test_bech32_in_capitals_is_the_same_address(watchgate: CommandLine, tmp_path: Path) -> None:
    segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    watchgate("chain", "ingest", exported(tmp_path, Blocks([(1, [Tx(name_of(1), (), ((segwit, 5),))])])))
    assert watchgate("chain", "expose", segwit.upper(), "--json") == 0
    assert json.loads(watchgate.out)["received"] == 5


def test_what_an_address_gave_itself_is_not_followed_twice(watchgate: CommandLine, tmp_path: Path) -> None:
    blocks = [(1, [Tx(name_of(1), (), ((THIEF, 1_000),))])]
    blocks.append((2, [Tx(name_of(2), ((name_of(1), 0),), ((THIEF, 900), (TAKER, 100)))]))
    blocks.append((3, [Tx(name_of(3), ((name_of(2), 0),), ((NOBODY, 900),))]))
    watchgate("chain", "ingest", exported(tmp_path, Blocks(blocks)))
    assert watchgate("chain", "trace", THIEF, "--json") == 0
    answer = json.loads(watchgate.out)
    assert answer["satoshi"] == 1_000
    assert {one["address"]: one["satoshi"] for one in answer["ends"]} == {TAKER: 100, NOBODY: 900}


@pytest.mark.parametrize(
    "name", ["eth-17173049-blocks.json", "cryo/binary/ethereum__blocks__17173049_to_17173049.parquet"]
)
def test_files_of_accounts_read_as_coins_are_told_how_their_chain_is_named(watchgate: CommandLine, name: str) -> None:
    assert watchgate("chain", "ingest", FIXTURES / name) == 2
    assert "--chain eth" in watchgate.err
