"""Decisions over HTTP by the real thing: many at once, ended in the middle, told to an endpoint."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from support.api_service import wait_until
from support.gate_home import FRESH, LISTED, fill, pay
from support.served import served
from support.webhook_server import webhook_server
from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.gate.history.history import open_history
from watchgate.gate.history.outbox import Outbox
from watchgate.gate.webhooks.signing import new_secret, verify
from watchgate.model.clock import MICROSECONDS, now_us

PAYMENTS = 60


def test_every_answer_is_kept_once_and_told_although_the_service_is_killed(tmp_path: Path) -> None:
    home = fill(tmp_path / "home", policy=FRESH)
    _, secret = KeyStore(home / "keys" / "api_keys.json").create("payments", Role.DECIDE)
    headers = {"authorization": f"ApiKey {secret}", "content-type": "application/xml"}
    signing = new_secret()
    answered: dict[int, str] = {}
    with webhook_server() as desk:
        _register(home, desk.url, signing)
        with served(home, "--rate", "0") as service, httpx.Client(headers=headers, timeout=30) as client:
            pid = _worker(service.process.pid)

            def send(number: int) -> None:
                if number == PAYMENTS // 2:
                    os.kill(pid, signal.SIGKILL)
                name = LISTED if number % 3 == 0 else "Nobody Known"
                for _ in range(600):
                    try:
                        reply = client.post(service.url + "/decisions", content=pay(number, name))
                    except httpx.TransportError:
                        time.sleep(0.1)
                        continue
                    if reply.status_code == 200:
                        answered[number] = json.loads(reply.content)["decision"]
                        return
                    assert reply.status_code == 503, reply.text
                    time.sleep(0.1)
                raise AssertionError(f"payment {number} was never answered")

            with ThreadPoolExecutor(4) as pool:
                list(pool.map(send, range(PAYMENTS)))
            held = {f"dec_{answered[number][:40]}" for number in range(0, PAYMENTS, 3)}
            wait_until(lambda: {one.headers["webhook-id"] for one in desk.got} == held)
        assert all(verify(signing, one.headers, one.body, now_us() // MICROSECONDS) for one in desk.got)
    history = open_history(home)
    try:
        assert {one.sha256 for one in history.all()} == set(answered.values())
        assert len(answered) == history.last_number() == PAYMENTS
    finally:
        history.close()


def _register(home: Path, url: str, secret: str) -> None:
    history = open_history(home)
    outbox = Outbox(history)
    outbox.add(name="desk", url=url, events=("hold",), names=False, private=False, secret=secret)
    outbox.close()
    history.close()


def _worker(supervisor: int) -> int:
    """The one process that works under a supervisor."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    working = [one for one in children if "resource_tracker" not in Path(f"/proc/{one}/cmdline").read_text()]
    (found,) = working
    return int(found)
