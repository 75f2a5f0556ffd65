"""The front before the real service."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.api_service import Home, make_home, wait_until
from support.served import Served, served
from watchgate.model.clock import now_us

HERE, THERE = "127.0.0.1", "127.0.0.2"
"""Two clients' addresses on this machine."""

BEGUN_S = 2.0
"""Until then the general server surely has the first half of a request; before, it may end as if there were none."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("home"), now_us)


def ask(one: Served, address: str, path: str = "/version", secret: str = "") -> int:
    headers = {"authorization": f"ApiKey {secret}"} if secret else {}
    with httpx.Client(transport=httpx.HTTPTransport(local_address=address)) as client:
        return client.get(one.url + path, headers=headers).status_code


def test_who_floods_from_one_address_shuts_out_no_other(home: Home) -> None:
    with served(home.path, "--rate", "1") as one:
        for secret in ("", "no-such-key"):
            assert 429 in [ask(one, THERE, secret=secret) for _ in range(12)]
            assert ask(one, HERE, secret=secret) != 429
        assert ask(one, THERE, "/healthz") == 200


def test_a_request_that_was_passed_on_is_answered_before_the_end(home: Home) -> None:
    with served(home.path, "--rate", "0") as one:
        body = b'{"queries":{"q":{"schema":"Person","properties":{"name":["Kim Chol Nam"]}}}}'
        headers = {"authorization": f"ApiKey {home.secrets['admin']}", "content-type": "application/json"}
        found: list[int] = []

        def slowly() -> None:
            def parts() -> Iterator[bytes]:
                yield body[:20]
                time.sleep(BEGUN_S)
                one.process.send_signal(signal.SIGTERM)
                yield body[20:]

            with httpx.Client(timeout=30) as client:
                found.append(client.post(one.url + "/match/default", content=parts(), headers=headers).status_code)

        asking = threading.Thread(target=slowly)
        asking.start()
        asking.join(60)
        assert found == [200]
        assert one.process.wait(60) == 0


def test_connections_are_taken_after_a_worker_was_killed(home: Home) -> None:
    with served(home.path, "--workers", "2", "--rate", "0") as one:
        with httpx.Client() as client:
            assert client.get(one.url + "/healthz").status_code == 200
            children = Path(f"/proc/{one.process.pid}/task/{one.process.pid}/children").read_text().split()
            workers = [int(child) for child in children if "watchgate.gate." not in command(child)]
            os.kill(workers[-1], signal.SIGKILL)
        wait_until(lambda: all(status(one) == 200 for _ in range(12)), seconds=60)


def command(pid: str) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def status(one: Served) -> int:
    try:
        return httpx.get(one.url + "/healthz", timeout=10).status_code
    except httpx.TransportError:
        return 0
