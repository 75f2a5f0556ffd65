"""POST /decisions: payments in, durable decisions out; and how they are found again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from support.api_service import Api, running
from support.gate_api import decide, gate_api, gate_home
from support.gate_home import LISTED, pay
from support.gate_world import IMO
from support.parties import delivered, says
from support.payments import mt103
from watchgate.gate.history.history import open_history
from watchgate.gate.service import Gate
from watchgate.ledger.open import open_ledger
from watchgate.model.handling import Handling, Tlp
from watchgate.model.policy import parse_policy

ROWS = (
    b"transaction_id,customer,debtor,creditor,creditor_country\n"
    b"C-1,4711,Harbour Tools GmbH,Atelier du Port,fr\nC-2,4711,Harbour Tools GmbH,Kim Chol Su,kp\n"
)
OBJECT = json.dumps(
    {"transaction_id": "J-1", "customer": "0815", "debtor": "Harbour Tools GmbH", "creditor": "Atelier du Port",
     "parties": [{"role": "vessel", "name": "Orla", "identifiers": [f"imo:{IMO.value}"]}]}
).encode()  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with gate_api(gate_home(tmp_path_factory.mktemp("gate") / "home")) as found:
        yield found


@pytest.mark.parametrize(
    ("data", "content_type", "verdicts"),
    [
        (pay(1), "application/xml", ["pass"]),
        (pay(2, LISTED, "Nobody Known"), "text/xml; charset=utf-8", ["hold", "pass"]),
        (mt103(reference="MT-1").encode(), "text/plain", ["pass"]),
        (ROWS, "text/csv", ["pass", "hold"]),
        (OBJECT, "application/json", ["stop"]),
        (b"[" + OBJECT.replace(b"J-1", b"J-2") + b"]", "application/x-www-form-urlencoded", ["stop"]),
        (b"<Document><Cut>", "application/xml", ["refused"]),
    ],
)
def test_every_format_is_decided_by_its_content(api: Api, data: bytes, content_type: str, verdicts: list[str]) -> None:
    lines = decide(api, data, **{"content-type": content_type})
    assert [line["verdict"] for line in lines] == verdicts


def test_lines_are_those_of_the_command(api: Api, tmp_path: Path) -> None:
    (line,) = decide(api, pay(10, LISTED), query="?source=a.xml")
    other = gate_home(tmp_path / "home")
    gate = Gate(other.path, clock=other.clock)
    try:
        ((answer,),) = [one.transactions for one in gate.decide_bytes(pay(10, LISTED), "a.xml")]
    finally:
        gate.close()
    varying = {"decision", "decided_at", "number"}
    wanted = json.loads(msgspec.json.encode(answer))
    assert {key: line[key] for key in line.keys() - varying} == {key: wanted[key] for key in wanted.keys() - varying}


def test_all_of_them_come_as_one_object_where_that_is_asked_for(api: Api) -> None:
    reply = api.ask(
        "POST", "/decisions", "decide", content=pay(11, LISTED, "Nobody"), headers={"accept": "application/json"}
    )
    body = reply.json()
    assert (body["verdict"], body["counts"]) == ("hold", {"hold": 1, "pass": 1})
    assert len(body["transactions"]) == 2
    assert reply.headers["x-watchgate-verdict"] == "hold"
    assert reply.headers["x-watchgate-position"] == "3"


def test_what_was_answered_is_on_the_disk(api: Api) -> None:
    (line,) = decide(api, pay(12))
    history = open_history(api.home.path)
    try:
        stored = history.get(line["decision"])
    finally:
        history.close()
    assert (stored.number, stored.sha256) == (line["number"], line["decision"])


def test_the_same_bytes_get_the_same_decision_and_other_bytes_are_held(api: Api) -> None:
    (first,) = decide(api, pay(13))
    (again,) = decide(api, pay(13))
    assert (again["decision"], again["repeated"]) == (first["decision"], True)
    (other,) = decide(api, pay(13).replace(b"1250.75", b"1250.76"))
    assert (other["verdict"], other["conflict"]) == ("hold", first["number"])


@pytest.mark.parametrize(
    ("data", "headers", "query", "status", "said"),
    [
        (b"", {}, "", 400, "is empty"),
        (pay(), {"content-type": "application/json"}, "", 415, "is XML"),
        (ROWS, {"content-type": "application/json"}, "", 415, "not JSON"),
        (pay(), {"content-type": "text/csv"}, "", 415, "is XML"),
        (OBJECT, {"content-type": "application/xml"}, "", 415, "is not XML"),
        (pay(), {"content-type": "image/png"}, "", 415, "image/png"),
        (pay(), {"content-type": "multipart/form-data; boundary=x"}, "", 415, "multipart"),
        (pay(), {"content-encoding": "gzip"}, "", 415, "gzip"),
        (pay(), {}, "?rail=pigeon", 400, "no rail"),
        (pay(), {}, "?rial=wire", 400, "did you mean rail"),
        (b"x" * 2_000_000, {}, "", 413, "larger"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason_and_not_kept(
    api: Api, data: bytes, headers: dict[str, str], query: str, status: int, said: str
) -> None:
    before = api.get("/decisions?limit=1", "review").json()["total"]
    reply = api.ask("POST", f"/decisions{query}", "decide", content=data, headers=headers)
    assert (reply.status_code, said in reply.json()["detail"]) == (status, True), reply.text
    assert api.get("/decisions?limit=1", "review").json()["total"] == before


def test_the_rail_is_the_channels(api: Api) -> None:
    (line,) = decide(api, pay(14, LISTED), query="?rail=instant")
    assert line["hold_until"] is not None


def test_a_decision_is_explained_down_to_its_sources(api: Api) -> None:
    (line,) = decide(api, pay(15, LISTED))
    for reference in (line["decision"], line["decision"][:12], str(line["number"]), line["record"]):
        reply = api.get(f"/decisions/{reference}", "review")
        assert reply.json()["number"] == line["number"], reference
    found = reply.json()
    assert found["decision"]["matches"][0]["reasons"]
    assert found["record"]["parties"]
    (source, *_) = found["sources"]["us-1"]
    assert (source["dataset"], source["names"]) == ("us_list", ["Kim Chol Su"])
    assert source["statements"]
    assert api.get("/decisions/999999", "review").status_code == 404
    assert api.get("/decisions/kim", "review").status_code == 400


def test_pages_go_through_all_that_was_asked_for_and_nothing_else(tmp_path: Path) -> None:
    home = gate_home(tmp_path / "home")
    with gate_api(home) as api:
        for number in range(1, 8):
            decide(api, pay(number, LISTED if number % 2 else "Nobody Known"))
        decide(api, ROWS)
        held = _all(api, "verdict=hold&limit=2")
        assert [one["number"] for one in held] == [9, 7, 5, 3, 1]
        assert [one["number"] for one in _all(api, "limit=3")] == list(range(9, 0, -1))
        assert [one["verdict"] for one in _all(api, "customer=4711")] == ["hold", "pass"]
        assert _all(api, "customer=0815") == []
        assert [one["number"] for one in _all(api, "verdict=hold&verdict=pass&customer=4711&limit=1")] == [9, 8]
        when = held[2]["decided_at"].replace("+", "%2B")
        assert [one["number"] for one in _all(api, f"since={when}")] == [9, 8, 7, 6, 5]
        assert [one["number"] for one in _all(api, f"until={when}&limit=1")] == [4, 3, 2, 1]
        assert _all(api, "since=2026-11-23") == []
        assert _all(api, "until=2026-11-22") == []
        for wrong in ("verdict=maybe", "since=yesterday", "limit=0", "page=2"):
            assert api.get(f"/decisions?{wrong}", "review").status_code == 400, wrong


def test_an_answer_says_no_more_than_the_key_may_know(tmp_path: Path) -> None:
    home = gate_home(tmp_path / "home")
    ledger = open_ledger(home.path, clock=home.clock)
    secret = delivered(*says("us-1", "Person", "us_list", alias="Hwang Kil Su"), source="us_list")
    ledger.append(msgspec.structs.replace(secret, handling=Handling(tlp=Tlp.RED)))
    ledger.close()
    with gate_api(home) as api:
        (line,) = decide(api, pay(1, "Hwang Kil Su"))
        assert line["verdict"] == "hold"
        assert [one["entity_id"] for one in line["matches"]] == ["withheld"]
        assert "Kim" not in json.dumps(line)
        found = api.get(f"/decisions/{line['number']}", "review").json()
        assert found["sources"] == {}
        assert [one["entity_id"] for one in found["decision"]["matches"]] == ["withheld"]
        assert found["sha256"] == line["decision"]


def _all(api: Api, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        reply = api.get(f"/decisions?{query}{before}", "review")
        assert reply.status_code == 200, reply.text
        body = reply.json()
        found += body["results"]
        if body["next"] is None:
            return found
        before = f"&before={body['next']}"


def test_a_policy_without_authorities_lets_nothing_pass(tmp_path: Path) -> None:
    with running(gate_home(tmp_path / "home"), parse_policy("")) as api:
        (line,) = decide(api, pay(1))
    assert (line["verdict"], line["rule"]) == ("hold", "hold_no_authority")
