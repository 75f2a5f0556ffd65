"""Decisions are told to endpoints at least once each, whatever the endpoints do and whenever the process ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from support.api_service import wait_until
from support.gate_home import LISTED, fill, gate, pay
from support.gate_world import IMO, NOW
from support.webhook_server import WebhookServer, webhook_server
from watchgate.gate.history.alerts import AlertLog
from watchgate.gate.history.outbox import Outbox
from watchgate.gate.service import Gate
from watchgate.gate.webhooks.backoff import MOST_TRIES
from watchgate.gate.webhooks.dispatch import Dispatcher, trial
from watchgate.gate.webhooks.endpoint import Endpoint, State
from watchgate.gate.webhooks.signing import new_secret, verify
from watchgate.model.alert import Alert, AlertClass, Side, Subject
from watchgate.model.clock import MICROSECONDS
from watchgate.model.decision import Verdict
from watchgate.model.errors import BadInputError, NotFoundError


class Stage:
    """A gate, its outbox, an endpoint on this machine, and the time in hand."""

    def __init__(self, gate: Gate, server: WebhookServer, outbox: Outbox) -> None:
        self.gate, self.server, self.outbox = gate, server, outbox
        self.secret = new_secret()
        self.now = NOW

    def clock(self) -> int:
        return self.now

    def register(self, name: str = "desk", **more: Any) -> Endpoint:
        usual = {"url": self.server.url, "events": ("hold", "stop"), "names": False, "private": False}
        return self.outbox.add(name=name, secret=self.secret, **{**usual, **more})

    def decide(self, *numbers: int, creditor: str = LISTED) -> None:
        for number in numbers:
            self.gate.decide_bytes(pay(number, creditor))

    def run(self, seconds: float = 0.0) -> int:
        """Some time later; how many were tried."""
        self.now += round(seconds * MICROSECONDS)
        dispatcher = Dispatcher(self.gate.history, clock=self.clock, random=Random(3), seconds=0.5)
        return len(dispatcher.run_once(self.outbox) or ())

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(one.body) for one in self.server.got]


@contextmanager
def _stage(home: Path) -> Iterator[Stage]:
    with gate(home) as found, webhook_server() as server:
        outbox = Outbox(found.history)
        try:
            yield Stage(found, server, outbox)
        finally:
            outbox.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with _stage(fill(tmp_path / "home")) as found:
        yield found


def test_each_hold_and_stop_is_told_once_signed_and_a_pass_never(stage: Stage) -> None:
    stage.register()
    stage.decide(1)
    stage.decide(2, creditor="Nobody Known")
    ship = {"transaction_id": "S", "parties": [{"role": "vessel", "name": "Orla", "identifiers": [f"imo:{IMO.value}"]}]}
    stage.gate.decide_bytes(json.dumps(ship).encode())
    assert stage.run() == 2
    assert stage.run(60) == 0
    assert [one["type"] for one in stage.told()] == ["decision.hold", "decision.stop"]
    assert all(verify(stage.secret, one.headers, one.body, NOW // MICROSECONDS) for one in stage.server.got)
    stored = stage.gate.history.get("1")
    assert stage.server.got[0].headers["webhook-id"] == f"dec_{stored.sha256[:40]}"
    data = stage.told()[0]["data"]
    assert (data["decision"], data["number"], data["verdict"], data["rule"]) == (
        stored.sha256,
        1,
        "hold",
        "hold_listed",
    )
    assert data["matches"][0]["entity"] == "us-1"


def test_the_payload_names_nobody_unless_asked(stage: Stage) -> None:
    stage.register("plain")
    stage.register("named", names=True)
    stage.decide(1)
    stage.run()
    plain, named = (one.body.decode() for one in stage.server.got)
    for word in ("Kim", "Chol", "Harbour"):
        assert word not in plain
    assert LISTED in json.loads(named)["data"]["reason"]


def test_only_decisions_made_after_it_was_added_are_told(stage: Stage) -> None:
    stage.decide(1)
    stage.register()
    stage.decide(2)
    stage.run()
    assert [one["data"]["number"] for one in stage.told()] == [2]


def test_a_failure_is_tried_again_later_with_the_same_id_and_body(stage: Stage) -> None:
    stage.register()
    stage.decide(1)
    stage.server.answers = [500, "hang up", 302]
    assert stage.run() == 1
    assert stage.run() == 0
    assert [stage.run(3_600) for _ in range(4)] == [1, 1, 1, 0]
    assert len({(one.headers["webhook-id"], one.body) for one in stage.server.got}) == 1
    assert len({one.headers["webhook-signature"] for one in stage.server.got}) == 4
    (delivery,) = stage.outbox.deliveries(None, None, 10)
    assert (delivery.state, delivery.tries, delivery.status) == (State.DELIVERED, 4, 204)


def test_an_endpoint_that_stalls_keeps_the_others_neither_waiting_nor_untold(stage: Stage) -> None:
    stage.register("slow")
    with webhook_server() as other:
        stage.register("quick", url=other.url)
        stage.decide(1, 2, 3)
        stage.server.answers = ["stall"]
        stage.run()
        assert len(stage.server.got) == 1
        assert len(other.got) == 3
    assert stage.run(60) == 3


def test_after_the_last_try_it_is_kept_and_can_be_sent_again(stage: Stage) -> None:
    endpoint = stage.register()
    stage.decide(1)
    stage.server.answers = [500] * MOST_TRIES
    assert [stage.run(7 * 3_600) for _ in range(MOST_TRIES + 1)] == [1] * MOST_TRIES + [0]
    (dead,) = stage.outbox.deliveries(endpoint, State.DEAD, 10)
    assert (dead.tries, dead.status, dead.error) == (MOST_TRIES, 500, "answered 500: not taken")
    assert stage.outbox.send_again(endpoint) == 1
    assert stage.run() == 1
    assert stage.outbox.deliveries(endpoint, State.DELIVERED, 10)
    assert stage.outbox.send_again(endpoint, number=1) == 1
    assert stage.run() == 1


def test_an_endpoint_that_says_it_is_gone_is_ended(stage: Stage) -> None:
    stage.register()
    stage.decide(1, 2)
    stage.server.answers = [410]
    stage.run()
    stage.decide(3)
    assert stage.run(7 * 3_600) == 0
    assert stage.outbox.endpoints() == []
    assert {one.state for one in stage.outbox.deliveries(None, None, 10)} == {State.DEAD}


def test_a_removed_endpoint_has_no_secret_any_more(stage: Stage) -> None:
    endpoint = stage.register()
    assert stage.outbox.secret(endpoint) == stage.secret
    content = (stage.gate.history.folder / "webhooks.sqlite").read_bytes()
    wal = (stage.gate.history.folder / "webhooks.sqlite-wal").read_bytes()
    assert stage.secret.encode() not in content + wal
    stage.outbox.end(endpoint, "removed")
    with pytest.raises(NotFoundError):
        stage.outbox.secret(endpoint)
    stage.register()
    with pytest.raises(BadInputError, match="already"):
        stage.register()


def test_what_was_noted_and_not_told_is_told_by_the_next_process(tmp_path: Path) -> None:
    home = fill(tmp_path / "home")
    with _stage(home) as first:
        first.register()
        first.decide(1, 2)
        first.server.answers = [500]
        first.run()
        first.decide(3)
        url = first.server.url
    with gate(home) as found, webhook_server() as server:
        outbox = Outbox(found.history)
        later = Stage(found, server, outbox)
        (endpoint,) = outbox.endpoints()
        assert endpoint.url == url
        outbox.take_in()
        assert {one.number for one in outbox.deliveries(endpoint, State.PENDING, 10)} == {1, 2, 3}
        later.now += 3_600 * MICROSECONDS
        assert later.run() == 1, "nobody listens there any more: one try, and the rest is put off"
        outbox.close()


def test_one_process_of_a_home_tells_at_a_time(stage: Stage) -> None:
    other = Dispatcher(stage.gate.history, clock=stage.clock)
    other.start()
    try:
        stage.register()
        stage.decide(1)
        wait_until(lambda: len(stage.server.got) == 1)
        assert Dispatcher(stage.gate.history, clock=stage.clock).run_once(stage.outbox) is None
    finally:
        other.stop()
    assert stage.run() == 0


def test_a_running_service_tells_while_it_decides(stage: Stage) -> None:
    dispatcher = Dispatcher(stage.gate.history, clock=stage.clock)
    dispatcher.start()
    try:
        stage.register(events=("hold", "pass"))
        stage.decide(*range(1, 11))
        stage.decide(*range(11, 21), creditor="Nobody Known")
        wait_until(lambda: len(stage.server.got) == 20)
    finally:
        dispatcher.stop()
    assert sorted(one["data"]["number"] for one in stage.told()) == list(range(1, 21))


def test_a_trial_speaks_of_no_decision(stage: Stage) -> None:
    endpoint = stage.register()
    assert trial(stage.outbox, endpoint, clock=stage.clock).status == 204
    assert stage.told()[0]["type"] == "webhook.test"
    assert stage.outbox.deliveries(None, None, 10) == []


def test_alerts_are_told_by_class_without_names_unless_they_are_asked_for(stage: Stage) -> None:
    log = AlertLog(stage.gate.history)
    log.add([_alert(1)])
    stage.register(events=("breach", "stop"))
    stage.register("named", events=("breach",), names=True)
    stage.decide(1)
    log.add([_alert(2), _alert(3, AlertClass.BEFORE)])
    assert stage.run() == 2
    bare, named = stage.told()
    assert (bare["type"], bare["data"]["alert"], bare["data"]["after"]["verdict"]) == ("alert.breach", 2, "hold")
    assert "Nowak" not in json.dumps(bare)
    assert (named["data"]["party"], named["data"]["reason"]) == ("Anna Nowak", "held: Anna Nowak")
    assert len({one.headers["webhook-id"] for one in stage.server.got}) == 1
    assert stage.run() == 0
    assert stage.outbox.send_again(stage.outbox.endpoint("desk"), -2) == 1
    assert stage.run() == 1


def _alert(target: int, kind: AlertClass = AlertClass.BREACH) -> Alert:
    return Alert(
        subject=Subject.PAYMENT,
        target=target,
        delivery=9,
        entity_id="us-1",
        kind=kind,
        before=Side(verdict=Verdict.PASS, position=8),
        after=Side(verdict=Verdict.HOLD, position=9, reason="held: Anna Nowak"),
        party="Anna Nowak",
    )
