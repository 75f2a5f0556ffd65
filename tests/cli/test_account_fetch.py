"""`watchgate chain fetch` over accounts: servers on this machine that speak Etherscan and TronGrid, and misbehave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from support.command_line import CommandLine
from support.cut_cases import cut_off
from support.hostile_server import Request, Server, content, serving, status, truncated
from watchgate.model.errors import WatchgateError
from watchgate.model.wallet_addresses import base58check, eip55
from watchgate.watch.chains.etherscan import PAGE, WINDOW, Etherscan, files_of
from watchgate.watch.chains.explorer import Page

USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"
FAKE = "0x" + "f" * 40
THIEF, MIDDLE, TAKER, SPAMMER = ("0x" + digit * 40 for digit in "abcd")
TRON_USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


def sent(number: int, sender: str, receiver: str, value: int, **fields: Any) -> dict[str, Any]:
    return {
        "blockNumber": str(number),
        "timeStamp": "1700000000",
        "hash": f"0x{number:064x}",
        "nonce": "1",
        "blockHash": f"0x{number + 9_000:064x}",
        "transactionIndex": "3",
        "from": sender,
        "to": receiver,
        "value": str(value),
        "gasPrice": "10",
        "gasUsed": "21000",
        "isError": "0",
        "contractAddress": "",
        **fields,
    }


def inner(number: int, sender: str, receiver: str, value: int) -> dict[str, Any]:
    return sent(number, sender, receiver, value) | {"type": "call", "traceId": "0_1"}


def token(number: int, sender: str, receiver: str, value: int, contract: str = USDT) -> dict[str, Any]:
    return sent(number, sender, receiver, value) | {"contractAddress": contract, "tokenSymbol": "USDT"}


LISTS = {
    "txlist": [
        sent(5, THIEF, MIDDLE, 10**18),
        sent(6, MIDDLE, TAKER, 7 * 10**17),
        sent(8, THIEF, TAKER, 9, isError="1"),
    ],
    "txlistinternal": [inner(7, MIDDLE, TAKER, 10**17)],
    "tokentx": [
        token(9, THIEF, MIDDLE, 5_000_000),
        token(9, THIEF, MIDDLE, 5_000_000),
        token(10, SPAMMER, THIEF, 10**30, FAKE),
        token(11, MIDDLE, TAKER, 4_000_000),
    ],
}


def as_etherscan(request: Request, lists: dict[str, list[dict[str, Any]]] = LISTS) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
    page, many, start = int(asked["page"]), int(asked["offset"]), int(asked["startblock"])
    if page * many > WINDOW:
        said: Any = "Result window is too large, PageNo x Offset size must be less than or equal to 10000"
        body = {"status": "0", "message": said, "result": None}
    else:
        rows = [row for row in lists[asked["action"]] if asked["address"] in (row["from"], row["to"])]
        rows = [row for row in rows if int(row["blockNumber"]) >= start]
        rows.sort(key=lambda row: int(row["blockNumber"]))
        rows = rows[(page - 1) * many : page * many]
        message = "OK" if rows else "No transactions found"
        body = {"status": str(int(bool(rows))), "message": message, "result": rows}
    content(json.dumps(body).encode())(request)


@pytest.fixture
def watchgate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.setenv("WATCHGATE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    return CommandLine(capsys)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        found.script["/api"] = [as_etherscan]
        yield found


def explorer(server: Server, waits: list[float] | None = None, kept: list[bytes] | None = None) -> Etherscan:
    def keep(data: bytes) -> str:
        if kept is not None:
            kept.append(data)
        return "x"

    return Etherscan(
        server.url("/api?chainid=1"), keep, key="secret", sleep=(waits if waits is not None else []).append
    )


def test_an_address_s_surroundings_become_a_case(watchgate: CommandLine, server: Server) -> None:
    asked = ("chain", "fetch", eip55(THIEF), "--case", "one", "--endpoint", server.url("/api?chainid=1"), "--hops", 1)
    assert watchgate(*asked, "--key", "secret", "--json") == 0
    answer = json.loads(watchgate.out)
    assert (answer["chain"], answer["transactions"], answer["addresses"], answer["requests"]) == ("eth-one", 7, 2, 6)
    assert all("chainid=1" in path and "apikey=secret" in path for path, _ in server.seen)
    assert watchgate("chain", "expose", TAKER, "--chain", "eth-one", "--json") == 0
    assets = {one["symbol"]: one for one in json.loads(watchgate.out)["assets"]}
    assert (assets["ETH"]["received"], assets["USDT"]["received"]) == (8 * 10**17, 4_000_000)
    assert watchgate("chain", "expose", MIDDLE, "--chain", "eth-one", "--json") == 0
    assets = {one["symbol"]: one for one in json.loads(watchgate.out)["assets"]}
    assert (assets["USDT"]["received"], assets["USDT"]["moves"]) == (10_000_000, 2)
    assert watchgate("chain", "expose", THIEF, "--chain", "eth-one") == 0
    assert "an imitation of USDT" in watchgate.out
    assert watchgate("chain", "list", "--verify") == 0
    position = answer["position"]
    assert watchgate(*asked, "--json") == 0
    assert (json.loads(watchgate.out)["position"], json.loads(watchgate.out)["new"]) == (position, 0)
    assert watchgate("chain", "fetch", TAKER, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0) == 0
    assert "(0 new)" in watchgate.out


def test_a_case_that_was_cut_off_is_whole_again_after_the_same_fetch(
    watchgate: CommandLine, server: Server, tmp_path: Path
) -> None:
    asked = ("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0, "--json")
    assert watchgate(*asked) == 0
    many = json.loads(watchgate.out)["transactions"]
    cut_off(tmp_path / "home", "eth-one")
    assert watchgate(*asked) == 0
    assert json.loads(watchgate.out)["new"] == many
    assert watchgate("chain", "expose", THIEF, "--chain", "eth-one") == 0, watchgate.err


def test_spam_leads_nowhere_and_a_service_is_told(server: Server) -> None:
    found = explorer(server).gather(THIEF, hops=2, counts={USDT}.__contains__)
    assert found.followed == [THIEF, MIDDLE, TAKER]
    few = explorer(server).gather(THIEF, hops=2, counts={USDT}.__contains__, addresses_max=1)
    assert "1 addresses were asked about already" in few.not_followed[MIDDLE]
    many = [sent(number, THIEF, TAKER, 1) for number in range(1, PAGE + 5)]
    server.script["/api"] = [lambda request: as_etherscan(request, LISTS | {"txlist": many})]
    some = explorer(server).gather(THIEF, hops=1, counts={USDT}.__contains__, per_address=PAGE)
    assert some.not_followed == {THIEF: f"has more than {PAGE:,} rows in a list, as services have"}


def test_more_rows_than_an_explorer_gives_are_had_from_the_last_block_on(server: Server) -> None:
    many = [token(number // 3, THIEF, TAKER, 1) for number in range(3, WINDOW + 700)]
    server.script["/api"] = [
        lambda request: as_etherscan(request, {"txlist": [], "txlistinternal": [], "tokentx": many})
    ]
    kept: list[bytes] = []
    found = explorer(server, kept=kept).gather(THIEF, hops=0, counts=bool, per_address=100_000)
    assert found.not_followed == {}
    pages = [
        Page(one.name, one.address, one.start, one.number, json.loads(data)["result"])
        for one, data in zip(found.answers, kept, strict=True)
    ]
    assert sum(len(page.rows) for page in pages) > len(many)
    assert files_of(pages)[2].many == len(many)
    one_block = [token(7, THIEF, TAKER, 1) for _ in range(WINDOW + 700)]
    lists = {"txlist": [], "txlistinternal": [], "tokentx": one_block}
    server.script["/api"] = [lambda request: as_etherscan(request, lists)]
    with pytest.raises(WatchgateError, match="and gives no more"):
        explorer(server).gather(THIEF, hops=0, counts=bool, per_address=100_000)


def test_a_server_that_says_it_is_busy_with_status_200_is_asked_again(server: Server) -> None:
    busy = content(
        b'{"status":"0","message":"NOTOK","result":"Max rate limit reached, please use API Key for higher rate limit"}'
    )
    whole = json.dumps({"status": "1", "message": "OK", "result": []}).encode()
    server.script["/api"] = [busy, busy, status(429), truncated(whole), as_etherscan]
    waits: list[float] = []
    assert explorer(server, waits).gather(THIEF, hops=0, counts=bool).followed == [THIEF]
    assert [one for one in waits if one in (1.0, 2.0)] == [1.0, 2.0]
    server.script["/api"] = [busy]
    with pytest.raises(WatchgateError, match=r"Max rate limit reached.*after 5 tries") as caught:
        explorer(server).gather(THIEF, hops=0, counts=bool)
    assert "secret" not in str(caught.value)


def answered(rows: list[Any]) -> bytes:
    return json.dumps({"status": "1", "message": "OK", "result": rows}).encode()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>", "whole JSON"),
        (answered([sent(1, THIEF, TAKER, 1)])[:-20], "whole JSON"),
        (b"[]", "as Etherscan does"),
        (b'{"status":"0","message":"NOTOK","result":"Invalid API Key"}', "Invalid API Key"),
        (answered([sent(2, THIEF, TAKER, 1), sent(1, THIEF, TAKER, 1)]), "out of order"),
        (answered([sent(2, MIDDLE, TAKER, 1)]), "not of"),
        (answered([{"hash": "0x1"}]), "a row lacks"),
        (answered([sent(2, THIEF, TAKER, 1, blockNumber="x")]), "blockNumber"),
        (answered([sent(2, THIEF, TAKER, -5)]), "negative"),
        (answered([sent(2, THIEF, "0x12", 1)]), "no address of eth"),
        (answered([sent(2, THIEF, TAKER, 1, hash="0x12")]), "no hash"),
    ],
)
def test_a_server_that_lies_is_refused_and_leaves_nothing(
    body: bytes, said: str, watchgate: CommandLine, server: Server
) -> None:
    empty = content(b'{"status":"0","message":"No transactions found","result":[]}')
    server.script["/api"] = [content(body), empty]
    asked = ("chain", "fetch", THIEF, "--case", "one", "--endpoint", server.url("/api"), "--hops", 0)
    assert watchgate(*asked) in (1, 2)
    assert said in watchgate.err
    assert len(watchgate.errors) == 1
    assert watchgate("chain", "list", "--json") == 0
    assert [json.loads(line)["blocks"] for line in watchgate.out.splitlines()] in ([], [0])


def test_what_is_no_address_is_refused_before_anything_is_asked(
    watchgate: CommandLine, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    ends = ("--case", "one", "--endpoint", server.url("/api"))
    assert watchgate("chain", "fetch", good.replace("aA", "Aa"), *ends) == 2
    assert "EIP-55" in watchgate.err
    monkeypatch.setenv("WATCHGATE_ESPLORA", server.url("/api"))
    assert watchgate("chain", "fetch", good, "--case", "one") == 2
    assert "WATCHGATE_ETHERSCAN" in watchgate.err
    assert server.seen == []


def tron(number: int) -> str:
    return base58check(0x41, bytes([number]) * 20)


def trc20(number: int, sender: str, receiver: str, value: int, contract: str = TRON_USDT) -> dict[str, Any]:
    return {
        "transaction_id": f"{number:064x}",
        "token_info": {"symbol": "USDT", "address": contract, "decimals": 6, "name": "Tether USD"},
        "block_timestamp": 1_700_000_000_000 + number * 3_000,
        "from": sender,
        "to": receiver,
        "type": "Transfer",
        "value": str(value),
    }


def trx(number: int, sender: int, receiver: int, amount: int) -> dict[str, Any]:
    value = {"amount": amount, "owner_address": f"41{sender:02x}" * 1, "to_address": ""}
    value["owner_address"] = "41" + f"{sender:02x}" * 20
    value["to_address"] = "41" + f"{receiver:02x}" * 20
    return {
        "txID": f"{number:064x}",
        "ret": [{"contractRet": "SUCCESS", "fee": 1_100}],
        "blockNumber": 50_000_000 + number,
        "block_timestamp": 1_700_000_000_000 + number * 3_000,
        "raw_data": {"contract": [{"type": "TransferContract", "parameter": {"value": value}}]},
    }


def grid(rows: list[dict[str, Any]], mark: str = "") -> bytes:
    meta = {"at": 1, "page_size": len(rows), **({"fingerprint": mark} if mark else {})}
    return json.dumps({"data": rows, "success": True, "meta": meta}).encode()


def test_tron_s_transfers_become_a_case(watchgate: CommandLine) -> None:
    one, two, three = tron(1), tron(2), tron(3)
    with serving() as server:
        server.script[f"/v1/accounts/{one}/transactions"] = [content(grid([trx(1, 1, 2, 9_000_000)]))]
        server.script[f"/v1/accounts/{one}/transactions/trc20"] = [
            content(b'{"Error":"request rate limit exceeded"}'),
            content(grid([trc20(2, one, two, 8_000_000)], "next")),
            content(grid([trc20(4, one, two, 1_000_000)])),
        ]
        server.script[f"/v1/accounts/{two}/transactions"] = [content(grid([]))]
        server.script[f"/v1/accounts/{two}/transactions/trc20"] = [
            content(
                grid([trc20(2, one, two, 8_000_000), trc20(3, two, three, 2_000_000), trc20(4, one, two, 1_000_000)])
            )
        ]
        asked = ("chain", "fetch", one, "--case", "one", "--endpoint", server.url(""), "--key", "secret", "--json")
        assert watchgate(*asked) == 0
        assert any("fingerprint=next" in path for path, _ in server.seen)
        assert all(headers["tron-pro-api-key"] == "secret" for _, headers in server.seen)
    answer = json.loads(watchgate.out)
    assert (answer["chain"], answer["transactions"], answer["addresses"]) == ("trx-one", 4, 2)
    assert watchgate("chain", "expose", two, "--chain", "trx-one", "--json") == 0
    assets = {one["symbol"]: one for one in json.loads(watchgate.out)["assets"]}
    assert (assets["TRX"]["received"], assets["USDT"]["received"], assets["USDT"]["sent"]) == (
        9_000_000,
        9_000_000,
        2_000_000,
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "whole JSON"),
        (b'{"success": false, "error": "bad key"}', "bad key"),
        (grid([trx(2, 1, 2, 5), trx(1, 1, 2, 5)]), "out of order"),
        (grid([{"txID": "1" * 64, "block_timestamp": 5, "raw_data": {}}]), "not as TRON writes one"),
        (grid([trx(1, 1, 2, 5) | {"block_timestamp": "soon"}]), "block_timestamp"),
        (grid([trx(1, 1, 2, 5)], "again"), "back to a page"),
    ],
)
def test_a_tron_server_that_lies_is_refused(body: bytes, said: str, watchgate: CommandLine) -> None:
    with serving() as server:
        server.script[f"/v1/accounts/{tron(1)}/transactions"] = [content(body)]
        server.script[f"/v1/accounts/{tron(1)}/transactions/trc20"] = [content(grid([]))]
        asked = ("chain", "fetch", tron(1), "--case", "one", "--endpoint", server.url(""), "--hops", 0)
        assert watchgate(*asked) in (1, 2)
        assert said in watchgate.err
