"""POST /wallets: one JSON line for each object that asks about wallets, and what may not be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from support.api_service import Api
from support.gate_api import gate_api, gate_home
from support.lookalikes import two_alike
from support.utxo_chains import Blocks, Tx, name_of
from watchgate.ledger.home import Home
from watchgate.ledger.open import open_ledger
from watchgate.ledger.transfers.ranges import Chain
from watchgate.model.wallet_addresses import base58check

ONE, TWO, OTHER = (base58check(0, bytes([number]) * 20) for number in (1, 2, 5))


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = gate_home(tmp_path_factory.mktemp("wallets") / "home")
    ledger = open_ledger(home.path)
    chain = Chain(Home(home.path), ledger, "btc", writing=True)
    blocks = [(1, [Tx(name_of(1), (), ((ONE, 9),))]), (2, [Tx(name_of(2), ((name_of(1), 0),), ((TWO, 8),))])]
    chain.add(Blocks(blocks).batch(values=False))
    chain.close()
    ledger.close()
    with gate_api(home) as found:
        yield found


def test_objects_are_decided_in_order_and_transactions_looked_up(api: Api) -> None:
    said = [{"wallet": ONE}, {"transaction": f"btc:{name_of(2)}"}, {"wallet": "nothing"}]
    reply = api.ask("POST", "/wallets", "decide", content=json.dumps(said).encode())
    assert reply.status_code == 200, reply.text
    found = [json.loads(line) for line in reply.content.splitlines()]
    assert [one["verdict"] for one in found] == ["pass", "pass", "refused"]
    assert reply.headers["x-watchgate-verdict"] == "refused"
    past = api.ask("GET", f"/decisions/{found[1]['number']}", "review").json()
    assert [one["role"] for one in past["record"]["parties"]] == ["originator_wallet", "beneficiary_wallet"]


def test_one_object_with_everything_together_as_json(api: Api) -> None:
    body = json.dumps({"beneficiary": {"accountNumber": [TWO]}}).encode()
    reply = api.ask("POST", "/wallets", "decide", content=body, headers={"accept": "application/json"})
    assert reply.json()["counts"] == {"pass": 1}


@pytest.mark.parametrize(
    ("query", "key", "content", "status"),
    [
        ("", "screen", b"{}", 403),
        ("", "decide", b"", 400),
        ("", "decide", b"wallet", 400),
        ("?rail=pigeon", "decide", b"{}", 400),
        ("?rial=wire", "decide", b"{}", 400),
    ],
)
def test_what_may_not_be_asked_is_refused(query: str, key: str, content: bytes, status: int, api: Api) -> None:
    assert api.ask("POST", f"/wallets{query}", key, content=content).status_code == status


def test_a_wallet_that_looks_like_an_earlier_one_of_the_customer_is_told(api: Api) -> None:
    true, false = two_alike()
    said = [{"wallet": true, "customer": "4711"}, {"wallet": OTHER, "customer": "4711"}]
    first = api.ask("POST", "/wallets", "decide", content=json.dumps(said).encode())
    before = json.loads(first.content.splitlines()[0])["number"]
    reply = api.ask("POST", "/wallets", "decide", content=json.dumps({"wallet": false, "customer": "4711"}).encode())
    (answer,) = [json.loads(line) for line in reply.content.splitlines()]
    past = api.ask("GET", f"/decisions/{answer['number']}", "review").json()
    told = json.dumps(past)
    assert (answer["verdict"], f"(see decision {before})" in told, true in told) == ("pass", True, False)
