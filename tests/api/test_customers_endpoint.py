"""POST /customers and GET /customers/attestation."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from support.api_service import Api
from support.gate_api import gate_api, gate_home
from watchgate.gate.customers.attesting import attest
from watchgate.gate.history.customer_base import CustomerBase


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with gate_api(gate_home(tmp_path_factory.mktemp("customers") / "home")) as found:
        yield found


def test_delta_is_taken_and_what_cannot_be_used_is_named(api: Api) -> None:
    rows = [
        {"id": "c1", "name": "Atelier du Port", "owners": [{"name": "Ada Neuberger", "share": 30}]},
        {"id": "c2", "name": "Ida Kranz", "birth_date": "yesterday"},
        {"id": "c3", "name": "Otto Habermann"},
        {"id": "o1", "name": "Wanda Quist", "owner_of": "c1"},
    ]
    reply = api.post("/customers", rows, "decide")
    assert reply.status_code == 200, reply.text
    found = reply.json()
    assert (found["added"], [(one["place"], one["id"]) for one in found["errors"]]) == (2, [(2, "c2"), (4, "o1")])
    lines = b"\n".join(json.dumps(one).encode() for one in ({"id": "c3", "action": "remove"}, rows[0]))
    again = api.ask("POST", "/customers", "decide", content=lines).json()
    assert (again["removed"], again["unchanged"]) == (1, 1)
    history = api.service.deciding.gate.history
    assert [row.customer.id for row in CustomerBase(history).all()] == ["c1"]


def test_attestation_is_read_by_reviewers_alone(api: Api) -> None:
    api.post("/customers", {"id": "c1", "name": "Atelier du Port"}, "decide")
    gate = api.service.deciding.gate
    made = attest(gate.ledger, gate.history, gate.policy)
    assert api.get("/customers/attestation", "review").json()["sha256"] == made.sha256
    assert api.get("/customers/attestation?number=999", "review").status_code == 404
    assert api.get("/customers/attestation", "screen").status_code == 403


@pytest.mark.parametrize("body", [b"", b"<a/>", b"[{", b"id,name\nc1,Ada\n"])
def test_body_that_is_no_json_is_refused(api: Api, body: bytes) -> None:
    reply = api.ask("POST", "/customers", "decide", content=body)
    assert reply.status_code in (400, 415, 422), reply.text
