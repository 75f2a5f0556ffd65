"""GET /alerts and /cases: pages, filters, events as they are raised, and what a key may not see of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from support.api_service import Api
from support.gate_api import decide, gate_api, gate_home
from support.gate_home import pay
from support.gate_world import NOW, listed
from support.lookback import look_back
from support.parties import delivered
from watchgate.gate.history.cases import CaseLog
from watchgate.gate.history.history import open_history
from watchgate.ledger.open import open_ledger
from watchgate.model.alert import Outcome
from watchgate.model.handling import Handling, Tlp

Found = dict[str, Any]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Three payments passed, one was held; then three parties of theirs were listed, one of them not for everybody."""
    home = gate_home(tmp_path_factory.mktemp("alerts") / "home")
    with gate_api(home, request_seconds=5.0) as found:
        decide(found, pay(1, "Ada Neuberger", "Ada Neuberger"))
        decide(found, pay(2, "Otto Habermann"))
        decide(found, pay(3, "Kim Chol Su", debtor="Wanda Quist"))
    _add(home.path, *listed("us-20", "Person", name="Ada Neuberger"))
    _add(home.path, *listed("us-21", "Person", name="Otto Habermann", start="2026-11-23"), tlp=Tlp.GREEN)
    _add(home.path, *listed("eu-20", "Person", "eu_list", name="Wanda Quist"))
    look_back(home.path)
    with gate_api(home, request_seconds=5.0) as found:
        yield found


def _add(home: Path, *entries: Any, tlp: Tlp = Tlp.CLEAR) -> None:
    ledger = open_ledger(home, clock=lambda: NOW)
    ledger.append(msgspec.structs.replace(delivered(*entries), handling=Handling(tlp=tlp)))
    ledger.close()


def get(api: Api, path: str, key: str = "admin") -> Any:
    reply = api.ask("GET", path, key)
    assert reply.status_code == 200, reply.text
    return reply.json()


def numbers(page: Found) -> list[int]:
    return [one["number"] for one in page["results"]]


def test_alerts_come_by_page_the_newest_first(api: Api) -> None:
    first = get(api, "/alerts?limit=3")
    assert (numbers(first), first["next"]) == ([4, 3, 2], 2)
    assert numbers(get(api, f"/alerts?limit=3&before={first['next']}")) == [1]
    assert numbers(get(api, "/alerts?after=2")) == [3, 4]
    assert first["counts"]["by_class"] == {"breach": 2, "before": 1, "open": 1}


def test_alerts_are_chosen_by_class_entity_list_case_and_time(api: Api) -> None:
    assert numbers(get(api, "/alerts?class=breach")) == [2, 1]
    assert numbers(get(api, "/alerts?class=before&class=open")) == [4, 3]
    assert numbers(get(api, "/alerts?entity=us-20&limit=1")) == [2]
    assert numbers(get(api, "/alerts?list=eu_list")) == [4]
    assert numbers(get(api, "/alerts?case=1&unfinished=true")) == [2, 1]
    assert numbers(get(api, "/alerts?until=2026-11-01")) == []


def test_an_alert_has_both_answers_and_a_case_its_alerts_and_acts(api: Api) -> None:
    alert = get(api, "/alerts/4")
    assert (alert["kind"], alert["before"]["verdict"], alert["after"]["verdict"]) == ("open", "hold", "hold")
    assert alert["after"]["number"] > alert["before"]["number"]
    page = get(api, "/cases")
    assert [(one["number"], one["entity_id"], one["alerts"]) for one in page["results"]] == [
        (3, "eu-20", {"open": 1}),
        (2, "us-21", {"before": 1}),
        (1, "us-20", {"breach": 2}),
    ]
    whole = get(api, "/cases/1")
    assert [one["number"] for one in whole["alerts"]] == [2, 1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/alerts/99", 404),
        ("/cases/99", 404),
        ("/alerts?class=x", 400),
        ("/cases?state=x", 400),
        ("/alerts?clas=breach", 400),
        ("/alerts?limit=0", 400),
    ],
)
def test_what_is_not_there_or_not_meant_is_said(api: Api, path: str, status: int) -> None:
    assert api.ask("GET", path, "admin").status_code == status


@pytest.mark.parametrize("path", ["/alerts", "/alerts/1", "/cases", "/cases/1"])
def test_customers_data_needs_the_role_review(api: Api, path: str) -> None:
    assert [api.ask("GET", path, key).status_code for key in ("review", "decide", "read")] == [200, 403, 403]


def test_a_key_that_may_not_know_of_the_listing_is_not_told_whom_it_met(api: Api) -> None:
    alert = get(api, "/alerts/3", "clear")
    assert (alert["entity_id"], alert.get("lists", [])) == ("withheld", [])
    assert "us-21" not in json.dumps(alert)
    assert numbers(get(api, "/alerts?entity=us-21", "clear")) == []
    assert get(api, "/cases/2", "clear")["case"]["entity_id"] == "withheld"
    assert get(api, "/alerts/1", "clear")["entity_id"] == "us-20"


def test_alerts_come_as_events_from_the_last_one_that_was_seen(api: Api) -> None:
    reply = api.ask("GET", "/alerts", "admin", headers={"accept": "text/event-stream", "last-event-id": "2"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [one for one in reply.text.split("\n\n") if one.startswith("id: ")]
    assert [one.splitlines()[:2] for one in events] == [["id: 3", "event: before"], ["id: 4", "event: open"]]
    assert json.loads(events[1].splitlines()[2].removeprefix("data: "))["entity_id"] == "eu-20"


def test_who_connects_again_goes_on_from_the_last_event_and_not_from_where_it_first_began(api: Api) -> None:
    reply = api.ask("GET", "/alerts?after=0", "admin", headers={"accept": "text/event-stream", "last-event-id": "3"})
    assert [one for one in reply.text.splitlines() if one.startswith("id: ")] == ["id: 4"]


def test_streams_beyond_so_many_are_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchgate.api.alerts.MOST_STREAMS", 1)
    events = {"accept": "text/event-stream"}
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: api.ask("GET", "/alerts", "admin", headers=events), range(3)))
    assert sorted(one.status_code for one in found) == [200, 503, 503]
    assert api.ask("GET", "/alerts", "admin", headers=events).status_code == 200


def test_cases_are_chosen_by_state_and_person(api: Api) -> None:
    history = open_history(api.home.path)
    log = CaseLog(history)
    log.assign(3, "lee", "kim")
    log.propose_closing(3, Outcome.OTHER, "looked at", "lee")
    history.close()
    assert [one["number"] for one in get(api, "/cases?state=closing&assignee=lee")["results"]] == [3]
    assert get(api, "/cases?customer=nobody")["counts"] == {"open": 2, "closing": 1, "closed": 0}
