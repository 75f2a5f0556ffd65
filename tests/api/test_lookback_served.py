"""The lookback beside the real service: a listing arrives, and the payment of before is an alert over HTTP."""

from __future__ import annotations

from pathlib import Path

import httpx

from support.api_service import wait_until
from support.gate_home import FRESH, add, fill, pay
from support.gate_world import listed
from support.served import served
from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.gate.history.history import open_history
from watchgate.gate.lookback.lookback import LOCK
from watchgate.ledger.lock import WriterLock
from watchgate.model.clock import now_us


def test_a_service_looks_back_by_itself_and_ends_with_all_it_began(tmp_path: Path) -> None:
    home = fill(tmp_path / "home", policy=FRESH)
    _, secret = KeyStore(home / "keys" / "api_keys.json").create("all", Role.ADMIN)
    headers = {"authorization": f"ApiKey {secret}"}
    with served(home, "--rate", "0") as service, httpx.Client(headers=headers, timeout=30) as client:
        reply = client.post(service.url + "/decisions", content=pay(1, "Ada Neuberger"))
        assert reply.json()["verdict"] == "pass"
        add(home, *listed("us-20", "Person", name="Ada Neuberger"), clock=now_us)
        wait_until(lambda: client.get(service.url + "/alerts").json()["results"] != [])
        (alert,) = client.get(service.url + "/alerts").json()["results"]
        assert (alert["kind"], alert["entity_id"], alert["before"]["verdict"]) == ("breach", "us-20", "pass")
        assert service.stop() == 0
    lock = WriterLock(home / "history" / LOCK)
    wait_until(lock.take)
    lock.release()


def test_without_the_lookback_nothing_is_looked_back_upon(tmp_path: Path) -> None:
    home = fill(tmp_path / "home", policy=FRESH)
    open_history(home).close()
    with served(home, "--no-keys", "--no-lookback"):
        lock = WriterLock(home / "history" / LOCK)
        assert lock.take()
        lock.release()
