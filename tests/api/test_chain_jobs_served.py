"""The jobs of a real service: blocks, tags and prices brought in over HTTP, an address fetched, work cut off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.api_service import Home, make_home, wait_until
from support.chain_story import TAKER, THIEF, exported, tagged
from support.command_line import CommandLine
from support.hostile_server import Request, Server, content, serving
from support.served import served
from support.utxo_chains import name_of
from watchgate.api.jobs import FetchTask, Jobs, State
from watchgate.model.clock import now_us
from watchgate.model.wallet_addresses import base58check

ONE, TWO, THREE = (base58check(0, bytes([number]) * 20) for number in (21, 22, 23))
PRICES = "asset,time,price,currency,source\nBTC,2011-03-13,0.9,USD,somebody\n"


def tx(number: int, height: int, origin: int, payer: str, payee: str) -> Any:
    before = {"scriptpubkey_address": payer, "scriptpubkey_type": "p2pkh", "value": 5_000}
    return {
        "txid": name_of(number),
        "vin": [{"txid": name_of(origin), "vout": 0, "is_coinbase": False, "prevout": before}],
        "vout": [{"scriptpubkey_address": payee, "scriptpubkey_type": "p2pkh", "value": 5_000}],
        "status": {"confirmed": True, "block_height": height, "block_hash": name_of(900 + height), "block_time": 7},
    }


FIRST, SECOND = tx(501, 10, 500, ONE, TWO), tx(502, 11, 501, TWO, THREE)


def txs(*found: Any) -> bytes:
    return json.dumps(found).encode()


class Asking:
    """A client with the key of an admin."""

    def __init__(self, url: str, home: Home) -> None:
        self.client = httpx.Client(
            base_url=url, headers={"authorization": f"ApiKey {home.secrets['admin']}"}, timeout=30
        )

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def begun(self, path: str, **body: Any) -> str:
        reply = self.client.post(path, json=body)
        assert reply.status_code == 202, reply.text
        return str(reply.headers["location"])

    def ended(self, path: str) -> Any:
        wait_until(lambda: self.client.get(path).json()["state"] in ("done", "failed"), 60)
        return self.client.get(path).json()

    def did(self, path: str, **body: Any) -> Any:
        return self.ended(self.begun(path, **body))


def worked_off(home: Home, seconds: str, **environment: str) -> None:
    """As the service does it."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "watchgate.api.jobs_worker", str(home.path), seconds],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
    )
    with worker:
        assert worker.wait(60) == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found:
        for who, told in ((ONE, [FIRST]), (TWO, [SECOND, FIRST]), (THREE, [SECOND])):
            found.script[f"/api/address/{who}/txs"] = [content(txs(*told))]
        yield found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home", now_us)


def test_a_case_is_built_over_http_alone(
    home: Home,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text(PRICES, "utf-8")
    files = (exported(tmp_path), tagged(tmp_path, THIEF), prices)
    options = ("--esplora", server.url("/api"), "--no-lookback")
    with served(home.path, *options) as service, Asking(service.url, home) as asking:
        for path in files:
            assert asking.client.put(f"/chains/files/{path.name}", content=path.read_bytes()).status_code == 201
        large = bytes(3 << 20)  # more than any other request may have
        assert asking.client.put("/chains/files/large.bin", content=large).json()["bytes"] == len(large)
        assert asking.client.delete("/chains/files/large.bin").status_code == 200
        read = asking.did("/chains/btc/ingest", files=["transactions.json"], grade="A1")
        (report,) = read["results"]
        assert (read["state"], report["path"], report["blocks"], report["transactions"]) == (
            *("done", "transactions.json"),
            *(3, 3),
        )
        again = asking.did("/chains/btc/ingest", files=["transactions.json"])
        assert again["results"][0]["passed_over"] == 3
        loaded = asking.did("/chains/tags", files=["theft.yaml"])
        assert (loaded["state"], loaded["results"][0]["source"]) == ("done", "tags_theft")
        assert asking.did("/chains/prices", files=["prices.csv"])["state"] == "done"
        (span,) = asking.client.get("/chains/prices").json()["prices"]
        assert (span["asset"], span["prices"], span["used"]) == ("BTC", 1, True)
        reply = asking.client.post("/chains/btc/expose", json={"addresses": [TAKER], "price_age": 8000}).json()
        assert [one["category"] for one in reply["answers"][0]["shares"]] == ["theft"]
        wrong = asking.did("/chains/tags", files=["prices.csv"])
        assert (wrong["state"], "prices.csv: is prices" in wrong["error"]) == ("failed", True)
        broken = asking.did("/chains/ltc/ingest", files=["theft.yaml"])
        assert (broken["state"], broken["error"].startswith("theft.yaml: ")) == ("failed", True)
        fetched = asking.did("/chains/btc-one/fetch", address=ONE, hops=1)
        assert (fetched["state"], fetched["results"][0]["transactions"]) == ("done", 2)
        pack = asking.client.get("/chains/packs/tags_theft")
        assert pack.headers["content-type"].startswith("application/yaml")
        assert asking.client.get("/chains/packs/tags_nobody").status_code == 404
        deliveries = asking.client.get("/chains").json()
    monkeypatch.setenv("WATCHGATE_HOME", str(home.path))
    watchgate = CommandLine(capsys)
    assert watchgate("chain", "pack", "tags_theft") == 0
    assert watchgate.out == pack.text
    assert watchgate("chain", "list", "--verify", "--json") == 0
    known = [json.loads(line) for line in watchgate.out.splitlines()]
    assert known == deliveries["chains"]
    assert [one["chain"] for one in known] == ["btc", "btc-one"]


def test_a_job_that_the_end_of_the_service_cut_off_goes_on_with_the_next_start(home: Home, server: Server) -> None:
    reached, go = threading.Event(), threading.Event()

    def waits(request: Request) -> None:
        reached.set()
        go.wait(30)
        content(txs(SECOND, FIRST))(request)

    server.script[f"/api/address/{TWO}/txs"] = [waits, content(txs(SECOND, FIRST))]
    options = ("--esplora", server.url("/api"), "--no-lookback")
    with served(home.path, *options) as service, Asking(service.url, home) as asking:
        place = asking.begun("/chains/btc-two/fetch", address=ONE, hops=2)
        assert reached.wait(60)
        threading.Timer(1.0, go.set).start()
        assert service.stop() == 0
    job = Jobs(home.path / "jobs").get(place.rpartition("/")[2])
    assert (job.state, job.begun) == (State.WAITING, 0)
    with served(home.path, *options) as service, Asking(service.url, home) as asking:
        ended = asking.ended(place)
    assert (ended["state"], ended["results"][0]["transactions"]) == ("done", 2)


def test_a_job_that_takes_too_long_is_ended(home: Home) -> None:
    def never(request: Request) -> None:
        slow.over.wait(60)
        request.drop()

    with serving() as slow:
        slow.script[f"/api/address/{ONE}/txs"] = [never]
        jobs = Jobs(home.path / "jobs")
        job = jobs.add(FetchTask(chain="btc-slow", address=ONE, hops=0, grade="C2"), "somebody")
        worked_off(home, "0.5", WATCHGATE_ESPLORA=slow.url("/api"))
    found = jobs.get(job.id)
    assert (found.state, "longer than a job may" in found.error) == (State.FAILED, True)


def test_a_job_that_ends_what_works_it_off_is_given_up(home: Home) -> None:
    jobs = Jobs(home.path / "jobs")
    job = jobs.add(FetchTask(chain="btc-cut", address=ONE, hops=0, grade="C2"), "somebody")
    for begun in range(1, 6):
        jobs.put(type(job)(**{name: getattr(job, name) for name in job.__struct_fields__} | {"begun": begun}))
    worked_off(home, "60")
    assert (jobs.get(job.id).state, "cut off 5 times" in jobs.get(job.id).error) == (State.FAILED, True)
