"""/chains: the same answers as `watchgate chain ... --json`, in several forms, by rights, within bounds."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.api_service import Api, make_home, running
from support.chain_story import PACK, TAKER, THIEF, exported, tagged
from support.command_line import CommandLine
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.api import chains as endpoints
from watchgate.api.tracing import WAITING
from watchgate.cli.main import main
from watchgate.model.wallet_addresses import base58check

MIDDLE, CHANGE = (base58check(0, bytes([number]) * 20) for number in (8, 9))
BLOCKS = Blocks(
    [
        (1, [Tx(name_of(1), (), ((THIEF, 1_000), ("miner", 3_000)))]),
        (2, [Tx(name_of(2), ((name_of(1), 0), (name_of(1), 1)), ((MIDDLE, 2_000), (CHANGE, 2_000)))]),
        (3, [Tx(name_of(3), ((name_of(2), 0),), ((TAKER, 1_500), (MIDDLE, 500)))]),
    ]
)
ETH = ["0x" + digit * 40 for digit in "abcd"]
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"


def run(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert not ended.value.code, arguments


def transfers(folder: Path) -> Path:
    moves = [(1, ETH[0], ETH[1], 60_000_000), (2, ETH[3], ETH[1], 40_000_000), (3, ETH[1], ETH[2], 50_000_000)]
    rows = [
        {
            "token_address": USDT,
            "from_address": sender,
            "to_address": receiver,
            "value": value,
            "transaction_hash": f"0x{block:064x}",
            "log_index": 3,
            "block_number": block,
        }
        for block, sender, receiver, value in moves
    ]
    path = folder / "token_transfers.json"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("chains")
    home = make_home(folder / "home")
    secret = folder / "secret.yaml"
    secret.write_text(PACK.format(address=MIDDLE, category="exchange").replace("A pack", "B pack"), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WATCHGATE_HOME", str(home.path))
        run("chain", "ingest", exported(folder, BLOCKS))
        run("chain", "ingest", "--chain", "eth", "--partial", transfers(folder))
        run("chain", "tag", tagged(folder, THIEF))
        run("chain", "tag", secret, "--tlp", "RED")
        with running(home) as found:
            yield found


@pytest.fixture
def watchgate(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(capsys)


def said(watchgate: CommandLine, *arguments: str) -> Any:
    """What the command answers, as it sees everything."""
    assert watchgate("chain", *arguments, "--json") == 0
    return json.loads(watchgate.out)


def asked(api: Api, what: str, key: str = "red", *, chain: str = "btc", **body: Any) -> Any:
    reply = api.post(f"/chains/{chain}/{what}", body, key)
    assert reply.status_code == 200, reply.text
    assert reply.headers["x-watchgate-rule"]
    found = reply.json()
    assert reply.headers["x-watchgate-position"] == str(found["position"])
    return found


def test_the_answers_are_those_of_the_commands(api: Api, watchgate: CommandLine) -> None:
    assert asked(api, "expose", addresses=[TAKER])["answers"] == [said(watchgate, "expose", TAKER)]
    of_cluster = said(watchgate, "expose", TAKER, "--cluster", "--rule", "fifo", "--poison")
    assert asked(api, "expose", addresses=[TAKER], cluster=True, rule="fifo", poison=True)["answers"] == [of_cluster]
    assert asked(api, "trace", start=THIEF, hops=4) == said(watchgate, "trace", THIEF, "--hops", "4")
    fifo = asked(api, "trace", start=THIEF, hops=4, rule="fifo")
    assert fifo == said(watchgate, "trace", THIEF, "--hops", "4", "--rule", "fifo")
    assert fifo["rule"] == "fifo"
    output = f"{name_of(1)}:0"
    assert asked(api, "trace", start=output) == said(watchgate, "trace", output)
    assert asked(api, "clusters", address=THIEF) == said(watchgate, "clusters", THIEF)
    assert asked(api, "patterns", start=THIEF) == said(watchgate, "patterns", THIEF)
    found = said(watchgate, "estimate", THIEF, "--by", "day")
    assert asked(api, "estimate", addresses=[THIEF], by="day") == found
    assert asked(api, "estimate", tagged="tags_theft") == said(watchgate, "estimate", "--tagged", "tags_theft")


def test_accounts_are_answered_as_well(api: Api, watchgate: CommandLine) -> None:
    for rule in ("haircut", "fifo"):
        found = asked(api, "expose", chain="eth", addresses=[ETH[2]], rule=rule)["answers"]
        assert found == [said(watchgate, "expose", ETH[2], "--rule", rule)]
    traced = said(watchgate, "trace", ETH[1], "--asset", "USDT")
    assert asked(api, "trace", chain="eth", start=ETH[1], asset="USDT") == traced
    by_units = asked(api, "trace", chain="eth", start=ETH[1], asset="USDT", rule="fifo")
    assert by_units == said(watchgate, "trace", ETH[1], "--asset", "USDT", "--rule", "fifo")
    estimated = said(watchgate, "estimate", ETH[1], "--asset", "usdt")
    assert asked(api, "estimate", chain="eth", addresses=[ETH[1]], asset="usdt") == estimated
    assert api.post("/chains/eth/clusters", {"address": ETH[1]}).status_code == 400


def test_the_list_of_chains(api: Api, watchgate: CommandLine) -> None:
    reply = api.get("/chains", "read")
    assert watchgate("chain", "list", "--json") == 0
    assert reply.json()["chains"] == [json.loads(line) for line in watchgate.out.splitlines()]
    assert [one["chain"] for one in reply.json()["chains"]] == ["btc", "eth"]
    assert api.get("/chains?chain=btc").status_code == 400


def test_forms_by_parameter_and_by_accept(api: Api, watchgate: CommandLine, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("svg", "graphml", "csv")}
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    assert watchgate("chain", "trace", THIEF, *options) == 0
    media = {"svg": "image/svg+xml", "graphml": "application/graphml+xml", "csv": "text/csv"}
    for name, path in files.items():
        named = api.post(f"/chains/btc/trace?format={name}", {"start": THIEF}, "red")
        accepted = api.ask(
            "POST", "/chains/btc/trace", "red", json={"start": THIEF}, headers={"accept": f"{media[name]};q=1, */*"}
        )
        assert named.text == accepted.text == path.read_text("utf-8")
        assert named.headers["content-type"].startswith(media[name])
        assert accepted.headers["x-watchgate-rule"] == "haircut"
    ElementTree.fromstring(api.post("/chains/btc/clusters?format=graphml", {"address": THIEF}, "red").text)
    table = tmp_path / "table.csv"
    assert watchgate("chain", "estimate", THIEF, "--csv", str(table)) == 0
    found = api.post("/chains/btc/estimate?format=csv", {"addresses": [THIEF]}, "red").text
    assert found == table.read_text("utf-8")
    assert [row["category"] for row in csv.DictReader(io.StringIO(found))] == ["exchange"]


@pytest.mark.parametrize(("what", "body"), [("expose", {"addresses": [TAKER]}), ("patterns", {"start": THIEF})])
def test_exposures_and_patterns_are_tables_and_graphs_as_well(
    api: Api, watchgate: CommandLine, tmp_path: Path, what: str, body: dict[str, Any]
) -> None:
    files = {name: tmp_path / f"found.{name}" for name in ("graphml", "csv")}
    about = TAKER if what == "expose" else THIEF
    assert watchgate("chain", what, about, *[part for name, path in files.items() for part in (f"--{name}", path)]) == 0
    for name, path in files.items():
        reply = api.post(f"/chains/btc/{what}?format={name}", body, "red")
        assert reply.text == path.read_text("utf-8")
        assert reply.headers["x-watchgate-position"]
    ElementTree.parse(files["graphml"])
    lines = files["csv"].read_text("utf-8").splitlines()
    assert lines[0].startswith("chain,")
    assert what == "patterns" or lines[1].startswith(f"btc,{TAKER},haircut,BTC,8,category,")


def test_a_tag_that_may_not_be_seen_is_not_there(api: Api) -> None:
    seen = {one["address"]: one for one in asked(api, "trace", "red", start=THIEF)["ends"]}
    hidden = asked(api, "trace", "read", start=THIEF)["ends"]
    assert seen[MIDDLE]["end"] == "tagged"
    assert {one["end"] for one in hidden} == {"unspent"}
    assert "exchange" not in json.dumps(hidden)


def test_a_stop_rule_is_proposed_by_one_key_and_holds_once_another_confirms_it(
    api: Api, watchgate: CommandLine
) -> None:
    assert {one["end"] for one in asked(api, "trace", "red", start=THIEF)["ends"]} == {"tagged", "unspent"}
    draft = {"about": "exchange", "ends": False, "reason": "swept one by one", "until": "2030"}
    proposed = api.post("/chains/stops", draft, "write")
    assert proposed.status_code == 201, proposed.text
    locator = proposed.json()["locator"]
    assert api.get("/chains/stops", "red").json()["said"] == []
    assert api.post(f"/statements/{locator}/confirm", {}, "write").status_code == 403
    assert api.post(f"/statements/{locator}/confirm", {}, "admin").status_code == 201
    told = api.get("/chains/stops", "red").json()
    assert watchgate("chain", "stops", "--json") == 0
    assert told == json.loads(watchgate.out)
    (one,) = told["said"]
    assert (one["rule"]["statement"], one["rule"]["until"], one["reason"]) == (locator, "2030", "swept one by one")
    found = asked(api, "trace", "red", start=THIEF)
    assert {one["end"] for one in found["ends"]} == {"unspent"}
    assert [one["statement"] for one in found["stop_rules"]] == [locator]
    assert api.post(f"/statements/{locator}/retract", {"reason": "x"}, "admin").status_code == 201
    assert api.get("/chains/stops", "red").json()["said"] == []


@pytest.mark.parametrize(
    ("draft", "word"),
    [
        ({"about": "sanctions", "ends": False, "reason": "x"}, "end every trail"),
        ({"about": "exchange", "ends": False, "reason": "x", "since": "soon"}, "no stop rule"),
        ({"about": "exchange", "ends": False}, "reason"),
        ({"about": "exchange", "ends": "perhaps", "reason": "x"}, "ends"),
    ],
)
def test_what_can_be_no_stop_rule_is_refused(api: Api, draft: dict[str, Any], word: str) -> None:
    reply = api.post("/chains/stops", draft, "write")
    assert (reply.status_code, word in reply.text) == (400, True), reply.text


def test_a_tag_that_comes_later_is_in_the_next_answer(api: Api, tmp_path: Path) -> None:
    assert "scam" not in json.dumps(asked(api, "trace", "read", start=THIEF))
    path = tmp_path / "late.yaml"
    path.write_text(PACK.format(address=CHANGE, category="scam").replace("A pack", "Late pack"), "utf-8")
    run("chain", "tag", path)
    assert [one["address"] for one in asked(api, "trace", "read", start=THIEF)["ends"] if one["category"]] == [CHANGE]


def test_what_cannot_be_answered_is_told_beside_what_can(api: Api) -> None:
    found = asked(api, "expose", addresses=["nobody at all", TAKER])
    assert ([one["address"] for one in found["answers"]], len(found["refused"])) == ([TAKER], 1)
    assert "nobody at all" in found["refused"][0]


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("btc/expose", {"addresses": ["1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u17"]}, 404, "not the same as clean"),
        ("btc/expose", {"addresses": ["1PfwHNxUnkpfkK9MKjMqzR3Xq3KCtq9u18"]}, 400, "no address"),
        ("btc/expose", {"addresses": []}, 400, "addresses"),
        ("btc/expose", {"addresses": [TAKER] * 101}, 400, "addresses"),
        ("btc/expose", {"addresses": [TAKER], "eps": 0}, 400, "eps"),
        ("btc/expose", {"addresses": [TAKER], "rule": "poison"}, 400, "rule"),
        ("btc/expose", {"addresses": [TAKER], "currency": "U1"}, 400, "no currency"),
        ("btc/expose", {"address": TAKER}, 400, "address"),
        ("eth/expose", {"addresses": [ETH[2]], "cluster": True}, 400, "accounts"),
        ("ltc/trace", {"start": THIEF}, 404, "no block of ltc"),
        ("..%2Fbtc/trace", {"start": THIEF}, 404, "nothing at this address"),
        ("b.tc/trace", {"start": THIEF}, 400, "cannot name a chain"),
        ("BTC/trace", {"start": THIEF}, 400, "cannot name a chain"),
        ("btc/trace", {"start": THIEF, "hops": 41}, 400, "hops"),
        ("btc/trace", {"start": THIEF, "asset": "USDT"}, 400, "asset"),
        ("btc/trace", {"start": "x" * 201}, 400, "start"),
        ("btc/trace", {"start": f"{name_of(1)}:9"}, 400, "outputs"),
        ("btc/trace", {"start": f"{name_of(99)}:0"}, 404, "not in what was read"),
        ("btc/trace?format=pdf", {"start": THIEF}, 400, "graphml"),
        ("btc/trace?formt=svg", {"start": THIEF}, 400, "format"),
        ("btc/clusters?format=svg", {"address": THIEF}, 400, "no form"),
        ("btc/patterns", {"start": "\u202e\x00"}, 400, "no address"),
        ("btc/estimate", {}, 400, "no address"),
        ("btc/estimate", {"addresses": [THIEF], "since": "2024-13-01"}, 400, "no day"),
        ("btc/estimate", {"tagged": "nobody"}, 404, "no tag"),
        ("btc/estimate", {"addresses": ["x"] * 10_001}, 400, "addresses"),
        ("btc/trace", ["nothing"], 400, "object"),
        ("btc/trace", None, 400, "body"),
    ],
)
def test_what_may_not_be_asked_is_refused_in_a_sentence(api: Api, path: str, body: Any, status: int, word: str) -> None:
    reply = api.post(f"/chains/{path}", body, "read")
    assert reply.status_code == status, reply.text
    assert word in json.dumps(reply.json()["detail"])


def test_a_holder_with_more_addresses_than_are_told_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "CLUSTER_MAX", 1)
    reply = api.post("/chains/btc/clusters", {"address": THIEF}, "read")
    assert (reply.status_code, "taken together" in reply.text) == (400, True)


def test_questions_wait_in_a_line_of_their_own_and_nobody_else_does(api: Api) -> None:
    go, replies = threading.Event(), []
    workers = api.service.tracing.workers
    holding = threading.Thread(target=lambda: asyncio.run(workers.run(lambda _: go.wait(20))))
    holding.start()
    try:
        while not workers.longest_s():
            time.sleep(0.001)

        def ask() -> None:
            replies.append(api.post("/chains/btc/trace", {"start": THIEF}, "read"))

        asking = [threading.Thread(target=ask) for _ in range(WAITING + 1)]
        for one in asking:
            one.start()
        while not replies:
            time.sleep(0.001)
        assert (replies[0].status_code, replies[0].headers["retry-after"]) == (503, "1")
        assert api.get("/catalog", "read").status_code == 200
    finally:
        go.set()
        holding.join()
    for one in asking:
        one.join()
    assert sorted(one.status_code for one in replies) == [200] * WAITING + [503]
