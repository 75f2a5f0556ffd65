from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.api_service import Api, make_home, running
from watchgate.api.app import ROUTES
from watchgate.api.keys import KeyStore
from watchgate.api.roles import OPENS, Role

MATCH = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim Chol Nam"]}}}}
OPEN = [("GET", "/healthz"), ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/")]
NEEDS = [
    ("POST", "/match/default", Role.SCREEN),
    ("GET", "/search/default", Role.SCREEN),
    ("GET", "/entities/un-1", Role.SCREEN),
    ("GET", "/entities/un-1/adjacent", Role.SCREEN),
    ("GET", "/entities/un-1/adjacent/sanctions", Role.SCREEN),
    ("GET", "/catalog", Role.SCREEN),
    ("GET", "/manifest", Role.SCREEN),
    ("GET", "/algorithms", Role.SCREEN),
    ("GET", "/-/version", Role.SCREEN),
    ("GET", "/reconcile/default", Role.SCREEN),
    ("POST", "/reconcile/default", Role.SCREEN),
    ("GET", "/reconcile/default/suggest/entity", Role.SCREEN),
    ("GET", "/reconcile/default/suggest/property", Role.SCREEN),
    ("GET", "/reconcile/default/suggest/type", Role.SCREEN),
    ("GET", "/reconcile/default/extend/property", Role.SCREEN),
    ("GET", "/statements", Role.READ),
    ("GET", "/statements/1.0", Role.READ),
    ("POST", "/statements", Role.WRITE),
    ("POST", "/statements/5.0/confirm", Role.WRITE),
    ("POST", "/statements/5.0/retract", Role.WRITE),
    ("POST", "/decisions", Role.DECIDE),
    ("POST", "/wallets", Role.DECIDE),
    ("GET", "/decisions", Role.REVIEW),
    ("GET", "/decisions/1", Role.REVIEW),
    ("GET", "/alerts", Role.REVIEW),
    ("GET", "/alerts/1", Role.REVIEW),
    ("GET", "/cases", Role.REVIEW),
    ("GET", "/cases/1", Role.REVIEW),
    ("GET", "/chains", Role.READ),
    *(("POST", f"/chains/btc/{what}", Role.READ) for what in ("expose", "trace", "clusters", "patterns", "estimate")),
    *(("GET", f"/chains/{what}", Role.READ) for what in ("prices", "packs/tags", "stops")),
    ("POST", "/chains/btc/merges", Role.WRITE),
    ("POST", "/chains/btc/fetch", Role.WRITE),
    *(("GET", f"/chains/jobs{one}", Role.WRITE) for one in ("", "/1")),
    *(("POST", f"/chains/{what}", Role.ADMIN) for what in ("btc/ingest", "tags", "prices")),
    ("GET", "/chains/files", Role.ADMIN),
    *((method, "/chains/files/rows.csv", Role.ADMIN) for method in ("PUT", "DELETE")),
    ("POST", "/chains/stops", Role.WRITE),
    ("POST", "/customers", Role.DECIDE),
    ("GET", "/customers/attestation", Role.REVIEW),
]
KEYS = {role.name.lower(): role for role in Role}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(make_home(tmp_path_factory.mktemp("home"))) as found:
        yield found


def test_every_endpoint_stands_in_the_matrix() -> None:
    readyz = 1
    assert sum(len(route.paths) for route in ROUTES) == len(NEEDS) + len(OPEN) + readyz
    assert {route.opt.get("role") for route in ROUTES} == {None, *Role}


@pytest.mark.parametrize(("method", "path"), OPEN)
def test_what_probes_and_readers_of_the_description_need_is_open(api: Api, method: str, path: str) -> None:
    assert api.ask(method, path, key=None).status_code == 200


@pytest.mark.parametrize(("method", "path", "needed"), NEEDS)
def test_each_role_opens_what_it_should_and_nothing_else(api: Api, method: str, path: str, needed: Role) -> None:
    nobody = api.ask(method, path, key=None, json=MATCH)
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"] == "ApiKey"
    for key, role in KEYS.items():
        reply = api.ask(method, path, key=key, **({"content": b"!"} if method in ("POST", "PUT") else {}))
        assert (reply.status_code == 403) == (needed not in OPENS[role]), (key, reply.text)
        if needed not in OPENS[role]:
            assert needed.name.lower() in reply.json()["detail"]


@pytest.mark.parametrize(
    "given",
    [
        "ApiKey wg_nothing",
        "Bearer",
        "Basic d2c6d2c=",
        "",
        "ApiKey",
        "ApiKey \xff\xfe",
        "apikey  ",
        "ApiKey " + "x" * 5000,
    ],
)
def test_a_key_that_is_none_is_refused_everywhere(api: Api, given: str) -> None:
    for path in ("/catalog", "/healthz", "/nowhere"):
        reply = api.get(path, None, headers={"authorization": given.encode("latin-1")})
        assert reply.status_code == 401, path
        assert reply.json()["detail"]


def test_both_schemes_are_taken_in_any_case(api: Api) -> None:
    secret = api.home.secrets["read"]
    for scheme in ("ApiKey", "apikey", "Bearer", "BEARER"):
        assert api.get("/catalog", None, headers={"authorization": f"{scheme} {secret}"}).status_code == 200


def test_a_revoked_key_opens_nothing_from_the_next_request_on(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    with running(home) as api:
        assert api.get("/catalog", "screen").status_code == 200
        KeyStore(home.path / "keys" / "api_keys.json").revoke("screen")
        assert api.get("/catalog", "screen").status_code == 401
        _, home.secrets["late"] = KeyStore(home.path / "keys" / "api_keys.json").create("late", Role.SCREEN)
        assert api.get("/catalog", "late").status_code == 200


def test_damaged_keys_close_the_door_and_say_nothing_of_the_inside(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    with running(home) as api:
        (home.path / "keys" / "api_keys.json").write_text("{}")
        reply = api.get("/catalog", "admin")
        assert reply.status_code == 503
        assert str(tmp_path) not in reply.text


def test_without_keys_everybody_here_may_read_and_nobody_may_write(tmp_path: Path) -> None:
    with running(make_home(tmp_path), keys=False) as api:
        assert api.ask("POST", "/match/default", None, json=MATCH).json()["responses"]["q"]["results"]
        assert api.get("/statements", None).status_code == 200
        assert api.get("/entities/red-1", None).status_code == 404
        assert api.ask("POST", "/statements", None, json={}).status_code == 403
        assert api.get("/entities/red-1", "red").status_code == 200


def test_without_keys_no_other_name_leads_here(tmp_path: Path) -> None:
    with running(make_home(tmp_path), keys=False) as api:
        for host in ("evil.example", "127.0.0.1.evil.example:8080", "10.0.0.1:8080", ""):
            assert api.get("/catalog", None, headers={"host": host}).status_code == 421, host
        for host in ("127.0.0.1:8080", "localhost", "[::1]:8080"):
            assert api.get("/catalog", None, headers={"host": host}).status_code == 200, host


def test_the_log_names_key_and_template_and_nothing_else(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="watchgate"):
        api.post("/match/default?exclude_entity_ids=secret-entity", MATCH, "screen")
        api.get("/entities/un-1", "read")
        api.get("/search/default?q=Chol", "read")
        api.get("/nowhere/Kim", "read")
        api.get("/catalog", None, headers={"authorization": "ApiKey wg_guess"})
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("watchgate")]
    assert len(lines) == 5
    assert lines[0].startswith("POST /match/{dataset} 200 ")
    assert "key=screen" in lines[0]
    assert lines[3].startswith("GET (unknown) 404 ")
    assert lines[4].startswith("GET (unknown) 401 ")
    for unwanted in ("Kim", "Chol", "un-1", "secret-entity", "wg_"):
        assert unwanted not in "".join(lines)
