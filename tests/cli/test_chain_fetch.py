"""`watchgate chain fetch`: a real server on this machine that speaks Esplora, and one that does not behave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.chain_story import exported
from support.command_line import CommandLine
from support.cut_cases import cut_off
from support.hostile_server import Server, content, serving, status, truncated
from support.utxo_chains import name_of
from watchgate.model.wallet_addresses import base58check
from watchgate.watch.chains.esplora import PAGE, Esplora


def address(number: int) -> str:
    return base58check(0, number.to_bytes(20, "big"))


THIEF, MIDDLE, END, SERVICE = (address(number) for number in range(1, 5))


def tx(number: int, height: int, inputs: list[tuple[int, int, str, int]], outputs: list[tuple[str, int]]) -> Any:
    """`inputs`: (number of the transaction, output, address, value)."""
    return {
        "txid": name_of(number),
        "vin": [
            {
                "txid": name_of(origin),
                "vout": at,
                "is_coinbase": False,
                "prevout": {"scriptpubkey_address": who, "scriptpubkey_type": "p2pkh", "value": value},
            }
            for origin, at, who, value in inputs
        ]
        or [{"is_coinbase": True, "prevout": None, "txid": "0" * 64, "vout": 0xFFFFFFFF}],
        "vout": [{"scriptpubkey_address": who, "scriptpubkey_type": "p2pkh", "value": value} for who, value in outputs],
        "status": {"confirmed": True, "block_height": height, "block_hash": name_of(900 + height), "block_time": 7},
    }


FIRST = tx(2, 10, [(1, 0, SERVICE, 5_000)], [(THIEF, 5_000)])
SECOND = tx(4, 11, [(3, 0, MIDDLE, 2_900)], [(END, 2_000), (SERVICE, 900)])
THIRD = tx(3, 11, [(2, 0, THIEF, 5_000)], [(MIDDLE, 2_900), (THIEF, 2_000)])
WAITING = tx(5, 12, [(3, 1, THIEF, 2_000)], [(END, 2_000)]) | {"status": {"confirmed": False}}


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    return CommandLine(capsys)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        for who, txs in (
            (THIEF, [WAITING, THIRD, FIRST]),
            (MIDDLE, [SECOND, THIRD]),
            (END, [SECOND]),
            (SERVICE, [tx(100 + at, 20, [], [(SERVICE, 1)]) for at in range(PAGE)]),
        ):
            found.script[f"/api/address/{who}/txs"] = [content(json.dumps(txs).encode())]
        again = [tx(200 + at, 19, [], [(SERVICE, 1)]) for at in range(PAGE)]
        found.script[f"/api/address/{SERVICE}/txs/chain/{name_of(100 + PAGE - 1)}"] = [
            content(json.dumps(again).encode())
        ]
        yield found


def test_an_address_s_surroundings_become_a_case(watchgate: CommandLine, server: Server, tmp_path: Path) -> None:
    asked = ("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"))
    assert watchgate(*asked, "--hops", 0, "--json") == 0
    answer = json.loads(watchgate.out)
    assert (answer["transactions"], answer["new"], answer["addresses"], answer["requests"]) == (2, 2, 1, 1)
    assert watchgate("chain", "fetch", MIDDLE, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0) == 0
    assert "3 transactions (1 new)" in watchgate.out
    assert watchgate("chain", "trace", THIEF, "--chain", "btc-one", "--json") == 0
    ends = {one["address"]: one["end"] for one in json.loads(watchgate.out)["ends"]}
    assert ends == {END: "unspent", SERVICE: "unspent", THIEF: "unspent"}
    assert watchgate("chain", "expose", END, "--chain", "btc-one", "--json") == 0
    assert json.loads(watchgate.out)["outside"] == 1.0
    assert watchgate("chain", "list", "--verify", "--json") == 0
    assert json.loads(watchgate.out)["damages"] == []


def test_the_same_again_appends_nothing(watchgate: CommandLine, server: Server) -> None:
    asked = ("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0, "--json")
    watchgate(*asked)
    position = json.loads(watchgate.out)["position"]
    watchgate(*asked)
    assert (json.loads(watchgate.out)["position"], json.loads(watchgate.out)["new"]) == (position, 0)


def test_a_case_that_was_cut_off_is_whole_again_after_the_same_fetch(
    watchgate: CommandLine, server: Server, tmp_path: Path
) -> None:
    asked = ("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0, "--json")
    assert watchgate(*asked) == 0
    cut_off(tmp_path / "home", "btc-one")
    assert watchgate(*asked) == 0
    assert json.loads(watchgate.out)["new"] == 2
    assert watchgate("chain", "expose", THIEF, "--chain", "btc-one") == 0, watchgate.err


def test_a_service_is_not_followed_and_told(server: Server) -> None:
    kept: list[bytes] = []

    def keep(data: bytes) -> str:
        kept.append(data)
        return str(len(kept))

    waits: list[float] = []
    esplora = Esplora(server.url("/api"), keep, sleep=waits.append, pause_s=0.5)
    found = esplora.gather(THIEF, hops=2, per_address=PAGE + 1)
    assert found.not_followed == {SERVICE: f"has more than {PAGE + 1} transactions, as services have"}
    assert set(found.followed) == {THIEF, MIDDLE, END, SERVICE}
    assert len(kept) == len(found.pages) == 5
    assert waits == [0.5] * 4
    assert name_of(5) not in found.transactions
    few = Esplora(server.url("/api"), keep, sleep=waits.append).gather(THIEF, hops=2, addresses_max=1)
    assert few.followed == [THIEF]
    assert "1 addresses were asked about already" in few.not_followed[MIDDLE]


def test_a_server_that_is_busy_is_asked_again_and_one_that_lies_is_refused(
    watchgate: CommandLine, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    path = f"/api/address/{THIEF}/txs"
    whole = json.dumps([THIRD, FIRST]).encode()
    asked = ("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0)
    sleeping = Esplora(server.url("/api"), lambda _data: "", sleep=lambda _seconds: None)
    server.script[path] = [status(429), truncated(whole), status(503), content(whole)]
    assert len(sleeping.gather(THIEF, hops=0).transactions) == 2
    bad = {
        b"<html>": "did not answer with JSON",
        b"[" * 100_000: "did not answer with JSON",
        b'{"txs": []}': "transactions as Esplora does",
        json.dumps([FIRST | {"txid": "zz"}]).encode(): "transactions as Esplora does",
        json.dumps([FIRST | {"vout": [{"value": -1}]}]).encode(): "transactions as Esplora does",
        json.dumps([FIRST | {"status": {"confirmed": True}}]).encode(): "transactions as Esplora does",
        b"[]": "has no confirmed transaction",
    }
    for body, said in bad.items():
        server.script[path] = [content(body)]
        assert watchgate(*asked) == 2, body[:40]
        assert said in watchgate.err
        assert len(watchgate.errors) == 1
    assert watchgate("chain", "list", "--json") == 0
    assert [json.loads(line)["blocks"] for line in watchgate.out.splitlines()] in ([], [0])


def test_what_is_no_address_or_no_safe_server_is_refused_before_anything_is_asked(
    watchgate: CommandLine, server: Server
) -> None:
    mistyped = THIEF[:-1] + ("2" if THIEF[-1] != "2" else "3")
    assert watchgate("chain", "fetch", mistyped, "--case", "one", "--endpoint", server.url("/api")) == 2
    assert "checksum" in watchgate.err
    assert watchgate("chain", "fetch", THIEF, "--case", "one", "--endpoint", "http://example.org/api") == 2
    assert "not https" in watchgate.err
    assert watchgate("chain", "fetch", THIEF, "--case", "../x", "--endpoint", server.url("/api")) == 2
    assert "cannot name a case" in watchgate.err
    assert server.seen == []


def test_nothing_is_fetched_into_a_case_that_was_read_from_files(
    watchgate: CommandLine, server: Server, tmp_path: Path
) -> None:
    assert watchgate("chain", "ingest", exported(tmp_path), "--chain", "btc-one") == 0
    before = watchgate("chain", "list", "--json"), watchgate.out
    assert watchgate("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0) == 2
    assert "btc-one was made from files" in watchgate.err
    assert "another name" in watchgate.err
    assert (watchgate("chain", "list", "--json"), watchgate.out) == before
