from __future__ import annotations

from pathlib import Path

import pytest
from litestar.testing import TestClient

from support.api_service import Hands, Home, listed, make_home, running, wait_until
from watchgate.api.app import application
from watchgate.api.service import Service
from watchgate.api.settings import Settings
from watchgate.ledger.interface import Ledger
from watchgate.ledger.open import open_ledger
from watchgate.model.delivery import Delivery
from watchgate.model.errors import LedgerBusyError, LedgerDamagedError
from watchgate.model.handling import PUBLIC, Handling, Tlp
from watchgate.model.policy import parse_policy
from watchgate.model.statement import Statement

DAY_US = 86_400 * 1_000_000


def test_it_is_ready_when_what_the_policy_requires_is_there_and_fresh(tmp_path: Path) -> None:
    with running(make_home(tmp_path)) as api:
        reply = api.get("/readyz", None)
        assert (reply.status_code, reply.json()) == (200, {"status": "ok", "gate": {"position": 7, "behind": 0}})


def test_a_required_list_that_is_too_old_is_named(tmp_path: Path) -> None:
    clock = Hands()
    home = make_home(tmp_path, clock)
    with running(home) as api:
        clock.now_us += 5 * DAY_US
        reply = api.get("/readyz", None)
        assert reply.status_code == 503
        assert "un_test is 4 days old" in reply.json()["detail"]
        assert reply.json()["status"] == "unavailable"
        match = api.post("/match/default", {"queries": {"q": {"schema": "Person", "properties": {"name": ["Kim"]}}}})
        assert match.status_code == 200
        assert "un_test" in match.headers["x-watchgate-stale"]
        assert any("un_test" in warning for warning in match.json()["warnings"])
        assert api.get("/catalog").json()["index_stale"] is True
        assert "un_test" in api.get("/catalog").json()["outdated"]
        ledger = open_ledger(home.path, clock=clock)
        ledger.append(Delivery(source="un_test", handling=PUBLIC, snapshot_date="2026-11-27", complete=True))
        ledger.close()
        wait_until(lambda: api.get("/readyz", None).status_code == 200)


def test_a_list_that_is_not_required_may_be_old(tmp_path: Path) -> None:
    policy = parse_policy("[default_list]\nmax_age_hours = 1\n")
    clock = Hands()
    with running(make_home(tmp_path, clock), policy) as api:
        clock.now_us += 30 * DAY_US
        assert api.get("/readyz", None).status_code == 200
        assert api.get("/catalog").json()["outdated"]


def test_a_required_list_that_was_never_loaded_is_named(tmp_path: Path) -> None:
    policy = parse_policy("[lists.eu_fsf]\nrequired = true\n")
    with running(make_home(tmp_path), policy) as api:
        reply = api.get("/readyz", None)
        assert reply.status_code == 503
        assert "eu_fsf is required by the policy and has never been loaded" in reply.json()["detail"]


def test_an_empty_ledger_is_served_and_gets_ready_when_its_list_comes(tmp_path: Path) -> None:
    clock = Hands()
    home = make_home(tmp_path / "filled", clock)
    open_ledger(tmp_path / "empty", clock=clock).close()
    home.path = tmp_path / "empty"
    with running(home, keys=False) as api:
        assert api.get("/readyz", None).status_code == 503
        assert api.get("/search/default", None).json()["total"]["value"] == 0
        ledger = open_ledger(home.path, clock=clock)
        ledger.append(listed("un_test", {"un-7": ("Person", {"name": ["Jang Song Thaek"]})}))
        ledger.close()
        wait_until(lambda: api.get("/readyz", None).status_code == 200)
        body = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Jang Song Thaek"]}}}}
        reply = api.ask("POST", "/match/default", None, json=body)
        assert [one["id"] for one in reply.json()["responses"]["q"]["results"]] == ["un-7"]


def test_without_any_key_readiness_is_still_about_the_lists(tmp_path: Path) -> None:
    clock = Hands()
    open_ledger(tmp_path, clock=clock).close()
    with running(Home(tmp_path, {}, clock)) as api:
        reply = api.get("/readyz", None)
        assert reply.status_code == 503
        assert "un_test is required" in reply.json()["detail"]


def damaged() -> Ledger:
    raise LedgerDamagedError("entry 3.1")


def broken() -> Ledger:
    raise OSError("/secret/place")


@pytest.mark.parametrize(
    ("opening", "said"), [(damaged, "the ledger is damaged: entry 3.1"), (broken, "could not be opened")]
)
def test_a_ledger_that_does_not_open_is_told(tmp_path: Path, opening: object, said: str) -> None:
    home = make_home(tmp_path)
    chosen = Settings(home=home.path)
    service = Service(chosen, parse_policy(""), opening, clock=home.clock)  # type: ignore[arg-type]
    with TestClient(application(chosen, service), base_url="http://127.0.0.1") as client:
        wait_until(lambda: said in str(service.unready()))
        assert client.get("/healthz").status_code == 200
        reply = client.get("/readyz")
        assert reply.status_code == 503
        assert "/secret" not in reply.text
        headers = {"authorization": f"ApiKey {home.secrets['screen']}"}
        asked = client.get("/catalog", headers=headers)
        assert asked.status_code == 503
        assert "not ready" in asked.json()["detail"]


def test_a_view_that_lags_the_ledger_is_told_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path)
    with running(home, lag_seconds=0.0) as api:

        def busy(*_: object, **__: object) -> int:
            raise LedgerBusyError("no answer")

        monkeypatch.setattr(api.service.ledger, "wait", busy)
        wait_until(lambda: api.get("/readyz", None).status_code == 503)
        assert "behind the ledger" in api.get("/readyz", None).json()["detail"]
        monkeypatch.undo()
        wait_until(lambda: api.get("/readyz", None).status_code == 200)


def test_what_may_no_longer_be_shared_is_forgotten_without_any_delivery(tmp_path: Path) -> None:
    clock = Hands()
    home = make_home(tmp_path, clock)
    said = Statement(entity_id="lent-1", schema="Person", prop="name", value="Mun Chon Nam", dataset="analysts")
    lent = Handling(tlp=Tlp.CLEAR, originator="partner", expires_at=clock.now_us + DAY_US)
    ledger = open_ledger(home.path, clock=clock)
    ledger.append(Delivery(source="partner", entries=(said,), handling=lent))
    ledger.close()
    with running(home) as api:
        assert api.found("Mun Chon Nam") == ["lent-1"]
        assert api.get("/search/default?q=mun").json()["total"]["value"] == 1
        clock.now_us += 2 * DAY_US
        assert api.found("Mun Chon Nam") == []
        wait_until(lambda: api.get("/search/default?q=mun").json()["total"]["value"] == 0)
        assert api.get("/entities/lent-1").status_code == 404
