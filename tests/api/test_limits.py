from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from yente_client import Client, RateLimitError

from support.api_service import Api, make_home, running
from watchgate.api.door import door
from watchgate.api.keys import KeyStore
from watchgate.api.problems import RefusedError
from watchgate.api.settings import Settings
from watchgate.api.work import Deadline, Watch, Workers

ONE = {"schema": "Person", "properties": {"name": ["Kim Chol Nam"]}}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home")), body_bytes=20_000, header_bytes=4_096) as found:
        yield found


def test_a_body_larger_than_the_limit_is_refused_by_its_announced_length(api: Api) -> None:
    reply = api.ask("POST", "/match/default", content=b" " * 20_001)
    assert reply.status_code == 413
    assert "larger" in reply.json()["detail"]


def test_a_body_without_a_length_is_counted_as_it_comes(api: Api) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b" " * 1_000

    reply = api.ask("POST", "/match/default", content=_bounded(endless(), 40))
    assert reply.status_code == 413


def _bounded(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    for _ in range(most):
        yield next(chunks)


def test_a_body_that_only_drips_is_given_up(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    sent: list[Any] = []

    async def reads(scope: Any, receive: Any, send: Any) -> None:
        while True:
            await receive()

    async def drip() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def keep(message: Any) -> None:
        sent.append(message)

    chosen = Settings(home=home.path, request_seconds=0.1)
    headers = [(b"authorization", f"ApiKey {home.secrets['screen']}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x", "query_string": b"", "headers": headers}
    guarded = door(reads, chosen, KeyStore(chosen.keys_file, clock=home.clock))
    asyncio.run(guarded(scope, drip, keep))  # type: ignore[arg-type]
    assert sent[0]["status"] == 408
    assert b"did not come" in sent[1]["body"]


def test_address_and_headers_have_a_limit(api: Api) -> None:
    assert api.get("/catalog", headers={"x-long": "y" * 5_000}).status_code == 431
    assert api.get("/search/default?q=" + "y" * 5_000).status_code == 431
    assert api.get("/search/default?q=" + "y" * 1_000).status_code == 200


def test_a_batch_has_at_most_a_hundred_queries(api: Api) -> None:
    short = {"schema": "Person", "properties": {"name": ["Kim"]}}
    assert api.post("/match/default", {"queries": {str(n): short for n in range(100)}}).status_code == 200
    reply = api.post("/match/default", {"queries": {str(n): short for n in range(101)}})
    assert reply.status_code == 400
    assert "at most 100" in reply.json()["detail"]


def test_a_key_that_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with running(make_home(tmp_path), rate=0.01, burst=3) as api:
        replies = [api.get("/catalog", "screen") for _ in range(4)]
        assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
        assert 1 <= int(replies[3].headers["retry-after"]) <= 100
        assert replies[3].json()["detail"]
        assert api.get("/catalog", "read").status_code == 200
        assert api.get("/healthz", None).status_code == 200


def test_yentes_client_reads_when_to_come_back(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    with running(home, rate=0.05, burst=1) as api:
        client = Client(base_url="http://127.0.0.1", api_key=home.secrets["screen"], transport=api.client._transport)
        client.algorithms()
        with pytest.raises(RateLimitError) as refused:
            client.algorithms()
    assert refused.value.retry_after is not None
    assert 1 <= refused.value.retry_after <= 20


def test_guessing_keys_is_slowed_down(tmp_path: Path) -> None:
    with running(make_home(tmp_path), rate=0.01, burst=3) as api:
        guess = {"authorization": "ApiKey wg_guess"}
        assert [api.get("/catalog", None, headers=guess).status_code for _ in range(5)] == [401, 401, 401, 429, 429]
        assert api.get("/catalog", "read").status_code == 200


def test_a_request_that_takes_too_long_is_given_up(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(*_: Any, **__: Any) -> None:
        go.wait(20)

    monkeypatch.setattr(api.service.workers, "_seconds", 0.05)
    monkeypatch.setattr("watchgate.api.matching.filters_for", slow)
    reply = api.post("/match/default", {"queries": {"q": ONE}})
    go.set()
    assert reply.status_code == 504
    assert "no answer within" in reply.json()["detail"]


def test_work_beyond_the_waiting_places_is_refused_and_places_come_free_again() -> None:
    async def play() -> list[object]:
        workers, go = Workers(1, 1, 20.0), threading.Event()

        def work(_: Deadline) -> str:
            assert go.wait(20)
            return "done"

        first, second = asyncio.create_task(workers.run(work)), asyncio.create_task(workers.run(work))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        refused = await asyncio.gather(workers.run(work), return_exceptions=True)
        go.set()
        done = [await first, await second, await workers.run(work)]
        workers.close()
        return [*refused, *done]

    refused, *done = asyncio.run(play())
    assert isinstance(refused, RefusedError)
    assert refused.status == 503
    assert refused.headers == {"retry-after": "1"}
    assert done == ["done", "done", "done"]


def test_late_work_keeps_its_place_until_it_ends() -> None:
    async def play() -> tuple[object, int, int]:
        workers, go = Workers(1, 0, 0.02), threading.Event()

        def work(deadline: Deadline) -> None:
            assert go.wait(20)
            deadline.check()

        late = await asyncio.gather(workers.run(work), return_exceptions=True)
        taken = workers._taken
        go.set()
        workers.close()
        await asyncio.sleep(0.05)
        return late[0], taken, workers._taken

    late, during, after = asyncio.run(play())
    assert isinstance(late, RefusedError)
    assert late.status == 504
    assert (during, after) == (1, 0)


def test_work_that_waited_past_its_time_is_not_begun() -> None:
    async def play() -> tuple[list[object], list[str]]:
        workers, go, begun = Workers(1, 5, 0.05), threading.Event(), list[str]()

        def first(_: Deadline) -> None:
            begun.append("first")
            assert go.wait(20)

        def second(_: Deadline) -> None:
            begun.append("second")

        replies = await asyncio.gather(workers.run(first), workers.run(second), return_exceptions=True)
        go.set()
        workers._pool.shutdown(wait=True)
        return list(replies), begun

    replies, begun = asyncio.run(play())
    assert [getattr(reply, "status", None) for reply in replies] == [504, 504]
    assert begun == ["first"]


def test_a_worker_with_work_that_never_ends_is_ended() -> None:
    async def play() -> tuple[list[str], float]:
        workers, go, ended = Workers(2, 5, 0.02), threading.Event(), list[str]()

        def never(_: Deadline) -> None:
            assert go.wait(20)

        stuck = asyncio.create_task(workers.run(never))
        seen = threading.Event()

        def end() -> None:
            ended.append("ended")
            seen.set()

        watch = Watch([workers], 0.1, end)
        assert await asyncio.to_thread(seen.wait, 20)
        watch.stop()
        go.set()
        await asyncio.gather(stuck, return_exceptions=True)
        workers.close()
        return ended, workers.longest_s()

    ended, longest_s = asyncio.run(play())
    assert ended == ["ended"]
    assert longest_s == 0.0
