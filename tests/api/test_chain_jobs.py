"""/chains/files and the jobs: who may, what may be named, and what is refused, before any work is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.api_service import Api, make_home, running
from support.chain_story import TAKER
from watchgate.api.jobs import LoadTask
from watchgate.api.jobs_process import JobsProcess

ROOM = 2_000
ETH = "0x47666fab8bd0ac7003bce3f5c3585383f09486e2"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = make_home(tmp_path_factory.mktemp("jobs") / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JobsProcess, "look", lambda _: None)
        for name in ("WATCHGATE_ESPLORA", "WATCHGATE_ETHERSCAN", "WATCHGATE_TRONGRID"):
            patch.delenv(name, raising=False)
        servers = {"WATCHGATE_ESPLORA": "http://127.0.0.1:9/api"}
        with running(home, upload_bytes=ROOM, incoming_bytes=3 * ROOM, explorers=servers) as found:
            yield found


def put(api: Api, name: str, data: bytes, key: str = "admin", **headers: str) -> Any:
    return api.ask("PUT", f"/chains/files/{name}", key, content=data, headers=headers)


def test_a_file_is_kept_whole_under_its_name_and_sending_again_is_safe(api: Api) -> None:
    first = put(api, "blocks-1.json", b"{}")
    assert (first.status_code, first.json()["bytes"]) == (201, 2)
    assert first.json()["sha256"] == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert put(api, "blocks-1.json", b"{}").json() == first.json()
    other = put(api, "blocks-1.json", b"[]")
    assert (other.status_code, "another file" in other.json()["detail"]) == (409, True)
    assert {"name": "blocks-1.json", "bytes": 2, "sha256": ""} in api.get("/chains/files").json()["files"]
    assert api.ask("DELETE", "/chains/files/blocks-1.json").status_code == 200
    assert api.ask("DELETE", "/chains/files/blocks-1.json").status_code == 404
    assert put(api, "blocks-1.json", b"[]").status_code == 201


def test_what_is_too_large_leaves_nothing(api: Api) -> None:
    assert put(api, "large.json", b"x" * (ROOM + 1)).status_code == 413
    assert api.ask("PUT", "/chains/files/large.json", content=(b"x" for _ in range(ROOM + 1))).status_code == 413
    for number in range(3):
        put(api, f"fill-{number}", bytes([number]) * 1_900)
    assert "together" in put(api, "one-more", b"x" * 1_900).json()["detail"]
    assert {one.name for one in api.service.incoming.folder.iterdir()} >= {"fill-0", "fill-1", "fill-2"}
    assert not [one for one in api.service.incoming.folder.iterdir() if one.name.startswith(".") or one.name == "large"]
    for number in range(3):
        api.ask("DELETE", f"/chains/files/fill-{number}")


@pytest.mark.parametrize(
    ("name", "data", "headers", "status"),
    [
        ("empty.json", b"", {}, 400),
        (".hidden", b"x", {}, 400),
        ("a b.json", b"x", {}, 400),
        ("x" * 121, b"x", {}, 400),
        ("..%2Fkeys", b"x", {}, 404),
        ("zipped.json", b"x", {"content-encoding": "gzip"}, 415),
    ],
)
def test_what_is_no_file_is_refused(api: Api, name: str, data: bytes, headers: dict[str, str], status: int) -> None:
    assert put(api, name, data, **headers).status_code == status


def test_nothing_outside_of_the_folder_can_be_named(api: Api, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}", "utf-8")
    folder = api.service.incoming.folder
    folder.mkdir(exist_ok=True)
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    for name in ("../keys/api_keys.json", "/etc/passwd", "link.json", ".upload-1", "a//b", "nothing.json", "x\x00"):
        reply = api.post("/chains/btc/ingest", {"files": [name]})
        assert reply.status_code in (400, 404), name
    (folder / "link.json").unlink()
    assert api.get("/chains/jobs").json()["jobs"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "key"),
    [
        ("PUT", "/chains/files/a", None, "write"),
        ("GET", "/chains/files", None, "write"),
        ("DELETE", "/chains/files/a", None, "write"),
        ("POST", "/chains/btc/ingest", {"files": ["a"]}, "write"),
        ("POST", "/chains/tags", {"files": ["a"]}, "write"),
        ("POST", "/chains/prices", {"files": ["a"]}, "decide"),
        ("POST", "/chains/btc-one/fetch", {"address": TAKER}, "review"),
        ("GET", "/chains/jobs", None, "read"),
        ("GET", "/chains/jobs/1", None, "screen"),
        ("GET", "/chains/packs/tags_x", None, "screen"),
        ("GET", "/chains/prices", None, "decide"),
    ],
)
def test_each_is_for_its_role_alone(api: Api, method: str, path: str, body: Any, key: str) -> None:
    assert api.ask(method, path, key, json=body).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("BTC/ingest", {"files": ["there.json"]}, 400, "cannot name a chain"),
        ("btc/ingest", {"files": []}, 400, "files"),
        ("btc/ingest", {"files": ["there.json"], "grade": "Z9"}, 400, "grade"),
        ("btc/ingest", {"files": ["there.json"], "fork": -2}, 400, "fork"),
        ("btc/ingest", {"paths": ["/etc"]}, 400, "paths"),
        ("btc-one/fetch", {"address": "nobody"}, 400, "no address"),
        ("btc-one/fetch", {"address": TAKER, "hops": 6}, 400, "hops"),
        ("btc-one/fetch", {"address": TAKER, "endpoint": "http://169.254.169.254/"}, 400, "endpoint"),
        ("btc/fetch", {"address": TAKER}, 400, "no case"),
        ("eth-one/fetch", {"address": ETH}, 400, "WATCHGATE_ETHERSCAN"),
        ("doge-one/fetch", {"address": TAKER}, 400, "no server"),
        ("tags", {"files": ["there.json"], "tlp": "PINK"}, 400, "TLP"),
        ("tags", {"files": ["there.json"], "date": "soon"}, 400, "date"),
        ("prices", {"files": ["there.json"], "date": "2024"}, 400, "date"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(api: Api, path: str, body: Any, status: int, word: str) -> None:
    put(api, "there.json", b"{}")
    reply = api.post(f"/chains/{path}", body)
    assert (reply.status_code, word in reply.text) == (status, True), reply.text


def test_a_job_is_kept_and_its_files_stay_until_it_is_over(api: Api) -> None:
    put(api, "kept.json", b"{}")
    reply = api.post("/chains/btc/ingest", {"files": ["kept.json"], "partial": True})
    assert (reply.status_code, reply.json()["state"], reply.json()["by"]) == (202, "waiting", "key:admin")
    found = api.get(reply.headers["location"], "write").json()
    assert found["task"]["files"] == ["kept.json"]
    assert found["id"] in [one["id"] for one in api.get("/chains/jobs", "write").json()["jobs"]]
    assert api.ask("DELETE", "/chains/files/kept.json").status_code == 409
    assert api.get("/chains/jobs/0000000000000000-00000000").status_code == 404
    assert api.get("/chains/jobs/..%2Fkeys").status_code == 404


def test_a_job_that_loads_what_a_key_is_not_cleared_for_is_not_there_for_it(api: Api) -> None:
    task = LoadTask(files=("secret.yaml",), formats=(), date=None, accept_shrink=False, grade="C3", tlp="TLP:RED")
    others, own = api.service.jobs.add(task, "key:somebody"), api.service.jobs.add(task, "key:write")
    listed = [one["id"] for one in api.get("/chains/jobs", "write").json()["jobs"]]
    assert (others.id in listed, own.id in listed) == (False, True)
    assert api.get(f"/chains/jobs/{others.id}", "write").status_code == 404
    assert api.get(f"/chains/jobs/{own.id}", "write").status_code == 200


def test_too_many_jobs_are_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.api.jobs.UNFINISHED_MAX", 1)
    put(api, "many.json", b"{}")
    api.post("/chains/btc/ingest", {"files": ["many.json"]})
    reply = api.post("/chains/btc/ingest", {"files": ["many.json"]})
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "60")


def test_the_description_has_them_with_examples(api: Api) -> None:
    described = api.get("/openapi.json").json()
    assert {"/chains/files/{name}", "/chains/{chain}/ingest", "/chains/{chain}/fetch"} <= set(described["paths"])
    assert described["components"]["schemas"]["IngestBody"]["properties"]["files"]["examples"]
