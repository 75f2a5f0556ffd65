"""The real thing: granian in a process of its own, asked by yente's own client and as Marble asks."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from yente_client import AuthenticationError, Client, Company, NotFoundError, Person, Vessel

from support.api_service import Home, listed, make_home, wait_until
from support.served import Served, served
from watchgate.api.keys import KeyStore
from watchgate.api.roles import Role
from watchgate.ledger.open import open_ledger
from watchgate.model.clock import now_us, today

KEYS_FILE = Path("keys") / "api_keys.json"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("home"), now_us)


@pytest.fixture(scope="module")
def service(home: Home) -> Iterator[Served]:
    with served(home.path, "--rate", "0") as found:
        yield found


@pytest.fixture
def client(service: Served, home: Home) -> Iterator[Client]:
    with Client(base_url=service.url, api_key=home.secrets["admin"]) as found:
        yield found


def test_yentes_client_matches_by_example(client: Client) -> None:
    reply = client.match(Person(name=["Kim Chol Nam"], birthDate=["1970"]))
    assert {result.id for result in reply.results} == {"un-1", "ofac-3"}
    assert reply.top is not None
    assert reply.top.match
    assert reply.top.contributing_explanations["name"].score > 0
    assert reply.total.value == 2
    assert [one.id for one in client.match(Company(name=["Namchongang Trading Corporation"])).matches] == ["ofac-1"]
    assert client.match(Vessel(name=["Chon Ma San"], imoNumber=["IMO 8660313"])).top.id == "ofac-2"


def test_yentes_client_sends_its_filters(client: Client) -> None:
    kim = Person(name=["Kim Chol Nam"])
    assert [one.id for one in client.match(kim, datasets=["un_test"]).results] == ["un-1"]
    assert len(client.match(kim, datasets=["un_test", "us_test"]).results) == 2
    assert [one.id for one in client.match(kim, exclude_entities=["un-1"]).results] == ["ofac-3"]
    assert client.match(kim, threshold=1.0, cutoff=0.5, limit=1, algorithm="best").limit == 1
    assert client.match(kim, changed_since="2100-01-01").results == []


def test_yentes_client_matches_many(client: Client) -> None:
    people = [(str(number), Person(name=["Kim Chol Nam" if number % 2 else "Maria Lindqvist"])) for number in range(24)]
    found = dict(client.match_iter(people, workers=4))
    assert {key for key, reply in found.items() if getattr(reply, "results", None)} == {
        str(number) for number in range(1, 24, 2)
    }


def test_yentes_client_reads_everything_else(client: Client) -> None:
    assert client.healthz().status == "ok"
    assert client.readyz().status == "ok"
    catalog = client.datasets()
    assert {"default", "un_test", "us_test"} <= {dataset.name for dataset in catalog.datasets}
    assert catalog.current == ["analysts", "un_test", "us_test"]
    assert client.datasets() == catalog
    algorithms = client.algorithms()
    assert algorithms.best in {one.name for one in algorithms.algorithms}
    found = client.search("chol nam", facets=["datasets"], limit=1, fuzzy=True)
    assert (found.total.value, len(found.results)) == (2, 1)
    entity = client.fetch("un-1")
    assert entity.target
    assert entity.last_change is not None
    assert set(client.adjacent("ofac-3").adjacent) == {"ownershipOwner"}
    assert client.adjacent("ofac-3", prop="ownershipOwner").total.value == 1
    rows = client.statements(canonical_id="un-1", prop="name")
    assert [row.value for row in rows.results] == ["KIM CHOL NAM"]
    assert rows.results[0].prop_type == "name"


def test_yentes_client_gets_its_own_errors(service: Served, home: Home, client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.fetch("nobody")
    with pytest.raises(NotFoundError):
        client.match(Person(name=["x y"]), datasets=["nowhere"])
    with Client(base_url=service.url) as stranger, pytest.raises(AuthenticationError):
        stranger.datasets()
    with Client(base_url=service.url, api_key=home.secrets["screen"]) as screener, pytest.raises(AuthenticationError):
        screener.statements(entity_id="un-1")


def test_marble_sends_several_queries_under_keys_of_its_own(service: Served, home: Home) -> None:
    queries: dict[str, Any] = {
        f"query-{number:08x}": {"schema": "Person", "properties": {"name": [name]}}
        for number, name in enumerate(["Kim Chol Nam", "Ri Won Ho", "Maria Lindqvist"])
    }
    reply = httpx.post(
        f"{service.url}/match/default",
        params={"limit": 10, "threshold": 0.8, "exclude_entity_ids": [f"none-{number}" for number in range(50)]},
        json={"queries": queries},
        headers={"Authorization": f"ApiKey {home.secrets['screen']}"},
    )
    responses = reply.json()["responses"]
    assert set(responses) == set(queries)
    assert all(200 <= answer["status"] < 300 for answer in responses.values())
    assert [len(answer["results"]) for answer in responses.values()] == [2, 1, 0]
    for result in responses["query-00000000"]["results"]:
        assert result["referents"] == []
        assert result["datasets"]
        assert result["properties"]["name"]
    version = httpx.get(f"{service.url}/-/version", headers={"Authorization": f"ApiKey {home.secrets['screen']}"})
    assert version.json()["watchgate"]


def test_an_unchanged_catalogue_costs_no_body(service: Served, home: Home) -> None:
    headers = {"Authorization": f"Bearer {home.secrets['screen']}"}
    first = httpx.get(f"{service.url}/catalog", headers=headers)
    again = httpx.get(f"{service.url}/catalog", headers={**headers, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = httpx.get(f"{service.url}/manifest", headers={**headers, "If-None-Match": '"old", "older"'})
    assert other.status_code == 200
    assert other.content == first.content


def test_many_at_once_get_the_answers_they_asked_for(client: Client) -> None:
    names = {"Kim Chol Nam": 2, "Ri Won Ho": 1, "Maria Lindqvist": 0}

    def ask(number: int) -> bool:
        name, expected = list(names.items())[number % 3]
        return len(client.match(Person(name=[name])).results) == expected

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(120)))


def test_what_another_process_appends_is_seen_while_requests_run(service: Served, home: Home, client: Client) -> None:
    assert client.match(Person(name=["Pak Thae Hung"])).results == []
    stop = threading.Event()
    failures: list[str] = []

    def hammer() -> None:
        while not stop.is_set():
            try:
                client.match(Person(name=["Kim Chol Nam"]))
            except Exception as error:
                failures.append(repr(error))

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(hammer) for _ in range(2)]
        ledger = open_ledger(home.path)
        new = {"un-9": ("Person", {"name": ["Pak Thae Hung"], "topics": ["sanction"]})}
        position = ledger.append(listed("un_test", new, today())).position
        wait_until(lambda: bool(client.match(Person(name=["Pak Thae Hung"])).results))
        stop.set()
        for run in runs:
            run.result()
        ledger.close()
    assert failures == []
    reply = httpx.get(
        f"{service.url}/search/default?q=Pak", headers={"Authorization": f"Bearer {home.secrets['read']}"}
    )
    assert int(reply.headers["x-watchgate-position"]) >= position


def test_a_key_revoked_beside_the_running_service_is_refused_at_once(service: Served, home: Home) -> None:
    store = KeyStore(home.path / KEYS_FILE)
    _, secret = store.create("passing", Role.SCREEN)
    with Client(base_url=service.url, api_key=secret) as passing:
        assert passing.datasets().datasets
        store.revoke("passing")
        with pytest.raises(AuthenticationError):
            passing.algorithms()


def test_neither_secrets_nor_names_of_customers_are_in_the_log(service: Served, home: Home, client: Client) -> None:
    client.match(Person(name=["Zebulon Quartermain"]))
    client.search("Zebulon")
    log = service.log.read_text()
    assert "POST /match/{dataset} 200" in log
    assert "Zebulon" not in log
    assert not any(secret in log for secret in home.secrets.values())


def test_it_lets_running_requests_end_and_goes(tmp_path: Path) -> None:
    home = make_home(tmp_path, now_us)
    body = msgspec.json.encode({"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim Chol Nam"]}}}})
    head = (
        f"POST /match/default HTTP/1.1\r\nHost: x\r\nAuthorization: ApiKey {home.secrets['screen']}\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with served(home.path) as one:
        with socket.create_connection(("127.0.0.1", httpx.URL(one.url).port or 0), timeout=30) as wire:
            wire.sendall(head.encode())
            assert wire.recv(100).startswith(b"HTTP/1.1 100")  # from here on the request is running
            one.process.send_signal(signal.SIGTERM)
            wait_until(lambda: not answers(one))
            wire.sendall(body)
            reply = b"".join(iter(lambda: wire.recv(65_536), b""))
        assert reply.startswith(b"HTTP/1.1 200")
        assert b"un-1" in reply
        assert one.process.wait(30) == 0


def test_several_workers_agree_and_one_that_dies_is_started_again(tmp_path: Path) -> None:
    home = make_home(tmp_path, now_us)
    with served(home.path, "--workers", "2", "--rate", "0") as one:
        workers = workers_of(one)
        assert len(workers) == 2

        def propose(number: int) -> int:
            draft = {"entity_id": f"p-{number}", "schema": "Person", "prop": "name", "value": f"Rim Ok {number}"}
            headers = {"Authorization": f"ApiKey {home.secrets['write']}"}
            reply = httpx.post(one.url + "/statements", json=draft, headers=headers, timeout=30)
            assert reply.status_code == 201, reply.text
            position: int = reply.json()["position"]
            return position

        with ThreadPoolExecutor(4) as pool:
            positions = list(pool.map(propose, range(12)))
        assert sorted(positions) == list(range(8, 20))
        headers = {"Authorization": f"ApiKey {home.secrets['read']}"}

        def seen() -> set[str]:
            replies = [httpx.get(one.url + "/catalog", headers=headers, timeout=30) for _ in range(8)]
            return {reply.headers["x-watchgate-position"] for reply in replies}

        wait_until(lambda: seen() == {"19"})
        os.kill(workers[0], signal.SIGKILL)
        wait_until(lambda: len(workers_of(one)) == 2 and workers[0] not in workers_of(one))
        wait_until(lambda: all(answers(one) for _ in range(8)))
        assert propose(12) == 20


def workers_of(one: Served) -> list[int]:
    """The processes at work under the one that supervises."""
    children = Path(f"/proc/{one.process.pid}/task/{one.process.pid}/children").read_text().split()
    return sorted(int(child) for child in children)


def answers(one: Served) -> bool:
    """Whether it is ready."""
    try:
        return httpx.get(one.url + "/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
